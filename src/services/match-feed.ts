/**
 * Keeps the match index equal to the rows of the workspace. Runs in the services worker.
 * Loaded once after opening, then told of every change that sync has put on disk; a search asked meanwhile waits for the
 * load, so an answer never leaves out rows that are held. Whole ranges come from the segments of the workspace where those
 * are right, the rest row by row; missing segments are written afterwards.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ColumnChunk, Matcher } from '../contract/matcher.ts';
import { AppError, isAppError } from '../core/errors.ts';
import type { HeldChange } from '../sync/index.ts';
import {
  type HeldColumns,
  judgedCameras,
  lastOrdinal,
  matchColumnsOf,
  type SegmentFault,
  streamHeldColumns,
  streamMatchColumns,
  type Workspace,
} from '../workspace/index.ts';
import { judgedMisreadRates } from './judged-rates.ts';
import { CHUNK_ROWS, chunksOfColumns } from './match-chunks.ts';
import { createSegmentWriter, type SegmentWriter } from './match-segment-writer.ts';

/** Pieces read ahead while the matcher takes the one before. */
const READ_AHEAD = 2;

/** How the index was filled: what came from the cache, and what in the cache did not count. */
export type LoadCounts = {
  /** Detections from segments, and row by row. */
  fromSegments: number;
  fromRows: number;
  /** Segments that stood there and did not count. */
  faults: Record<SegmentFault, number>;
  /** The matcher refused what the segments held, so that all was read again row by row. */
  reloaded: boolean;
};

export type MatchFeed = {
  /** The matcher, once everything held is loaded. */
  ready(): Promise<Matcher>;
  apply(change: HeldChange): Promise<void>;
  readonly loadCounts: Readonly<LoadCounts>;
  readonly segments: Pick<SegmentWriter, 'counts' | 'settled'>;
  /** Ends a load under way, too. */
  close(): Promise<void>;
};

/** @param options.quietMs how long rows stand still before segments are written; tests write at once */
export function createMatchFeed(
  workspace: Workspace,
  startMatcher: () => Promise<Matcher>,
  options: { quietMs?: number } = {},
): MatchFeed {
  const ending = new AbortController();
  const segments = createSegmentWriter(workspace, options.quietMs);
  const loadCounts: LoadCounts = {
    fromSegments: 0,
    fromRows: 0,
    faults: { missing: 0, stale: 0, 'other-format': 0, damaged: 0 },
    reloaded: false,
  };
  // Taken now: rows that come while the matcher starts or loads are told of by `apply`, and must come once.
  const toOrdinal = lastOrdinal(workspace.read);
  const started = startMatcher();
  // Changes and the load go one after the other: a change must not overtake the load it belongs to.
  let last: Promise<Matcher> = started.then(async (matcher) => {
    const distrusted = await load({ workspace, matcher, toOrdinal, counts: loadCounts, signal: ending.signal });
    segments.wake(distrusted);
    return matcher;
  });
  // Whoever waits hears of a failure; nobody waiting must not end the process.
  last.catch(() => {});
  return {
    ready: () => last,
    loadCounts,
    segments,
    async apply(change) {
      const next = last.then(async (matcher) => {
        await applyTo(matcher, workspace, change);
        segments.wake();
        return matcher;
      });
      last = next;
      last.catch(() => {});
      await next;
    },
    async close() {
      ending.abort();
      await segments.close();
      await last.catch(() => null);
      const matcher = await started.catch(() => null);
      await matcher?.close();
    },
  };
}

async function applyTo(matcher: Matcher, workspace: Workspace, change: HeldChange): Promise<void> {
  const gone = [...change.removed, ...change.replaced];
  if (gone.length > 0) await matcher.remove(Float64Array.from(gone));
  if (change.replaced.length > 0) {
    for (const chunk of chunksOfColumns([matchColumnsOf(workspace.read, change.replaced)])) await matcher.append(chunk);
  }
  if (change.added > 0) {
    // Up to the last of this change: the next change brings its own.
    const fresh = streamMatchColumns(workspace.read, {
      chunkSize: CHUNK_ROWS,
      afterOrdinal: change.newAfter,
      toOrdinal: change.newAfter + change.added,
    });
    for (const chunk of chunksOfColumns(fresh)) await matcher.append(chunk);
  }
}

type Loading = { workspace: Workspace; matcher: Matcher; toOrdinal: number; counts: LoadCounts; signal: AbortSignal };

/** Returns the ranges whose segments were found not to be right. */
async function load({ workspace, matcher, toOrdinal, counts, signal }: Loading): Promise<Set<number>> {
  const distrusted = new Set<number>();
  const used: number[] = [];
  const pieces = streamHeldColumns(workspace.read, {
    chunkSize: CHUNK_ROWS,
    toOrdinal,
    onFault(range, fault) {
      counts.faults[fault] += 1;
      distrusted.add(range);
    },
    onUse: (range) => used.push(range),
  });
  // What people judged since the last opening counts from this one on.
  const options = { misreadRates: judgedMisreadRates(judgedCameras(workspace.read)) };
  try {
    await matcher.load(readAhead(chunksOf(pieces, counts), signal), options);
  } catch (error) {
    // What a right segment holds the matcher takes: one that it refuses was made wrong, so none is believed.
    if (!isAppError(error, 'BAD_INPUT') || used.length === 0) throw error;
    for (const range of used) distrusted.add(range);
    Object.assign(counts, { reloaded: true, fromSegments: 0, fromRows: 0 });
    const rows = streamMatchColumns(workspace.read, { chunkSize: CHUNK_ROWS, toOrdinal });
    const asRows = function* (): Generator<HeldColumns> {
      for (const columns of rows) yield { from: 'rows', columns };
    };
    await matcher.load(readAhead(chunksOf(asRows(), counts), signal), options);
  }
  return distrusted;
}

function* chunksOf(pieces: Iterable<HeldColumns>, counts: LoadCounts): Generator<ColumnChunk> {
  for (const piece of pieces) {
    if (piece.from === 'segment') {
      counts.fromSegments += piece.chunk.detectionIds.length;
      yield piece.chunk;
    } else {
      counts.fromRows += piece.columns.count;
      yield* chunksOfColumns([piece.columns]);
    }
  }
}

/**
 * The next pieces are read while the matcher is busy with the last: it works in another thread.
 * A turn of the event loop lies between two pieces. Throws CANCELLED once the signal fires.
 */
async function* readAhead(pieces: Iterator<ColumnChunk>, signal: AbortSignal): AsyncGenerator<ColumnChunk> {
  const read = async (before: Promise<unknown>): Promise<IteratorResult<ColumnChunk>> => {
    await before;
    await nextTurn();
    if (signal.aborted) throw new AppError('CANCELLED', { message: 'The workspace was closed while it was loaded.' });
    return pieces.next();
  };
  const queue: Promise<IteratorResult<ColumnChunk>>[] = [];
  let newest: Promise<unknown> = Promise.resolve();
  for (;;) {
    while (queue.length < READ_AHEAD) {
      const next = read(newest);
      next.catch(() => {});
      newest = next;
      queue.push(next);
    }
    const result = await queue.shift();
    if (result === undefined || result.done === true) return;
    yield result.value;
  }
}
