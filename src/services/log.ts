/**
 * Contract area `log`: the query log of a case, and whether it holds together. Runs in the services worker.
 * Always: an investigator sees their own entries, the auditor all; reading the log is itself an entry.
 */
import { verifyLog } from '../core/audit/verify.ts';
import { allAuditEntries, countAuditEntries, listAuditEntries } from '../workspace/index.ts';
import { audited } from './audited.ts';
import { caseOf } from './cases.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { type Ctx, session } from './method.ts';

export const log = {
  list: audited(session(list)),
};

function list(ctx: Ctx, input: Inputs['log']['list']): Answers['log']['list'] {
  caseOf(ctx, input.caseId);
  const details = { before: input.before, limit: input.limit };
  ctx.log.event(ctx.session, { action: 'log-read', caseId: input.caseId, authority: null, details });
  const { read } = ctx.workspace;
  const name = `case:${input.caseId}`;
  const mine = ctx.actor.role === 'auditor' ? {} : { actorId: ctx.actor.id };
  // The whole chain is checked, whoever made the entries, against the head the workspace vouches for now.
  const verdict = verifyLog(allAuditEntries(read, name), ctx.workspace.audit.checkpoint(name));
  return {
    entries: listAuditEntries(read, name, { before: input.before, limit: input.limit, ...mine }),
    total: countAuditEntries(read, name, mine.actorId),
    chain: { ok: verdict.ok, checkedEntries: verdict.entries, problem: verdict.problems[0]?.message ?? '' },
  };
}
