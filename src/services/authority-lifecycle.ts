/**
 * The life of an authority as contract methods: ways, drafts, papers, approval, register, own vehicles, tracking.
 * Runs in the services worker.
 */
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import { standingOf, stepsOpen } from '../core/authority/standing.ts';
import { waysToAuthority } from '../core/authority/ways-to-authority.ts';
import { countUses, listAuthorities } from '../workspace/index.ts';
import { audited } from './audited.ts';
import { decide, document, toApprove } from './authority-approval.ts';
import { attach, draft, report, submit } from './authority-draft.ts';
import { detach, revise } from './authority-revise.ts';
import { caseOf } from './cases.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { type Ctx, session } from './method.ts';
import { decideInterest, declareInterest, interests } from './own-vehicles.ts';
import { reportsDue } from './register-notices.ts';
import { sharingMethods } from './sharing.ts';
import { stolenFlagMethods } from './stolen-flags.ts';
import { trackingMethods } from './tracking.ts';
import { trusted } from './trusted-authority.ts';

export const lifecycle = {
  ways: session((ctx: Ctx, input: Inputs['authority']['ways']) =>
    waysToAuthority(nzRuleBook, input.fn, ctx.session.leaseClock.nowMs()),
  ),
  draft: audited(session(draft)),
  revise: audited(session(revise)),
  attach: audited(session(attach)),
  detach: audited(session(detach)),
  document: audited(session(document)),
  submit: audited(session(submit)),
  toApprove: session(toApprove),
  decide: audited(session(decide)),
  report: audited(session(report)),
  reportsDue: session(reportsDue),
  register: session(register),
  interests: session(interests),
  declareInterest: audited(session(declareInterest)),
  decideInterest: audited(session(decideInterest)),
  ...trackingMethods,
  ...stolenFlagMethods,
  ...sharingMethods,
};

/** Every authority of the case, newest first, with its clocks and how often it carried a query. */
function register(ctx: Ctx, input: Inputs['authority']['register']): Answers['authority']['register'] {
  caseOf(ctx, input.caseId);
  const nowMs = ctx.session.leaseClock.nowMs();
  const uses = countUses(ctx.workspace.read, `case:${input.caseId}`);
  return listAuthorities(ctx.workspace.read, input.caseId).map((held) => {
    const record = trusted(ctx.session, held);
    const { standing, remainingMs, report: due } = standingOf(record, nowMs, nzRuleBook);
    return {
      record,
      standing,
      remainingMs,
      report: due,
      uses: uses.get(record.id) ?? 0,
      may: stepsOpen(record, ctx.actor, nowMs, nzRuleBook),
    };
  });
}
