/**
 * The finder that the compiled kernel answers. Runs in the match worker; one instance and one memory a finder.
 * The plain code reads the same tries in the same memory, and answers what the kernel leaves to it: single plates, queries
 * of 9–16 characters, the side list. Both give the same ids and costs.
 */

import type { CostModel } from '../../core/match/cost-model.ts';
import type { Found } from '../../core/match/fuzzy-search.ts';
import { newFound } from '../../core/match/fuzzy-search.ts';
import { MAX_PACKED_LENGTH, symbolOf } from '../../core/match/plate-code.ts';
import type { PlateFinder } from '../../core/match/plate-finder.ts';
import { assertFolded, assertLongText, assertPattern, assertQuery } from '../../core/match/plate-finder.ts';
import type { FuzzyMatches, PlateSet } from '../../core/match/plate-set.ts';
import {
  addLong,
  countWildcard,
  findPlate,
  plateAt,
  searchFuzzy,
  searchWildcard,
  sortByCost,
} from '../../core/match/plate-set.ts';
import { matchesWildcard, planWildcard } from '../../core/match/wildcard-search.ts';
import type { PlateText } from '../../core/plate/plate-text.ts';
import { buildTries } from './build-tries.ts';
import { assertModel, KernelModels } from './kernel-models.ts';
import type { Kernel } from './kernel-module.ts';
import { writeAutomaton } from './pattern-automaton.ts';

/** In a pattern's positions: any symbol. */
const ANY = 255;

/** A finder that also tells how many nodes its last search read, for those who hold its times against memory. */
export interface KernelFinder extends PlateFinder {
  readonly kind: 'kernel';
  nodesVisited(): number;
}

/**
 * Builds in steps: each `yield` is a place to give way.
 * @throws RangeError on malformed codes; whatever the engine throws where it has no such kernel or memory
 */
export function* buildKernelFinder(codes: Float64Array, longTexts: readonly string[]): Generator<void, KernelFinder> {
  for (const text of longTexts) assertLongText(text);
  const overflow = new Overflow();
  const { kernel, set } = yield* buildTries(codes, longTexts, (count) => overflow.take(count));
  overflow.start(kernel);
  return new TrieFinder(kernel, set, overflow);
}

/** Results that did not fit the kernel's room, in the order they came: by id. */
class Overflow {
  readonly found: Found = newFound();
  #kernel: Kernel | null = null;

  start(kernel: Kernel): void {
    this.#kernel = kernel;
  }

  take(count: number): void {
    if (this.#kernel === null) throw new Error('A kernel found plates before it had any.');
    const { at, memory } = this.#kernel;
    const { found } = this;
    const total = found.count + count;
    if (total > found.ids.length) {
      const room = Math.max(total, found.ids.length * 2);
      const ids = new Uint32Array(room);
      const costs = new Uint8Array(room);
      ids.set(found.ids);
      costs.set(found.costs);
      found.ids = ids;
      found.costs = costs;
    }
    found.ids.set(new Uint32Array(memory.buffer, at.FOUND_IDS, count), found.count);
    found.costs.set(new Uint8Array(memory.buffer, at.FOUND_COSTS, count), found.count);
    found.count = total;
  }

  /** Lets the kernel go: whoever holds on to this no longer holds on to its memory. */
  end(): void {
    this.clear();
    this.#kernel = null;
  }

  /** Forgets what was found, and the room where that was large. */
  clear(): void {
    this.found.count = 0;
    if (this.found.ids.length > KEPT_ROOM) Object.assign(this.found, newFound());
  }
}

const KEPT_ROOM = 65_536;

class TrieFinder implements KernelFinder {
  readonly kind = 'kernel';
  readonly size: number;
  readonly bytes: number;
  readonly #overflow: Overflow;
  #held: Held | null;

  constructor(kernel: Kernel, set: PlateSet, overflow: Overflow) {
    this.size = set.size;
    this.bytes = kernel.memory.buffer.byteLength;
    this.#overflow = overflow;
    this.#held = {
      kernel,
      set,
      models: new KernelModels(kernel),
      symbols: new Uint8Array(kernel.memory.buffer, kernel.at.QUERY, MAX_PACKED_LENGTH),
      ids: new Uint32Array(kernel.memory.buffer),
      costs: new Uint8Array(kernel.memory.buffer),
    };
  }

  find(text: string): number {
    assertFolded(text);
    return findPlate(this.#open().set, text);
  }

  findCodes(codes: Float64Array): Int32Array {
    const { kernel } = this.#open();
    const { PIECE, PIECE_CODES } = kernel.at;
    const ids = new Int32Array(codes.length);
    for (let from = 0; from < codes.length; from += PIECE_CODES) {
      const count = Math.min(PIECE_CODES, codes.length - from);
      new Float64Array(kernel.memory.buffer, PIECE, count).set(codes.subarray(from, from + count));
      if (kernel.findCodes(count) === 0) throw new RangeError('A number that is no packed plate reached the matcher.');
      ids.set(new Int32Array(kernel.memory.buffer, PIECE, count), from);
    }
    return ids;
  }

  textAt(id: number): PlateText {
    return plateAt(this.#open().set, id);
  }

  fuzzy(model: CostModel, query: string, maxCost: number): FuzzyMatches {
    assertQuery(query, maxCost);
    assertModel(model);
    const { kernel, models, set, symbols, ids, costs } = this.#open();
    const slot = query.length > MAX_PACKED_LENGTH ? -1 : models.slotOf(model);
    if (slot < 0) return searchFuzzy(set, model, query, maxCost);
    for (let index = 0; index < query.length; index++) symbols[index] = symbolOf(query.charCodeAt(index));
    const [merges, splits] = model.pairs.length > 0 ? models.writePairs(model, symbols, query.length) : NO_PAIRS;
    const count = kernel.fuzzy(slot, query.length, maxCost, merges, splits);
    if (count >= 0 && set.longTexts.length === 0) {
      const { SORTED_IDS, SORTED_COSTS } = kernel.at;
      return {
        ids: ids.slice(SORTED_IDS / 4, SORTED_IDS / 4 + count),
        costs: costs.slice(SORTED_COSTS, SORTED_COSTS + count),
      };
    }
    return this.#withLong(count, model, query, maxCost);
  }

  wildcard(pattern: string): Uint32Array {
    assertPattern(pattern);
    const held = this.#open();
    const count = this.#runWildcard(held, pattern, false);
    if (count === null) return searchWildcard(held.set, pattern);
    const { FOUND_IDS } = held.kernel.at;
    if (count >= 0 && held.set.longTexts.length === 0) {
      return held.ids.slice(FOUND_IDS / 4, FOUND_IDS / 4 + count);
    }
    const { found } = this.#overflow;
    if (count > 0) this.#overflow.take(count);
    const long = longMatches(held.set, pattern);
    const ids = new Uint32Array(found.count + long.length);
    ids.set(found.ids.subarray(0, found.count));
    ids.set(long, found.count);
    this.#overflow.clear();
    return ids;
  }

  wildcardCount(pattern: string): number {
    assertPattern(pattern);
    const held = this.#open();
    const count = this.#runWildcard(held, pattern, true);
    return count === null ? countWildcard(held.set, pattern) : count + longMatches(held.set, pattern).length;
  }

  nodesVisited(): number {
    return this.#open().kernel.visited.value;
  }

  close(): void {
    // The memory goes with the last reference to it.
    this.#held = null;
    this.#overflow.end();
  }

  /** As `endWildcard` of the kernel, or null where the pattern is more than it can take. */
  #runWildcard(held: Held, pattern: string, onlyCount: boolean): number | null {
    const { kernel } = held;
    if (!severalStars(pattern)) {
      kernel.startWildcard(onlyCount ? 1 : 0);
      this.#runPositions(held, pattern);
    } else {
      if (!writeAutomaton(kernel, planWildcard(pattern))) return null;
      kernel.startWildcard(onlyCount ? 1 : 0);
      kernel.automaton();
    }
    return kernel.endWildcard();
  }

  /** Position by position, once for each length that the `*` can stretch to. */
  #runPositions({ kernel, symbols }: Held, pattern: string): void {
    const star = pattern.indexOf('*');
    const tokens = star < 0 ? pattern.length : pattern.length - 1;
    const longest = star < 0 ? tokens : MAX_PACKED_LENGTH;
    for (let length = Math.max(tokens, 1); length <= Math.min(longest, MAX_PACKED_LENGTH); length++) {
      const stretch = length - tokens;
      for (let position = 0; position < length; position++) {
        const inStar = star >= 0 && position >= star && position < star + stretch;
        const token = position - (star >= 0 && position >= star ? stretch - 1 : 0);
        const symbol = inStar ? -1 : symbolOf(pattern.charCodeAt(token));
        symbols[position] = symbol < 0 ? ANY : symbol;
      }
      kernel.wildcard(length);
    }
  }

  /** What the kernel found, sorted here, with the plates of the side list. */
  #withLong(count: number, model: CostModel, query: string, maxCost: number): FuzzyMatches {
    const { set } = this.#open();
    const overflow = this.#overflow;
    // The kernel's own order is by cost, then id; unsorted results stand untouched beside it, by id.
    if (count > 0) overflow.take(count);
    addLong(set, model, query, maxCost, overflow.found);
    const matches = sortByCost(overflow.found, maxCost);
    overflow.clear();
    return matches;
  }

  #open(): Held {
    if (this.#held === null) throw new Error('A closed set of plates was asked a question.');
    return this.#held;
  }
}

type Held = {
  readonly kernel: Kernel;
  readonly set: PlateSet;
  readonly models: KernelModels;
  readonly symbols: Uint8Array;
  /** The whole memory, as ids and as bytes. */
  readonly ids: Uint32Array;
  readonly costs: Uint8Array;
};

const NO_PAIRS = [0, 0] as const;

function severalStars(pattern: string): boolean {
  const star = pattern.indexOf('*');
  return star >= 0 && pattern.indexOf('*', star + 1) >= 0;
}

function longMatches(set: PlateSet, pattern: string): Uint32Array {
  if (set.longTexts.length === 0) return NO_IDS;
  const plan = planWildcard(pattern);
  const ids: number[] = [];
  for (const [index, text] of set.longTexts.entries()) {
    if (matchesWildcard(plan, text)) ids.push(set.longIdBase + index);
  }
  return Uint32Array.from(ids);
}

const NO_IDS = new Uint32Array(0);
