/**
 * Writes missing segments of the detection columns, in the background. Runs in the services worker.
 * In short steps (a page of rows; packing; one transaction) with a pause after each, so that nobody waits for it. A cache
 * that cannot be written is no error for anyone: it is counted, and the next opening reads row by row.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type ErrorCode, isAppError } from '../core/errors.ts';
import {
  draftSegment,
  dropSegment,
  type MatchColumns,
  missingSegments,
  putSegment,
  rangeBounds,
  segmentRanges,
  segmentStamp,
  streamMatchColumns,
  type Workspace,
} from '../workspace/index.ts';
import { chunksOfColumns } from './match-chunks.ts';

/** Nothing is written before the rows have stood still for so long. */
const QUIET_MS = 3000;
/** Rows read in one step. */
const STEP_ROWS = 2048;
/** Pause after a step: as long as the step took, and at least this. */
const LEAST_PAUSE_MS = 5;

export type SegmentWriterCounts = {
  written: number;
  dropped: number;
  /** Rows that changed between reading and writing: left for later. */
  overtaken: number;
  /** Segments that could not be made or written; after the first one the writer rests until it is opened again. */
  failed: number;
  /** What kept the last one from being written. */
  lastFailure: ErrorCode | null;
  /** Longest time one step held the thread, ms. */
  longestStepMs: number;
};

export type SegmentWriter = {
  readonly counts: Readonly<SegmentWriterCounts>;
  /** Call when the rows have changed or been loaded; `distrusted` are ranges whose segment was found not to be right. */
  wake(distrusted?: Iterable<number>): void;
  /** Resolves once nothing is left to do, or nothing can be done. */
  settled(): Promise<void>;
  /** Ends it after the step under way. */
  close(): Promise<void>;
};

/** @param quietMs tests and benches write at once */
export function createSegmentWriter(workspace: Workspace, quietMs: number = QUIET_MS): SegmentWriter {
  const counts: SegmentWriterCounts = {
    written: 0,
    dropped: 0,
    overtaken: 0,
    failed: 0,
    lastFailure: null,
    longestStepMs: 0,
  };
  const ending = new AbortController();
  const distrusted = new Set<number>();
  let waiting = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const step = async <T>(work: () => T): Promise<T> => {
    const began = performance.now();
    const result = work();
    const spentMs = performance.now() - began;
    counts.longestStepMs = Math.max(counts.longestStepMs, spentMs);
    await pause(Math.max(LEAST_PAUSE_MS, spentMs), undefined, { signal: ending.signal, ref: false });
    return result;
  };

  const dropOne = async (range: number): Promise<void> => {
    if (segmentRanges(workspace.read).includes(range)) {
      await step(() => {
        workspace.write((tx) => dropSegment(tx, range));
        counts.dropped += 1;
      });
    }
    distrusted.delete(range);
  };

  const writeOne = async (range: number): Promise<void> => {
    const { after, last } = rangeBounds(range);
    const stamp = segmentStamp(workspace.read, range);
    const source = streamMatchColumns(workspace.read, {
      chunkSize: STEP_ROWS,
      afterOrdinal: after,
      toOrdinal: last,
    });
    const pages: MatchColumns[] = [];
    for (;;) {
      const page = await step(() => source.next());
      if (page.done === true) break;
      pages.push(page.value);
    }
    // Rows that changed between two pages changed the stamp, too: then nothing is put.
    const [chunk] = await step(() => [...chunksOfColumns(pages, last - after)]);
    if (chunk === undefined) return dropOne(range);
    const draft = await step(() => draftSegment(range, stamp, chunk));
    await step(() => {
      const put = workspace.write((tx) => putSegment(tx, draft));
      counts[put ? 'written' : 'overtaken'] += 1;
      if (put) distrusted.delete(range);
    });
    // Else the log of all segments would be moved into the file in one go.
    await step(() => workspace.settle());
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    await pause(quietMs, undefined, { signal, ref: false });
    const { build, drop } = await step(() => missingSegments(workspace.read, distrusted));
    for (const range of drop) {
      await dropOne(range);
      if (signal.aborted) return;
    }
    for (const range of build) {
      await writeOne(range);
      if (signal.aborted) return;
    }
  };

  return {
    counts,
    wake(ranges = []) {
      for (const range of ranges) distrusted.add(range);
      if (counts.failed > 0 || ending.signal.aborted) return;
      waiting.abort();
      const mine = new AbortController();
      waiting = mine;
      const signal = AbortSignal.any([mine.signal, ending.signal]);
      running = running
        .then(() => run(signal))
        .catch((error: unknown) => {
          // Woken anew, or closed.
          if (signal.aborted) return;
          counts.failed += 1;
          counts.lastFailure = isAppError(error) ? error.code : 'INTERNAL';
        });
    },
    settled: () => running,
    async close() {
      ending.abort();
      await running;
    },
  };
}
