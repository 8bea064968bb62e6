/**
 * One search over an index: texts that match, their detections in window and area, likelihoods, the best first.
 * Runs in the match worker. A generator that yields between pieces of work of about a millisecond, so that whoever drives
 * it can let messages in and stop it. Each detection stands once, at its best text.
 */

import type { MatchAnswer, MatcherOutcome } from '../contract/matcher.ts';
import { VIA_CANDIDATE } from '../contract/matcher.ts';
import type { CostModel } from '../core/match/cost-model.ts';
import { CAMERA_MODEL } from '../core/match/cost-model.ts';
import { effectiveCost } from '../core/match/likelihood.ts';
import { packPlate } from '../core/match/plate-code.ts';
import { deepeningCosts } from '../core/match/plate-set.ts';
import type { PlateQuery } from '../core/plate/plate-query.ts';
import { GrowingFloat64, GrowingInt32, GrowingUint8 } from './growing-columns.ts';
import { isFolded, newMatchColumns } from './match-columns.ts';
import type { MatchIndex, TextMatches } from './match-index.ts';
import type { Hypothesis, NearestText, ReadLikelihood } from './read-likelihood.ts';
import type { CheckedRequest } from './search-request.ts';
import { checkSearchRequest } from './search-request.ts';

/** Detections that matched, each once, in columns. */
class Hits {
  readonly rows = new GrowingInt32();
  readonly texts = new GrowingInt32();
  readonly costs = new GrowingUint8();
  readonly via = new GrowingUint8();
  readonly confidence = new GrowingUint8();
  /** Nearness by which the best text of a detection is chosen. */
  readonly nearness = new GrowingFloat64();
  readonly distinctTexts = new Set<number>();
  readonly slotOfRow = new Map<number, number>();
}

/** Matches between two yields, and look-alike searches between two yields. */
const HITS_PER_STEP = 20_000;
const ASSESSED_PER_STEP = 64;
const FIRST_BATCH = 256;

/** Detections assessed beyond what is listed: a pattern that matches a third of the data is answered, not weighed whole. */
const MAX_ASSESSED = 20_000;

export function* searchIndex(
  index: MatchIndex,
  likelihood: ReadLikelihood,
  input: unknown,
  model: CostModel = CAMERA_MODEL,
): Generator<void, MatcherOutcome> {
  const checked = checkSearchRequest(input);
  if (!checked.ok) return checked.refused;
  const { request } = checked;
  const { query } = request;
  let hits = new Hits();
  let costReached = 0;
  if (query.kind === 'wildcard') {
    yield* collectHits(index, request, index.wildcard(query.pattern), hits);
  } else {
    for (const cost of deepeningCosts(request.maxCost)) {
      costReached = cost;
      hits = new Hits();
      yield* collectHits(index, request, index.fuzzy(model, query.pattern, cost), hits);
      if (hits.rows.length >= request.limit) break;
      yield;
    }
  }
  const answer = yield* rankHits(index, likelihood, query, request.limit, hits);
  return { outcome: 'ran', answer: { ...answer, costReached } };
}

/** Walks the postings of every text that matched. */
function* collectHits(index: MatchIndex, request: CheckedRequest, matches: TextMatches, hits: Hits): Generator<void> {
  const { fromMs, toMs } = request;
  const cameras = request.cameraOrdinals === null ? null : new Set(request.cameraOrdinals);
  let walked = 0;
  for (let slot = 0; slot < matches.ordinals.length; slot++) {
    const text = matches.ordinals[slot] ?? -1;
    const cost = matches.costs[slot] ?? 0;
    for (
      let posting = index.textPostings.data[text] ?? -1;
      posting >= 0;
      posting = index.postingNext.data[posting] ?? -1
    ) {
      if (++walked % HITS_PER_STEP === 0) yield;
      const row = index.postingRows.data[posting] ?? 0;
      const timeMs = index.timesMs.data[row] ?? Number.NaN;
      if (!(timeMs >= fromMs && timeMs <= toMs)) continue;
      if (cameras !== null && !cameras.has(index.cameras.data[row] ?? 0)) continue;
      addHit(hits, index, row, text, cost, posting);
    }
  }
}

function addHit(hits: Hits, index: MatchIndex, row: number, text: number, cost: number, posting: number): void {
  const via = index.postingVia.data[posting] ?? 0;
  const confidence = index.postingConfidence.data[posting] ?? 255;
  const nearness = via === VIA_CANDIDATE ? effectiveCost(Number.POSITIVE_INFINITY, cost, shareOf(confidence)) : cost;
  hits.distinctTexts.add(text);
  const slot = hits.slotOfRow.get(row);
  if (slot === undefined) {
    hits.slotOfRow.set(row, hits.rows.length);
    hits.rows.push(row);
    hits.texts.push(text);
    hits.costs.push(cost);
    hits.via.push(via);
    hits.confidence.push(confidence);
    hits.nearness.push(nearness);
  } else if (nearness < (hits.nearness.data[slot] ?? 0)) {
    hits.texts.data[slot] = text;
    hits.costs.data[slot] = cost;
    hits.via.data[slot] = via;
    hits.confidence.data[slot] = confidence;
    hits.nearness.data[slot] = nearness;
  }
}

/**
 * Ranks by likelihood without finding the look-alikes of every hit: a hit's likelihood is never above its bound, so once
 * `limit` assessed hits stand at or above the next bound, the rest cannot be listed. All that might not be folded are
 * assessed up to a cap, the nearest and newest first; below the cap list and folded count are exact.
 */
function* rankHits(
  index: MatchIndex,
  likelihood: ReadLikelihood,
  query: PlateQuery,
  limit: number,
  hits: Hits,
): Generator<void, Omit<MatchAnswer, 'costReached'>> {
  const total = hits.rows.length;
  const hypothesisOf = hypotheses(index, likelihood, query);
  const costs = new Float64Array(total);
  const likelihoods = new Float64Array(total);
  const baseRates = new Float64Array(total);
  for (let slot = 0; slot < total; slot++) {
    if (slot % HITS_PER_STEP === HITS_PER_STEP - 1) yield;
    const row = hits.rows.data[slot] ?? 0;
    const hypothesis = hypothesisOf(hits.texts.data[slot] ?? -1);
    costs[slot] = likelihood.evidenceCost(row, hypothesis, nearestOf(hits, slot));
    likelihoods[slot] = likelihood.upperBound(row, hypothesis, costs[slot] ?? 0);
  }
  const timeOf = (slot: number): number => index.timesMs.data[hits.rows.data[slot] ?? 0] ?? 0;
  const order = Uint32Array.from({ length: total }, (_, slot) => slot).sort(
    (a, b) =>
      (likelihoods[b] ?? 0) - (likelihoods[a] ?? 0) || (costs[a] ?? 0) - (costs[b] ?? 0) || timeOf(b) - timeOf(a),
  );
  yield;
  const most = Math.min(total, Math.max(limit, MAX_ASSESSED));
  let assessed = 0;
  let folded = 0;
  let batch = Math.min(limit, FIRST_BATCH);
  while (assessed < most && !isSettled(likelihoods, order, assessed, limit)) {
    const end = Math.min(most, assessed + batch);
    for (; assessed < end; assessed++) {
      if (assessed % ASSESSED_PER_STEP === 0) yield;
      const slot = order[assessed] ?? 0;
      const row = hits.rows.data[slot] ?? 0;
      const posterior = likelihood.assess(row, hypothesisOf(hits.texts.data[slot] ?? -1), costs[slot] ?? 0);
      likelihoods[slot] = posterior.likelihood;
      baseRates[slot] = posterior.baseRate;
      if (isFolded(posterior.likelihood)) folded++;
    }
    batch *= 2;
  }
  const best = order
    .subarray(0, assessed)
    .sort(
      (a, b) =>
        (likelihoods[b] ?? 0) - (likelihoods[a] ?? 0) ||
        (costs[a] ?? 0) - (costs[b] ?? 0) ||
        timeOf(b) - timeOf(a) ||
        (hits.rows.data[a] ?? 0) - (hits.rows.data[b] ?? 0),
    )
    .subarray(0, limit);
  yield;
  const assessedFolded = folded;
  // A bound under the fold stays there; above it and not assessed (past the cap) it is not known, and not counted.
  for (let at = assessed; at < total; at++) if (isFolded(likelihoods[order[at] ?? 0] ?? 0)) folded++;
  const columns = fillColumns(index, likelihood, hypothesisOf, hits, best, likelihoods, baseRates);
  return {
    query,
    columns,
    plates: hits.distinctTexts.size,
    detections: total,
    folded,
    shown: assessed - assessedFolded,
    assessed,
    truncated: total > best.length,
  };
}

/** Whether no hit from `assessed` on can be listed, and none of them can be anything but folded. */
function isSettled(likelihoods: Float64Array, order: Uint32Array, assessed: number, limit: number): boolean {
  const nextBound = likelihoods[order[assessed] ?? 0] ?? 0;
  if (!isFolded(nextBound) || assessed < limit) return false;
  let atLeast = 0;
  for (let at = 0; at < assessed; at++) if ((likelihoods[order[at] ?? 0] ?? 0) >= nextBound) atLeast++;
  return atLeast >= limit;
}

function fillColumns(
  index: MatchIndex,
  likelihood: ReadLikelihood,
  hypothesisOf: (text: number) => Hypothesis,
  hits: Hits,
  best: Uint32Array,
  likelihoods: Float64Array,
  baseRates: Float64Array,
): MatchAnswer['columns'] {
  const columns = newMatchColumns(best.length, index.texts.longTexts);
  for (const [rank, slot] of best.entries()) {
    const row = hits.rows.data[slot] ?? 0;
    const hypothesis = hypothesisOf(hits.texts.data[slot] ?? -1);
    const readText = index.readTexts.data[row] ?? -1;
    columns.detectionIds[rank] = index.detectionIds.data[row] ?? 0;
    columns.likelihoods[rank] = likelihoods[slot] ?? 0;
    columns.baseRates[rank] = baseRates[slot] ?? 0;
    columns.readCodes[rank] = readText < 0 ? 0 : (index.texts.codes.data[readText] ?? 0);
    columns.plateCodes[rank] = packPlate(hypothesis.plate);
    columns.matchedCodes[rank] = index.texts.codes.data[hits.texts.data[slot] ?? 0] ?? 0;
    columns.lookAlikeCounts[rank] = likelihood.lookAlikeCount(row, hypothesis);
    columns.costs[rank] = hits.costs.data[slot] ?? 0;
    columns.via[rank] = hits.via.data[slot] ?? 0;
  }
  return columns;
}

/** For a plain query the plate is the query, whatever was read; for a wildcard it is the text that matched. */
function hypotheses(index: MatchIndex, likelihood: ReadLikelihood, query: PlateQuery): (text: number) => Hypothesis {
  if (query.kind === 'plain') {
    const hypothesis = likelihood.hypothesis(query.pattern);
    return () => hypothesis;
  }
  const known = new Map<number, Hypothesis>();
  return (text) => {
    const hypothesis = known.get(text) ?? { plate: index.texts.textOf(text), ordinal: text };
    known.set(text, hypothesis);
    return hypothesis;
  };
}

function nearestOf(hits: Hits, slot: number): NearestText {
  return {
    cost: hits.costs.data[slot] ?? 0,
    candidate: hits.via.data[slot] === VIA_CANDIDATE,
    confidence: shareOf(hits.confidence.data[slot] ?? 255),
  };
}

function shareOf(percent: number): number | null {
  return percent > 100 ? null : percent / 100;
}
