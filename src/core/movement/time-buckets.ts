/**
 * Where in a camera's reads a time lies, in two or three looks at memory instead of the fifteen of a binary search.
 * Runs anywhere (pure). The time from a camera's first read to its last is cut into equal buckets, some sixteen reads each
 * on average; a bucket holds where its reads begin. How reads are spread changes how fast a look-up is, never its answer.
 */

/** Reads of one camera are together and in order of time. */
export type TimeBuckets = {
  /** `[camera slot]`: its first bucket; one longer than there are cameras. */
  readonly slotBuckets: Uint32Array;
  /** `[bucket + slot]`: position of its first read; each camera has one more entry, which is one past its last read. */
  readonly bucketStarts: Uint32Array;
  /** `[camera slot]`: its first time, and buckets a millisecond. */
  readonly firstMs: Float64Array;
  readonly perMs: Float64Array;
};

type TimeColumns = {
  /** `[camera slot]`: position of its first read; one longer than there are cameras. */
  readonly cameraStarts: Uint32Array;
  readonly timesMs: Float64Array;
};

const READS_PER_BUCKET = 16;
const READS_PER_CALL = 32_768;

/** Yields between calls of some ten thousand reads. */
export function* buildTimeBuckets({ cameraStarts, timesMs }: TimeColumns): Generator<void, TimeBuckets> {
  const slots = cameraStarts.length - 1;
  const slotBuckets = new Uint32Array(slots + 1);
  const firstMs = new Float64Array(slots);
  const perMs = new Float64Array(slots);
  for (let slot = 0; slot < slots; slot++) {
    const start = cameraStarts[slot] ?? 0;
    const end = cameraStarts[slot + 1] ?? 0;
    const buckets = Math.ceil((end - start) / READS_PER_BUCKET);
    slotBuckets[slot + 1] = (slotBuckets[slot] ?? 0) + buckets;
    firstMs[slot] = timesMs[start] ?? 0;
    perMs[slot] = buckets / ((timesMs[end - 1] ?? 0) - (timesMs[start] ?? 0));
  }
  const table = { slotBuckets, bucketStarts: new Uint32Array((slotBuckets[slots] ?? 0) + slots), firstMs, perMs };
  for (let slot = 0; slot < slots; slot++) {
    const end = cameraStarts[slot + 1] ?? 0;
    let open = (slotBuckets[slot] ?? 0) + slot;
    for (let from = cameraStarts[slot] ?? 0; from < end; from += READS_PER_CALL) {
      open = fillBuckets(table, timesMs, slot, from, Math.min(end, from + READS_PER_CALL), open);
      yield;
    }
    while (open <= (slotBuckets[slot + 1] ?? 0) + slot) table.bucketStarts[open++] = end;
  }
  return table;
}

/** @returns the first bucket that no read has reached */
function fillBuckets(
  buckets: TimeBuckets,
  timesMs: Float64Array,
  slot: number,
  from: number,
  to: number,
  open: number,
): number {
  const { bucketStarts } = buckets;
  let next = open;
  for (let position = from; position < to; position++) {
    const own = bucketOf(buckets, slot, timesMs[position] ?? 0);
    while (next <= own) bucketStarts[next++] = position;
  }
  return next;
}

/** Never falls as time grows, whatever rounding does: so that a bucket's bounds are bounds of the time too. */
function bucketOf({ slotBuckets, firstMs, perMs }: TimeBuckets, slot: number, timeMs: number): number {
  const first = slotBuckets[slot] ?? 0;
  const nth = Math.floor((timeMs - (firstMs[slot] ?? 0)) * (perMs[slot] ?? 0));
  // Not a number where all reads are of one instant, or as far apart as numbers go: one bucket then.
  if (!(nth > 0)) return first + slot;
  return Math.min(first + nth, (slotBuckets[slot + 1] ?? 0) - 1) + slot;
}

/** First position of a camera whose time is at least `timeMs`; one past its last where there is none. */
export function firstAt(table: TimeColumns & { buckets: TimeBuckets }, slot: number, timeMs: number): number {
  const { timesMs, buckets } = table;
  const bucket = bucketOf(buckets, slot, timeMs);
  let low = buckets.bucketStarts[bucket] ?? 0;
  let high = buckets.bucketStarts[bucket + 1] ?? 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] ?? 0) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** First position of a camera whose time is past `timeMs`; one past its last where there is none. */
export function firstPast(table: TimeColumns & { buckets: TimeBuckets }, slot: number, timeMs: number): number {
  const { timesMs, buckets } = table;
  const bucket = bucketOf(buckets, slot, timeMs);
  let low = buckets.bucketStarts[bucket] ?? 0;
  let high = buckets.bucketStarts[bucket + 1] ?? 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] ?? 0) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
