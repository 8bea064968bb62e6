/**
 * The answers of this session that may still be paged through. Runs in the services worker.
 * Always: it holds exactly what the result entry in the query log counted and digested; paging adds nothing to it.
 */
import type { MatchAnswer } from '../contract/matcher.ts';
import { AppError } from '../core/errors.ts';

export type FindResult = {
  caseId: string;
  actorId: string;
  /** Under which it was asked: what it makes lawful ends with it. */
  authorityId: string;
  answer: MatchAnswer;
  /** Indices into the columns whose rows were held when it was logged, best first. */
  listed: Uint32Array;
};

export type ResultStore = {
  /** Gives it an id; the oldest of too many is forgotten. */
  keep(result: FindResult): string;
  /** Throws NOT_FOUND for one that was forgotten or never was. */
  get(resultId: string): FindResult;
  forget(resultId: string): void;
  /** From now on these reads may be looked at in this case: their result entry is on disk. */
  release(caseId: string, detectionIds: readonly string[]): void;
  released(caseId: string, detectionId: string): boolean;
  clear(): void;
};

const MAX_RESULTS = 20;

export function createResultStore(newId: () => string): ResultStore {
  const results = new Map<string, FindResult>();
  const releasedIn = new Map<string, Set<string>>();
  return {
    keep(result) {
      const id = newId();
      results.set(id, result);
      const [oldest] = results.keys();
      if (results.size > MAX_RESULTS && oldest !== undefined) results.delete(oldest);
      return id;
    },
    get(resultId) {
      const result = results.get(resultId);
      if (result === undefined) throw notAtHand();
      // Used last, forgotten last.
      results.delete(resultId);
      results.set(resultId, result);
      return result;
    },
    forget(resultId) {
      results.delete(resultId);
    },
    release(caseId, detectionIds) {
      const known = releasedIn.get(caseId) ?? new Set();
      for (const id of detectionIds) known.add(id);
      releasedIn.set(caseId, known);
    },
    released: (caseId, detectionId) => releasedIn.get(caseId)?.has(detectionId) ?? false,
    clear() {
      results.clear();
      releasedIn.clear();
    },
  };
}

export function notAtHand(): AppError {
  return new AppError('NOT_FOUND', {
    message: 'This result is no longer at hand.',
    tip: 'Run the query again; it will be logged again.',
  });
}
