/**
 * The counting of a convoy: at how many passes, visits and cameras each other vehicle was near; the rows SQL would give.
 * Runs anywhere (pure). Memory is what it costs: the passes' times are read first, then the reads around each, then one
 * cell a read; nothing is allocated for a pass or a partner. A generator: it yields between pieces of some milliseconds.
 */

import type { DetectionTable } from './detection-table.ts';
import { cameraSlot } from './detection-table.ts';
import { firstAt, firstPast } from './time-buckets.ts';
import type { VehicleCounters } from './vehicle-counters.ts';
import type { Passes, Span } from './vehicle-passes.ts';
import type { Vehicles } from './vehicles.ts';

export type NearQuestion = {
  /** Texts taken for the plate asked for. */
  readonly plate: readonly number[];
  readonly span: Span;
  readonly gapMs: number;
  readonly minShared: number;
};

/** What the counters hold of a vehicle: the last pass it was counted at + 1, and how many passes, visits and cameras. */
const LAST = 0;
export const SHARED = 1;
export const VISITS = 2;
export const CAMERAS = 3;

export type NearCount = {
  /** Vehicles that were near at all. */
  readonly considered: number;
  /** Vehicles with `minShared` or more: their cells stand first in the counters' list. */
  readonly total: number;
};

const READS_PER_STEP = 100_000;
const LEADERS_PER_STEP = 128;

/** Leaves the passes of the plate, and the windows around them, in the counters. */
export function* countNear(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  question: NearQuestion,
): Generator<number, NearCount> {
  const { plate, span, gapMs, minShared } = question;
  const { passes } = counters;
  passes.gather(tables, plate, span, gapMs);
  let reads = 0;
  let step = READS_PER_STEP;
  for (let nth = 0; nth < passes.count; nth++) {
    reads += findWindows(tables, passes, nth, question);
    if (reads < step) continue;
    step = reads + READS_PER_STEP;
    yield (0.3 * nth) / passes.count;
  }
  counters.begin(vehicles.count, reads + plate.length, 4);
  // The plate's own reads count as counted at a pass after the last: they are passed over.
  for (const own of plate) counters.counts[counters.take(own) * 4 + LAST] = passes.count + 1;
  const walk: Walk = { considered: 0 };
  let leaders = new Uint32Array(0);
  let walked = 0;
  for (let nth = 0; nth < passes.count; nth++) {
    for (let at = 0; at < tables.length; at++) {
      const texts = tables[at]?.vehicles;
      const from = passes.windowStarts[nth * tables.length + at] ?? 0;
      const to = passes.windowEnds[nth * tables.length + at] ?? 0;
      walked += to - from;
      if (texts === undefined) continue;
      if (vehicles.alone) {
        countReads(texts, from, to, counters, nth, walk);
        continue;
      }
      if (leaders.length < to - from) leaders = new Uint32Array((to - from) * 2);
      for (let position = from; position < to; position++) {
        leaders[position - from] = vehicles.leaderOf(texts[position] ?? 0);
        // Groups not known yet take their time.
        if (++walked % LEADERS_PER_STEP === 0) yield 0.3 + (0.7 * nth) / passes.count;
      }
      countReads(leaders, 0, to - from, counters, nth, walk);
    }
    if (walked < READS_PER_STEP) continue;
    walked = 0;
    yield 0.3 + (0.7 * nth) / passes.count;
  }
  return { considered: walk.considered, total: keepOften(counters, walk.considered, minShared) };
}

type Walk = { considered: number };

/** Counts each vehicle once: it carries the number of the last pass it was counted at. */
function countReads(
  ids: Uint32Array,
  from: number,
  to: number,
  counters: VehicleCounters,
  nth: number,
  walk: Walk,
): void {
  const { keys, counts, list, size, spread, shift, passes } = counters;
  const visitStart = passes.visitStarts[nth] ?? 0;
  const cameraStart = passes.cameraStarts[nth] ?? 0;
  let { considered } = walk;
  for (let at = from; at < to; at++) {
    const vehicle = ids[at] ?? 0;
    // As `take` finds it: called for each read, that is three times slower.
    let cell = Math.imul(vehicle, spread) >>> shift;
    let held = keys[cell] ?? 0;
    while (held !== 0 && held !== vehicle + 1) {
      cell = cell + 1 === size ? 0 : cell + 1;
      held = keys[cell] ?? 0;
    }
    const first = cell * 4;
    if (held === 0) {
      keys[cell] = vehicle + 1;
      list[considered++] = cell;
      counts[first] = nth + 1;
      counts[first + SHARED] = 1;
      counts[first + VISITS] = 1;
      counts[first + CAMERAS] = 1;
      continue;
    }
    const before = counts[first] ?? 0;
    if (before > nth) continue;
    counts[first] = nth + 1;
    counts[first + SHARED] = (counts[first + SHARED] ?? 0) + 1;
    if (before <= visitStart) counts[first + VISITS] = (counts[first + VISITS] ?? 0) + 1;
    if (before <= cameraStart) counts[first + CAMERAS] = (counts[first + CAMERAS] ?? 0) + 1;
  }
  walk.considered = considered;
}

/** Moves those that were near often enough to the front of the list. */
function keepOften({ counts, list }: VehicleCounters, considered: number, minShared: number): number {
  let total = 0;
  for (let at = 0; at < considered; at++) {
    const cell = list[at] ?? 0;
    if ((counts[cell * 4 + SHARED] ?? 0) >= minShared) list[total++] = cell;
  }
  return total;
}

/** Finds the positions of each table at a pass's camera within the gap and the span. @returns how many they are */
function findWindows(
  tables: readonly DetectionTable[],
  passes: Passes,
  nth: number,
  { span, gapMs }: NearQuestion,
): number {
  const timeMs = passes.timesMs[nth] ?? 0;
  const fromMs = Math.max(timeMs - gapMs, span.fromMs);
  const toMs = Math.min(timeMs + gapMs, span.toMs);
  let reads = 0;
  for (let at = 0; at < tables.length; at++) {
    const table = tables[at];
    const slot = table === undefined ? -1 : cameraSlot(table, passes.cameras[nth] ?? 0);
    let from = 0;
    let to = 0;
    if (table !== undefined && slot >= 0 && passes.tables[nth] !== at) {
      from = firstAt(table, slot, fromMs);
      to = Math.max(from, firstPast(table, slot, toMs));
    } else if (table !== undefined && slot >= 0) {
      const { timesMs, cameraStarts } = table;
      const start = cameraStarts[slot] ?? 0;
      const end = cameraStarts[slot + 1] ?? 0;
      from = passes.positions[nth] ?? 0;
      to = from + 1;
      while (from > start && (timesMs[from - 1] ?? 0) >= fromMs) from--;
      while (to < end && (timesMs[to] ?? 0) <= toMs) to++;
    }
    passes.windowStarts[nth * tables.length + at] = from;
    passes.windowEnds[nth * tables.length + at] = to;
    reads += to - from;
  }
  return reads;
}
