/**
 * Matches of one query as the command prints them: the detections that matched by one text in one way stand together.
 * Runs anywhere (pure). A match's likelihood is the mean of its detections' likelihoods: each detection has its own, as
 * its camera, its engine's confidence and its look-alikes differ.
 */
import type { Match, MatchVia } from '../../../contract/matcher.ts';

export type PlateMatch = {
  /** The text of the data that matched: what was read, or the candidate. */
  readonly plate: string;
  /** 8 for an edit, less for characters that are easily taken for each other; 0 for the plate itself. */
  readonly cost: number;
  /** Mean of `likelihoods`. */
  readonly likelihood: number;
  readonly via: MatchVia;
  /** The most likely first. */
  readonly detections: readonly string[];
  /** P(this vehicle | what was read) of each detection, 0–1. */
  readonly likelihoods: readonly number[];
};

export type SearchAnswer = {
  readonly query: string;
  /** Best first. */
  readonly matches: readonly PlateMatch[];
  /** Only where the query is none. */
  readonly refused?: { readonly reason: string; readonly message: string };
};

/**
 * Groups matches and keeps the best `top` groups: by likelihood, then cost, then text. Folded matches are left out.
 * @param matches best first, each detection once
 */
export function groupMatches(matches: Iterable<Match>, idOf: (row: number) => string, top: number): PlateMatch[] {
  type Group = { plate: string; cost: number; via: MatchVia; rows: number[]; likelihoods: number[] };
  const groups = new Map<string, Group>();
  for (const { matchedText, cost, via, detectionId, likelihood, folded } of matches) {
    if (folded) continue;
    const key = `${via} ${matchedText}`;
    const group = groups.get(key) ?? { plate: matchedText, cost, via, rows: [], likelihoods: [] };
    groups.set(key, group);
    group.rows.push(detectionId);
    group.likelihoods.push(likelihood);
  }
  return [...groups.values()]
    .map((group) => ({ group, mean: group.likelihoods.reduce((sum, each) => sum + each, 0) / group.rows.length }))
    .sort(
      (a, b) =>
        b.mean - a.mean || a.group.cost - b.group.cost || compareTexts(a.group.plate, b.group.plate) || viaOrder(a, b),
    )
    .slice(0, top)
    .map(({ group: { plate, cost, via, rows, likelihoods }, mean }) => ({
      plate,
      cost,
      likelihood: rounded(mean),
      via,
      detections: rows.map(idOf),
      likelihoods: likelihoods.map(rounded),
    }));
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const viaOrder = (a: { group: { via: MatchVia } }, b: { group: { via: MatchVia } }): number =>
  Number(a.group.via === 'candidate') - Number(b.group.via === 'candidate');

/** Six decimals: likelihoods travel as 32-bit floats, and the rest of their digits says nothing. */
const rounded = (likelihood: number): number => Math.round(likelihood * 1e6) / 1e6;
