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
  /** Only where they are asked for too: detections that are folded, apart from those of the same text that are not. */
  readonly folded?: true;
};

export type SearchAnswer = {
  readonly query: string;
  /** Best first. */
  readonly matches: readonly PlateMatch[];
  /** Texts that would stand in `matches` too, were it not for the number asked for. Absent where refused. */
  readonly unlisted?: number;
  /** Detections that match and are folded, listed or not. Absent where refused. */
  readonly folded?: number;
  /** Only where the query is none. */
  readonly refused?: { readonly reason: string; readonly message: string };
};

/**
 * Groups matches and keeps the best `top` groups: by likelihood, then cost, then text. Folded matches make groups of their
 * own, so that the others are the same with and without them.
 * @param matches best first, each detection once
 */
export function groupMatches(
  matches: Iterable<Match>,
  idOf: (row: number) => string,
  top: number,
): { readonly matches: PlateMatch[]; readonly unlisted: number } {
  type Group = { plate: string; cost: number; via: MatchVia; folded: boolean; rows: number[]; likelihoods: number[] };
  const groups = new Map<string, Group>();
  for (const { matchedText, cost, via, detectionId, likelihood, folded } of matches) {
    const key = `${via} ${folded} ${matchedText}`;
    const group = groups.get(key) ?? { plate: matchedText, cost, via, folded, rows: [], likelihoods: [] };
    groups.set(key, group);
    group.rows.push(detectionId);
    group.likelihoods.push(likelihood);
  }
  const best = [...groups.values()]
    // Rounded before they are compared: the order is that of the numbers printed, so that anybody can check it.
    .map((group) => ({
      group,
      mean: rounded(group.likelihoods.reduce((sum, each) => sum + each, 0) / group.rows.length),
    }))
    .sort(
      (a, b) =>
        b.mean - a.mean || a.group.cost - b.group.cost || compareTexts(a.group.plate, b.group.plate) || viaOrder(a, b),
    )
    .slice(0, top)
    .map(({ group: { plate, cost, via, folded, rows, likelihoods }, mean }) => ({
      plate,
      cost,
      likelihood: mean,
      via,
      detections: rows.map(idOf),
      likelihoods: likelihoods.map(rounded),
      ...(folded ? { folded } : {}),
    }));
  return { matches: best, unlisted: groups.size - best.length };
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const viaOrder = (a: { group: { via: MatchVia } }, b: { group: { via: MatchVia } }): number =>
  Number(a.group.via === 'candidate') - Number(b.group.via === 'candidate');

/** Six decimals: likelihoods travel as 32-bit floats, and the rest of their digits says nothing. */
const rounded = (likelihood: number): number => Math.round(likelihood * 1e6) / 1e6;
