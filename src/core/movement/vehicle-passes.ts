/**
 * The passes of one vehicle over a window, across tables: what convoy walks out from, and the traffic that expectations
 * rest on. Runs anywhere (pure). Tables hold different rows of the same cameras: the large one, and what came since.
 */

import type { DetectionTable } from './detection-table.ts';
import { cameraSlot, firstAt, firstPosting } from './detection-table.ts';
import type { HourlyVisits } from './lift.ts';
import type { LocalClock } from './local-clock.ts';

export type Span = { readonly fromMs: number; readonly toMs: number };

export type Pass = {
  /** Which of the tables, and where in it. */
  readonly table: number;
  readonly position: number;
  readonly camera: number;
  readonly timeMs: number;
};

/** By camera, then time, then table and position. @param vehicles texts taken for the vehicle */
export function passesOf(tables: readonly DetectionTable[], vehicles: Iterable<number>, span: Span): Pass[] {
  const passes: Pass[] = [];
  for (const vehicle of vehicles) {
    for (const [nth, table] of tables.entries()) {
      const end = table.vehicleStarts[vehicle + 1] ?? 0;
      let slot = 0;
      for (let posting = table.vehicleStarts[vehicle] ?? 0; posting < end; posting++) {
        const position = table.postings[posting] ?? 0;
        while ((table.cameraStarts[slot + 1] ?? 0) <= position) slot++;
        const timeMs = table.timesMs[position] ?? 0;
        if (!(timeMs >= span.fromMs && timeMs <= span.toMs)) continue;
        passes.push({ table: nth, position, camera: table.cameraIds[slot] ?? 0, timeMs });
      }
    }
  }
  return passes.sort(
    (a, b) => a.camera - b.camera || a.timeMs - b.timeMs || a.table - b.table || a.position - b.position,
  );
}

/** Number of the visit each pass belongs to: passes at one camera within the gap of the one before are one visit. */
export function visitsOf(passes: readonly Pass[], gapMs: number): Int32Array {
  const visits = new Int32Array(passes.length);
  for (let at = 1; at < passes.length; at++) {
    const pass = passes[at];
    const before = passes[at - 1];
    const same =
      pass !== undefined &&
      before !== undefined &&
      pass.camera === before.camera &&
      pass.timeMs - before.timeMs <= gapMs;
    visits[at] = (visits[at - 1] ?? 0) + (same ? 0 : 1);
  }
  return visits;
}

/** How long a camera was live in a span: from its first read in it to its last. */
export function liveMs(tables: readonly DetectionTable[], camera: number, span: Span): number {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const table of tables) {
    const slot = cameraSlot(table, camera);
    if (slot < 0) continue;
    const start = table.cameraStarts[slot] ?? 0;
    const end = table.cameraStarts[slot + 1] ?? 0;
    const from = firstAt(table, start, end, span.fromMs);
    if (from < end && (table.timesMs[from] ?? 0) <= span.toMs) {
      first = Math.min(first, table.timesMs[from] ?? 0);
      let to = firstAt(table, from, end, span.toMs) - 1;
      while (to + 1 < end && (table.timesMs[to + 1] ?? 0) <= span.toMs) to++;
      last = Math.max(last, table.timesMs[Math.max(from, to)] ?? 0);
    }
  }
  return Math.max(0, last - first);
}

/** Visits of a vehicle at one camera by local hour. @param vehicles texts taken for it */
export function trafficAt(
  tables: readonly DetectionTable[],
  vehicles: readonly number[] | Int32Array,
  camera: number,
  span: Span,
  gapMs: number,
  clock: LocalClock,
): HourlyVisits {
  const times: number[] = [];
  for (const table of tables) {
    const slot = cameraSlot(table, camera);
    if (slot < 0) continue;
    const start = table.cameraStarts[slot] ?? 0;
    const end = table.cameraStarts[slot + 1] ?? 0;
    for (const vehicle of vehicles) {
      const last = table.vehicleStarts[vehicle + 1] ?? 0;
      for (
        let posting = firstPosting(table, table.vehicleStarts[vehicle] ?? 0, last, start);
        posting < last;
        posting++
      ) {
        const position = table.postings[posting] ?? 0;
        if (position >= end) break;
        const timeMs = table.timesMs[position] ?? 0;
        if (timeMs >= span.fromMs && timeMs <= span.toMs) times.push(timeMs);
      }
    }
  }
  if (vehicles.length > 1 || tables.length > 1) times.sort((a, b) => a - b);
  const byHour = new Array<number>(24).fill(0);
  let total = 0;
  let before = Number.NEGATIVE_INFINITY;
  for (const timeMs of times) {
    if (timeMs - before > gapMs) {
      const hour = clock.hour(timeMs);
      byHour[hour] = (byHour[hour] ?? 0) + 1;
      total++;
    }
    before = timeMs;
  }
  return { total, byHour };
}

/** Passes in a span, without listing them. */
export function countPasses(tables: readonly DetectionTable[], vehicles: Iterable<number>, span: Span): number {
  let count = 0;
  for (const vehicle of vehicles) {
    for (const table of tables) {
      const end = table.vehicleStarts[vehicle + 1] ?? 0;
      for (let posting = table.vehicleStarts[vehicle] ?? 0; posting < end; posting++) {
        const timeMs = table.timesMs[table.postings[posting] ?? 0] ?? 0;
        if (timeMs >= span.fromMs && timeMs <= span.toMs) count++;
      }
    }
  }
  return count;
}
