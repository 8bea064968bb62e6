// What the bench of the query log and its child process tell each other. Pure.

export type OwnWorkOrders = {
  dataDir: string;
  username: string;
  passphrase: string;
  caseId: string;
  authorityId: string;
  /** Of each kind. */
  questions: number;
};
/** Milliseconds of each question; `bareMs`: the bytes of its two entries written, the first synced, and nothing else. */
export type OwnWork = { loggedMs: number[]; unloggedMs: number[]; bareMs: number[]; entryBytes: number[] };

export const MARK = 'waymark-bench-mark';

/** Questions asked two seconds apart. */
export const APART = 10;
