/**
 * The passes of one vehicle over a window, across tables: what convoy walks out from, and the traffic that expectations
 * rest on. Runs anywhere (pure). Tables hold different rows of the same cameras: the large one, and what came since.
 */

import type { DetectionTable } from './detection-table.ts';
import { cameraSlot, firstAt, firstPosting } from './detection-table.ts';
import type { HourlyVisits } from './lift.ts';
import type { LocalClock } from './local-clock.ts';

export type Span = { readonly fromMs: number; readonly toMs: number };

/** Parallel columns, by camera, then time, then table and position. */
export type Passes = {
  readonly count: number;
  /** Which of the tables, and where in it. */
  readonly tables: Uint8Array;
  readonly positions: Uint32Array;
  readonly cameras: Float64Array;
  readonly timesMs: Float64Array;
};

/** @param vehicles texts taken for the vehicle */
export function passesOf(tables: readonly DetectionTable[], vehicles: readonly number[], span: Span): Passes {
  let most = 0;
  for (const vehicle of vehicles) for (const table of tables) most += postingsOf(table, vehicle);
  const inTable = new Uint8Array(most);
  const positions = new Uint32Array(most);
  const cameras = new Float64Array(most);
  const timesMs = new Float64Array(most);
  let count = 0;
  let sorted = true;
  for (const vehicle of vehicles) {
    for (const [nth, table] of tables.entries()) {
      const end = table.vehicleStarts[vehicle + 1] ?? 0;
      let slot = 0;
      for (let posting = table.vehicleStarts[vehicle] ?? 0; posting < end; posting++) {
        const position = table.postings[posting] ?? 0;
        while ((table.cameraStarts[slot + 1] ?? 0) <= position) slot++;
        const timeMs = table.timesMs[position] ?? 0;
        if (!(timeMs >= span.fromMs && timeMs <= span.toMs)) continue;
        const camera = table.cameraIds[slot] ?? 0;
        const before = cameras[count - 1] ?? 0;
        if (count > 0 && (camera < before || (camera === before && timeMs < (timesMs[count - 1] ?? 0)))) sorted = false;
        inTable[count] = nth;
        positions[count] = position;
        cameras[count] = camera;
        timesMs[count++] = timeMs;
      }
    }
  }
  if (sorted) return { count, tables: inTable, positions, cameras, timesMs };
  const order = Uint32Array.from({ length: count }, (_, at) => at).sort(
    (a, b) =>
      (cameras[a] ?? 0) - (cameras[b] ?? 0) ||
      (timesMs[a] ?? 0) - (timesMs[b] ?? 0) ||
      (inTable[a] ?? 0) - (inTable[b] ?? 0) ||
      (positions[a] ?? 0) - (positions[b] ?? 0),
  );
  return {
    count,
    tables: Uint8Array.from(order, (at) => inTable[at] ?? 0),
    positions: Uint32Array.from(order, (at) => positions[at] ?? 0),
    cameras: Float64Array.from(order, (at) => cameras[at] ?? 0),
    timesMs: Float64Array.from(order, (at) => timesMs[at] ?? 0),
  };
}

function postingsOf(table: DetectionTable, vehicle: number): number {
  return Math.max(0, (table.vehicleStarts[vehicle + 1] ?? 0) - (table.vehicleStarts[vehicle] ?? 0));
}

/** Number of the visit each pass belongs to: passes at one camera within the gap of the one before are one visit. */
export function visitsOf({ count, cameras, timesMs }: Passes, gapMs: number): Int32Array {
  const visits = new Int32Array(count);
  for (let at = 1; at < count; at++) {
    const same = cameras[at] === cameras[at - 1] && (timesMs[at] ?? 0) - (timesMs[at - 1] ?? 0) <= gapMs;
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

const NO_VISITS: HourlyVisits = { total: 0, byHour: [] };

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
  if (times.length === 0) return NO_VISITS;
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
  const everything = span.fromMs === Number.NEGATIVE_INFINITY && span.toMs === Number.POSITIVE_INFINITY;
  for (const vehicle of vehicles) {
    for (const table of tables) {
      if (everything) {
        count += postingsOf(table, vehicle);
        continue;
      }
      const end = table.vehicleStarts[vehicle + 1] ?? 0;
      for (let posting = table.vehicleStarts[vehicle] ?? 0; posting < end; posting++) {
        const timeMs = table.timesMs[table.postings[posting] ?? 0] ?? 0;
        if (timeMs >= span.fromMs && timeMs <= span.toMs) count++;
      }
    }
  }
  return count;
}
