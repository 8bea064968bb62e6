/**
 * What the index knows of texts, as the groups of the movement analyses ask for it. Runs in the match worker.
 */

import { CAMERA_MODEL } from '../core/match/cost-model.ts';
import { FOLD_BELOW, LOOK_ALIKE_MAX_COST } from '../core/match/likelihood.ts';
import type { TextEvidence, Truths } from '../core/movement/vehicle-groups.ts';
import type { Vehicles } from '../core/movement/vehicles.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import { nearnessOf } from './collect-hits.ts';
import type { MatchIndex } from './match-index.ts';
import type { ReadLikelihood } from './read-likelihood.ts';
import type { RowColumns } from './row-columns.ts';

/** Reads of a text whose candidates are looked at: the newest. */
const CANDIDATE_READS = 8;
/** Reads that hold a text as a candidate that are looked at. */
const HOLDING_READS = 20_000;

/** The evidence of an index as it stands. */
export function textEvidence(index: MatchIndex, likelihood: ReadLikelihood): TextEvidence {
  const passesOf = (text: number): number => index.textPasses.data[text] ?? 0;
  const nameOf = (text: number): string => index.texts.textOf(text);
  return {
    count: index.texts.count(),
    nameOf,
    passesOf,
    isLikely: (text, truth, cost, least) => {
      const row = newestRead(index.rows, text);
      if (row < 0) return false;
      const hypothesis = { plate: index.texts.textOf(truth), ordinal: truth };
      // Most texts are vehicles themselves, which the bound shows without weighing their look-alikes.
      if (likelihood.upperBound(row, hypothesis, cost) < least) return false;
      return likelihood.assess(row, hypothesis, cost).likelihood >= least;
    },
    truthsOf: (text): Truths => {
      const near = likelihood.lookAlikesOf(text);
      const candidates = candidatesOf(index.rows, text);
      if (candidates.size === 0) return { texts: near.ordinals, costs: near.costs };
      const best = new Map<number, number>();
      for (let at = 0; at < near.ordinals.length; at++) best.set(near.ordinals[at] ?? 0, near.costs[at] ?? 0);
      for (const [candidate, cost] of candidates) {
        best.set(candidate, Math.min(best.get(candidate) ?? Number.POSITIVE_INFINITY, cost));
      }
      best.delete(text);
      const texts = [...best.keys()].filter((truth) => passesOf(truth) > 0);
      return { texts, costs: texts.map((truth) => best.get(truth) ?? 0) };
    },
    readingsOf: (text) => {
      const found = new Set<number>(index.fuzzy(CAMERA_MODEL, nameOf(text), LOOK_ALIKE_MAX_COST).ordinals);
      const { rows } = index;
      let looked = 0;
      for (
        let posting = rows.newestOf(text);
        posting >= 0 && looked < HOLDING_READS;
        posting = rows.postingNext.data[posting] ?? -1
      ) {
        looked++;
        if (!rows.isCandidate(posting)) continue;
        const read = rows.readTexts.data[rows.postingRows.data[posting] ?? 0] ?? -1;
        if (read >= 0) found.add(read);
      }
      found.delete(text);
      return found;
    },
  };
}

/**
 * Texts of a plate that no camera ever read right: those one edit away that are no other vehicle's and that a search for
 * the plate would show. Whoever asks for it holds it for real, so it need not be likelier than all others together.
 */
export function textsOfUnreadPlate(
  index: MatchIndex,
  likelihood: ReadLikelihood,
  plate: PlateText,
  vehicles: Vehicles,
): number[] {
  const hypothesis = likelihood.hypothesis(plate);
  const near = index.fuzzy(CAMERA_MODEL, plate, LOOK_ALIKE_MAX_COST);
  const texts: number[] = [];
  for (let at = 0; at < near.ordinals.length; at++) {
    const text = near.ordinals[at] ?? 0;
    const row = newestRead(index.rows, text);
    if (row < 0 || text === hypothesis.ordinal || vehicles.leaderOf(text) !== text) continue;
    const asCandidate = candidatesOf(index.rows, text).get(hypothesis.ordinal) ?? Number.POSITIVE_INFINITY;
    const cost = Math.min(near.costs[at] ?? 0, asCandidate);
    if (likelihood.assess(row, hypothesis, cost).likelihood >= FOLD_BELOW) texts.push(text);
  }
  return texts.sort((a, b) => a - b);
}

/** Newest row that read a text first and is still held, or -1. */
function newestRead(rows: RowColumns, text: number): number {
  for (let posting = rows.newestOf(text); posting >= 0; posting = rows.postingNext.data[posting] ?? -1) {
    const row = rows.postingRows.data[posting] ?? 0;
    if (rows.readTexts.data[row] === text && !rows.isRemoved(row)) return row;
  }
  return -1;
}

/** Texts the engine held for possible when it read this one, each at the least cost at which it counts as one. */
function candidatesOf(rows: RowColumns, text: number): Map<number, number> {
  const costs = new Map<number, number>();
  let reads = 0;
  for (
    let posting = rows.newestOf(text);
    posting >= 0 && reads < CANDIDATE_READS;
    posting = rows.postingNext.data[posting] ?? -1
  ) {
    const row = rows.postingRows.data[posting] ?? 0;
    if (rows.readTexts.data[row] !== text || rows.isRemoved(row)) continue;
    reads++;
    for (let other = rows.postingStarts.data[row] ?? 0; other < rows.postingEnd(row); other++) {
      if (!rows.isCandidate(other)) continue;
      const candidate = rows.postingTexts.data[other] ?? 0;
      const cost = nearnessOf(rows, row, other, 0);
      costs.set(candidate, Math.min(costs.get(candidate) ?? cost, cost));
    }
  }
  return costs;
}
