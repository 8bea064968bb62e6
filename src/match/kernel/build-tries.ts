/**
 * A kernel that holds the tries of a set of plates, and the same tries as the plain code sees them: one memory, two readers.
 * Runs in the match worker, in steps (`sort-codes.ts`). The memory is as large as the tries need and never grows.
 */

import type { LengthTrie } from '../../core/match/length-trie.ts';
import { MAX_PACKED_LENGTH } from '../../core/match/plate-code.ts';
import type { PlateSet } from '../../core/match/plate-set.ts';
import { sortLongTexts } from '../../core/match/plate-set.ts';
import type { Kernel } from './kernel-module.ts';
import { startKernel } from './kernel-module.ts';
import { endsStep, pieces, type SortedLength, sortCodes } from './sort-codes.ts';

/** Plates of one length that a node's 28 bits can number. */
const MAX_PLATES = 2 ** 28 - 1;
const NODE_BYTES = 8;

export type KernelTries = { readonly kernel: Kernel; readonly set: PlateSet };

/**
 * @param take see `startKernel`
 * @throws RangeError on a number that is no packed code or too many plates, and whatever `startKernel` throws
 */
export function* buildTries(
  codes: Float64Array,
  longTexts: readonly string[],
  take: (count: number) => void,
): Generator<void, KernelTries> {
  const sorted = yield* sortCodes(codes);
  let bytes = 0;
  for (const { distinct, nodes } of sorted.lengths) {
    if (distinct > MAX_PLATES) throw new RangeError('A trie holds at most 268 million plates of one length.');
    for (const count of nodes) bytes += (count + 1) * NODE_BYTES;
  }
  const kernel = startKernel(bytes, take);
  const tries: LengthTrie[] = [];
  const idBases: number[] = [];
  let place = kernel.at.DATA;
  let idBase = 0;
  for (let length = 1; length <= MAX_PACKED_LENGTH; length++) {
    const group = sorted.lengths.find((each) => each.length === length);
    const levels: Uint32Array[] = [];
    idBases.push(idBase);
    if (group !== undefined) {
      const wordsAt = new Uint32Array(kernel.memory.buffer, kernel.at.LEVELS + (length - 1) * 32, MAX_PACKED_LENGTH);
      for (const [depth, count] of group.nodes.entries()) {
        wordsAt[depth] = place;
        // The node that ends a level is the kernel's alone.
        levels.push(new Uint32Array(kernel.memory.buffer, place, count * 2));
        place += (count + 1) * NODE_BYTES;
      }
      yield* buildTrie(kernel, sorted.memory, group);
    }
    const count = group?.distinct ?? 0;
    new Uint32Array(kernel.memory.buffer, kernel.at.COUNTS, MAX_PACKED_LENGTH)[length - 1] = count;
    new Uint32Array(kernel.memory.buffer, kernel.at.ID_BASES, MAX_PACKED_LENGTH)[length - 1] = idBase;
    tries.push({ length, count, levels });
    idBase += count;
  }
  const long = sortLongTexts(longTexts);
  return { kernel, set: { size: idBase + long.length, tries, idBases, longTexts: long, longIdBase: idBase } };
}

function* buildTrie(kernel: Kernel, memory: WebAssembly.Memory, group: SortedLength): Generator<void, void> {
  const { PIECE } = kernel.at;
  const words = new BigUint64Array(memory.buffer, group.at, group.count);
  kernel.startTrie(group.length);
  for (const [from, count] of pieces(group.count)) {
    new BigUint64Array(kernel.memory.buffer, PIECE, count).set(words.subarray(from, from + count));
    kernel.buildTrie(count);
    if (endsStep(from)) yield;
  }
  const built = kernel.endTrie();
  if (built !== group.distinct) throw new Error('The kernel counted its plates twice and got two numbers.');
}
