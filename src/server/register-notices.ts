/**
 * What owners tell of authorities that were approved: the first use of an emergency power, a report that was made; and
 * whose report is due. Always: only the owner tells, only of what was approved; what was told first stands, the same
 * again changes nothing; the clock of a report is reckoned here for everybody alike.
 */
import { ORPCError } from '@orpc/server';
import type { RegisterNotice, ReportDue } from '../contract/register.ts';
import { decideApproval } from '../core/authority/decide-approval.ts';
import { kindRule } from '../core/authority/rule-book.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import { endsMsOf, standingOf } from '../core/authority/standing.ts';
import type { AuthorityRecord, User } from '../core/model/domain.ts';
import type { ServerParts } from './context.ts';
import type { Tx } from './store/schema.ts';
import { approvedAuthorities, authorityRow, findAuthority, type HeldAuthority, keepRow } from './tables/register.ts';

/** A workstation's clock may be ahead of the server's by so much. */
const AHEAD_MS = 5 * 60_000;
/** Approved authorities looked at for reports, newest first. */
const MAX_REPORTS = 2000;

/** Throws NOT_FOUND for what is not the caller's, BAD_REQUEST for what cannot be, CONFLICT for what contradicts. */
export async function takeNotice(
  parts: ServerParts,
  caller: { deviceId: string; user: User },
  notice: RegisterNotice,
): Promise<{ atMs: number; told: 'now' | 'before' }> {
  return parts.store.db.transaction().execute(async (tx) => {
    // Two notices at once: the second waits here and then sees the first.
    await tx.selectFrom('authorities').select('id').where('id', '=', notice.authorityId).forUpdate().executeTakeFirst();
    const held = await findAuthority(tx, notice.authorityId);
    if (held === null || held.ownerId !== caller.user.id) throw notFound();
    const before = await toldBefore(tx, notice);
    if (before !== null) return { atMs: before, told: 'before' };
    const nowMs = parts.clock();
    assertPossible(held.record, notice, nowMs);
    const { id, authorityId, kind, atMs, note } = notice;
    const row = { id, authority_id: authorityId, kind, at_ms: atMs, note, told_ms: nowMs, device_id: caller.deviceId };
    await keepRow(parts.store, tx, 'authority_notices', row);
    const told = kind === 'first-use' ? { firstUsedMs: atMs } : { reportedMs: atMs };
    await keepRow(parts.store, tx, 'authorities', authorityRow({ ...held, record: { ...held.record, ...told } }));
    return { atMs, told: 'now' };
  });
}

/** Reports of what this person answers for; an auditor sees everybody's. Those due soonest first. */
export async function reportsFor(parts: ServerParts, actor: User): Promise<{ reports: ReportDue[]; timeMs: number }> {
  const nowMs = parts.clock();
  const all = await approvedAuthorities(parts.store.db, MAX_REPORTS);
  const reports = all
    .filter((held) => maySee(actor, held, nowMs))
    .flatMap(({ record, caseName }): ReportDue[] => {
      const { report } = standingOf(record, nowMs, nzRuleBook);
      return report === null ? [] : [{ record, caseName, ...report }];
    });
  return { reports: reports.sort((a, b) => a.dueMs - b.dueMs), timeMs: nowMs };
}

/** Its owner, the auditor, who decided on it, and whoever might have: their role and rank, and not their own. */
function maySee(actor: User, { ownerId, record }: HeldAuthority, nowMs: number): boolean {
  if (actor.role === 'auditor' || ownerId === actor.id || record.approval?.by?.id === actor.id) return true;
  const undecided: AuthorityRecord = { ...record, approval: null };
  return decideApproval({ approver: actor, record: undecided, nowMs, verdict: 'refuse' }).outcome === 'allowed';
}

/** The time that stands where the same was told before; null: nothing was. */
async function toldBefore(tx: Tx, notice: RegisterNotice): Promise<number | null> {
  const named = await tx.selectFrom('authority_notices').selectAll().where('id', '=', notice.id).executeTakeFirst();
  if (named !== undefined) {
    const { authority_id: authorityId, kind, at_ms: atMs, note } = named;
    const same = authorityId === notice.authorityId && kind === notice.kind && atMs === notice.atMs;
    if (!same || note !== notice.note) throw conflict('Another notice is held under this number.');
    return atMs;
  }
  const other = await tx
    .selectFrom('authority_notices')
    .select('id')
    .where('authority_id', '=', notice.authorityId)
    .where('kind', '=', notice.kind)
    .executeTakeFirst();
  if (other !== undefined) throw conflict('This was told before, and what was told first stands.');
  return null;
}

function assertPossible(record: AuthorityRecord, { kind, atMs }: RegisterNotice, nowMs: number): void {
  if (record.approval?.state !== 'approved') throw bad('Nobody has approved this authority.');
  if (atMs > nowMs + AHEAD_MS) throw bad('This lies in the future.');
  if (kind === 'report') {
    const { report } = standingOf(record, Math.max(nowMs, atMs), nzRuleBook);
    if (report === null) throw bad('No report is due on this authority.');
    if (atMs < record.fromMs) throw bad('This was before the authority began.');
    return;
  }
  const counts = kindRule(nzRuleBook, record.kind, nowMs)?.params.lifetimeFrom === 'first-use';
  if (!counts) throw bad('This kind of authority does not count from its first use.');
  if (atMs < record.fromMs || atMs >= endsMsOf(record, nzRuleBook, nowMs)) {
    throw bad('The authority was not in force at that time.');
  }
  if (record.withdrawnMs !== null && atMs > record.withdrawnMs + AHEAD_MS) throw bad('It was withdrawn before.');
}

const bad = (message: string) => new ORPCError('BAD_REQUEST', { status: 400, message });
const conflict = (message: string) => new ORPCError('CONFLICT', { status: 409, message });
const notFound = () => new ORPCError('NOT_FOUND', { status: 404, message: 'There is no such authority of yours.' });
