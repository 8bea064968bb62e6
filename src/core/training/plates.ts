/**
 * Plates of the training network, and how cameras get them wrong. Runs anywhere (pure).
 *
 * A training plate must read like a plate and be nobody's. It has the everyday shape, three letters and three digits,
 * but at least two of its letters are I, O, V or X, which the series of that shape (since 2001) never issues; it starts
 * with neither V (added where a plate clashed overseas) nor X (trade). Two such letters, so that one misread letter
 * still leaves one. Every text the generator writes, misreads and candidates too, is checked to be of no issued series.
 * What remains: a personalised plate may bear any letters. So training data lives in a space of its own and is marked.
 */
import { classifyPlate } from '../plate/plate-class.ts';
import { foldPlate } from '../plate/plate-text.ts';
import type { Chance } from './random.ts';

const NEVER_ISSUED = new Set('IOVX');
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const LETTER_GROUPS: readonly string[] = (() => {
  const groups: string[] = [];
  for (const a of LETTERS) {
    for (const b of LETTERS) {
      for (const c of LETTERS) {
        const odd = Number(NEVER_ISSUED.has(a)) + Number(NEVER_ISSUED.has(b)) + Number(NEVER_ISSUED.has(c));
        if (odd >= 2 && isNobodys(`${a}${b}${c}100`)) groups.push(`${a}${b}${c}`);
      }
    }
  }
  return groups;
})();

/** How many different training plates there are. */
export const TRAINING_PLATE_COUNT = LETTER_GROUPS.length * 900;

/** Whether no issued series has this text: what every text of the training network must be. */
export function isNobodys(text: string): boolean {
  const folded = foldPlate(text);
  return folded.ok && !classifyPlate(folded.plate).series;
}

/** The plate at a position of a fixed shuffle; positions repeat after {@link TRAINING_PLATE_COUNT}. */
export function trainingPlate(position: number, seed: number): string {
  // A multiplier without common factors visits every plate once.
  let multiplier = 386_117;
  while (commonFactor(multiplier, TRAINING_PLATE_COUNT) !== 1) multiplier += 2;
  const at = (((position + seed * 7919) % TRAINING_PLATE_COUNT) * multiplier) % TRAINING_PLATE_COUNT;
  return `${LETTER_GROUPS[Math.floor(at / 900)]}${100 + (at % 900)}`;
}

function commonFactor(a: number, b: number): number {
  return b === 0 ? a : commonFactor(b, a % b);
}

/** What a camera writes for a character it takes for another: directed, the likeliest first. */
const CONFUSED: Readonly<Record<string, string>> = {
  '0': 'ODQ8',
  '1': 'I7T',
  '2': 'Z7',
  '3': '89',
  '4': 'A',
  '5': 'S6',
  '6': 'G85',
  '7': 'T1Z',
  '8': 'B36',
  '9': '80',
  A: '4R',
  B: '83E',
  C: 'GO0',
  D: '0O',
  E: 'FB',
  F: 'EP',
  G: '6C',
  H: 'NM',
  I: '1LTJ',
  J: 'I1',
  K: 'HX',
  L: 'I1',
  M: 'NHW',
  N: 'MH',
  O: '0DQC',
  P: 'RF',
  Q: 'O0D',
  R: 'PA',
  S: '58',
  T: '1I7',
  U: 'VJ',
  V: 'YUW',
  W: 'MH',
  X: 'KY',
  Y: 'VT',
  Z: '27',
};

/** One wrong reading of a plate: mostly another character, often one lost, now and then one too many. */
export function misreadOf(plate: string, chance: Chance): string {
  for (let attempt = 0; attempt < 60; attempt++) {
    const text = alter(plate, chance);
    if (text !== plate && isNobodys(text)) return text;
  }
  return substitute(plate, 1, '0');
}

function alter(plate: string, chance: Chance): string {
  const at = chance.below(plate.length);
  const kind = chance.next();
  if (kind < 0.3) return plate.slice(0, at) + plate.slice(at + 1);
  if (kind < 0.38) return `${plate.slice(0, at)}${chance.pick(['1', 'I', 'E', '0'])}${plate.slice(at)}`;
  const once = substitute(plate, at, confusedWith(plate[at] ?? '', chance));
  if (kind < 0.92) return once;
  const other = chance.below(plate.length);
  return substitute(once, other, confusedWith(once[other] ?? '', chance));
}

function confusedWith(character: string, chance: Chance): string {
  const with_ = CONFUSED[character] ?? '';
  // The first of the list about as often as all others together.
  return with_ === '' ? character : ((chance.happens(0.5) ? with_[0] : with_[chance.below(with_.length)]) ?? character);
}

const substitute = (text: string, at: number, by: string): string => text.slice(0, at) + by + text.slice(at + 1);

export type TrainingCandidate = { readonly plate: string; readonly confidence: number };

/**
 * The engine's own list, best first, the reading itself included; percentages.
 * @param truth the plate, to stand in the list as well; null: the engine never thought of it
 */
export function candidatesOf(
  read: string,
  truth: string | null,
  confidence: number,
  chance: Chance,
): TrainingCandidate[] {
  const texts = new Set([read]);
  const others = 1 + chance.below(5);
  const truthAt = truth === null ? -1 : chance.below(Math.min(others, 3));
  for (let n = 0; n < others; n++) texts.add(n === truthAt && truth !== null ? truth : misreadOf(read, chance));
  let level = confidence;
  return [...texts].map((plate, index) => {
    if (index > 0) level = Math.max(41, level - 1.5 - chance.next() * 9);
    return { plate, confidence: Math.round(level * 100) / 100 };
  });
}
