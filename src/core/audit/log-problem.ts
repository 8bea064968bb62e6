/**
 * What can be wrong with a query log, as data: a broken log is an answer, not an exception. Runs anywhere.
 */
export type LogProblemCode =
  | 'entry-malformed'
  | 'entry-altered'
  | 'entry-missing'
  | 'entry-out-of-order'
  | 'entry-foreign'
  | 'entry-unblinded'
  | 'result-without-intent'
  | 'leaf-malformed'
  | 'leaf-foreign'
  | 'leaf-mismatch'
  | 'log-root-mismatch'
  | 'inclusion-wrong'
  | 'history-rewritten'
  | 'checkpoint-mismatch'
  | 'checkpoint-signature'
  | 'cosignature-missing';

/** `seq`: position in what was checked at which the problem shows, from 1. */
export type LogProblem = { code: LogProblemCode; seq: number; message: string };
export type LogVerdict = { ok: boolean; entries: number; head: string; problems: LogProblem[] };

/** More are counted in the verdict's `ok` and not listed: a log broken throughout is not told a million times. */
export const MOST_PROBLEMS = 1000;
