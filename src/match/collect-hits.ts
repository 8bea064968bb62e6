/**
 * From texts that match to detections: each detection once, at the text that is the best evidence.
 * Runs in the match worker. A generator: it gives way between pieces of work of some hundred microseconds.
 */

import { effectiveCost } from '../core/match/likelihood.ts';
import type { HitFilter } from './hit-filter.ts';
import type { MatchIndex } from './match-index.ts';
import type { RowColumns } from './row-columns.ts';
import type { SearchScratch } from './search-scratch.ts';
import type { TextMatches } from './text-finders.ts';

/** Postings walked between two yields. */
const POSTINGS_PER_STEP = 4096;
const TEXTS_PER_STEP = 65_536;

/** Fills `scratch.hits` with every detection that passes the filter and bears a text that matched. */
export function* collectHits(
  index: MatchIndex,
  filter: HitFilter,
  matches: TextMatches,
  scratch: SearchScratch,
): Generator<void> {
  const { rows } = index;
  const { hits } = scratch;
  const { ordinals, costs } = matches;
  const textCosts = scratch.textCosts(index.texts.count());
  hits.clear();
  try {
    for (let at = 0; at < ordinals.length; at++) {
      textCosts[ordinals[at] ?? 0] = (costs[at] ?? 0) + 1;
      if (at % TEXTS_PER_STEP === TEXTS_PER_STEP - 1) yield;
    }
    let walked = 0;
    for (let at = 0; at < ordinals.length; at++) {
      let stands = 0;
      let posting = rows.textPostings.data[ordinals[at] ?? 0] ?? -1;
      for (; posting >= 0; posting = rows.postingNext.data[posting] ?? -1) {
        if (++walked % POSTINGS_PER_STEP === 0) yield;
        const row = rows.postingRows.data[posting] ?? 0;
        if (!filter.passes(row)) continue;
        stands = 1;
        if (isBest(index, row, posting, textCosts)) hits.add(row, posting, costs[at] ?? 0);
      }
      hits.texts += stands;
    }
  } finally {
    for (let at = 0; at < ordinals.length; at++) textCosts[ordinals[at] ?? 0] = 0;
  }
}

/** How far a text of a detection is from what was asked: a candidate counts as further than the same text read first. */
export function nearnessOf(rows: RowColumns, row: number, posting: number, cost: number): number {
  if (!rows.isCandidate(posting)) return cost;
  const readConfidence = shareOf(rows.readConfidenceOf(row));
  return effectiveCost(Number.POSITIVE_INFINITY, cost, shareOf(rows.confidenceOf(posting)), readConfidence);
}

/** Confidence in percent → 0–1, null where none was given. */
export function shareOf(percent: number): number | null {
  return percent > 100 ? null : percent / 100;
}

/** Whether no other text of the row that matched is nearer; of equally near ones the first in the row is the best. */
function isBest({ rows }: MatchIndex, row: number, posting: number, textCosts: Uint8Array): boolean {
  const start = rows.postingStarts.data[row] ?? 0;
  const end = rows.postingEnd(row);
  if (end - start === 1) return true;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let other = start; other < end; other++) {
    const marked = textCosts[rows.postingTexts.data[other] ?? 0] ?? 0;
    if (marked === 0) continue;
    const nearness = nearnessOf(rows, row, other, marked - 1);
    if (nearness < least) {
      least = nearness;
      best = other;
    }
  }
  return best === posting;
}
