/**
 * What of the reads held here a person may look at and use in a case: what a logged query of this session brought in it,
 * and what a watch raised or the case already holds (judged or exhibited). Runs in the services worker.
 * Always: using one needs the person's own authority in force, like the query that brought it. A read that no query asked
 * for is not there, whoever knows its id.
 */
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import type { Decision } from '../core/authority/decision.ts';
import type { AuthorityRecord } from '../core/model/domain.ts';
import { currentAuthority, isTrackedRead, listConfirmations } from '../workspace/index.ts';
import type { Ctx } from './method.ts';
import { trusted } from './trusted-authority.ts';

/** Kinds that carry a look at what they brought, where no authority to find is in force. */
const tracking: readonly AuthorityRecord['kind'][] = [
  'surveillance-device-warrant',
  'production-order',
  'emergency',
  'stolen-report',
];

/** A read with an exhibit has a confirmation: exhibits stand on one. */
export function broughtByQuery(ctx: Ctx, input: { caseId: string; detectionId: string }): boolean {
  return (
    ctx.session.results.released(input.caseId, input.detectionId) ||
    listConfirmations(ctx.workspace.read, input.caseId, input.detectionId).length > 0 ||
    isTrackedRead(ctx.workspace.read, input.caseId, input.detectionId)
  );
}

/** May this person use this read in this case now? `authority` is the one it rests on, also where it is refused. */
export function decideUse(
  ctx: Ctx,
  input: { caseId: string; detectionId: string },
): { decision: Decision; authority: AuthorityRecord | null; judgedMs: number } {
  const judgedMs = ctx.session.leaseClock.nowMs();
  const brought = broughtByQuery(ctx, input);
  const under = (kinds?: readonly AuthorityRecord['kind'][]) => {
    const held = currentAuthority(ctx.workspace.read, input.caseId, ctx.actor.id, kinds);
    const authority = held === null ? null : trusted(ctx.session, held);
    return { decision: decideOn(ctx, input.caseId, authority, judgedMs, brought), authority, judgedMs };
  };
  const found = under();
  if (found.decision.outcome === 'allowed') return found;
  const tracked = under(tracking);
  return tracked.decision.outcome === 'allowed' ? tracked : found;
}

/** Whether what was found under this authority may still be read from the store of results. */
export function stillStands(ctx: Ctx, caseId: string, authority: AuthorityRecord | null): boolean {
  return decideOn(ctx, caseId, authority, ctx.session.leaseClock.nowMs(), true).outcome === 'allowed';
}

function decideOn(
  ctx: Ctx,
  caseId: string,
  authority: AuthorityRecord | null,
  nowMs: number,
  brought: boolean,
): Decision {
  return decideLawfully(ctx.desk.policies, {
    what: 'find',
    user: ctx.actor,
    caseId,
    authority,
    query: null,
    window: { fromMs: null, toMs: null },
    nowMs,
    recentAskings: [],
    leaseUntilMs: ctx.session.leaseClock.lease()?.untilMs ?? null,
    broughtByQuery: brought,
  });
}
