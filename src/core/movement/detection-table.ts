/**
 * Detections as columns sorted by camera and time, with the positions of each vehicle: what convoy and co-location walk.
 * Runs anywhere (pure). 16 bytes a detection and 4 for its posting; no object per detection. Built in steps: the generator
 * yields its share done at least every few hundred thousand rows. A vehicle is any number: a text's ordinal, or the one
 * that stands for a group of texts.
 */

import { orderByTime } from './order-by-time.ts';

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
  /** `[vehicle]`: its first posting; one longer than there are vehicles. */
  readonly vehicleStarts: Uint32Array;
  /** Positions of each vehicle, ascending. */
  readonly postings: Uint32Array;
};

const ROWS_PER_STEP = 100_000;
/** Camera ordinals up to here are looked up in an array. */
const DENSE_CAMERAS = 1 << 22;

/** Yields the share done, 0–1. */
export function* buildDetectionTable(source: DetectionRows): Generator<number, DetectionTable> {
  const { fromRow, toRow, timesMs, cameras, vehicles, vehicleCount } = source;
  const total = Math.max(1, toRow - fromRow);
  const taken = new Uint32Array(toRow - fromRow);
  let count = 0;
  let highest = 0;
  for (let row = fromRow; row < toRow; row++) {
    if ((row - fromRow) % ROWS_PER_STEP === 0) yield (0.1 * (row - fromRow)) / total;
    if ((vehicles[row] ?? -1) < 0 || Number.isNaN(timesMs[row])) continue;
    taken[count++] = row;
    const camera = cameras[row] ?? 0;
    if (camera > highest) highest = camera;
  }
  const { slotOf, cameraIds, cameraStarts } = yield* slotCameras(taken, count, cameras, highest);
  // A stable counting sort by camera, then each camera by time.
  const byCamera = new Uint32Array(count);
  const next = cameraStarts.slice();
  for (let at = 0; at < count; at++) {
    if (at % ROWS_PER_STEP === 0) yield 0.2 + (0.15 * at) / total;
    const row = taken[at] ?? 0;
    const slot = slotOf(cameras[row] ?? 0);
    const place = next[slot] ?? 0;
    next[slot] = place + 1;
    byCamera[place] = row;
  }
  const times = new Float64Array(count);
  for (let at = 0; at < count; at++) {
    if (at % ROWS_PER_STEP === 0) yield 0.35 + (0.1 * at) / total;
    times[at] = timesMs[byCamera[at] ?? 0] ?? 0;
  }
  let sinceYield = 0;
  for (let slot = 0; slot < cameraIds.length; slot++) {
    const start = cameraStarts[slot] ?? 0;
    const end = cameraStarts[slot + 1] ?? 0;
    for (const _ of orderByTime(times.subarray(start, end), byCamera.subarray(start, end))) {
      yield 0.45 + (0.3 * start) / total;
    }
    sinceYield += end - start;
    if (sinceYield < ROWS_PER_STEP) continue;
    sinceYield = 0;
    yield 0.45 + (0.3 * end) / total;
  }
  const column = new Uint32Array(count);
  for (let at = 0; at < count; at++) {
    if (at % ROWS_PER_STEP === 0) yield 0.75 + (0.1 * at) / total;
    column[at] = vehicles[byCamera[at] ?? 0] ?? 0;
  }
  const { vehicleStarts, postings } = yield* postVehicles(column, vehicleCount);
  return { count, cameraIds, cameraStarts, vehicles: column, timesMs: times, rows: byCamera, vehicleStarts, postings };
}

/** The same detections with each vehicle taken for another: `leaders[vehicle]` is a vehicle number too. */
export function* regroupTable(table: DetectionTable, leaders: ArrayLike<number>): Generator<number, DetectionTable> {
  const column = new Uint32Array(table.count);
  for (let at = 0; at < table.count; at++) {
    if (at % ROWS_PER_STEP === 0) yield (0.3 * at) / Math.max(1, table.count);
    column[at] = leaders[table.vehicles[at] ?? 0] ?? 0;
  }
  const { vehicleStarts, postings } = yield* postVehicles(column, table.vehicleStarts.length - 1);
  return { ...table, vehicles: column, vehicleStarts, postings };
}

/** Slot of a camera, or -1 where the table holds no row of it. */
export function cameraSlot(table: DetectionTable, camera: number): number {
  const { cameraIds } = table;
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

/** First position in `from` … `to` whose time is at least `timeMs`; `to` where there is none. The range is of one camera. */
export function firstAt(table: DetectionTable, from: number, to: number, timeMs: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((table.timesMs[middle] ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First posting in `from` … `to` at or past a position; `to` where there is none. The range is of one vehicle. */
export function firstPosting(table: DetectionTable, from: number, to: number, position: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((table.postings[middle] ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

type Slots = {
  readonly slotOf: (camera: number) => number;
  readonly cameraIds: Float64Array;
  readonly cameraStarts: Uint32Array;
};

function* slotCameras(
  taken: Uint32Array,
  count: number,
  cameras: ArrayLike<number>,
  highest: number,
): Generator<number, Slots> {
  const dense = highest < DENSE_CAMERAS ? new Uint32Array(highest + 1) : null;
  const sparse = new Map<number, number>();
  for (let at = 0; at < count; at++) {
    if (at % ROWS_PER_STEP === 0) yield 0.1 + (0.1 * at) / count;
    const camera = cameras[taken[at] ?? 0] ?? 0;
    if (dense === null) sparse.set(camera, (sparse.get(camera) ?? 0) + 1);
    else dense[camera] = (dense[camera] ?? 0) + 1;
  }
  if (dense !== null) for (const [camera, rows] of dense.entries()) if (rows > 0) sparse.set(camera, rows);
  const cameraIds = Float64Array.from(sparse.keys()).sort();
  const cameraStarts = new Uint32Array(cameraIds.length + 1);
  for (const [slot, camera] of cameraIds.entries()) {
    cameraStarts[slot + 1] = (cameraStarts[slot] ?? 0) + (sparse.get(camera) ?? 0);
  }
  if (dense === null) {
    const slots = new Map(Array.from(cameraIds, (camera, slot) => [camera, slot]));
    return { slotOf: (camera) => slots.get(camera) ?? 0, cameraIds, cameraStarts };
  }
  for (const [slot, camera] of cameraIds.entries()) dense[camera] = slot;
  return { slotOf: (camera) => dense[camera] ?? 0, cameraIds, cameraStarts };
}

function* postVehicles(
  column: Uint32Array,
  vehicleCount: number,
): Generator<number, Pick<DetectionTable, 'vehicleStarts' | 'postings'>> {
  const vehicleStarts = new Uint32Array(vehicleCount + 1);
  for (let at = 0; at < column.length; at++) {
    if (at % ROWS_PER_STEP === 0) yield 0.85 + (0.05 * at) / column.length;
    const vehicle = column[at] ?? 0;
    vehicleStarts[vehicle + 1] = (vehicleStarts[vehicle + 1] ?? 0) + 1;
  }
  for (let vehicle = 0; vehicle < vehicleCount; vehicle++) {
    vehicleStarts[vehicle + 1] = (vehicleStarts[vehicle + 1] ?? 0) + (vehicleStarts[vehicle] ?? 0);
  }
  const next = vehicleStarts.slice();
  const postings = new Uint32Array(column.length);
  for (let at = 0; at < column.length; at++) {
    if (at % ROWS_PER_STEP === 0) yield 0.9 + (0.1 * at) / column.length;
    const vehicle = column[at] ?? 0;
    const place = next[vehicle] ?? 0;
    next[vehicle] = place + 1;
    postings[place] = at;
  }
  return { vehicleStarts, postings };
}
