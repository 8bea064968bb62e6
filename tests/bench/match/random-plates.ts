// Random plates of the kind New Zealand has, for benches: the same in every run, distinct, as packed codes. Pure.

import { packPlate, unpackPlate } from '../../../src/core/match/plate-code.ts';
import { seededRandom } from '../../../tools/seeded-random.ts';

/** A whole number from 0 up to, not including, `below`. */
export type Random = (below: number) => number;

export function wholeNumbers(seed: number): Random {
  const random = seededRandom(seed);
  return (below) => Math.floor(random() * below);
}

/** Letters on standard plates. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUWYZ';
const SYMBOLS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A series: letters, then so many digits. */
type Series = { readonly letters: number; readonly digits: number; readonly share: number };
const SERIES: readonly Series[] = [
  { letters: 3, digits: 3, share: 0.88 },
  { letters: 2, digits: 4, share: 0.1 },
];

/**
 * Distinct plates in random order: 88 % of the series since 2001, 10 % of the one before, the rest of people's own choice.
 * @param count at most 11 million, which nearly fill the series
 */
export function randomCodes(random: Random, count: number): Float64Array {
  const codes = new Float64Array(count);
  let filled = 0;
  for (const series of SERIES) {
    const space = LETTERS.length ** series.letters * 10 ** series.digits;
    const taken = new Uint8Array(space);
    for (let left = Math.floor(count * series.share); left > 0; ) {
      const index = random(space);
      if (taken[index] === 1) continue;
      taken[index] = 1;
      codes[filled++] = seriesCode(series, index);
      left--;
    }
  }
  const own = new Set<number>();
  while (filled < count) {
    const code = packPlate(text(random, 3 + random(6)));
    if (own.has(code) || isInSeries(unpackPlate(code))) continue;
    own.add(code);
    codes[filled++] = code;
  }
  for (let index = count - 1; index > 0; index--) {
    const other = random(index + 1);
    [codes[index], codes[other]] = [codes[other] ?? 0, codes[index] ?? 0];
  }
  return codes;
}

/** A plate of the set as somebody would give it: every other one with a character wrong, lost, added or exchanged. */
export function nearPlate(random: Random, codes: Float64Array, index: number): string {
  const plate = unpackPlate(codes[random(codes.length)] ?? 0);
  if (index % 2 === 0) return plate;
  const at = random(plate.length);
  const symbol = text(random, 1);
  const edits = [
    plate.slice(0, at) + symbol + plate.slice(at + 1),
    plate.slice(0, at) + plate.slice(at + 1),
    plate.slice(0, at) + symbol + plate.slice(at),
    plate.slice(0, at) + plate.charAt(at + 1) + plate.charAt(at) + plate.slice(at + 2),
  ];
  return (edits[random(edits.length)] ?? plate).slice(0, 8);
}

/** Half with `?` in two places, a quarter with a `*` before the last four characters, a quarter with one after three. */
export function nearPattern(random: Random, codes: Float64Array, index: number): string {
  const characters = [...unpackPlate(codes[random(codes.length)] ?? 0)];
  if (index % 4 === 1) return `*${characters.slice(-4).join('')}`;
  if (index % 4 === 3) return `${characters.slice(0, 3).join('')}*`;
  characters[random(characters.length)] = '?';
  characters[random(characters.length)] = '?';
  return characters.join('');
}

function seriesCode({ letters, digits }: Series, index: number): number {
  let rest = Math.floor(index / 10 ** digits);
  let plate = String(index % 10 ** digits).padStart(digits, '0');
  for (let letter = 0; letter < letters; letter++) {
    plate = LETTERS.charAt(rest % LETTERS.length) + plate;
    rest = Math.floor(rest / LETTERS.length);
  }
  return packPlate(plate);
}

function isInSeries(plate: string): boolean {
  return /^[A-Z]{2}[A-Z0-9][0-9]{3}$/.test(plate);
}

function text(random: Random, length: number): string {
  return Array.from({ length }, () => SYMBOLS.charAt(random(SYMBOLS.length))).join('');
}
