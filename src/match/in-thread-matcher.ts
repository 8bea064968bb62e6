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
  Vocabulary,
} from '../contract/matcher.ts';
import type { MovementAnswers, MovementOptions, MovementRequest } from '../contract/matcher-movement.ts';
import { AppError } from '../core/errors.ts';
import type { LookAlike } from '../core/match/likelihood.ts';
import type { LikelihoodReport } from '../core/match/likelihood-explanation.ts';
import { foldPlate, type PlateText } from '../core/plate/plate-text.ts';
import { AnalysisSlots } from './analysis-slots.ts';
import { driveMovement } from './drive-movement.ts';
import { MatchIndex } from './match-index.ts';
import { searchIndex } from './match-search.ts';
import { MovementAnalyses } from './movement-analyses.ts';
import { nearestText } from './nearest-text.ts';
import { ReadLikelihood } from './read-likelihood.ts';
import { boxOf } from './search-request.ts';
import { SearchScratch } from './search-scratch.ts';

/** Longest a search holds the thread. */
const TURN_MS = 2;

export class InThreadMatcher implements Matcher {
  #index = new MatchIndex();
  #likelihood = new ReadLikelihood(this.#index);
  #movement = new MovementAnalyses(this.#index, this.#likelihood);
  #loading: MatchIndex | null = null;
  #epochBase = 0;
  #queue: Promise<unknown> = Promise.resolve();
  /** What is done beside requests; null while nothing is. */
  #tending: Promise<void> | null = null;
  #closed = false;
  readonly #scratch = new SearchScratch();
  readonly #boxes = new Map<string, AbortController>();
  readonly #slots = new AnalysisSlots();

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
      this.#loading.addLoaded(chunk);
    });
  }

  endLoad(): Promise<MatcherStats> {
    return this.#inTurn(async () => {
      const loaded = this.#loading;
      if (loaded === null) throw new AppError('INTERNAL', { message: 'A load was ended that was not begun.' });
      this.#loading = null;
      try {
        await loaded.settle(() => nextTurn());
        await loaded.upkeep(
          () => nextTurn(),
          async (work) => work(),
        );
      } catch (error) {
        loaded.close();
        throw error;
      }
      this.#epochBase += this.#index.epoch + 1;
      this.#index.close();
      this.#index = loaded;
      this.#likelihood = new ReadLikelihood(loaded);
      this.#likelihood.prepare();
      this.#movement = new MovementAnalyses(loaded, this.#likelihood);
      return this.#stats();
    });
  }

  dropLoad(): Promise<void> {
    return this.#inTurn(() => {
      this.#loading?.close();
      this.#loading = null;
    });
  }

  append(chunk: ColumnChunk): Promise<MatcherStats> {
    return this.#inTurn(() => {
      this.#index.append(chunk);
      this.#tend();
      return this.#stats();
    });
  }

  remove(detectionIds: Float64Array): Promise<MatcherStats> {
    return this.#inTurn(() => {
      if (!(detectionIds instanceof Float64Array)) throw new AppError('BAD_INPUT');
      this.#index.remove(detectionIds);
      this.#tend();
      return this.#stats();
    });
  }

  async search(request: MatcherSearchRequest, signal?: AbortSignal): Promise<MatcherOutcome> {
    const box = boxOf(request);
    const superseded = new AbortController();
    if (box !== null) {
      this.#boxes.get(box)?.abort();
      this.#boxes.set(box, superseded);
    }
    const stopped = (): boolean => this.#closed || superseded.signal.aborted || signal?.aborted === true;
    try {
      return await this.#inTurn(() => this.#drive(request, stopped));
    } finally {
      if (box !== null && this.#boxes.get(box) === superseded) this.#boxes.delete(box);
    }
  }

  explain({ detectionId, plate }: MatcherExplainRequest): Promise<LikelihoodReport | null> {
    return this.#inTurn(() => {
      const folded = foldedOrThrow(plate);
      const row = this.#index.rowOf(detectionId);
      if (row < 0) return null;
      const hypothesis = this.#likelihood.hypothesis(folded);
      return this.#likelihood.report(row, hypothesis, nearestText(this.#index, row, hypothesis));
    });
  }

  lookAlikes(plate: PlateText): Promise<LookAlike[]> {
    return this.#inTurn(() => this.#likelihood.lookAlikesOfPlate(foldedOrThrow(plate)));
  }

  async movement<K extends MovementRequest['kind']>(
    request: Extract<MovementRequest, { kind: K }>,
    options: MovementOptions = {},
  ): Promise<MovementAnswers[K]> {
    const answer = await driveMovement(
      request,
      options,
      () => (this.#closed ? null : this.#movement),
      (work) => this.#inTurn(work),
      this.#slots,
    );
    return answer as MovementAnswers[K];
  }

  vocabulary(): Promise<Vocabulary> {
    return this.#inTurn(() => ({ makes: this.#index.makes.names(), colours: this.#index.colours.names() }));
  }

  stats(): Promise<MatcherStats> {
    return this.#inTurn(() => this.#stats());
  }

  /** Resolves once nothing is left to do beside requests. */
  async atRest(): Promise<void> {
    await this.#queue;
    while (this.#tending !== null) await this.#tending;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#queue;
    await this.#tending;
    this.#index.close();
  }

  #stats(): MatcherStats {
    const stats = this.#index.stats();
    return { ...stats, bytes: stats.bytes + this.#scratch.bytes(), epoch: stats.epoch + this.#epochBase };
  }

  async #drive(request: MatcherSearchRequest, stopped: () => boolean): Promise<MatcherOutcome> {
    const steps = searchIndex(this.#index, this.#likelihood, request, this.#scratch);
    try {
      let turnStarted = performance.now();
      for (;;) {
        if (stopped()) throw new AppError('CANCELLED');
        const step = steps.next();
        if (step.done === true) return step.value;
        if (performance.now() - turnStarted < TURN_MS) continue;
        await nextTurn();
        turnStarted = performance.now();
      }
    } finally {
      // A search that is stopped half-way clears its marks.
      steps.return({ outcome: 'refused', reason: 'plate.empty', message: '' });
    }
  }

  /** Makes the index quick again beside requests: in steps, each after what was asked meanwhile. */
  #tend(): void {
    const index = this.#index;
    if (this.#tending !== null || this.#closed || !index.needsUpkeep()) return;
    const pause = async (): Promise<void> => {
      await nextTurn();
      await this.#queue;
      if (this.#closed || this.#index !== index) throw new AppError('CANCELLED');
    };
    this.#tending = index
      .upkeep(pause, (work) => this.#inTurn(work))
      // It answers as before without it; the next change tries again.
      .catch(() => undefined)
      .finally(() => {
        this.#tending = null;
      });
  }

  /** One at a time: an append between two steps of a search would move rows under it. */
  #inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

function foldedOrThrow(plate: unknown): PlateText {
  const folded = typeof plate === 'string' ? foldPlate(plate) : null;
  if (folded?.ok === true) return folded.plate;
  throw new AppError('BAD_INPUT', { message: folded?.message ?? 'A request to the matcher names no plate.' });
}
