/**
 * The answers of this session that may still be paged through. Runs in the services worker.
 * Always: it holds exactly what the result entry in the query log counted and digested; paging adds nothing to it.
 */
import type { MatchAnswer } from '../contract/matcher.ts';
import { AppError } from '../core/errors.ts';

export type FindResult = {
  caseId: string;
  actorId: string;
  answer: MatchAnswer;
  /** Indices into the columns whose rows were held when it was logged, best first. */
  listed: Uint32Array;
};

export type ResultStore = {
  /** Gives it an id; the oldest of too many is forgotten. */
  keep(result: FindResult): string;
  /** Throws NOT_FOUND for one that was forgotten or never was. */
  get(resultId: string): FindResult;
  clear(): void;
};

const MAX_RESULTS = 20;

export function createResultStore(newId: () => string): ResultStore {
  const results = new Map<string, FindResult>();
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
      if (result === undefined) {
        throw new AppError('NOT_FOUND', {
          message: 'This result is no longer at hand.',
          tip: 'Run the query again; it will be logged again.',
        });
      }
      // Used last, forgotten last.
      results.delete(resultId);
      results.set(resultId, result);
      return result;
    },
    clear() {
      results.clear();
    },
  };
}
