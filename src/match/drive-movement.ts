/**
 * Runs a movement analysis in short turns, so that searches, appends and a cancel get in between.
 * Runs in the match worker. A finished turn leaves the analysis where it stands.
 */

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CheckedMovementRequest, MovementAnswer, MovementOptions } from '../contract/matcher-movement.ts';
import { AppError } from '../core/errors.ts';
import type { AnalysisSlots } from './analysis-slots.ts';
import type { MovementAnalyses } from './movement-analyses.ts';
import { checkMovementRequest } from './movement-analyses.ts';

const closed = (): AppError => new AppError('CANCELLED', { message: 'The matcher was closed.' });

/** Longest an analysis holds the thread. */
const TURN_MS = 8;
/** Shortest time between two reports of progress. */
const PROGRESS_EVERY_MS = 200;

/**
 * @param current what the matcher would ask now, null once it is closed; an analysis of other data ends with CANCELLED
 * @param inTurn runs work when no other call is at work
 * @param slots how many are worked on at once; the rest wait
 */
export async function driveMovement(
  request: unknown,
  { signal, onProgress }: MovementOptions,
  current: () => MovementAnalyses | null,
  inTurn: <T>(work: () => T | Promise<T>) => Promise<T>,
  slots: AnalysisSlots,
): Promise<MovementAnswer> {
  const checked = checkMovementRequest(request);
  return slots.run(checked.kind, () => drive(checked, { signal, onProgress }, current, inTurn), signal);
}

async function drive(
  checked: CheckedMovementRequest,
  { signal, onProgress }: MovementOptions,
  current: () => MovementAnalyses | null,
  inTurn: <T>(work: () => T | Promise<T>) => Promise<T>,
): Promise<MovementAnswer> {
  const analyses = current();
  if (analyses === null) throw closed();
  const steps = analyses.run(checked);
  let reportedMs = Number.NEGATIVE_INFINITY;
  const turn = async (): Promise<MovementAnswer | null> => {
    const startedMs = performance.now();
    for (;;) {
      if (signal?.aborted === true) throw new AppError('CANCELLED');
      const now = current();
      if (now === null) throw closed();
      if (now !== analyses) {
        throw new AppError('CANCELLED', {
          message: 'The detections were loaded anew while this was being worked out.',
          tip: 'Ask again.',
        });
      }
      const step = steps.next();
      if (step.done === true) return step.value;
      const nowMs = performance.now();
      if (nowMs - reportedMs >= PROGRESS_EVERY_MS) {
        reportedMs = nowMs;
        onProgress?.(step.value);
      }
      if (nowMs - startedMs < TURN_MS) continue;
      // A pattern holds row numbers of the index, as a search does: it keeps its turn and lets messages in alone.
      if (checked.kind !== 'pattern') return null;
      await nextTurn();
    }
  };
  for (;;) {
    const answer = await inTurn(turn);
    if (answer !== null) return answer;
    await nextTurn();
  }
}
