/**
 * A popcount trie over plates of one length. Runs anywhere (pure).
 * A node is a 36-bit mask of its children and a 28-bit base, kept as two 32-bit words side by side: first the mask of
 * symbols 0–31 (`low`), then base << 4 | mask of symbols 32–35 (`high`): one u64 of the kernel (`src/match/kernel`), whose
 * memory this code can read as it is. A child is base + (children with a smaller symbol); on the last level that number is
 * the plate's rank among the sorted plates, so nothing is stored per plate. Levels are contiguous arrays.
 */

import { codeHigh, codeLow, codeSymbol, symbolOf } from './plate-code.ts';

/** `[2 * node]` low word, `[2 * node + 1]` high word. */
export type TrieLevel = Uint32Array;

export type LengthTrie = {
  /** Characters of every plate in it. */
  readonly length: number;
  /** Plates in it. */
  readonly count: number;
  /** Nodes at depth 0 … length - 1. */
  readonly levels: readonly TrieLevel[];
};

export function popcount32(value: number): number {
  let v = value - ((value >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  v = (v + (v >>> 4)) & 0x0f0f0f0f;
  return Math.imul(v, 0x01010101) >>> 24;
}

/**
 * Builds the trie in one pass over codes that are packed, of one length, strictly ascending.
 * @throws RangeError where they are not ascending: ranks would lie.
 */
export function buildLengthTrie(length: number, codes: Float64Array): LengthTrie {
  const count = codes.length;
  if (count >= 2 ** 28) throw new RangeError('A trie holds at most 268 million plates of one length.');
  const shared = sharedPrefixes(length, codes);
  const levels: TrieLevel[] = [];
  for (let depth = 0; depth < length; depth++) {
    // A node stands at this depth for every code that shares fewer than `depth` symbols with the one before it.
    let nodes = 0;
    for (let index = 0; index < count; index++) if ((shared[index] ?? 0) < depth || index === 0) nodes++;
    const words = new Uint32Array(nodes * 2);
    let node = -1;
    let child = 0;
    for (let index = 0; index < count; index++) {
      const prefix = index === 0 ? -1 : (shared[index] ?? 0);
      if (prefix > depth) continue;
      if (prefix < depth) {
        node++;
        words[node * 2 + 1] = (child << 4) >>> 0;
      }
      const code = codes[index] ?? 0;
      const symbol = codeSymbol(codeHigh(code), codeLow(code), depth);
      const word = node * 2 + (symbol < 32 ? 0 : 1);
      words[word] = ((words[word] ?? 0) | (1 << (symbol & 31))) >>> 0;
      child++;
    }
    levels.push(words);
  }
  return { length, count, levels };
}

/** For each code the symbols it shares with the one before; the first has 0. */
function sharedPrefixes(length: number, codes: Float64Array): Uint8Array {
  const shared = new Uint8Array(codes.length);
  for (let index = 1; index < codes.length; index++) {
    const before = codes[index - 1] ?? 0;
    const code = codes[index] ?? 0;
    if (!(code > before)) throw new RangeError('Plates reached the trie unsorted or twice.');
    const high = codeHigh(before) ^ codeHigh(code);
    const low = codeLow(before) ^ codeLow(code);
    // The halves are 24 bits wide: 8 leading zeros of a 32-bit word are not theirs.
    const prefix = high !== 0 ? Math.floor((Math.clz32(high) - 8) / 6) : 4 + Math.floor((Math.clz32(low) - 8) / 6);
    shared[index] = Math.min(prefix, length);
  }
  return shared;
}

/** Child of a node for a symbol, or -1. */
export function childOf(level: TrieLevel, node: number, symbol: number): number {
  const low = level[node * 2] ?? 0;
  const high = level[node * 2 + 1] ?? 0;
  if (symbol < 32) {
    const bit = 1 << symbol;
    return (low & bit) === 0 ? -1 : (high >>> 4) + popcount32(low & (bit - 1));
  }
  const bit = 1 << (symbol - 32);
  return (high & bit) === 0 ? -1 : (high >>> 4) + popcount32(low) + popcount32(high & (bit - 1));
}

/** Rank of the plate with this folded text, or -1. The text has the trie's length. */
export function rankOf(trie: LengthTrie, text: string): number {
  if (trie.count === 0) return -1;
  let node = 0;
  for (let depth = 0; depth < trie.length; depth++) {
    const level = trie.levels[depth];
    if (level === undefined) return -1;
    const symbol = symbolOf(text.charCodeAt(depth));
    if (symbol < 0) throw new RangeError('A text that is not a folded plate reached the matcher.');
    node = childOf(level, node, symbol);
    if (node < 0) return -1;
  }
  return node;
}

/** Symbols of the plate with this rank: its parents are found by binary search, as bases ascend along a level. */
export function symbolsAt(trie: LengthTrie, rank: number): Uint8Array {
  if (!(rank >= 0 && rank < trie.count)) throw new RangeError('No plate has this rank.');
  const symbols = new Uint8Array(trie.length);
  let child = rank;
  for (let depth = trie.length - 1; depth >= 0; depth--) {
    const level = trie.levels[depth];
    if (level === undefined) throw new RangeError('A trie lacks one of its levels.');
    const node = lastNodeFrom(level, child);
    symbols[depth] = nthSymbol(level, node, child - ((level[node * 2 + 1] ?? 0) >>> 4));
    child = node;
  }
  return symbols;
}

function lastNodeFrom(level: TrieLevel, child: number): number {
  let from = 0;
  let to = level.length / 2 - 1;
  while (from < to) {
    const middle = (from + to + 1) >>> 1;
    if ((level[middle * 2 + 1] ?? 0) >>> 4 <= child) from = middle;
    else to = middle - 1;
  }
  return from;
}

function nthSymbol(level: TrieLevel, node: number, nth: number): number {
  let left = nth;
  let mask = level[node * 2] ?? 0;
  let symbolBase = 0;
  const lowCount = popcount32(mask);
  if (left >= lowCount) {
    left -= lowCount;
    mask = (level[node * 2 + 1] ?? 0) & 15;
    symbolBase = 32;
  }
  while (left > 0) {
    mask &= mask - 1;
    left--;
  }
  return symbolBase + 31 - Math.clz32(mask & -mask);
}
