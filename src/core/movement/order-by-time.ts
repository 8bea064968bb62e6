/**
 * Sorts times and the rows they belong to, in place and stably. Runs anywhere (pure).
 * A radix sort over the bits of the doubles: exact for every finite time, fractions and years before 1970 included. Digits
 * that all times share cost one look; times already in order cost one pass.
 */

const FEW = 48;
const DIGIT_BITS = 11;
const BUCKETS = 1 << DIGIT_BITS;
/** Half of the double (0 low, 1 high) and shift of each digit, the lowest first. */
const DIGITS: readonly (readonly [half: 0 | 1, shift: number])[] = [
  [0, 0],
  [0, 11],
  [0, 22],
  [1, 0],
  [1, 11],
  [1, 22],
];
const ROWS_PER_STEP = 500_000;
const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** Yields between passes over many rows. @param timesMs no NaN */
export function* orderByTime(timesMs: Float64Array, rows: Uint32Array): Generator<void> {
  const count = timesMs.length;
  if (isOrdered(timesMs)) return;
  if (count <= FEW) {
    insertionSort(timesMs, rows);
    return;
  }
  const keys = yield* sortableHalves(timesMs);
  let order = new Uint32Array(count);
  let spare = new Uint32Array(count);
  for (let at = 0; at < count; at++) order[at] = at;
  for (const [half, shift] of DIGITS) {
    const key = half === 0 ? keys.low : keys.high;
    const starts = new Uint32Array(BUCKETS + 1);
    for (let at = 0; at < count; at++) {
      const digit = ((key[at] ?? 0) >>> shift) & (BUCKETS - 1);
      starts[digit + 1] = (starts[digit + 1] ?? 0) + 1;
    }
    const shared = ((key[0] ?? 0) >>> shift) & (BUCKETS - 1);
    if (starts[shared + 1] === count) continue;
    for (let digit = 0; digit < BUCKETS; digit++) starts[digit + 1] = (starts[digit + 1] ?? 0) + (starts[digit] ?? 0);
    if (count > ROWS_PER_STEP) yield;
    for (let at = 0; at < count; at++) {
      if (at % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield;
      const from = order[at] ?? 0;
      const digit = ((key[from] ?? 0) >>> shift) & (BUCKETS - 1);
      const place = starts[digit] ?? 0;
      starts[digit] = place + 1;
      spare[place] = from;
    }
    [order, spare] = [spare, order];
  }
  const timesBefore = timesMs.slice();
  const rowsBefore = rows.slice();
  if (count > ROWS_PER_STEP) yield;
  for (let at = 0; at < count; at++) {
    if (at % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield;
    const from = order[at] ?? 0;
    timesMs[at] = timesBefore[from] ?? 0;
    rows[at] = rowsBefore[from] ?? 0;
  }
}

function isOrdered(timesMs: Float64Array): boolean {
  for (let at = 1; at < timesMs.length; at++) if ((timesMs[at] ?? 0) < (timesMs[at - 1] ?? 0)) return false;
  return true;
}

function insertionSort(timesMs: Float64Array, rows: Uint32Array): void {
  for (let at = 1; at < timesMs.length; at++) {
    const timeMs = timesMs[at] ?? 0;
    const row = rows[at] ?? 0;
    let place = at;
    while (place > 0 && (timesMs[place - 1] ?? 0) > timeMs) {
      timesMs[place] = timesMs[place - 1] ?? 0;
      rows[place] = rows[place - 1] ?? 0;
      place--;
    }
    timesMs[place] = timeMs;
    rows[place] = row;
  }
}

/** Bits of doubles turned so that they sort as unsigned numbers. */
function* sortableHalves(timesMs: Float64Array): Generator<void, { low: Uint32Array; high: Uint32Array }> {
  const low = new Uint32Array(timesMs.length);
  const high = new Uint32Array(timesMs.length);
  const one = new Float64Array(1);
  const bits = new Uint32Array(one.buffer);
  const [lowAt, highAt] = LITTLE_ENDIAN ? [0, 1] : [1, 0];
  for (let at = 0; at < timesMs.length; at++) {
    if (at % ROWS_PER_STEP === ROWS_PER_STEP - 1) yield;
    // Minus zero is zero.
    one[0] = (timesMs[at] ?? 0) + 0;
    const negative = (bits[highAt] ?? 0) >>> 31 === 1;
    low[at] = negative ? ~(bits[lowAt] ?? 0) : (bits[lowAt] ?? 0);
    high[at] = negative ? ~(bits[highAt] ?? 0) : (bits[highAt] ?? 0) ^ 0x80000000;
  }
  return { low, high };
}
