/**
 * Where an authority stands at an instant, and the clocks that run on it. Runs anywhere, pure.
 * Always: it ends at the earliest of what its paper says, what its kind may last and its withdrawal; nothing that
 * happens to it later makes it longer.
 */
import type { AuthorityRecord, User } from '../model/domain.ts';
import { endOfSpan } from './legal-time.ts';
import { kindRule, type RuleBook } from './rule-book.ts';
import { longestEndMs } from './ways-to-authority.ts';

export type Standing =
  | 'draft'
  | 'submitted'
  | 'not-yet'
  | 'in-force'
  | 'provisional'
  | 'lapsed'
  | 'withdrawn'
  | 'refused'
  | 'rejected-by-register';

export type StandingNow = {
  standing: Standing;
  /** First instant at which it no longer holds, UTC ms. */
  endsMs: number;
  /** Until it lapses; null: it is not in force. */
  remainingMs: number | null;
  /** null: no report is due. `dueMs` is the last instant in time. */
  report: { dueMs: number; madeMs: number | null; overdue: boolean } | null;
};

/**
 * When it ends, withdrawal aside. What counts from its first use ends so long after that use; unused, so long after its
 * beginning.
 */
export function endsMsOf(record: AuthorityRecord, book: RuleBook, nowMs: number): number {
  const rule = kindRule(book, record.kind, nowMs);
  if (rule === null) return record.fromMs;
  const used = rule.params.lifetimeFrom === 'first-use' ? record.firstUsedMs : null;
  return Math.min(record.toMs, longestEndMs(record.kind, used ?? record.fromMs, book, nowMs));
}

/** @param nowMs UTC ms, the lease clock */
export function standingOf(record: AuthorityRecord, nowMs: number, book: RuleBook): StandingNow {
  const endsMs = endsMsOf(record, book, nowMs);
  const standing = wordFor(record, endsMs, nowMs, book);
  const running = standing === 'in-force' || standing === 'provisional';
  return {
    standing,
    endsMs,
    remainingMs: running ? endsMs - nowMs : null,
    report: reportOf(record, endsMs, nowMs, book),
  };
}

/** What somebody may do with an authority now; others than who declared it, nothing. */
export function stepsOpen(
  record: AuthorityRecord,
  user: Pick<User, 'id'>,
  nowMs: number,
  book: RuleBook,
): ('revise' | 'attach' | 'submit' | 'withdraw' | 'renew' | 'report')[] {
  if (record.declaredBy.id !== user.id) return [];
  const { standing, report } = standingOf(record, nowMs, book);
  const draft = standing === 'draft';
  const ended = standing === 'lapsed' || standing === 'withdrawn';
  const rule = kindRule(book, record.kind, nowMs);
  return [
    ...(draft || standing === 'refused' ? (['revise'] as const) : []),
    ...(draft ? (['attach', 'submit'] as const) : []),
    ...(['draft', 'submitted', 'not-yet', 'in-force', 'provisional'].includes(standing) ? (['withdraw'] as const) : []),
    ...(standing === 'lapsed' && rule?.params.restart === 'free' ? (['renew'] as const) : []),
    ...(ended && report !== null && report.madeMs === null ? (['report'] as const) : []),
  ];
}

function wordFor(record: AuthorityRecord, endsMs: number, nowMs: number, book: RuleBook): Standing {
  if (record.withdrawnMs !== null) return 'withdrawn';
  const rule = kindRule(book, record.kind, nowMs);
  const state = record.approval?.state ?? (rule?.params.approver == null ? 'approved' : 'draft');
  if (state === 'refused') return 'refused';
  if (record.assignment === 'rejected') return 'rejected-by-register';
  if (state === 'draft' || state === 'submitted') return state;
  if (nowMs < record.fromMs) return 'not-yet';
  if (nowMs >= endsMs) return 'lapsed';
  return rule?.params.registered === true && record.assignment === 'provisional' ? 'provisional' : 'in-force';
}

/** A report is due of what was approved and began; of what counts from its first use, once it was used. */
function reportOf(record: AuthorityRecord, endsMs: number, nowMs: number, book: RuleBook): StandingNow['report'] {
  const rule = kindRule(book, record.kind, nowMs);
  if (rule === null || rule.params.report === null || record.approval?.state !== 'approved') return null;
  const endedMs = Math.min(endsMs, record.withdrawnMs ?? endsMs);
  const begun = rule.params.lifetimeFrom === 'first-use' ? record.firstUsedMs !== null : record.fromMs < endedMs;
  if (!begun || nowMs < record.fromMs) return null;
  const dueMs = endOfSpan(endedMs, rule.params.report, book.timeZone);
  return { dueMs, madeMs: record.reportedMs, overdue: record.reportedMs === null && nowMs > dueMs };
}
