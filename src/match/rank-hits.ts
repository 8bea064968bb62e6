/**
 * Ranks detections by likelihood without weighing them all. Runs in the match worker, as a generator that gives way.
 * A hit's likelihood is never above its bound: hits are weighed from the highest bound down, and once `limit` of them
 * stand at or above the next bound, the rest cannot be listed. All that might be shown are weighed too, up to a cap.
 */

import { nearnessOf, shareOf } from './collect-hits.ts';
import { isFolded } from './match-columns.ts';
import type { MatchIndex } from './match-index.ts';
import type { NearestText, ReadLikelihood } from './read-likelihood.ts';
import type { Hits } from './search-scratch.ts';
import type { Before } from './slot-heap.ts';
import { SlotHeap } from './slot-heap.ts';
import type { TakenFor } from './taken-for.ts';

export type Ranking = {
  /** Slots of the hits to list, the best first. */
  readonly best: Uint32Array;
  readonly assessed: number;
  readonly folded: number;
  readonly shown: number;
};

/** Hits bounded, and hits weighed, between two yields. */
const BOUNDS_PER_STEP = 1024;
const ASSESSED_PER_STEP = 8;
/** Slots only counted or numbered between two yields. */
const SLOTS_PER_STEP = 131_072;
/** Weighed at once before it is looked again whether that is enough. */
const FIRST_BATCH = 32;

/** Hits weighed beyond what is listed: a pattern that matches a third of the data is answered, not weighed whole. */
const MOST_ASSESSED = 2000;

/**
 * Fills evidence and bounds of every hit. Returns how many might be shown.
 * @param bounded false where every hit will be weighed anyway: then the bounds are 1
 */
export function* boundHits(
  index: MatchIndex,
  likelihood: ReadLikelihood,
  taken: TakenFor,
  hits: Hits,
  bounded: boolean,
): Generator<void, number> {
  const { rows } = index;
  const nearest = { cost: 0, candidate: false, confidence: null as number | null };
  let mayShow = 0;
  let lastText = -1;
  let lastCost = -1;
  let lastRate = -1;
  let lastBound = 1;
  for (let slot = 0; slot < hits.count; slot++) {
    if (slot % BOUNDS_PER_STEP === BOUNDS_PER_STEP - 1) yield;
    const row = hits.rows[slot] ?? 0;
    const posting = hits.postings[slot] ?? 0;
    const cost = hits.costs[slot] ?? 0;
    if (taken.one === null) {
      const text = rows.postingTexts.data[posting] ?? 0;
      hits.evidence[slot] = nearnessOf(rows, row, posting, cost);
      if (bounded) lastBound = taken.shareOf(text, cost);
    } else {
      nearest.cost = cost;
      nearest.candidate = rows.isCandidate(posting);
      nearest.confidence = shareOf(rows.confidenceOf(posting));
      const evidence = likelihood.evidenceCost(row, taken.one, nearest);
      hits.evidence[slot] = evidence;
      if (bounded) {
        // Hits come text by text: what one read of a text may reach, the others of the same cost and rate may too.
        const text = rows.readTexts.data[row] ?? -1;
        const rate = likelihood.misreadRateOf(rows.cameras.data[row] ?? 0);
        if (text !== lastText || evidence !== lastCost || rate !== lastRate) {
          lastBound = likelihood.upperBound(row, taken.one, evidence);
          lastText = text;
          lastCost = evidence;
          lastRate = rate;
        }
      }
    }
    hits.likelihoods[slot] = lastBound;
    if (!isFolded(lastBound)) mayShow++;
  }
  return mayShow;
}

/** Whether a request lists every hit: then each is weighed, and no bound can save anything. */
export function listsAll(hits: Hits, { limit, shownOnly }: Wanted): boolean {
  return !shownOnly && hits.count <= limit;
}

type Wanted = { readonly limit: number; readonly shownOnly: boolean };

/** Of hits that {@link boundHits} went through. */
export function* rankHits(
  index: MatchIndex,
  likelihood: ReadLikelihood,
  taken: TakenFor,
  hits: Hits,
  wanted: Wanted,
): Generator<void, Ranking> {
  const { limit, shownOnly } = wanted;
  const { likelihoods, order } = hits;
  const before = comparing(index, hits);
  for (let slot = 0; slot < hits.count; slot++) {
    order[slot] = slot;
    if (slot % SLOTS_PER_STEP === SLOTS_PER_STEP - 1) yield;
  }
  const all = order.subarray(0, hits.count);
  if (listsAll(hits, wanted)) return yield* rankAll(index, likelihood, taken, hits, all, before);
  const heap = yield* SlotHeap.build(all, before);
  const most = Math.min(hits.count, Math.max(limit, MOST_ASSESSED));
  let assessed = 0;
  let assessedFolded = 0;
  let batch = Math.min(limit, FIRST_BATCH);
  while (assessed < most && !isSettled(likelihoods, all, heap, limit, shownOnly)) {
    const end = Math.min(most, assessed + batch);
    for (; assessed < end; assessed++) {
      const slot = heap.take();
      assess(index, likelihood, taken, hits, slot);
      if (isFolded(likelihoods[slot] ?? 0)) assessedFolded++;
      if (assessed % ASSESSED_PER_STEP === ASSESSED_PER_STEP - 1) yield;
    }
    batch *= 2;
  }
  // A bound under the fold stays there; above it and not weighed (past the cap) it is not known, and not counted.
  let folded = assessedFolded;
  for (let at = 0; at < heap.left(); at++) {
    if (isFolded(likelihoods[all[at] ?? 0] ?? 0)) folded++;
    if (at % SLOTS_PER_STEP === SLOTS_PER_STEP - 1) yield;
  }
  const weighed = all.subarray(heap.left());
  // What the bounds put in order, the likelihoods may turn round: evidence is final now too.
  const final = yield* SlotHeap.build(weighed, before);
  const best = yield* firstOf(final, Math.min(limit, shownOnly ? assessed - assessedFolded : assessed));
  return { best, assessed, folded, shown: assessed - assessedFolded };
}

function* firstOf(heap: SlotHeap, count: number): Generator<void, Uint32Array> {
  const best = new Uint32Array(count);
  for (let rank = 0; rank < count; rank++) {
    best[rank] = heap.take();
    if (rank % BOUNDS_PER_STEP === BOUNDS_PER_STEP - 1) yield;
  }
  return best;
}

/** Weighs every hit, text by text as they were found, and puts them in order. */
function* rankAll(
  index: MatchIndex,
  likelihood: ReadLikelihood,
  taken: TakenFor,
  hits: Hits,
  all: Uint32Array,
  before: Before,
): Generator<void, Ranking> {
  let folded = 0;
  for (let slot = 0; slot < all.length; slot++) {
    assess(index, likelihood, taken, hits, slot);
    if (isFolded(hits.likelihoods[slot] ?? 0)) folded++;
    if (slot % ASSESSED_PER_STEP === ASSESSED_PER_STEP - 1) yield;
  }
  const best = yield* firstOf(yield* SlotHeap.build(all, before), all.length);
  return { best, assessed: all.length, folded, shown: all.length - folded };
}

/** Higher likelihood first, then less cost, then the newer, then the row that came first. */
function comparing({ rows }: MatchIndex, hits: Hits): Before {
  const { likelihoods, evidence } = hits;
  const times = rows.timesMs;
  return (a, b) => {
    const likelier = (likelihoods[a] ?? 0) - (likelihoods[b] ?? 0);
    if (likelier !== 0) return likelier > 0;
    const nearer = (evidence[a] ?? 0) - (evidence[b] ?? 0);
    if (nearer !== 0) return nearer < 0;
    const rowA = hits.rows[a] ?? 0;
    const rowB = hits.rows[b] ?? 0;
    const newer = (times.data[rowA] ?? 0) - (times.data[rowB] ?? 0);
    return newer !== 0 ? newer > 0 : rowA < rowB;
  };
}

/** Replaces bound and order of a hit by its likelihood and evidence. */
function assess(index: MatchIndex, likelihood: ReadLikelihood, taken: TakenFor, hits: Hits, slot: number): void {
  const { rows } = index;
  const row = hits.rows[slot] ?? 0;
  const posting = hits.postings[slot] ?? 0;
  const cost = hits.costs[slot] ?? 0;
  const text = rows.postingTexts.data[posting] ?? 0;
  const hypothesis = taken.hypothesisOf(text);
  if (taken.one === null) {
    // The text that matched is the plate, so as a reading of it it costs nothing.
    const nearest: NearestText = {
      cost: 0,
      candidate: rows.isCandidate(posting),
      confidence: shareOf(rows.confidenceOf(posting)),
    };
    hits.evidence[slot] = likelihood.evidenceCost(row, hypothesis, nearest);
  }
  const posterior = likelihood.assess(row, hypothesis, hits.evidence[slot] ?? 0);
  hits.likelihoods[slot] = posterior.likelihood * taken.shareOf(text, cost);
  hits.baseRates[slot] = posterior.baseRate;
}

/** Whether no hit that is left can be listed, and none of them can be anything but folded. */
function isSettled(
  likelihoods: Float64Array,
  all: Uint32Array,
  heap: SlotHeap,
  limit: number,
  shownOnly: boolean,
): boolean {
  const assessed = all.length - heap.left();
  if (heap.left() === 0) return true;
  const nextBound = likelihoods[heap.first()] ?? 0;
  if (!isFolded(nextBound)) return false;
  if (shownOnly) return true;
  if (assessed < limit) return false;
  let atLeast = 0;
  for (let at = heap.left(); at < all.length; at++) if ((likelihoods[all[at] ?? 0] ?? 0) >= nextBound) atLeast++;
  return atLeast >= limit;
}
