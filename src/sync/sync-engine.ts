/**
 * Keeps the workspace equal to what the policy allows it to hold, and hands the query log back. Runs in the services
 * worker. A state machine over rounds: idle → running → idle | offline | failed, and paused on request; it never gives
 * up and never spins (back-off with jitter). Order of a round: sign in, push log, policy, feed, purge, images.
 * Spec: docs/spec/sync.md.
 */
import type { SyncStatus } from '../contract/workstation.ts';
import { AppError, isAppError } from '../core/errors.ts';
import { type BackOff, backOffMs } from './back-off.ts';
import { createProgress } from './progress.ts';
import type { RoundDeps, RoundHooks } from './round.ts';
import { type RoundResult, runRound } from './run-round.ts';
import { type EngineState, heldStatus } from './sync-status.ts';
import { createWatch } from './watch.ts';

export type SyncEngineOptions = Omit<RoundDeps, 'signal' | 'progress'> &
  RoundHooks & {
    monotonicMs: () => number;
    /** The lease clock, UTC ms: what the lease is judged by. */
    leaseNowMs: () => number;
    /** Jitter in [0, 1). */
    random01: () => number;
    /** Between rounds when all is well; default 30 s. */
    intervalMs?: number;
    /** Quiet after an entry of the log before a round hands it over; default 3 s. */
    handOverMs?: number;
    backOff?: BackOff;
  };

export type SyncEngine = {
  /** Begins, or goes on after a pause; a round starts at once. */
  start(): void;
  /** Stops after the page in hand; stays so until `start`. */
  pause(): void;
  /** One whole round now; resolves when it ended, however it ended. */
  syncNow(): Promise<SyncStatus>;
  status(): SyncStatus;
  /** The status now and after every change; ends with the signal or the engine. */
  watch(signal?: AbortSignal): AsyncIteratorObject<SyncStatus, void, void>;
  /**
   * What the workspace holds has changed outside a round (an entry of the log was written): the status is told anew, and
   * where all is well a round comes soon, so that the server holds the entry.
   */
  heldChanged(): void;
  /** An image a person waits for comes first. */
  wantImage(sha256: string): void;
  /** Stops for good and waits for the page in hand. */
  close(): Promise<void>;
};

const DEFAULT_INTERVAL_MS = 30_000;
const DEFAULT_HAND_OVER_MS = 3000;
const DEFAULT_BACK_OFF: BackOff = { baseMs: 2000, maxMs: 5 * 60_000 };

export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  const state: EngineState = { state: 'idle', message: 'Not synced yet.', nextTryMs: null };
  const progress = createProgress(options.monotonicMs);
  const wantedImages = new Set<string>();
  const refusedImages = new Set<string>();
  let failures = 0;
  let started = false;
  let closed = false;
  let timer: NodeJS.Timeout | null = null;
  /** When the next round comes at the latest, on the monotonic clock. */
  let latestMs = 0;
  let writtenMeanwhile = false;
  /** Asked for while a round was under way, which may have begun before what the person wants synced. */
  let onceMore = false;
  let running: { promise: Promise<void>; abort: AbortController } | null = null;

  const status = (): SyncStatus => heldStatus(options.workspace, state, progress.rows(), options.leaseNowMs());
  const watch = createWatch(status);
  const set = (next: EngineState['state'], message: string, nextTryMs: number | null): void => {
    Object.assign(state, { state: next, message, nextTryMs });
    watch.changed();
  };

  const schedule = (delayMs: number): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (!started || closed) return;
    timer = setTimeout(() => void round(), delayMs);
    // Waiting to sync must never keep a finished program alive.
    timer.unref();
  };

  const settle = (result: RoundResult): void => {
    failures = result.end === 'done' ? 0 : failures + 1;
    const delayMs =
      result.end === 'done'
        ? (options.intervalMs ?? DEFAULT_INTERVAL_MS)
        : backOffMs(failures, options.random01(), options.backOff ?? DEFAULT_BACK_OFF);
    set(result.end === 'done' ? 'idle' : result.end, result.message, started ? options.nowMs() + delayMs : null);
    latestMs = options.monotonicMs() + delayMs;
    schedule(delayMs);
    if (writtenMeanwhile) handOverSoon();
  };

  /** After quiet, never later than the round that is due anyway; a server that cannot be reached is not asked more often. */
  const handOverSoon = (): void => {
    writtenMeanwhile = running !== null;
    if (!started || running !== null || state.state !== 'idle') return;
    const leftMs = Math.max(0, latestMs - options.monotonicMs());
    const delayMs = Math.min(leftMs, options.handOverMs ?? DEFAULT_HAND_OVER_MS);
    state.nextTryMs = options.nowMs() + delayMs;
    schedule(delayMs);
  };

  const round = (): Promise<void> => {
    if (running !== null) return running.promise;
    const abort = new AbortController();
    if (timer !== null) clearTimeout(timer);
    timer = null;
    writtenMeanwhile = false;
    progress.clear();
    set('running', 'Syncing…', null);
    const deps: RoundDeps = {
      ...options,
      signal: abort.signal,
      progress(kind, count, total) {
        progress.report(kind, count, total);
        watch.changed();
      },
    };
    const promise = roundsUntilDone(deps, { ...options, wantedImages, refusedImages })
      .catch((error: unknown): RoundResult => ({ end: 'failed', again: false, message: failureMessage(error) }))
      .then((result) => {
        running = null;
        const next = onceMore && result.end === 'done';
        onceMore = false;
        if (!abort.signal.aborted) settle(result);
        // Paused, then started again before the page in hand was done.
        else if (started) void round();
        if (next && started) void round();
      });
    running = { promise, abort };
    return promise;
  };

  return {
    start() {
      if (closed) throw new AppError('NOT_SIGNED_IN');
      started = true;
      onceMore = running !== null;
      void round();
    },
    pause() {
      started = false;
      onceMore = false;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      set('paused', 'Sync is paused.', null);
      running?.abort.abort();
    },
    async syncNow() {
      // A round under way may have begun before what the caller wants synced: let it end, then run one more.
      if (running !== null) await running.promise;
      await round();
      return status();
    },
    status,
    watch: (signal) => watch.iterate(signal),
    heldChanged() {
      handOverSoon();
      watch.changed();
    },
    wantImage(sha256) {
      wantedImages.add(sha256);
      if (started && running === null) schedule(0);
    },
    async close() {
      closed = true;
      started = false;
      if (timer !== null) clearTimeout(timer);
      running?.abort.abort();
      await running?.promise;
      watch.end();
    },
  };
}

/** A round that stopped short to let the log and new reads go first is followed by the next at once. */
async function roundsUntilDone(deps: RoundDeps, extras: Parameters<typeof runRound>[1]): Promise<RoundResult> {
  for (;;) {
    const result = await runRound(deps, extras);
    if (!result.again || deps.signal.aborted) return result;
  }
}

function failureMessage(error: unknown): string {
  if (isAppError(error, 'CANCELLED')) return 'Sync was stopped.';
  if (isAppError(error, 'DISK_FULL'))
    return 'The disk is full: sync waits. What was saved before is safe. Free some space.';
  if (isAppError(error)) return `${error.message}${error.tip === '' ? '' : ` ${error.tip}`}`;
  return 'Sync failed inside Waymark. What was saved before is safe. It is tried again.';
}
