/** Figures of movement in words: what chance alone would give, how far beyond it, what explains an impossible leg. Pure. */
import type { PatternResult } from '../../../contract/movement.ts';
import { durationWords } from '../../../core/map/leg-words.ts';
import { countText, likelihoodText } from '../../format/number.ts';

export type Leg = PatternResult['legs'][number];
type Doubt = NonNullable<Leg['doubt']>;
type Cause = 'misread' | 'clone' | 'clock';

/** `0.4`, `12`, `under 0.01`: how many of them chance alone would give. */
export function expectedText(expected: number): string {
  if (expected < 0.01) return 'under 0.01';
  if (expected < 0.095) return expected.toFixed(2);
  return expected < 9.95 ? expected.toFixed(1) : countText(Math.round(expected));
}

/** `3.4×`, `46×`, `over 1,000×`. */
export function liftText(lift: number): string {
  if (lift > 1000) return 'over 1,000×';
  return lift < 9.95 ? `${lift.toFixed(1)}×` : `${countText(Math.round(lift))}×`;
}

/** `once`, `twice`, `13 times`. */
export const timesText = (count: number): string =>
  count === 1 ? 'once' : count === 2 ? 'twice' : `${countText(count)} times`;

/** `met 9 times; chance alone would give 0.4`. */
export const metText = (shared: number, expected: number): string =>
  `met ${timesText(shared)}; chance alone would give ${expectedText(expected)}`;

/** How far the partner was behind or ahead: `1 min 35 s behind`, `12 s ahead`, `in the same second`. */
export function gapText(gapMs: number): string {
  const size = Math.abs(gapMs);
  if (size < 1000) return 'in the same second';
  return `${durationWords(size)} ${gapMs > 0 ? 'behind' : 'ahead'}`;
}

/** `07–09, 17–18`: hours of the day as the spans they form; the end is when the last hour ends. */
export function hoursText(hours: readonly number[]): string {
  const two = (hour: number): string => String(hour).padStart(2, '0');
  const spans: [number, number][] = [];
  for (const hour of [...hours].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === hour) last[1] = hour + 1;
    else spans.push([hour, hour + 1]);
  }
  return spans.map(([from, to]) => `${two(from)}–${two(to)}`).join(', ');
}

const CAUSES: Readonly<Record<Cause, string>> = {
  misread: 'one of the two reads is another vehicle’s',
  clone: 'two vehicles carry this plate (a clone)',
  clock: 'a clock or a position is wrong',
};

/** What may explain an impossible leg, the likeliest first. */
export function causesOf(doubt: Doubt): { cause: Cause; text: string; share: number }[] {
  const causes: readonly Cause[] = ['misread', 'clone', 'clock'];
  return causes.map((cause) => ({ cause, text: CAUSES[cause], share: doubt[cause] })).sort((a, b) => b.share - a.share);
}

const SHORT: Readonly<Record<Cause, string>> = { misread: 'misread', clone: 'cloned plate', clock: 'clock or place' };

/** `cloned plate 0.93`, for a cell. */
export function doubtInShort(doubt: Doubt): string {
  const [first] = causesOf(doubt);
  return first === undefined ? '' : `${SHORT[first.cause]} ${likelihoodText(first.share)}`;
}

/** `two vehicles carry this plate, 0.93`. */
export function doubtText(doubt: Doubt): string {
  const [first] = causesOf(doubt);
  return first === undefined ? '' : `${first.text}, ${likelihoodText(first.share)}`;
}
