// Packed codes sorted by length and text: radix sort, two symbols at a time, in pieces that the host calls one by one.
// A sorter is an instance of its own, whose memory goes when the tries are built. Codes come as doubles and are read as
// whole numbers of 48 bits: 6 a symbol (symbol + 1), left-aligned, zeros after the last.

import { DIGITS, HISTOGRAM } from './layout';

const DIGIT_BYTES: usize = 16384; // 4096 counters
/** One bit, and five bits, of each of the eight fields. */
const HIGH_BITS: u64 = 0x820820820820;
const LOW_BITS: u64 = 0x7df7df7df7df;

/**
 * Turns doubles into whole numbers in place and counts them by length.
 * Returns false where one is no packed code: then the piece is in no usable state.
 */
export function readCodes(at: usize, count: u32): bool {
  const end = at + ((<usize>count) << 3);
  let good: u64 = 1;
  for (let from = at; from < end; from += 8) {
    const code = load<f64>(from);
    // Out of range and NaN first: the conversion would trap.
    if (!(code >= 1 && code < 281474976710656.0)) return false;
    const fields = <u64>code;
    // A field above 36 keeps its high bit when 27 is added to its low five: 5 + 27 = 32.
    const tooHigh = fields & ((fields & LOW_BITS) + 0x6db6db6db6db) & HIGH_BITS;
    const used = (((fields & LOW_BITS) + LOW_BITS) | fields) & HIGH_BITS;
    const length = popcnt(used);
    // The used fields are the first ones, as many as there are.
    const first = length > 0 ? HIGH_BITS & ~(((<u64>1) << (48 - 6 * length)) - 1) : 1;
    good &= <u64>(<f64>fields == code) & <u64>(tooHigh == 0) & <u64>(used == first);
    store<u64>(from, fields);
    const counter = HISTOGRAM + ((<usize>(length - 1) & 7) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
  }
  return good != 0;
}

/** Symbols of a good code. */
// @ts-expect-error: decorator
@inline
export function lengthOf(code: u64): u32 {
  return <u32>popcnt((((code & LOW_BITS) + LOW_BITS) | code) & HIGH_BITS);
}

/** Moves codes to the part of their length; the host set where each length goes on (address) at HISTOGRAM. */
export function splitByLength(at: usize, count: u32): void {
  const end = at + ((<usize>count) << 3);
  for (let from = at; from < end; from += 8) {
    const fields = load<u64>(from);
    const counter = HISTOGRAM + ((<usize>(lengthOf(fields) - 1)) << 2);
    const to: usize = load<u32>(counter);
    store<u64>(to, fields);
    store<u32>(counter, <u32>to + 8);
  }
}

export function clearDigits(): void {
  memory.fill(DIGITS, 0, 4 * DIGIT_BYTES);
}

/** Counts pairs of symbols: digit 0 the first two, … digit 3 the last two. */
export function countDigits(at: usize, count: u32): void {
  const end = at + ((<usize>count) << 3);
  for (let from = at; from < end; from += 8) {
    const fields = load<u64>(from);
    count1(DIGITS, fields >> 36);
    count1(DIGITS + DIGIT_BYTES, fields >> 24);
    count1(DIGITS + 2 * DIGIT_BYTES, fields >> 12);
    count1(DIGITS + 3 * DIGIT_BYTES, fields);
  }
}

// @ts-expect-error: decorator
@inline
function count1(digits: usize, value: u64): void {
  const counter = digits + ((<usize>(value & 4095)) << 2);
  store<u32>(counter, load<u32>(counter) + 1);
}

/** Turns the counts of a digit into addresses from `to` on. Returns false where all codes share it: nothing to move. */
export function startDigit(digit: u32, to: usize, count: u32): bool {
  const digits = DIGITS + <usize>digit * DIGIT_BYTES;
  let next = to;
  for (let value: usize = 0; value < 4096; value++) {
    const counter = digits + (value << 2);
    const here = load<u32>(counter);
    if (here == count) return false;
    store<u32>(counter, <u32>next);
    next += (<usize>here) << 3;
  }
  return true;
}

/** Moves codes to where their digit goes on: stable, so that digits before keep their order. */
export function moveByDigit(at: usize, count: u32, digit: u32): void {
  const digits = DIGITS + <usize>digit * DIGIT_BYTES;
  const shift: u64 = 36 - 12 * (<u64>digit);
  const end = at + ((<usize>count) << 3);
  for (let from = at; from < end; from += 8) {
    const fields = load<u64>(from);
    const counter = digits + ((<usize>((fields >> shift) & 4095)) << 2);
    const to: usize = load<u32>(counter);
    store<u64>(to, fields);
    store<u32>(counter, <u32>to + 8);
  }
}

/**
 * Counts sorted codes of one length by the symbols they share with the one before (HISTOGRAM[shared]); repeats are not
 * counted. The host calls it piece by piece, `first` for the first of a length.
 */
export function measure(at: usize, count: u32, first: bool): void {
  let previous = first ? 0 : load<u64>(at - 8);
  const end = at + ((<usize>count) << 3);
  for (let from = at; from < end; from += 8) {
    const code = load<u64>(from);
    const counter = HISTOGRAM + ((<usize>sharedSymbols(previous, code)) << 2);
    store<u32>(counter, load<u32>(counter) + 1);
    previous = code;
  }
}

/** Symbols that two codes share from the left: 8 where they are equal. */
// @ts-expect-error: decorator
@inline
export function sharedSymbols(a: u64, b: u64): u32 {
  // Leading zeros of a 48-bit difference over 6, for 0–48: by multiplication.
  return (<u32>(clz((a ^ b) << 16 | 0x8000)) * 43) >> 8;
}

/** Symbol at a position of a code. */
// @ts-expect-error: decorator
@inline
export function symbolOf(code: u64, position: u32): u64 {
  return ((code >> (42 - 6 * (<u64>position))) & 63) - 1;
}

