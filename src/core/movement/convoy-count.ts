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

/** What a cell of the counters holds after its stamp. */
export const SHARED = 1;
export const VISITS = 2;
export const CAMERAS = 3;

export type NearCount = {
  /** Vehicles that were near at all. */
  readonly considered: number;
  /** Vehicles with `minShared` or more: they stand first in the counters' list, their counts in its cells. */
  readonly total: number;
};

const READS_PER_STEP = 100_000;
const PASSES_PER_CALL = 256;
const LEADERS_PER_STEP = 128;

/** Positions of a table near a pass. */
export type Window = { from: number; to: number };

export function* countNear(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  question: NearQuestion,
): Generator<number, NearCount> {
  const { plate, span, gapMs } = question;
  const { passes } = counters;
  passes.gather(tables, plate, span, gapMs);
  const base = counters.begin(vehicles.count, passes.count + 1);
  // The plate's own reads carry the last stamp from the beginning: they are never counted.
  for (const own of plate) {
    counters.cells[own * 4] = base + passes.count + 1;
    counters.cells[own * 4 + SHARED] = 0;
  }
  const walk: Walk = { base, considered: 0, walked: 0 };
  if (vehicles.alone && tables.length === 1 && tables[0] !== undefined) {
    let step = READS_PER_STEP;
    for (let nth = 0; nth < passes.count; nth += PASSES_PER_CALL) {
      countAround(tables[0], counters, nth, Math.min(passes.count, nth + PASSES_PER_CALL), question, walk);
      if (walk.walked < step) continue;
      step = walk.walked + READS_PER_STEP;
      yield nth / passes.count;
    }
  } else {
    yield* countEach(tables, vehicles, counters, question, walk);
  }
  return { considered: walk.considered, total: keepOften(counters, walk.considered, question.minShared) };
}

type Walk = { readonly base: number; considered: number; walked: number };

/** The usual case in one plain loop: one table, and texts that stand for themselves. */
function countAround(
  table: DetectionTable,
  counters: VehicleCounters,
  fromPass: number,
  toPass: number,
  { gapMs, span }: NearQuestion,
  walk: Walk,
): void {
  const { timesMs, vehicles: texts, cameraIds, cameraStarts } = table;
  const { passes } = counters;
  let slot = 0;
  for (let nth = fromPass; nth < toPass; nth++) {
    const camera = passes.cameras[nth] ?? 0;
    while ((cameraIds[slot] ?? camera) < camera) slot++;
    const start = cameraStarts[slot] ?? 0;
    const end = cameraStarts[slot + 1] ?? 0;
    const timeMs = passes.timesMs[nth] ?? 0;
    const fromMs = Math.max(timeMs - gapMs, span.fromMs);
    const toMs = Math.min(timeMs + gapMs, span.toMs);
    let from = passes.positions[nth] ?? 0;
    let to = from + 1;
    while (from > start && (timesMs[from - 1] ?? 0) >= fromMs) from--;
    while (to < end && (timesMs[to] ?? 0) <= toMs) to++;
    walk.walked += to - from;
    countReads(texts, from, to, counters, nth, walk);
  }
}

/** Groups, or rows that came since beside the large table: pass by pass and table by table. */
function* countEach(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  question: NearQuestion,
  walk: Walk,
): Generator<number> {
  const { passes } = counters;
  const window: Window = { from: 0, to: 0 };
  let leaders = new Uint32Array(1024);
  let step = READS_PER_STEP;
  for (let nth = 0; nth < passes.count; nth++) {
    for (let at = 0; at < tables.length; at++) {
      const table = tables[at];
      if (table === undefined) continue;
      findWindow(table, at, passes, nth, question, window);
      const { from, to } = window;
      walk.walked += to - from;
      if (vehicles.alone) {
        countReads(table.vehicles, from, to, counters, nth, walk);
        continue;
      }
      if (leaders.length < to - from) leaders = new Uint32Array((to - from) * 2);
      for (let position = from; position < to; position++) {
        leaders[position - from] = vehicles.leaderOf(table.vehicles[position] ?? 0);
        if ((position - from + 1) % LEADERS_PER_STEP === 0) yield nth / passes.count;
      }
      countReads(leaders, 0, to - from, counters, nth, walk);
    }
    // Groups not known yet take their time.
    if (walk.walked < step && vehicles.alone) continue;
    step = walk.walked + READS_PER_STEP;
    yield nth / passes.count;
  }
}

/** Stamps every vehicle with the number of the pass, so that each pass counts it once. */
function countReads(
  ids: Uint32Array,
  from: number,
  to: number,
  { cells, list, passes: { visitStarts, cameraStarts } }: VehicleCounters,
  nth: number,
  walk: Walk,
): void {
  const { base } = walk;
  const stamp = base + nth + 1;
  const visitStamp = base + (visitStarts[nth] ?? 0) + 1;
  const cameraStamp = base + (cameraStarts[nth] ?? 0) + 1;
  let { considered } = walk;
  for (let at = from; at < to; at++) {
    const vehicle = ids[at] ?? 0;
    const cell = vehicle * 4;
    const before = cells[cell] ?? 0;
    if (before >= stamp) continue;
    cells[cell] = stamp;
    if (before <= base) {
      list[considered++] = vehicle;
      cells[cell + SHARED] = 1;
      cells[cell + VISITS] = 1;
      cells[cell + CAMERAS] = 1;
      continue;
    }
    cells[cell + SHARED] = (cells[cell + SHARED] ?? 0) + 1;
    if (before < visitStamp) cells[cell + VISITS] = (cells[cell + VISITS] ?? 0) + 1;
    if (before < cameraStamp) cells[cell + CAMERAS] = (cells[cell + CAMERAS] ?? 0) + 1;
  }
  walk.considered = considered;
}

/** Moves those that were near often enough to the front of the list. */
function keepOften({ cells, list }: VehicleCounters, considered: number, minShared: number): number {
  let total = 0;
  for (let at = 0; at < considered; at++) {
    const vehicle = list[at] ?? 0;
    if ((cells[vehicle * 4 + SHARED] ?? 0) >= minShared) list[total++] = vehicle;
  }
  return total;
}

/** Positions of one table at a pass's camera within the gap and the span. */
export function findWindow(
  table: DetectionTable,
  nthTable: number,
  passes: Passes,
  nth: number,
  { span, gapMs }: NearQuestion,
  window: Window,
): void {
  const { timesMs, cameraStarts } = table;
  const slot = cameraSlot(table, passes.cameras[nth] ?? 0);
  const timeMs = passes.timesMs[nth] ?? 0;
  const fromMs = Math.max(timeMs - gapMs, span.fromMs);
  const toMs = Math.min(timeMs + gapMs, span.toMs);
  if (slot < 0) {
    window.from = 0;
    window.to = 0;
    return;
  }
  if (passes.tables[nth] !== nthTable) {
    window.from = firstAt(table, slot, fromMs);
    window.to = Math.max(window.from, firstPast(table, slot, toMs));
    return;
  }
  const start = cameraStarts[slot] ?? 0;
  const end = cameraStarts[slot + 1] ?? 0;
  let from = passes.positions[nth] ?? 0;
  let to = from + 1;
  while (from > start && (timesMs[from - 1] ?? 0) >= fromMs) from--;
  while (to < end && (timesMs[to] ?? 0) <= toMs) to++;
  window.from = from;
  window.to = to;
}
