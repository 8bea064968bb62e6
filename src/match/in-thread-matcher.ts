/**
 * The matcher in the calling thread: what the match worker runs, and what tests run without one.
 * Work is done one call at a time, in order; searches give way every few milliseconds so that a cancel can arrive.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type {
  ColumnChunk,
  Matcher,
  MatcherExplainRequest,
  MatcherLoadOptions,
  MatcherOutcome,
  MatcherSearchRequest,
  MatcherStats,
} from '../contract/matcher.ts';
import { VIA_CANDIDATE } from '../contract/matcher.ts';
import type { MovementAnswers, MovementOptions, MovementRequest } from '../contract/matcher-movement.ts';
import { AppError } from '../core/errors.ts';
import { CAMERA_MODEL } from '../core/match/cost-model.ts';
import type { LookAlike } from '../core/match/likelihood.ts';
import { effectiveCost } from '../core/match/likelihood.ts';
import type { LikelihoodReport } from '../core/match/likelihood-explanation.ts';
import { plateDistance } from '../core/match/plate-distance.ts';
import { foldPlate, type PlateText } from '../core/plate/plate-text.ts';
import { driveMovement } from './drive-movement.ts';
import { MatchIndex } from './match-index.ts';
import { searchIndex } from './match-search.ts';
import { MovementAnalyses } from './movement-analyses.ts';
import type { Hypothesis, NearestText } from './read-likelihood.ts';
import { ReadLikelihood } from './read-likelihood.ts';

/** Longest a search holds the thread. */
const TURN_MS = 4;

export class InThreadMatcher implements Matcher {
  #index = new MatchIndex();
  #likelihood = new ReadLikelihood(this.#index);
  #movement = new MovementAnalyses(this.#index, this.#likelihood);
  #loading: MatchIndex | null = null;
  #epochBase = 0;
  #queue: Promise<unknown> = Promise.resolve();
  readonly #boxes = new Map<string, AbortController>();

  async load(
    chunks: Iterable<ColumnChunk> | AsyncIterable<ColumnChunk>,
    options: MatcherLoadOptions = {},
  ): Promise<MatcherStats> {
    await this.beginLoad(options);
    try {
      for await (const chunk of chunks) await this.addChunk(chunk);
    } catch (error) {
      await this.dropLoad();
      throw error;
    }
    return this.endLoad();
  }

  beginLoad(options: MatcherLoadOptions): Promise<void> {
    return this.#inTurn(() => {
      this.#loading = new MatchIndex(options.misreadRates);
    });
  }

  addChunk(chunk: ColumnChunk): Promise<void> {
    return this.#inTurn(() => {
      if (this.#loading === null) throw new AppError('INTERNAL', { message: 'A chunk came without a load begun.' });
      this.#loading.append(chunk);
    });
  }

  endLoad(): Promise<MatcherStats> {
    return this.#inTurn(() => {
      if (this.#loading === null) throw new AppError('INTERNAL', { message: 'A load was ended that was not begun.' });
      this.#epochBase += this.#index.epoch + 1;
      this.#index = this.#loading;
      this.#index.refresh();
      this.#likelihood = new ReadLikelihood(this.#index);
      this.#movement = new MovementAnalyses(this.#index, this.#likelihood);
      this.#loading = null;
      return this.#stats();
    });
  }

  dropLoad(): Promise<void> {
    return this.#inTurn(() => {
      this.#loading = null;
    });
  }

  append(chunk: ColumnChunk): Promise<MatcherStats> {
    return this.#inTurn(() => {
      this.#index.append(chunk);
      return this.#stats();
    });
  }

  remove(detectionIds: Float64Array): Promise<MatcherStats> {
    return this.#inTurn(() => {
      this.#index.remove(detectionIds);
      return this.#stats();
    });
  }

  search(request: MatcherSearchRequest, signal?: AbortSignal): Promise<MatcherOutcome> {
    const box = request.box ?? null;
    const superseded = new AbortController();
    if (box !== null) {
      this.#boxes.get(box)?.abort();
      this.#boxes.set(box, superseded);
    }
    const signals = signal === undefined ? [superseded.signal] : [signal, superseded.signal];
    return this.#inTurn(() => this.#drive(request, signals)).finally(() => {
      if (box !== null && this.#boxes.get(box) === superseded) this.#boxes.delete(box);
    });
  }

  explain({ detectionId, plate }: MatcherExplainRequest): Promise<LikelihoodReport | null> {
    return this.#inTurn(() => {
      const row = this.#index.rowOf(detectionId);
      if (row < 0) return null;
      const folded = foldPlate(plate);
      if (!folded.ok) throw new AppError('BAD_INPUT', { message: folded.message });
      const hypothesis = this.#likelihood.hypothesis(folded.plate);
      return this.#likelihood.report(row, hypothesis, nearestText(this.#index, row, hypothesis));
    });
  }

  lookAlikes(plate: PlateText): Promise<LookAlike[]> {
    return this.#inTurn(() => this.#likelihood.lookAlikesOfPlate(plate));
  }

  async movement<K extends MovementRequest['kind']>(
    request: Extract<MovementRequest, { kind: K }>,
    options: MovementOptions = {},
  ): Promise<MovementAnswers[K]> {
    const answer = await driveMovement(
      request,
      options,
      () => this.#movement,
      (work) => this.#inTurn(work),
    );
    return answer as MovementAnswers[K];
  }

  stats(): Promise<MatcherStats> {
    return this.#inTurn(() => this.#stats());
  }

  async close(): Promise<void> {
    for (const controller of this.#boxes.values()) controller.abort();
    await this.#queue;
  }

  #stats(): MatcherStats {
    const stats = this.#index.stats();
    return { ...stats, epoch: stats.epoch + this.#epochBase };
  }

  async #drive(request: MatcherSearchRequest, signals: AbortSignal[]): Promise<MatcherOutcome> {
    const steps = searchIndex(this.#index, this.#likelihood, request);
    let turnStarted = performance.now();
    for (;;) {
      if (signals.some((signal) => signal.aborted)) throw new AppError('CANCELLED');
      const step = steps.next();
      if (step.done === true) return step.value;
      if (performance.now() - turnStarted < TURN_MS) continue;
      await nextTurn();
      turnStarted = performance.now();
    }
  }

  /** One at a time: an append between two steps of a search would move rows under it. */
  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

/** The text of a row that is the best evidence for a plate; the first reading of those that are equally good. */
function nearestText(index: MatchIndex, row: number, hypothesis: Hypothesis): NearestText {
  const start = index.postingStarts.data[row] ?? 0;
  const end = row + 1 < index.detectionIds.length ? (index.postingStarts.data[row + 1] ?? 0) : index.postingRows.length;
  let best: NearestText = { cost: Number.POSITIVE_INFINITY, candidate: false, confidence: null };
  let bestNearness = Number.POSITIVE_INFINITY;
  for (let posting = start; posting < end; posting++) {
    const cost = plateDistance(
      CAMERA_MODEL,
      hypothesis.plate,
      index.texts.textOf(index.postingTexts.data[posting] ?? 0),
    );
    const candidate = index.postingVia.data[posting] === VIA_CANDIDATE;
    const percent = index.postingConfidence.data[posting] ?? 255;
    const confidence = percent > 100 ? null : percent / 100;
    const nearness = candidate ? effectiveCost(Number.POSITIVE_INFINITY, cost, confidence) : cost;
    if (nearness < bestNearness) {
      best = { cost, candidate, confidence };
      bestNearness = nearness;
    }
  }
  return best;
}
