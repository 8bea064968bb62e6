/**
 * The matcher behind a worker: same interface, nothing computed in this thread.
 * Runs in Node. Buffers of chunks are transferred, so a chunk that was handed over is empty afterwards; one chunk is
 * under way at a time, so that a slow worker holds the reader back instead of filling memory.
 */

import { Worker } from 'node:worker_threads';
import type {
  ColumnChunk,
  FromMatchWorker,
  Matcher,
  MatcherCall,
  MatcherExplainRequest,
  MatcherLoadOptions,
  MatcherOutcome,
  MatcherSearchRequest,
  MatcherStats,
  ToMatchWorker,
  Vocabulary,
} from '../contract/matcher.ts';
import type {
  MovementAnswers,
  MovementOptions,
  MovementProgress,
  MovementRequest,
} from '../contract/matcher-movement.ts';
import type { ErrorCode } from '../core/errors.ts';
import { AppError, errorCodes } from '../core/errors.ts';
import type { LookAlike } from '../core/match/likelihood.ts';
import type { LikelihoodReport } from '../core/match/likelihood-explanation.ts';
import type { PlateText } from '../core/plate/plate-text.ts';
import { assertChunk } from './check-chunk.ts';
import { chunkBuffers } from './column-chunk.ts';
import { columnsOver } from './match-columns.ts';

type Pending = {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: AppError) => void;
  readonly onProgress?: ((progress: MovementProgress) => void) | undefined;
};

/** The worker's source when nothing is built; a built host passes its own URL. */
export const MATCH_WORKER_URL = new URL('./match.worker.ts', import.meta.url);

export class WorkerMatcher implements Matcher {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #failure: AppError | null = null;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (message: FromMatchWorker) => this.#receive(message));
    worker.on('error', (cause) =>
      this.#fail(new AppError('INTERNAL', { message: 'The match worker failed.', tip: RESTART, cause })),
    );
    worker.on('exit', () =>
      this.#fail(new AppError('INTERNAL', { message: 'The match worker has ended.', tip: RESTART })),
    );
  }

  /** Starts the worker and waits until it answers. */
  static async start(url: URL = MATCH_WORKER_URL): Promise<WorkerMatcher> {
    const matcher = new WorkerMatcher(new Worker(url, { name: 'match' }));
    await matcher.stats();
    return matcher;
  }

  async load(
    chunks: Iterable<ColumnChunk> | AsyncIterable<ColumnChunk>,
    options: MatcherLoadOptions = {},
  ): Promise<MatcherStats> {
    await this.#call({ method: 'beginLoad', payload: options });
    try {
      for await (const chunk of chunks) {
        await this.#call({ method: 'addChunk', payload: chunk }, chunkBuffers(chunk));
      }
    } catch (error) {
      await this.#call({ method: 'dropLoad', payload: null }).catch(() => undefined);
      throw error;
    }
    return this.#call<MatcherStats>({ method: 'endLoad', payload: null });
  }

  async append(chunk: ColumnChunk): Promise<MatcherStats> {
    assertChunk(chunk);
    return this.#call({ method: 'append', payload: chunk }, chunkBuffers(chunk));
  }

  remove(detectionIds: Float64Array): Promise<MatcherStats> {
    return this.#call({ method: 'remove', payload: detectionIds });
  }

  search(request: MatcherSearchRequest, signal?: AbortSignal): Promise<MatcherOutcome> {
    if (signal?.aborted === true) return Promise.reject(new AppError('CANCELLED'));
    const id = this.#nextId;
    const answer = this.#call<MatcherOutcome>({ method: 'search', payload: request });
    if (signal === undefined) return answer;
    const cancel = (): void => this.#send({ kind: 'cancel', id });
    signal.addEventListener('abort', cancel, { once: true });
    return answer.finally(() => signal.removeEventListener('abort', cancel));
  }

  explain(request: MatcherExplainRequest): Promise<LikelihoodReport | null> {
    return this.#call({ method: 'explain', payload: request });
  }

  lookAlikes(plate: PlateText): Promise<LookAlike[]> {
    return this.#call({ method: 'lookAlikes', payload: plate });
  }

  movement<K extends MovementRequest['kind']>(
    request: Extract<MovementRequest, { kind: K }>,
    { signal, onProgress }: MovementOptions = {},
  ): Promise<MovementAnswers[K]> {
    if (signal?.aborted === true) return Promise.reject(new AppError('CANCELLED'));
    const id = this.#nextId;
    const answer = this.#call<MovementAnswers[K]>({ method: 'movement', payload: request }, [], onProgress);
    if (signal === undefined) return answer;
    const cancel = (): void => this.#send({ kind: 'cancel', id });
    signal.addEventListener('abort', cancel, { once: true });
    return answer.finally(() => signal.removeEventListener('abort', cancel));
  }

  vocabulary(): Promise<Vocabulary> {
    return this.#call({ method: 'vocabulary', payload: null });
  }

  stats(): Promise<MatcherStats> {
    return this.#call({ method: 'stats', payload: null });
  }

  async close(): Promise<void> {
    this.#fail(new AppError('CANCELLED', { message: 'The matcher was closed.' }));
    await this.#worker.terminate();
  }

  #call<T>(call: MatcherCall, transfer: ArrayBuffer[] = [], onProgress?: Pending['onProgress']): Promise<T> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const id = this.#nextId++;
    return new Promise<T>((resolve, reject) => {
      this.#pending.set(id, { resolve: (value) => resolve(value as T), reject, onProgress });
      try {
        this.#send({ kind: 'call', id, call }, transfer);
      } catch (cause) {
        this.#pending.delete(id);
        reject(new AppError('BAD_INPUT', { message: 'What was sent to the match worker cannot be sent.', cause }));
      }
    });
  }

  #send(message: ToMatchWorker, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }

  #receive(message: FromMatchWorker): void {
    if (message.kind === 'ready') return;
    const pending = this.#pending.get(message.id);
    if (message.kind === 'progress') {
      pending?.onProgress?.(message.progress);
      return;
    }
    this.#pending.delete(message.id);
    if (message.kind === 'result') pending?.resolve(message.value);
    else if (message.kind === 'answer') pending?.resolve(outcomeOf(message));
    else pending?.reject(new AppError(knownCode(message.code), { message: message.message, tip: message.tip }));
  }

  #fail(error: AppError): void {
    this.#failure ??= error;
    for (const pending of this.#pending.values()) pending.reject(this.#failure);
    this.#pending.clear();
  }
}

function outcomeOf(message: Extract<FromMatchWorker, { kind: 'answer' }>): MatcherOutcome {
  const columns = columnsOver(message.buffer, message.count, message.longTexts);
  return { outcome: 'ran', answer: { ...message.head, columns } };
}

const RESTART = 'No data is lost: the workspace holds it. Unlock the workspace again to start the matcher anew.';

function knownCode(code: string): ErrorCode {
  return code in errorCodes ? (code as ErrorCode) : 'INTERNAL';
}
