/**
 * Contract area `authority`: what makes a query lawful, declared, listed, withdrawn. Runs in the services worker.
 * Always: a declaration is judged before it is kept, and kept in one transaction with its entry in the case's log.
 */
import { authorityLifetimeMs, queryWindowMs } from '../core/authority/decide-access.ts';
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import { normalizeFileNumber } from '../core/authority/file-number.ts';
import { normalizeNarrative } from '../core/authority/narrative.ts';
import { ruleInForce, rulesInForce, rulesNotInForce } from '../core/authority/rule-book.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import { AppError } from '../core/errors.ts';
import { type AuthorityRecord, plainAuthority } from '../core/model/domain.ts';
import {
  currentAuthority,
  getAuthority,
  insertAuthority,
  listAuthorities,
  setHandedOver,
  withdrawAuthority,
} from '../workspace/index.ts';
import { audited } from './audited.ts';
import { assignmentOf } from './authority-assignment.ts';
import { lifecycle } from './authority-lifecycle.ts';
import { caseOf } from './cases.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { refusalDetails } from './gated.ts';
import { type Ctx, session } from './method.ts';
import { endOverdue } from './tracking.ts';

export const authority = {
  rules: session((ctx: Ctx) => {
    const nowMs = ctx.nowMs();
    return {
      purposes: [...nzRuleBook.purposes],
      rules: rulesInForce(nzRuleBook, nowMs),
      past: rulesNotInForce(nzRuleBook, nowMs),
      narrativeMinChars: ruleInForce(nzRuleBook.rules.reason, nowMs).params.minChars,
      windowMs: queryWindowMs(nowMs),
    };
  }),
  current: session((ctx: Ctx, input: { caseId: string }) => {
    caseOf(ctx, input.caseId);
    return currentAuthority(ctx.workspace.read, input.caseId, ctx.actor.id);
  }),
  list: session((ctx: Ctx, input: { caseId: string }) => {
    caseOf(ctx, input.caseId);
    return listAuthorities(ctx.workspace.read, input.caseId);
  }),
  declare: audited(session(declare)),
  withdraw: audited(session(withdraw)),
  ...lifecycle,
};

async function declare(ctx: Ctx, input: Inputs['authority']['declare']): Promise<Answers['authority']['declare']> {
  caseOf(ctx, input.caseId);
  const nowMs = ctx.session.leaseClock.nowMs();
  const number = normalizeFileNumber(input.number);
  const narrative = normalizeNarrative(input.narrative);
  const said = { user: ctx.actor, number, purpose: input.purpose, narrative, nowMs };
  const decision = decideLawfully(ctx.desk.policies, { what: 'declare', ...said });
  const asked = { kind: input.kind, number, purpose: input.purpose, narrative };
  if (decision.outcome === 'refused') {
    const note = {
      action: 'authority-declare' as const,
      caseId: input.caseId,
      authority: null,
      details: { ...asked, refused: refusalDetails(decision) },
    };
    return { outcome: 'refused', decision, logSeq: ctx.log.event(ctx.session, note, 'refused').seq };
  }
  const record: AuthorityRecord = {
    id: ctx.desk.newId(),
    caseId: input.caseId,
    ...asked,
    declaredBy: ctx.actor,
    fromMs: nowMs,
    toMs: nowMs + authorityLifetimeMs(nowMs),
    assignment: 'provisional',
    withdrawnMs: null,
    ...plainAuthority,
  };
  const details = { ...asked, fromMs: record.fromMs, toMs: record.toMs };
  const logSeq = ctx.workspace.write((tx) => {
    insertAuthority(tx, record);
    const note = { action: 'authority-declare' as const, caseId: input.caseId, authority: record, details };
    return ctx.log.eventIn(ctx.session, tx, note).seq;
  });
  const settled = await assignmentOf(ctx, record);
  return { outcome: 'declared', authority: settled, decision, logSeq };
}

function withdraw(ctx: Ctx, input: { caseId: string; authorityId: string }): AuthorityRecord {
  const record = getAuthority(ctx.workspace.read, input.authorityId);
  if (record === null || record.caseId !== input.caseId || record.declaredBy.id !== ctx.actor.id) {
    throw new AppError('NOT_FOUND', { message: 'There is no such authority of yours in this case.' });
  }
  const withdrawn = ctx.workspace.write((tx) => {
    const gone = withdrawAuthority(tx, record.id, ctx.nowMs());
    // Somebody may be about to approve it: the server is told with the next sync at the latest.
    if (record.approval !== null) setHandedOver(tx, record.id, false);
    ctx.log.eventIn(ctx.session, tx, {
      action: 'authority-withdraw',
      caseId: input.caseId,
      authority: gone,
      details: {},
    });
    return gone;
  });
  endOverdue(ctx.desk, ctx.session);
  return withdrawn;
}
