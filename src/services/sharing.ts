/**
 * May something go to another agency (NZ-SHARE-1)? Runs in the services worker. Always: whoever asks is answered from the
 * same decision that a pack is held to, and each asking is an entry with what was said and what was decided.
 */
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import type { Decision } from '../core/authority/decision.ts';
import { namedAgencies } from '../core/authority/named-agencies.ts';
import { ruleInForce, ruleRefOf } from '../core/authority/rule-book.ts';
import { nzRuleBook } from '../core/authority/rules/nz.ts';
import { audited } from './audited.ts';
import { caseOf } from './cases.ts';
import type { Answers, Inputs } from './contract-types.ts';
import { refusalDetails } from './gated.ts';
import { type Ctx, session } from './method.ts';

/** What a pack says of where it goes. */
type PackGoing = {
  readonly recipients: string;
  readonly profile?: string;
  readonly sharing: {
    readonly instruments: readonly { code: string; reference: string }[];
    readonly heldBy: 'holder' | 'requester';
    readonly grounds: string;
  } | null;
};

export const sharingMethods = {
  sharingRule: session((ctx: Ctx): Answers['authority']['sharingRule'] => {
    const rule = ruleInForce(nzRuleBook.rules.sharing, ctx.session.leaseClock.nowMs());
    const { instruments, beliefHeldBy, beliefMinChars } = rule.params;
    return {
      rule: ruleRefOf(rule),
      instruments: instruments.map((instrument) => ({ ...instrument })),
      beliefHeldBy,
      beliefMinChars,
      agencies: nzRuleBook.agencies.map(({ name }) => name),
    };
  }),
  shareCheck: audited(session(shareCheck)),
};

function shareCheck(ctx: Ctx, input: Inputs['authority']['shareCheck']): Answers['authority']['shareCheck'] {
  caseOf(ctx, input.caseId);
  const { caseId, recipientAgency, instruments, conflicting, belief } = input;
  const decision = decide(ctx, { recipient: recipientAgency, instruments, conflicting, belief });
  const { outcome } = decision;
  const details = { recipientAgency, instruments, conflicting, belief, decided: outcome };
  const logSeq = ctx.log.event(
    ctx.session,
    {
      action: 'share-check',
      caseId,
      authority: null,
      details: outcome === 'refused' ? { ...details, refused: refusalDetails(decision) } : details,
    },
    outcome === 'refused' ? 'refused' : 'recorded',
  ).seq;
  return { outcome, decision, logSeq };
}

/**
 * Whether a pack may go where it says. null: its recipients name no other agency that the profile knows, nothing is said
 * that would permit sharing with one, and it is no partner's pack: then NZ-SHARE-1 is not asked. Logs nothing: whoever
 * builds or refuses the pack writes the decision into its entry.
 */
export function decidePackSharing(ctx: Ctx, { recipients, profile, sharing }: PackGoing): Decision | null {
  const named = namedAgencies(recipients, nzRuleBook);
  if (named.length === 0 && sharing === null && profile !== 'partner') return null;
  return decide(ctx, {
    recipient: named.length === 0 ? recipients : named.join('; '),
    instruments: sharing?.instruments ?? [],
    conflicting: [],
    belief:
      sharing === null || sharing.grounds.trim() === '' ? null : { heldBy: sharing.heldBy, grounds: sharing.grounds },
  });
}

type Asked = {
  recipient: string;
  instruments: readonly { code: string; reference: string }[];
  conflicting: readonly string[];
  belief: { heldBy: 'holder' | 'requester'; grounds: string } | null;
};

function decide(ctx: Ctx, asked: Asked): Decision {
  const nowMs = ctx.session.leaseClock.nowMs();
  return decideLawfully(ctx.desk.policies, { what: 'share', user: ctx.actor, ...asked, nowMs });
}
