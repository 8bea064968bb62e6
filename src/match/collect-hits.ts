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

/** Where at least this part of the texts matched, going through all rows in order beats following each text's chain. */
const SCAN_PART = 16;
/** Rows scanned between two yields. */
const ROWS_PER_STEP = 16_384;
/** In the costs of texts: the text stands in a detection that passed. */
const STANDS = 0x80;
/** In the costs of texts: detections first read so are counted and not looked at. */
const LEFT_OUT = 0x40;
const COST_PART = 0x3f;

/** Whether every detection that was first read as this text, at this cost of its text, is surely folded. */
export type SurelyFolded = (text: number, cost: number) => boolean;

/**
 * Fills `scratch.hits` with every detection that passes the filter and bears a text that matched.
 * @param surelyFolded what it says is counted and left out, where that can be told from the text alone; null: nothing
 */
export function* collectHits(
  index: MatchIndex,
  filter: HitFilter,
  matches: TextMatches,
  scratch: SearchScratch,
  surelyFolded: SurelyFolded | null,
): Generator<void> {
  const { ordinals, costs } = matches;
  const textCosts = scratch.textCosts(index.texts.count());
  scratch.hits.clear();
  try {
    for (let at = 0; at < ordinals.length; at++) {
      textCosts[ordinals[at] ?? 0] = (costs[at] ?? 0) + 1;
      if (at % TEXTS_PER_STEP === TEXTS_PER_STEP - 1) yield;
    }
    if (ordinals.length * SCAN_PART < index.texts.count()) {
      // Passes of a text count all its detections only where each of them passes the filter.
      if (surelyFolded !== null && filter.isOpen()) leaveOut(index, matches, scratch, textCosts, surelyFolded);
      yield* followChains(index, filter, matches, scratch, textCosts);
    } else yield* scanRows(index, filter, scratch, textCosts);
    for (let at = 0; at < ordinals.length; at++) {
      if ((textCosts[ordinals[at] ?? 0] ?? 0) >= STANDS) scratch.hits.texts++;
      if (at % TEXTS_PER_STEP === TEXTS_PER_STEP - 1) yield;
    }
  } finally {
    // In one go, as a search that is stopped ends here: where much matched, all is cleared at the speed of memory.
    if (ordinals.length * SCAN_PART > textCosts.length) textCosts.fill(0);
    else for (let at = 0; at < ordinals.length; at++) textCosts[ordinals[at] ?? 0] = 0;
  }
}

/** A detection that stands nearer by another of its texts is found by that one, and taken off here again. */
function leaveOut(
  index: MatchIndex,
  { ordinals, costs }: TextMatches,
  { hits }: SearchScratch,
  textCosts: Uint8Array,
  surelyFolded: SurelyFolded,
): void {
  for (let at = 0; at < ordinals.length; at++) {
    const text = ordinals[at] ?? 0;
    if (!index.rows.isOnlyRead(text) || !surelyFolded(text, costs[at] ?? 0)) continue;
    const passes = index.textPasses.data[text] ?? 0;
    hits.leftOut += passes;
    textCosts[text] = (textCosts[text] ?? 0) | LEFT_OUT | (passes > 0 ? STANDS : 0);
  }
}

function* followChains(
  index: MatchIndex,
  filter: HitFilter,
  { ordinals, costs }: TextMatches,
  { hits }: SearchScratch,
  textCosts: Uint8Array,
): Generator<void> {
  const { rows } = index;
  let walked = 0;
  for (let at = 0; at < ordinals.length; at++) {
    const text = ordinals[at] ?? 0;
    if (((textCosts[text] ?? 0) & LEFT_OUT) !== 0) continue;
    let posting = rows.newestOf(text);
    for (; posting >= 0; posting = rows.postingNext.data[posting] ?? -1) {
      if (++walked % POSTINGS_PER_STEP === 0) yield;
      const row = rows.postingRows.data[posting] ?? 0;
      if (!filter.passes(row)) continue;
      textCosts[text] = (textCosts[text] ?? 0) | STANDS;
      const start = rows.postingStarts.data[row] ?? 0;
      const end = rows.postingEnd(row);
      if (end - start === 1) hits.add(row, posting, costs[at] ?? 0);
      else if (bestOf(rows, row, start, end, textCosts) === posting) {
        hits.add(row, posting, costs[at] ?? 0);
        const readText = rows.readTexts.data[row] ?? -1;
        if (readText >= 0 && ((textCosts[readText] ?? 0) & LEFT_OUT) !== 0) hits.leftOut--;
      }
    }
  }
}

/** The newest rows first, as they come first in a list. */
function* scanRows(
  { rows }: MatchIndex,
  filter: HitFilter,
  { hits }: SearchScratch,
  textCosts: Uint8Array,
): Generator<void> {
  let end = rows.postingRows.length;
  for (let row = rows.count() - 1; row >= 0; row--) {
    if (row % ROWS_PER_STEP === 0) yield;
    const start = rows.postingStarts.data[row] ?? 0;
    let marked = 0;
    for (let posting = start; posting < end; posting++) marked |= textCosts[rows.postingTexts.data[posting] ?? 0] ?? 0;
    if (marked !== 0 && filter.passes(row)) {
      const best = end - start === 1 ? start : bestOf(rows, row, start, end, textCosts);
      hits.add(row, best, ((textCosts[rows.postingTexts.data[best] ?? 0] ?? 0) & COST_PART) - 1);
      for (let posting = start; posting < end; posting++) {
        const text = rows.postingTexts.data[posting] ?? 0;
        if ((textCosts[text] ?? 0) !== 0) textCosts[text] = (textCosts[text] ?? 0) | STANDS;
      }
    }
    end = start;
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

/** Posting of the nearest text of a row that matched, or -1; of equally near ones the first in the row. */
function bestOf(rows: RowColumns, row: number, start: number, end: number, textCosts: Uint8Array): number {
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let posting = start; posting < end; posting++) {
    const marked = (textCosts[rows.postingTexts.data[posting] ?? 0] ?? 0) & COST_PART;
    if (marked === 0) continue;
    const nearness = nearnessOf(rows, row, posting, marked - 1);
    if (nearness < least) {
      least = nearness;
      best = posting;
    }
  }
  return best;
}
