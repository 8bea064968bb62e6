/**
 * Plates as numbers: symbols 0–35 (0–9 then A–Z) and packed codes of up to 8 symbols.
 * Runs anywhere (pure). A packed code holds 6 bits a symbol (symbol + 1), left-aligned in 48 bits, so that it is an exact
 * double, that no two texts share one, and that codes of one length sort like their texts.
 */

export const SYMBOL_COUNT = 36;

/** Longest text that packs, and longest plate kept in a trie; longer ones stand on a side list. */
export const MAX_PACKED_LENGTH = 8;

const HALF = 2 ** 24;
const SYMBOLS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Symbol of a UTF-16 unit, or -1 where it is neither 0–9 nor A–Z. */
export function symbolOf(charCode: number): number {
  if (charCode >= 48 && charCode <= 57) return charCode - 48;
  if (charCode >= 65 && charCode <= 90) return charCode - 55;
  return -1;
}

export function symbolText(symbol: number): string {
  return SYMBOLS.charAt(symbol);
}

/** Symbols of a folded text. Throws RangeError on any other character: callers fold first. */
export function symbolsOf(text: string): Uint8Array {
  const symbols = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) {
    const symbol = symbolOf(text.charCodeAt(index));
    if (symbol < 0) throw new RangeError('A text that is not a folded plate reached the matcher.');
    symbols[index] = symbol;
  }
  return symbols;
}

/** Packed code of a folded text of 1–8 characters, else -1. */
export function packPlate(text: string): number {
  const length = text.length;
  if (length === 0 || length > MAX_PACKED_LENGTH) return -1;
  let high = 0;
  let low = 0;
  for (let position = 0; position < length; position++) {
    const symbol = symbolOf(text.charCodeAt(position));
    if (symbol < 0) return -1;
    if (position < 4) high |= (symbol + 1) << (18 - 6 * position);
    else low |= (symbol + 1) << (42 - 6 * position);
  }
  return high * HALF + low;
}

/** First four symbols of a code, 6 bits each. */
export function codeHigh(code: number): number {
  return Math.floor(code / HALF);
}

/** Last four symbols of a code, 6 bits each. */
export function codeLow(code: number): number {
  return code % HALF;
}

/** Symbol at a position of a code given as its halves; -1 past its end. */
export function codeSymbol(high: number, low: number, position: number): number {
  return (position < 4 ? (high >> (18 - 6 * position)) & 63 : (low >> (42 - 6 * position)) & 63) - 1;
}

/** Characters in a code, 1–8. */
export function codeLength(code: number): number {
  const high = codeHigh(code);
  const low = codeLow(code);
  let length = 0;
  while (length < MAX_PACKED_LENGTH && codeSymbol(high, low, length) >= 0) length++;
  return length;
}

export function unpackPlate(code: number): string {
  const high = codeHigh(code);
  const low = codeLow(code);
  let text = '';
  for (let position = 0; position < MAX_PACKED_LENGTH; position++) {
    const symbol = codeSymbol(high, low, position);
    if (symbol < 0) break;
    text += symbolText(symbol);
  }
  return text;
}
