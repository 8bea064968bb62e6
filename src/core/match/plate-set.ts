/**
 * The distinct plates of a case, ready to be asked: tries for 1–8 characters, a sorted side list for 9–16.
 * Runs anywhere (pure). Ids are ranks: plates by length, then by text; they are good for this set alone.
 * Every answer is exact: equal in ids and costs to trying each plate (`brute-force.ts`).
 */

import type { PlateText } from '../plate/plate-text.ts';
import { MAX_PLATE_LENGTH } from '../plate/plate-text.ts';
import type { CostModel } from './cost-model.ts';
import { MAX_WEIGHT } from './cost-model.ts';
import type { Found } from './fuzzy-search.ts';
import { addFound, newFound, searchTrie } from './fuzzy-search.ts';
import type { LengthTrie } from './length-trie.ts';
import { buildLengthTrie, rankOf, symbolsAt } from './length-trie.ts';
import { codeLength, MAX_PACKED_LENGTH, packPlate, symbolsOf, symbolText } from './plate-code.ts';
import { plateDistance } from './plate-distance.ts';
import { planQuery } from './query-plan.ts';
import { matchesWildcard, planWildcard, searchTrieWildcard } from './wildcard-search.ts';

export type PlateSet = {
  /** Plates in it. */
  readonly size: number;
  /** `[length - 1]`, for 1–8 characters. */
  readonly tries: readonly LengthTrie[];
  /** `[length - 1]`: id of the first plate of that length. */
  readonly idBases: readonly number[];
  /** Plates of 9–16 characters, by length and text; their ids follow those of the tries. */
  readonly longTexts: readonly string[];
  readonly longIdBase: number;
};

/** Parallel arrays, by cost and then id. */
export type FuzzyMatches = { readonly ids: Uint32Array; readonly costs: Uint8Array };

/** Kept between searches: what is found is copied out of it before a search returns. */
const found: Found = newFound();

/** Costs a search deepens through, until enough is found. */
const DEEPENING_COSTS: readonly number[] = [4, 8, 12, 16];

/** Builds from folded texts in any order, repeats allowed. */
export function buildPlateSet(texts: Iterable<PlateText>): PlateSet {
  const codes: number[] = [];
  const longTexts: string[] = [];
  for (const text of texts) {
    const code = packPlate(text);
    if (code >= 0) codes.push(code);
    else longTexts.push(text);
  }
  return buildPlateSetFromCodes(Float64Array.from(codes), longTexts);
}

/** Builds from packed codes and longer texts in any order, repeats allowed. */
export function buildPlateSetFromCodes(codes: Float64Array, longTexts: readonly string[]): PlateSet {
  const byLength = splitByLength(codes);
  const tries: LengthTrie[] = [];
  const idBases: number[] = [];
  let idBase = 0;
  for (const [index, group] of byLength.entries()) {
    const trie = buildLengthTrie(index + 1, withoutRepeats(group.sort()));
    tries.push(trie);
    idBases.push(idBase);
    idBase += trie.count;
  }
  const long = sortLongTexts(longTexts);
  return { size: idBase + long.length, tries, idBases, longTexts: long, longIdBase: idBase };
}

/** Id of a plate, or -1. */
export function findPlate(set: PlateSet, text: string): number {
  if (text.length === 0) return -1;
  if (text.length > MAX_PACKED_LENGTH) {
    const index = findLong(set.longTexts, text);
    return index < 0 ? -1 : set.longIdBase + index;
  }
  const trie = set.tries[text.length - 1];
  const rank = trie === undefined ? -1 : rankOf(trie, text);
  return rank < 0 ? -1 : (set.idBases[text.length - 1] ?? 0) + rank;
}

/** Text of an id. Throws RangeError for an id that this set never gave. */
export function plateAt(set: PlateSet, id: number): PlateText {
  if (!Number.isInteger(id) || id < 0) throw new RangeError('No plate has this id.');
  if (id >= set.longIdBase) {
    const text = set.longTexts[id - set.longIdBase];
    if (text === undefined) throw new RangeError('No plate has this id.');
    return text as PlateText;
  }
  let index = MAX_PACKED_LENGTH - 1;
  while (index > 0 && (set.idBases[index] ?? 0) > id) index--;
  const trie = set.tries[index];
  if (trie === undefined) throw new RangeError('No plate has this id.');
  let text = '';
  for (const symbol of symbolsAt(trie, id - (set.idBases[index] ?? 0))) text += symbolText(symbol);
  return text as PlateText;
}

/**
 * All plates that `query`, taken as the truth, may have been read as for at most `maxCost`.
 * @param maxCost whole, 0–63
 */
export function searchFuzzy(set: PlateSet, model: CostModel, query: string, maxCost: number): FuzzyMatches {
  if (query.length > MAX_PLATE_LENGTH) throw new RangeError('A query longer than any plate reached the matcher.');
  if (!Number.isInteger(maxCost) || maxCost < 0 || maxCost > MAX_WEIGHT) {
    throw new RangeError(`The highest cost of a search is a whole number from 0 to ${MAX_WEIGHT}.`);
  }
  found.count = 0;
  if (set.size === 0) return sortByCost(found, maxCost);
  const plan = planQuery(model, symbolsOf(query), maxCost);
  for (const [index, trie] of set.tries.entries()) searchTrie(trie, plan, set.idBases[index] ?? 0, found);
  addLong(set, model, query, maxCost, found);
  return sortByCost(found, maxCost);
}

/** Adds the plates of the side list within a cost, in ascending order. Those of a length out of reach are not measured. */
export function addLong(set: PlateSet, model: CostModel, query: string, maxCost: number, found: Found): void {
  if (set.longTexts.length === 0) return;
  const grow = Math.min(...model.insertion, ...model.pairs.map((pair) => pair.splitCost));
  const shrink = Math.min(...model.deletion, ...model.pairs.map((pair) => pair.mergeCost));
  for (const [index, text] of set.longTexts.entries()) {
    const longer = text.length - query.length;
    if ((longer >= 0 ? longer * grow : -longer * shrink) > maxCost) continue;
    const cost = plateDistance(model, query, text);
    if (cost <= maxCost) addFound(found, set.longIdBase + index, cost);
  }
}

/** Costs a search up to `maxCost` deepens through, until enough is found: 4, 8, 12, 16 as far as they are below it, then itself. */
export function deepeningCosts(maxCost: number): number[] {
  return [...DEEPENING_COSTS.filter((cost) => cost < maxCost), maxCost];
}

/** Ids of all plates that a folded pattern matches, ascending. */
export function searchWildcard(set: PlateSet, pattern: string): Uint32Array {
  const plan = planWildcard(pattern);
  let ids = new Uint32Array(256);
  let count = 0;
  const add = (id: number): boolean => {
    if (count === ids.length) {
      const grown = new Uint32Array(ids.length * 2);
      grown.set(ids);
      ids = grown;
    }
    ids[count++] = id;
    return true;
  };
  for (const [index, trie] of set.tries.entries()) {
    const idBase = set.idBases[index] ?? 0;
    searchTrieWildcard(trie, plan, (rank) => add(idBase + rank));
  }
  for (const [index, text] of set.longTexts.entries()) if (matchesWildcard(plan, text)) add(set.longIdBase + index);
  return ids.slice(0, count);
}

/** How many plates a folded pattern matches. */
export function countWildcard(set: PlateSet, pattern: string): number {
  const plan = planWildcard(pattern);
  let count = 0;
  const add = (): boolean => {
    count++;
    return true;
  };
  for (const trie of set.tries) searchTrieWildcard(trie, plan, add);
  for (const text of set.longTexts) if (matchesWildcard(plan, text)) count++;
  return count;
}

/** Memory of the tries; the long texts are strings of the engine and are not counted. */
export function plateSetBytes(set: PlateSet): number {
  let bytes = 0;
  for (const trie of set.tries) for (const level of trie.levels) bytes += level.byteLength;
  return bytes;
}

/** The order of ids: by length, then text; each once. */
export function sortLongTexts(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(byLengthThenText);
}

/** Index of a text in a list in the order of ids, or -1. */
export function findLong(sorted: readonly string[], text: string): number {
  let from = 0;
  let to = sorted.length - 1;
  while (from <= to) {
    const middle = (from + to) >>> 1;
    const order = byLengthThenText(sorted[middle] ?? '', text);
    if (order === 0) return middle;
    if (order < 0) from = middle + 1;
    else to = middle - 1;
  }
  return -1;
}

function byLengthThenText(a: string, b: string): number {
  return a.length - b.length || (a === b ? 0 : a < b ? -1 : 1);
}

/** Counting sort by cost; it is stable: ids that come in ascending stay so within a cost. */
export function sortByCost(found: Found, maxCost: number): FuzzyMatches {
  const starts = new Uint32Array(maxCost + 2);
  for (let index = 0; index < found.count; index++) {
    const after = (found.costs[index] ?? 0) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let cost = 1; cost < starts.length; cost++) starts[cost] = (starts[cost] ?? 0) + (starts[cost - 1] ?? 0);
  const ids = new Uint32Array(found.count);
  const costs = new Uint8Array(found.count);
  for (let index = 0; index < found.count; index++) {
    const cost = found.costs[index] ?? 0;
    const slot = starts[cost] ?? 0;
    starts[cost] = slot + 1;
    ids[slot] = found.ids[index] ?? 0;
    costs[slot] = cost;
  }
  return { ids, costs };
}

function splitByLength(codes: Float64Array): Float64Array[] {
  const counts = new Uint32Array(MAX_PACKED_LENGTH + 1);
  const lengths = new Uint8Array(codes.length);
  for (let index = 0; index < codes.length; index++) {
    const length = codeLength(codes[index] ?? 0);
    lengths[index] = length;
    counts[length] = (counts[length] ?? 0) + 1;
  }
  const groups = Array.from({ length: MAX_PACKED_LENGTH }, (_, index) => new Float64Array(counts[index + 1] ?? 0));
  const filled = new Uint32Array(MAX_PACKED_LENGTH);
  for (let index = 0; index < codes.length; index++) {
    const group = (lengths[index] ?? 1) - 1;
    const slot = filled[group] ?? 0;
    filled[group] = slot + 1;
    const target = groups[group];
    if (target !== undefined) target[slot] = codes[index] ?? 0;
  }
  return groups;
}

function withoutRepeats(sorted: Float64Array): Float64Array {
  let kept = 0;
  for (let index = 0; index < sorted.length; index++) {
    if (index > 0 && sorted[index] === sorted[index - 1]) continue;
    sorted[kept++] = sorted[index] ?? 0;
  }
  return sorted.subarray(0, kept);
}
