/**
 * How often was this plate asked for before? Runs anywhere (pure).
 * A pattern asks for a plate when it allows it and leaves little of it open: `ABC123*` and `A?C123` follow ABC123 as the
 * plate itself does, `A*` does not. Two patterns are the same asking when one plate answers to both.
 */
import { type PlateQuery, parsePlateQuery } from '../plate/plate-query.ts';
import { MAX_PLATE_LENGTH } from '../plate/plate-text.ts';

/** One earlier asking: the folded query as the log keeps it (`details.plateKey`), UTC ms. */
export type Asking = {
  readonly plateKey: string;
  readonly timeMs: number;
  /** A vehicle's pattern, company or look-alikes: another look at what a find has shown. */
  readonly analysis: boolean;
};

/** Stands for the plate of a question that names none (who was at these scenes, who travels together). */
export const EVERY_PLATE = '*';

/**
 * The askings that count: all but analyses of a plate that followed a counted asking of the same plate within a sitting.
 * The sitting is reckoned from the asking that counted, so that looking again and again does not draw it out.
 * @param sittingMs 0: every asking counts
 */
export function countedAskings(askings: readonly Asking[], sittingMs: number): Asking[] {
  const lastCounted = new Map<string, number>();
  return [...askings]
    .sort((a, b) => a.timeMs - b.timeMs)
    .filter(({ plateKey, timeMs, analysis }) => {
      const last = lastCounted.get(plateKey);
      if (analysis && last !== undefined && timeMs - last < sittingMs) return false;
      lastCounted.set(plateKey, timeMs);
      return true;
    });
}

/** Patterns looked at, one more at each step, before the search for a common plate counts all that may still be meant. */
const MAX_STEPS = 500_000;

/**
 * The most earlier askings that one plate answers to together with this query.
 * @param minKnownShare characters a pattern must give of a plate to ask for it, as a share of its length; null: only the
 *   same folded query counts
 */
export function countSameAskings(query: PlateQuery, earlier: readonly Asking[], minKnownShare: number | null): number {
  const times = new Map<string, number>();
  for (const { plateKey } of earlier) times.set(plateKey, (times.get(plateKey) ?? 0) + 1);
  const same = times.get(query.pattern) ?? 0;
  if (minKnownShare === null) return same;
  const patterns = [...times].flatMap(([plateKey, weight]): Pattern[] => {
    const parsed = parsePlateQuery(plateKey);
    return parsed.ok ? [patternOf(parsed.query, weight)] : [];
  });
  const asked = patternOf(query, 0);
  let most = same;
  for (let length = 1; length <= MAX_PLATE_LENGTH; length += 1) {
    const names = ({ known }: Pattern): boolean => known >= minKnownShare * length;
    if (!names(asked)) continue;
    most = Math.max(most, mostOfOnePlate(asked, patterns.filter(names), length));
  }
  return most;
}

type Pattern = { readonly text: string; readonly known: number; readonly weight: number };

function patternOf(query: PlateQuery, weight: number): Pattern {
  const known = query.kind === 'plain' ? query.pattern.length : query.knownCharacters;
  return { text: query.pattern, known, weight };
}

/** A pattern with the places in it where a plate's next character may fall. */
type Live = { readonly pattern: Pattern; readonly places: readonly number[] };

/** Walks the plates of one length that `asked` allows, character by character, dropping patterns that no longer fit. */
function mostOfOnePlate(asked: Pattern, others: readonly Pattern[], length: number): number {
  const fits = ({ pattern, places }: Live, left: number): boolean =>
    places.some((place) => {
      const rest = pattern.text.slice(place);
      const needed = rest.replaceAll('*', '').length;
      return needed === left || (needed < left && rest.includes('*'));
    });
  const begin = (pattern: Pattern): Live => ({ pattern, places: openPlaces(pattern.text, [0]) });
  const weightOf = (live: readonly Live[]): number => live.reduce((sum, { pattern }) => sum + pattern.weight, 0);
  let most = 0;
  let steps = 0;
  const walk = (question: Live, live: readonly Live[], left: number): void => {
    const weight = weightOf(live);
    if (weight <= most) return;
    steps += live.length;
    if (left === 0 || steps > MAX_STEPS) {
      most = weight;
      return;
    }
    for (const character of nextCharacters([question, ...live])) {
      const next = after(question, character);
      if (!fits(next, left - 1)) continue;
      const still = live.map((each) => after(each, character)).filter((each) => fits(each, left - 1));
      walk(next, still, left - 1);
    }
  };
  const question = begin(asked);
  if (!fits(question, length)) return 0;
  const live = others.map(begin).filter((each) => fits(each, length));
  walk(question, live, length);
  return most;
}

/**
 * The letters and digits that some pattern names next. Where one is named, it keeps at least the patterns that any other
 * character would, so that no other need be tried.
 */
function nextCharacters(live: readonly Live[]): Iterable<string> {
  const named = new Set<string>();
  for (const { pattern, places } of live) {
    for (const place of places) {
      const character = pattern.text[place];
      if (character !== undefined && character !== '?' && character !== '*') named.add(character);
    }
  }
  return named.size === 0 ? ['-'] : named;
}

function after({ pattern, places }: Live, character: string): Live {
  const next = places.flatMap((place) => {
    const here = pattern.text[place];
    if (here === '*') return [place];
    return here === '?' || here === character ? [place + 1] : [];
  });
  return { pattern, places: openPlaces(pattern.text, next) };
}

/** A `*` may stand for nothing: the place behind it is open too. */
function openPlaces(text: string, places: readonly number[]): number[] {
  const open = new Set<number>();
  for (const place of places) {
    let last = place;
    open.add(last);
    while (text[last] === '*') {
      last += 1;
      open.add(last);
    }
  }
  return [...open];
}
