/**
 * Distinct texts and their ordinals: an ordinal is given once and never moves, unlike a plate's rank in a trie.
 * Runs anywhere (pure). The texts of a load stand in the order of their ranks and are found by halving; those that came
 * since by open addressing over packed codes, longer ones in a map. No string is kept for a packed text.
 */

import {
  codeHigh,
  codeLength,
  codeLow,
  codeSymbol,
  MAX_PACKED_LENGTH,
  packPlate,
  SYMBOL_COUNT,
  unpackPlate,
} from '../core/match/plate-code.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import { isPlateText } from '../core/plate/plate-text.ts';
import { GrowingFloat64 } from './growing-columns.ts';

const FIRST_SLOTS = 4096;

export class TextTable {
  /** `[ordinal]`: packed code, or -(k + 1) for `longTexts[k]`. */
  readonly codes = new GrowingFloat64();
  readonly longTexts: string[] = [];
  readonly #longOrdinals = new Map<string, number>();
  #slots = new Int32Array(FIRST_SLOTS).fill(-1);
  /** Texts of which nothing stands in the slots; they begin with the packed ones, by length, then by text. */
  #ranked = 0;
  /** `[length]`: the first ranked text of that length; one past the last stands at the end. */
  readonly #lengthStarts = new Int32Array(MAX_PACKED_LENGTH + 2);

  /** Distinct texts. */
  count(): number {
    return this.codes.length;
  }

  /**
   * Takes the texts of a load: ordinals are ranks. The table must be empty.
   * @param codes distinct, by length, then by text
   * @param longTexts distinct; their ordinals follow
   */
  takeRanked(codes: Float64Array, longTexts: readonly string[]): void {
    if (this.count() > 0) throw new Error('Ranked texts came into a table that holds some.');
    this.codes.reserve(codes.length + longTexts.length);
    this.codes.data.set(codes);
    this.codes.length = codes.length;
    for (let length = 1; length <= MAX_PACKED_LENGTH; length++) {
      let from = this.#lengthStarts[length] ?? 0;
      let to = codes.length;
      while (from < to) {
        const middle = (from + to) >>> 1;
        if (codeLength(codes[middle] ?? 0) <= length) from = middle + 1;
        else to = middle;
      }
      this.#lengthStarts[length + 1] = from;
    }
    for (const text of longTexts) this.internLong(text);
    this.#ranked = this.count();
  }

  /** Ordinal of a packed code, new if need be. Throws RangeError on a number that is no code. */
  intern(code: number): number {
    const ranked = this.#rankOf(code);
    if (ranked >= 0) return ranked;
    const slot = this.#slotOf(code);
    const known = this.#slots[slot] ?? -1;
    if (known >= 0) return known;
    assertCode(code);
    const ordinal = this.codes.length;
    this.codes.push(code);
    this.#slots[slot] = ordinal;
    if ((ordinal - this.#ranked) * 4 > this.#slots.length * 3) this.#grow();
    return ordinal;
  }

  internLong(text: string): number {
    const known = this.#longOrdinals.get(text);
    if (known !== undefined) return known;
    if (!isPlateText(text) || text.length <= MAX_PACKED_LENGTH) throw new RangeError('A long text is no folded plate.');
    const ordinal = this.codes.length;
    this.codes.push(-this.longTexts.push(text));
    this.#longOrdinals.set(text, ordinal);
    return ordinal;
  }

  /** Ordinal of a folded text, or -1 where no detection bears it. */
  find(text: string): number {
    const code = packPlate(text);
    if (code < 0) return this.#longOrdinals.get(text) ?? -1;
    const ranked = this.#rankOf(code);
    return ranked >= 0 ? ranked : (this.#slots[this.#slotOf(code)] ?? -1);
  }

  textOf(ordinal: number): PlateText {
    const code = this.codes.data[ordinal] ?? 0;
    return (code < 0 ? this.longTexts[-code - 1] : unpackPlate(code)) as PlateText;
  }

  /** Bytes held, the long texts' strings left out. */
  bytes(): number {
    return this.#slots.byteLength + this.codes.data.byteLength;
  }

  /** Ordinal of a code among the ranked ones, or -1. */
  #rankOf(code: number): number {
    if (this.#ranked === 0 || !(code > 0)) return -1;
    const length = codeLength(code);
    let from = this.#lengthStarts[length] ?? 0;
    let to = (this.#lengthStarts[length + 1] ?? 0) - 1;
    while (from <= to) {
      const middle = (from + to) >>> 1;
      const here = this.codes.data[middle] ?? 0;
      if (here === code) return middle;
      if (here < code) from = middle + 1;
      else to = middle - 1;
    }
    return -1;
  }

  #slotOf(code: number): number {
    const mask = this.#slots.length - 1;
    let hash = Math.imul(codeHigh(code), 0x9e3779b1) ^ Math.imul(codeLow(code), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (;;) {
      const ordinal = this.#slots[slot] ?? -1;
      if (ordinal < 0 || this.codes.data[ordinal] === code) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let ordinal = this.#ranked; ordinal < this.codes.length; ordinal++) {
      const code = this.codes.data[ordinal] ?? 0;
      if (code >= 0) this.#slots[this.#slotOf(code)] = ordinal;
    }
  }
}

/** A code from outside is checked once, when it is new: a bad one would break the trie for all. */
function assertCode(code: number): void {
  const high = codeHigh(code);
  const low = codeLow(code);
  let ended = false;
  let good = Number.isInteger(code) && code > 0 && code < 2 ** 48;
  for (let position = 0; position < MAX_PACKED_LENGTH && good; position++) {
    const symbol = codeSymbol(high, low, position);
    if (symbol < 0) ended = true;
    else if (ended || symbol >= SYMBOL_COUNT) good = false;
  }
  if (!good || codeSymbol(high, low, 0) < 0) throw new RangeError('A column of texts holds a number that is no plate.');
}
