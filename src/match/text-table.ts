/**
 * Distinct texts and their ordinals: an ordinal is given once and never moves, unlike a plate's rank in a trie.
 * Runs anywhere (pure). Open addressing over packed codes; longer texts in a map. No string is kept for a packed text.
 */

import {
  codeHigh,
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

export class TextTable {
  /** `[ordinal]`: packed code, or -(k + 1) for `longTexts[k]`. */
  readonly codes = new GrowingFloat64();
  readonly longTexts: string[] = [];
  readonly #longOrdinals = new Map<string, number>();
  #slots = new Int32Array(4096).fill(-1);

  /** Distinct texts. */
  count(): number {
    return this.codes.length;
  }

  /** Ordinal of a packed code, new if need be. Throws RangeError on a number that is no code. */
  intern(code: number): number {
    const slot = this.#slotOf(code);
    const known = this.#slots[slot] ?? -1;
    if (known >= 0) return known;
    assertCode(code);
    const ordinal = this.codes.length;
    this.codes.push(code);
    this.#slots[slot] = ordinal;
    if (ordinal * 4 > this.#slots.length * 3) this.#grow();
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
    return code < 0 ? (this.#longOrdinals.get(text) ?? -1) : (this.#slots[this.#slotOf(code)] ?? -1);
  }

  textOf(ordinal: number): PlateText {
    const code = this.codes.data[ordinal] ?? 0;
    return (code < 0 ? this.longTexts[-code - 1] : unpackPlate(code)) as PlateText;
  }

  /** Bytes held, the long texts' strings left out. */
  bytes(): number {
    return this.#slots.byteLength + this.codes.data.byteLength;
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
    for (let ordinal = 0; ordinal < this.codes.length; ordinal++) {
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
