/**
 * Detections as columns sorted by camera and time, with the positions of each vehicle: what convoy and co-location walk.
 * Runs anywhere (pure). 16 bytes a detection, 4 for its posting and a quarter of one to find times by; no object per
 * detection. Built in steps: the generator yields its share done at least every few hundred thousand rows. A vehicle is
 * any number: a text's ordinal, or the one that stands for a group of texts.
 */

import { orderByTime } from './order-by-time.ts';
import { buildTimeBuckets, type TimeBuckets } from './time-buckets.ts';

/** Rows as they came: parallel columns. Rows without a text (< 0) or without a time (NaN) are left out. */
export type DetectionRows = {
  readonly fromRow: number;
  /** One past the last. */
  readonly toRow: number;
  /** `[row]`: UTC epoch ms. */
  readonly timesMs: Float64Array;
  readonly cameras: ArrayLike<number>;
  readonly vehicles: ArrayLike<number>;
  /** One more than the highest vehicle number. */
  readonly vehicleCount: number;
};

export type DetectionTable = {
  readonly count: number;
  /** Ordinals of the cameras that have rows, ascending. */
  readonly cameraIds: Float64Array;
  /** `[camera slot]`: position of its first row; one longer than `cameraIds`. */
  readonly cameraStarts: Uint32Array;
  /** `[position]`, by camera, then time, then row. */
  readonly vehicles: Uint32Array;
  readonly timesMs: Float64Array;
  readonly rows: Uint32Array;
  readonly buckets: TimeBuckets;
  /** `[vehicle]`: its first posting; one longer than there are vehicles. */
  readonly vehicleStarts: Uint32Array;
  /** Positions of each vehicle, ascending. */
  readonly postings: Uint32Array;
};

/** The engine compiles a function between its calls, not within one: loops over all rows are cut into calls of so many. */
const ROWS_PER_CALL = 32_768;
/** Camera ordinals up to here are looked up in an array. */
const DENSE_CAMERAS = 1 << 22;

/** Yields the share done, 0–1. */
export function* buildDetectionTable(source: DetectionRows): Generator<number, DetectionTable> {
  const { fromRow, toRow, timesMs, cameras, vehicles, vehicleCount } = source;
  const taken = new Uint32Array(toRow - fromRow);
  let count = 0;
  yield* inCalls(toRow - fromRow, 0, 0.1, (from, to) => {
    count = takeRows(source, fromRow + from, fromRow + to, taken, count);
  });
  const { slots, cameraIds, cameraStarts } = yield* slotCameras(taken, count, cameras);
  // A stable counting sort by camera, then each camera by time.
  const byCamera = new Uint32Array(count);
  const next = cameraStarts.slice();
  yield* inCalls(count, 0.25, 0.4, (from, to) => placeRows(taken, slots, next, byCamera, from, to));
  const times = new Float64Array(count);
  yield* inCalls(count, 0.4, 0.5, (from, to) => gatherTimes(timesMs, byCamera, times, from, to));
  let sinceYield = 0;
  for (let slot = 0; slot < cameraIds.length; slot++) {
    const start = cameraStarts[slot] ?? 0;
    const end = cameraStarts[slot + 1] ?? 0;
    for (const _ of orderByTime(times.subarray(start, end), byCamera.subarray(start, end))) {
      yield 0.5 + (0.25 * start) / count;
    }
    sinceYield += end - start;
    if (sinceYield < ROWS_PER_CALL) continue;
    sinceYield = 0;
    yield 0.5 + (0.25 * end) / count;
  }
  const ordered = buildTimeBuckets({ cameraStarts, timesMs: times });
  let bucketed = ordered.next();
  for (; bucketed.done !== true; bucketed = ordered.next()) yield 0.75;
  const buckets = bucketed.value;
  const column = new Uint32Array(count);
  yield* inCalls(count, 0.75, 0.85, (from, to) => gatherNumbers(vehicles, byCamera, column, from, to));
  const { vehicleStarts, postings } = yield* postVehicles(column, vehicleCount, 0.85);
  const columns = { count, cameraIds, cameraStarts, vehicles: column, timesMs: times, rows: byCamera };
  return { ...columns, buckets, vehicleStarts, postings };
}

/** Calls `work` over stretches of `count` and yields shares of the whole from `share` to `toShare`. */
function* inCalls(
  count: number,
  share: number,
  toShare: number,
  work: (from: number, to: number) => void,
): Generator<number> {
  for (let from = 0; from < count; from += ROWS_PER_CALL) {
    yield share + ((toShare - share) * from) / count;
    work(from, Math.min(count, from + ROWS_PER_CALL));
  }
}

function takeRows(
  { timesMs, vehicles }: DetectionRows,
  from: number,
  to: number,
  taken: Uint32Array,
  before: number,
): number {
  let count = before;
  for (let row = from; row < to; row++) {
    if ((vehicles[row] ?? -1) >= 0 && !Number.isNaN(timesMs[row])) taken[count++] = row;
  }
  return count;
}

function placeRows(
  taken: Uint32Array,
  slots: Uint32Array,
  next: Uint32Array,
  byCamera: Uint32Array,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at++) {
    const slot = slots[at] ?? 0;
    const place = next[slot] ?? 0;
    next[slot] = place + 1;
    byCamera[place] = taken[at] ?? 0;
  }
}

function gatherTimes(timesMs: Float64Array, rows: Uint32Array, into: Float64Array, from: number, to: number): void {
  for (let at = from; at < to; at++) into[at] = timesMs[rows[at] ?? 0] ?? 0;
}

function gatherNumbers(
  numbers: ArrayLike<number>,
  places: Uint32Array,
  into: Uint32Array,
  from: number,
  to: number,
): void {
  for (let at = from; at < to; at++) into[at] = numbers[places[at] ?? 0] ?? 0;
}

/** The same detections with each vehicle taken for another: `leaders[vehicle]` is a vehicle number too. */
export function* regroupTable(table: DetectionTable, leaders: ArrayLike<number>): Generator<number, DetectionTable> {
  const column = new Uint32Array(table.count);
  yield* inCalls(table.count, 0, 0.3, (from, to) => gatherNumbers(leaders, table.vehicles, column, from, to));
  const { vehicleStarts, postings } = yield* postVehicles(column, table.vehicleStarts.length - 1, 0.3);
  return { ...table, vehicles: column, vehicleStarts, postings };
}

/** Slot of a camera, or -1 where the table holds no row of it. */
export function cameraSlot(table: DetectionTable, camera: number): number {
  const { cameraIds } = table;
  // Cameras that all have reads are numbered as they stand.
  if (cameraIds[camera] === camera) return camera;
  let low = 0;
  let high = cameraIds.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const id = cameraIds[middle] ?? 0;
    if (id === camera) return middle;
    if (id < camera) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** First posting in `from` … `to` at or past a position; `to` where there is none. The range is of one vehicle. */
export function firstPosting(postings: Uint32Array, from: number, to: number, position: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((postings[middle] ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Slots = {
  /** `[taken row]` */
  readonly slots: Uint32Array;
  readonly cameraIds: Float64Array;
  readonly cameraStarts: Uint32Array;
};

function* slotCameras(taken: Uint32Array, count: number, cameras: ArrayLike<number>): Generator<number, Slots> {
  const ordinals = new Uint32Array(count);
  let highest = 0;
  yield* inCalls(count, 0.1, 0.15, (from, to) => {
    gatherNumbers(cameras, taken, ordinals, from, to);
    highest = highestOf(ordinals, from, to, highest);
  });
  const dense = highest < DENSE_CAMERAS;
  const counted = new Uint32Array(dense ? highest + 1 : 0);
  const rowsOf = new Map<number, number>();
  yield* inCalls(count, 0.15, 0.2, (from, to) => {
    if (dense) countNumbers(ordinals, counted, from, to);
    else for (const camera of ordinals.subarray(from, to)) rowsOf.set(camera, (rowsOf.get(camera) ?? 0) + 1);
  });
  for (const [camera, rows] of counted.entries()) if (rows > 0) rowsOf.set(camera, rows);
  const cameraIds = Float64Array.from(rowsOf.keys()).sort();
  const cameraStarts = new Uint32Array(cameraIds.length + 1);
  for (const [slot, camera] of cameraIds.entries()) {
    cameraStarts[slot + 1] = (cameraStarts[slot] ?? 0) + (rowsOf.get(camera) ?? 0);
    counted[camera] = slot;
  }
  const slotOf = new Map(Array.from(cameraIds, (camera, slot) => [camera, slot]));
  // In place: a row's camera is not asked for again.
  yield* inCalls(count, 0.2, 0.25, (from, to) => {
    if (dense) gatherNumbers(counted, ordinals, ordinals, from, to);
    else for (let at = from; at < to; at++) ordinals[at] = slotOf.get(ordinals[at] ?? 0) ?? 0;
  });
  return { slots: ordinals, cameraIds, cameraStarts };
}

function highestOf(numbers: Uint32Array, from: number, to: number, before: number): number {
  let highest = before;
  for (let at = from; at < to; at++) highest = Math.max(highest, numbers[at] ?? 0);
  return highest;
}

function countNumbers(numbers: Uint32Array, counts: Uint32Array, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    const number = numbers[at] ?? 0;
    counts[number] = (counts[number] ?? 0) + 1;
  }
}

/** @param share of the whole that is done before */
function* postVehicles(
  column: Uint32Array,
  vehicleCount: number,
  share: number,
): Generator<number, Pick<DetectionTable, 'vehicleStarts' | 'postings'>> {
  const vehicleStarts = new Uint32Array(vehicleCount + 1);
  const after = vehicleStarts.subarray(1);
  const middle = (share + 1) / 2;
  yield* inCalls(column.length, share, middle, (from, to) => countNumbers(column, after, from, to));
  for (let vehicle = 0; vehicle < vehicleCount; vehicle++) {
    vehicleStarts[vehicle + 1] = (vehicleStarts[vehicle + 1] ?? 0) + (vehicleStarts[vehicle] ?? 0);
  }
  const next = vehicleStarts.slice();
  const postings = new Uint32Array(column.length);
  yield* inCalls(column.length, middle, 1, (from, to) => postPositions(column, next, postings, from, to));
  return { vehicleStarts, postings };
}

function postPositions(column: Uint32Array, next: Uint32Array, postings: Uint32Array, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    const vehicle = column[at] ?? 0;
    const place = next[vehicle] ?? 0;
    next[vehicle] = place + 1;
    postings[place] = at;
  }
}
