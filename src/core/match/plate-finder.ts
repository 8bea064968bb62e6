/**
 * The distinct plates of a case as something to ask, whatever stands behind it: the tries in plain TypeScript (here) or
 * the WebAssembly kernel (`src/match/kernel`). Runs anywhere (pure). All finders answer alike, to the last id and cost;
 * what is asked is checked here, once, so that nothing malformed gets past the door.
 */

import type { PlateText } from '../plate/plate-text.ts';
import { MAX_PLATE_LENGTH } from '../plate/plate-text.ts';
import type { CostModel } from './cost-model.ts';
import { MAX_WEIGHT } from './cost-model.ts';
import { MAX_PACKED_LENGTH, symbolOf, unpackPlate } from './plate-code.ts';
import type { FuzzyMatches, PlateSet } from './plate-set.ts';
import {
  buildPlateSetFromCodes,
  countWildcard,
  findPlate,
  plateAt,
  plateSetBytes,
  searchFuzzy,
  searchWildcard,
} from './plate-set.ts';

/** Ids are ranks: plates by length, then by text. They are good for one finder alone and end with it. */
export interface PlateFinder {
  readonly kind: 'kernel' | 'plain';
  /** Distinct plates. */
  readonly size: number;
  /** Memory held. */
  readonly bytes: number;
  /** Id of a folded text, or -1. Throws RangeError on a text that is not folded. */
  find(text: string): number;
  /** `[index]`: id of each packed code, or -1: many at once cost far less than one by one. Throws RangeError on no code. */
  findCodes(codes: Float64Array): Int32Array;
  /** Throws RangeError for an id that this finder never gave. */
  textAt(id: number): PlateText;
  /**
   * All plates that `query`, taken as the truth, may have been read as for at most `maxCost`: by cost, then id.
   * @param query folded, 0–16 characters
   * @param maxCost whole, 0–63
   * @throws RangeError for anything else
   */
  fuzzy(model: CostModel, query: string, maxCost: number): FuzzyMatches;
  /** Ids ascending. Throws RangeError unless folded: A–Z, 0–9, `?`, `*`, at most 16 without the `*`s, at most 64 with. */
  wildcard(pattern: string): Uint32Array;
  /** Plates that `wildcard` would give, without giving them. */
  wildcardCount(pattern: string): number;
  /** Frees its memory. Every later question throws. */
  close(): void;
}

/** Longest wildcard pattern looked at, `*`s counted. */
const MAX_PATTERN_LENGTH = 64;

/**
 * The finder in plain TypeScript.
 * @param codes packed, in any order, repeats allowed; not kept
 * @param longTexts folded texts of 9–16 characters, in any order, repeats allowed
 * @throws RangeError on a number that is no packed code, or a text that is no long plate
 */
export function createPlateFinder(codes: Float64Array, longTexts: readonly string[]): PlateFinder {
  assertCodes(codes);
  for (const text of longTexts) assertLongText(text);
  let held: PlateSet | null = buildPlateSetFromCodes(codes, longTexts);
  const { size } = held;
  const bytes = plateSetBytes(held);
  const set = (): PlateSet => {
    if (held === null) throw new Error('A closed set of plates was asked a question.');
    return held;
  };
  return {
    kind: 'plain',
    size,
    bytes,
    find: (text) => {
      assertFolded(text);
      return findPlate(set(), text);
    },
    findCodes: (wanted) => {
      assertCodes(wanted);
      const asked = set();
      return Int32Array.from(wanted, (code) => findPlate(asked, unpackPlate(code)));
    },
    textAt: (id) => plateAt(set(), id),
    fuzzy: (model, query, maxCost) => {
      assertQuery(query, maxCost);
      return searchFuzzy(set(), model, query, maxCost);
    },
    wildcard: (pattern) => {
      assertPattern(pattern);
      return searchWildcard(set(), pattern);
    },
    wildcardCount: (pattern) => {
      assertPattern(pattern);
      return countWildcard(set(), pattern);
    },
    close: () => {
      held = null;
    },
  };
}

/** Refuses whatever is no packed code (`plate-code.ts`): one bad code would break a trie for all. */
export function assertCodes(codes: Float64Array): void {
  for (let index = 0; index < codes.length; index++) {
    if (!isPackedCode(codes[index] ?? 0)) throw new RangeError('A number that is no packed plate reached the matcher.');
  }
}

export function assertLongText(text: string): void {
  assertFolded(text);
  if (text.length <= MAX_PACKED_LENGTH || text.length > MAX_PLATE_LENGTH) {
    throw new RangeError('A text that is not a long plate reached the side list of the matcher.');
  }
}

/** Refuses a text with any character but A–Z and 0–9. A text longer than any plate is simply not there. */
export function assertFolded(text: string): void {
  const looked = Math.min(text.length, MAX_PLATE_LENGTH + 1);
  for (let index = 0; index < looked; index++) {
    if (symbolOf(text.charCodeAt(index)) < 0) {
      throw new RangeError('A text that is not a folded plate reached the matcher.');
    }
  }
}

export function assertQuery(query: string, maxCost: number): void {
  if (query.length > MAX_PLATE_LENGTH) throw new RangeError('A query longer than any plate reached the matcher.');
  assertFolded(query);
  if (!Number.isInteger(maxCost) || maxCost < 0 || maxCost > MAX_WEIGHT) {
    throw new RangeError(`The highest cost of a search is a whole number from 0 to ${MAX_WEIGHT}.`);
  }
}

export function assertPattern(pattern: string): void {
  if (pattern.length > MAX_PATTERN_LENGTH)
    throw new RangeError('A pattern too long to mean a plate reached the matcher.');
  let tokens = 0;
  for (let index = 0; index < pattern.length; index++) {
    const charCode = pattern.charCodeAt(index);
    if (charCode === ASTERISK) continue;
    tokens++;
    if (charCode !== QUESTION_MARK && symbolOf(charCode) < 0) {
      throw new RangeError('A pattern with a character that no plate has reached the matcher.');
    }
  }
  if (tokens > MAX_PLATE_LENGTH) throw new RangeError('A pattern longer than any plate reached the matcher.');
}

const ASTERISK = 42;
const QUESTION_MARK = 63;
const HALF = 2 ** 24;

/** Symbols 1–36 from the left, at least one, and after the last only zeros. */
function isPackedCode(code: number): boolean {
  if (!(code >= 2 ** 42 && code < 2 ** 48)) return false;
  const high = Math.floor(code / HALF);
  const low = code - high * HALF;
  return Number.isInteger(low) && isHalf(high) && isHalf(low) && (low === 0 || (high & 63) !== 0);
}

/** Four fields of 6 bits, each at most 36, none but zeros after a zero. */
function isHalf(half: number): boolean {
  let ended = false;
  for (let shift = 18; shift >= 0; shift -= 6) {
    const field = (half >> shift) & 63;
    if (field > 36 || (ended && field !== 0)) return false;
    if (field === 0) ended = true;
  }
  return true;
}
