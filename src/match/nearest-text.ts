/**
 * The text of one detection that is the best evidence for a plate. Runs in the match worker.
 */

import { CAMERA_MODEL, MAX_WEIGHT } from '../core/match/cost-model.ts';
import { MAX_PLATE_LENGTH } from '../core/plate/plate-text.ts';
import { nearnessOf, shareOf } from './collect-hits.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { MatchIndex } from './match-index.ts';
import { distanceWithin } from './quick-distance.ts';
import type { NearestText } from './read-likelihood.ts';

/** No two plates are further apart: every character lost and every other added. */
const FURTHEST = 2 * MAX_PLATE_LENGTH * MAX_WEIGHT;

/** The first of the texts that are equally near. */
export function nearestText({ rows, texts }: MatchIndex, row: number, { plate }: Hypothesis): NearestText {
  const end = rows.postingEnd(row);
  let best: NearestText = { cost: Number.POSITIVE_INFINITY, candidate: false, confidence: null };
  let least = Number.POSITIVE_INFINITY;
  for (let posting = rows.postingStarts.data[row] ?? 0; posting < end; posting++) {
    const cost = distanceWithin(CAMERA_MODEL, plate, texts.textOf(rows.postingTexts.data[posting] ?? 0), FURTHEST);
    const nearness = nearnessOf(rows, row, posting, cost);
    if (nearness >= least) continue;
    const confidence = shareOf(rows.confidenceOf(posting));
    best = { cost, candidate: rows.isCandidate(posting), confidence };
    least = nearness;
  }
  return best;
}
