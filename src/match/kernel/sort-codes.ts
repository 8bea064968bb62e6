/**
 * Packed codes sorted by length and text in a kernel of its own, whose memory goes when it is let go.
 * Runs in the match worker, in steps: each `yield` is a place to give way, a few milliseconds after the last.
 */

import { MAX_PACKED_LENGTH } from '../../core/match/plate-code.ts';
import type { Kernel } from './kernel-module.ts';
import { startKernel } from './kernel-module.ts';

/** The codes of one length, sorted, repeats included, in the sorter's memory. */
export type SortedLength = {
  readonly length: number;
  readonly at: number;
  /** Codes, repeats counted. */
  readonly count: number;
  /** Distinct ones. */
  readonly distinct: number;
  /** `[depth]`: nodes that a trie of them has. */
  readonly nodes: readonly number[];
};

export type SortedCodes = { readonly memory: WebAssembly.Memory; readonly lengths: readonly SortedLength[] };

/** Codes a call: the engine compiles a hot function better between calls, never within one. */
const PIECE_CODES = 16_384;
const PIECES_A_STEP = 16;
const CODE_BYTES = 8;

/** @throws RangeError on a number that is no packed code, and whatever `startKernel` throws */
export function* sortCodes(codes: Float64Array): Generator<void, SortedCodes> {
  const kernel = startKernel(2 * codes.byteLength, () => undefined);
  const first = kernel.at.DATA;
  const second = first + codes.byteLength;
  const counters = new Uint32Array(kernel.memory.buffer, kernel.at.HISTOGRAM, MAX_PACKED_LENGTH);
  const all = new Float64Array(kernel.memory.buffer, first, codes.length);
  for (const [from, count] of pieces(codes.length)) {
    all.set(codes.subarray(from, from + count), from);
    if (kernel.readCodes(first + from * CODE_BYTES, count) === 0) {
      throw new RangeError('A number that is no packed plate reached the matcher.');
    }
    if (endsStep(from)) yield;
  }
  const counts = [...counters];
  let start = second;
  for (const [index, count] of counts.entries()) {
    counters[index] = start;
    start += count * CODE_BYTES;
  }
  for (const [from, count] of pieces(codes.length)) {
    kernel.splitByLength(first + from * CODE_BYTES, count);
    if (endsStep(from)) yield;
  }
  const lengths: SortedLength[] = [];
  start = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0) lengths.push(yield* sortLength(kernel, index + 1, second + start, first + start, count, counters));
    start += count * CODE_BYTES;
  }
  return { memory: kernel.memory, lengths };
}

/** Sorts one length, to and fro between its place and a spare one of the same size. */
function* sortLength(
  kernel: Kernel,
  length: number,
  place: number,
  sparePlace: number,
  count: number,
  counters: Uint32Array,
): Generator<void, SortedLength> {
  let at = place;
  let spare = sparePlace;
  kernel.clearDigits();
  for (const [from, inPiece] of pieces(count)) {
    kernel.countDigits(at + from * CODE_BYTES, inPiece);
    if (endsStep(from)) yield;
  }
  for (let digit = Math.ceil(length / 2) - 1; digit >= 0; digit--) {
    if (kernel.startDigit(digit, spare, count) === 0) continue;
    for (const [from, inPiece] of pieces(count)) {
      kernel.moveByDigit(at + from * CODE_BYTES, inPiece, digit);
      if (endsStep(from)) yield;
    }
    [at, spare] = [spare, at];
  }
  // Symbols shared with the code before: index 8 counts repeats, one past the eight lengths.
  counters.fill(0);
  for (const [from, inPiece] of pieces(count)) {
    kernel.measure(at + from * CODE_BYTES, inPiece, from === 0 ? 1 : 0);
    if (endsStep(from)) yield;
  }
  // Below the root stands a node for every code that shares fewer symbols than its depth; the first shares none.
  const nodes = [1];
  for (let depth = 1; depth < length; depth++) {
    nodes.push((depth === 1 ? 0 : (nodes[depth - 1] ?? 0)) + (counters[depth - 1] ?? 0));
  }
  const distinct = counters.subarray(0, length).reduce((sum, shared) => sum + shared, 0);
  return { length, at, count, distinct, nodes };
}

export function* pieces(count: number): Generator<readonly [from: number, count: number]> {
  for (let from = 0; from < count; from += PIECE_CODES) yield [from, Math.min(PIECE_CODES, count - from)];
}

/** Whether the piece that began here is the last before giving way. */
export function endsStep(from: number): boolean {
  return (from / PIECE_CODES) % PIECES_A_STEP === PIECES_A_STEP - 1;
}
