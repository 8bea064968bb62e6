/**
 * One search over an index: texts that match, their detections that pass the filters, likelihoods, the best first.
 * Runs in the match worker. A generator that yields between pieces of work of about a millisecond, so that whoever drives
 * it can let messages in and stop it. Each detection stands once, at its best text.
 */

import type { MatchColumns, MatcherOutcome } from '../contract/matcher.ts';
import { VIA_CANDIDATE, VIA_READ } from '../contract/matcher.ts';
import { CAMERA_MODEL, reverseModel, WITNESS_MODEL } from '../core/match/cost-model.ts';
import { packPlate } from '../core/match/plate-code.ts';
import { deepeningCosts } from '../core/match/plate-set.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import { collectHits } from './collect-hits.ts';
import { HitFilter } from './hit-filter.ts';
import { newMatchColumns } from './match-columns.ts';
import type { MatchIndex } from './match-index.ts';
import type { Ranking } from './rank-hits.ts';
import { boundHits, listsAll, rankHits } from './rank-hits.ts';
import type { ReadLikelihood } from './read-likelihood.ts';
import type { CheckedRequest } from './search-request.ts';
import { checkSearchRequest } from './search-request.ts';
import type { Hits } from './search-scratch.ts';
import { SearchScratch } from './search-scratch.ts';
import type { TakenFor } from './taken-for.ts';
import { takenFor } from './taken-for.ts';
import type { TextMatches } from './text-finders.ts';

/** A witness gives the text that was remembered, and asks for the plate: the model the other way round. */
const REMEMBERED_MODEL = reverseModel(WITNESS_MODEL);

const LISTED_PER_STEP = 512;

/** Throws AppError BAD_INPUT for a request that is not well formed. */
export function* searchIndex(
  index: MatchIndex,
  likelihood: ReadLikelihood,
  input: unknown,
  scratch: SearchScratch = new SearchScratch(),
): Generator<void, MatcherOutcome> {
  const checked = checkSearchRequest(input);
  if (!checked.ok) return checked.refused;
  const { request } = checked;
  const { query, wanted } = request;
  const filter = new HitFilter(index, request);
  const { hits } = scratch;
  const costs = query.kind === 'wildcard' ? [0] : deepeningCosts(request.maxCost);
  for (const [step, cost] of costs.entries()) {
    const last = step === costs.length - 1;
    const matches = textsWithin(index, request, cost);
    yield;
    const taken = takenFor(index, likelihood, request, matches);
    const surelyFolded = request.shownOnly && taken.one !== null ? likelihood.foldedByText(taken.one) : null;
    yield* collectHits(index, filter, matches, scratch, surelyFolded);
    if (!last && hits.count < wanted) continue;
    const mayShow = yield* boundHits(index, likelihood, taken, hits, !last || !listsAll(hits, request));
    if (!last && mayShow < wanted) continue;
    const ranking = yield* rankHits(index, likelihood, taken, hits, request);
    if (!last && ranking.shown < wanted) continue;
    return {
      outcome: 'ran',
      answer: {
        query,
        columns: yield* listed(index, likelihood, taken, hits, ranking),
        plates: hits.texts,
        detections: hits.count + hits.leftOut,
        folded: ranking.folded + hits.leftOut,
        shown: ranking.shown,
        assessed: ranking.assessed,
        truncated: hits.count + hits.leftOut > ranking.best.length,
        costReached: cost,
      },
    };
  }
  throw new Error('A search went through no cost at all.');
}

function textsWithin(index: MatchIndex, { query, direction }: CheckedRequest, cost: number): TextMatches {
  if (query.kind === 'wildcard') return index.wildcard(query.pattern);
  return index.fuzzy(direction === 'witness' ? REMEMBERED_MODEL : CAMERA_MODEL, query.pattern, cost);
}

function* listed(
  index: MatchIndex,
  likelihood: ReadLikelihood,
  taken: TakenFor,
  hits: Hits,
  { best }: Ranking,
): Generator<void, MatchColumns> {
  const { rows, texts } = index;
  const longTexts: string[] = [];
  const longCodes = new Map<string, number>();
  const longCode = (text: string): number => {
    const known = longCodes.get(text) ?? -longTexts.push(text);
    longCodes.set(text, known);
    return known;
  };
  const codeOf = (ordinal: number): number => {
    const code = texts.codes.data[ordinal] ?? 0;
    return code < 0 ? longCode(texts.textOf(ordinal)) : code;
  };
  const codeOfPlate = (plate: PlateText): number => {
    const code = packPlate(plate);
    return code < 0 ? longCode(plate) : code;
  };
  const columns = newMatchColumns(best.length, longTexts);
  const onePlate = taken.one === null ? 0 : codeOfPlate(taken.one.plate);
  for (let rank = 0; rank < best.length; rank++) {
    if (rank % LISTED_PER_STEP === LISTED_PER_STEP - 1) yield;
    const slot = best[rank] ?? 0;
    const row = hits.rows[slot] ?? 0;
    const posting = hits.postings[slot] ?? 0;
    const text = rows.postingTexts.data[posting] ?? 0;
    const readText = rows.readTexts.data[row] ?? -1;
    const matched = codeOf(text);
    columns.detectionIds[rank] = rows.detectionIds.data[row] ?? 0;
    columns.readCodes[rank] = readText < 0 ? 0 : codeOf(readText);
    columns.plateCodes[rank] = taken.one === null ? matched : onePlate;
    columns.matchedCodes[rank] = matched;
    columns.likelihoods[rank] = hits.likelihoods[slot] ?? 0;
    columns.baseRates[rank] = hits.baseRates[slot] ?? 0;
    columns.lookAlikeCounts[rank] = likelihood.lookAlikeCount(row, taken.hypothesisOf(text));
    columns.costs[rank] = hits.costs[slot] ?? 0;
    columns.via[rank] = rows.isCandidate(posting) ? VIA_CANDIDATE : VIA_READ;
  }
  return columns;
}
