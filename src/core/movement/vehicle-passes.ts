/**
 * The passes of one vehicle over a window, across tables: what convoy walks out from.
 * Runs anywhere (pure). Tables hold different rows of the same cameras: the large one, and what came since.
 */

import type { DetectionTable } from './detection-table.ts';
import { cameraSlot } from './detection-table.ts';
import { firstAt, firstPast } from './time-buckets.ts';

export type Span = { readonly fromMs: number; readonly toMs: number };

/** Parallel columns, by camera, then time, then table and position. Kept between questions: only the first `count` hold. */
export class Passes {
  count = 0;
  /** Which of the tables, and where in it. */
  tables = new Uint8Array(0);
  positions = new Uint32Array(0);
  cameras = new Float64Array(0);
  timesMs = new Float64Array(0);
  /** `[pass]`: first pass of its visit: passes at one camera within the gap of the one before are one visit. */
  visitStarts = new Int32Array(0);
  /** `[pass]`: first pass at its camera. */
  cameraStarts = new Int32Array(0);
  /** `[pass * tables + table]`: positions near the pass, as whoever walks finds them; one past the last. */
  windowStarts = new Uint32Array(0);
  windowEnds = new Uint32Array(0);

  /** @param vehicles texts taken for the vehicle */
  gather(tables: readonly DetectionTable[], vehicles: readonly number[], span: Span, gapMs: number): void {
    let most = 0;
    for (const vehicle of vehicles) for (const table of tables) most += postingsOf(table, vehicle);
    if (most > this.positions.length) {
      this.tables = new Uint8Array(most * 2);
      this.positions = new Uint32Array(most * 2);
      this.cameras = new Float64Array(most * 2);
      this.timesMs = new Float64Array(most * 2);
      this.visitStarts = new Int32Array(most * 2);
      this.cameraStarts = new Int32Array(most * 2);
    }
    if (most * tables.length > this.windowStarts.length) {
      this.windowStarts = new Uint32Array(most * tables.length * 2);
      this.windowEnds = new Uint32Array(most * tables.length * 2);
    }
    this.count = 0;
    for (const vehicle of vehicles) {
      for (let nth = 0; nth < tables.length; nth++) {
        const table = tables[nth];
        if (table !== undefined) this.#take(table, nth, vehicle, span);
      }
    }
    if (vehicles.length > 1 || tables.length > 1) this.#sort();
    this.#group(gapMs);
  }

  /** Reads times at places that do not hang on each other, so that many are on their way from memory at once. */
  #take(table: DetectionTable, nth: number, vehicle: number, { fromMs, toMs }: Span): void {
    const { postings, cameraStarts, cameraIds } = table;
    const end = table.vehicleStarts[vehicle + 1] ?? 0;
    let slot = 0;
    for (let posting = table.vehicleStarts[vehicle] ?? 0; posting < end; posting++) {
      const position = postings[posting] ?? 0;
      while ((cameraStarts[slot + 1] ?? 0) <= position) slot++;
      const timeMs = table.timesMs[position] ?? 0;
      // Its own read, always: looking has the reads around it on their way too.
      if (table.vehicles[position] !== vehicle || !(timeMs >= fromMs && timeMs <= toMs)) continue;
      const at = this.count++;
      this.tables[at] = nth;
      this.positions[at] = position;
      this.cameras[at] = cameraIds[slot] ?? 0;
      this.timesMs[at] = timeMs;
    }
  }

  #sort(): void {
    const { count, tables, positions, cameras, timesMs } = this;
    const order = Uint32Array.from({ length: count }, (_, at) => at).sort(
      (a, b) =>
        (cameras[a] ?? 0) - (cameras[b] ?? 0) ||
        (timesMs[a] ?? 0) - (timesMs[b] ?? 0) ||
        (tables[a] ?? 0) - (tables[b] ?? 0) ||
        (positions[a] ?? 0) - (positions[b] ?? 0),
    );
    for (const column of [tables, positions, cameras, timesMs]) {
      column.set(Array.from(order, (at) => column[at] ?? 0));
    }
  }

  #group(gapMs: number): void {
    const { count, cameras, timesMs, visitStarts, cameraStarts } = this;
    let visit = 0;
    let camera = 0;
    for (let at = 1; at < count; at++) {
      const same = cameras[at] === cameras[at - 1];
      if (!same) camera = at;
      if (!(same && (timesMs[at] ?? 0) - (timesMs[at - 1] ?? 0) <= gapMs)) visit = at;
      visitStarts[at] = visit;
      cameraStarts[at] = camera;
    }
  }
}

function postingsOf(table: DetectionTable, vehicle: number): number {
  return Math.max(0, (table.vehicleStarts[vehicle + 1] ?? 0) - (table.vehicleStarts[vehicle] ?? 0));
}

/** How long a camera was live in a span: from its first read in it to its last. */
export function liveMs(tables: readonly DetectionTable[], camera: number, span: Span): number {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const table of tables) {
    const slot = cameraSlot(table, camera);
    if (slot < 0) continue;
    const from = firstAt(table, slot, span.fromMs);
    const to = firstPast(table, slot, span.toMs);
    if (from >= to) continue;
    first = Math.min(first, table.timesMs[from] ?? 0);
    last = Math.max(last, table.timesMs[to - 1] ?? 0);
  }
  return Math.max(0, last - first);
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
