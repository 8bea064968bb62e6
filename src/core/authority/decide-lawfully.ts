/**
 * The one decision that workstation and server both ask for: allowed only where the engine finds nothing against it and
 * the policy evaluator permits it too. Runs anywhere, pure.
 * Always: no evaluator, an error in it, or a denial where the engine found nothing is a refusal.
 */
import { decideDeclaration, decideFind } from './decide-access.ts';
import { decideApproval, decideSubmission } from './decide-approval.ts';
import { decideConfirmation } from './decide-confirmation.ts';
import { decideSharing } from './decide-sharing.ts';
import { decideStolenFlag } from './decide-stolen-flag.ts';
import { decideTrack } from './decide-track.ts';
import type { Decision } from './decision.ts';
import type { LawfulQuestion } from './lawful-question.ts';
import type { PolicyAnswer, PolicyEvaluator } from './policy-evaluator.ts';
import { policyRequestOf } from './policy-request.ts';
import { ruleInForce, ruleRefOf } from './rule-book.ts';
import { nzRuleBook } from './rules/nz.ts';

/** @param evaluator null: there is none, and nothing is allowed */
export function decideLawfully(evaluator: PolicyEvaluator | null, asked: LawfulQuestion): Decision {
  const found = engineSays(asked);
  if (found.outcome === 'refused') return found;
  const answer = policySays(evaluator, asked);
  const { nowMs, book = nzRuleBook } = asked;
  const rule = ruleRefOf(ruleInForce(book.rules.policy, nowMs));
  if (answer.outcome === 'permit') {
    return { ...found, inOrder: [...found.inOrder, { rule, message: 'The policies permit it too' }] };
  }
  const message =
    answer.problems.length > 0
      ? `The policies could not be evaluated: ${answer.problems.join('; ')}.`
      : 'The policies beneath the rules do not permit it.';
  const remedy = 'Nothing was done. Tell whoever runs this installation: rules and policies disagree.';
  return {
    ...found,
    outcome: 'refused',
    reasons: [{ code: 'policy-denied', rule, message, remedy, field: null }],
    window: null,
  };
}

/** What the engine alone says. */
function engineSays(asked: LawfulQuestion): Decision {
  switch (asked.what) {
    case 'declare':
      return decideDeclaration(asked);
    case 'find':
      return decideFind(asked);
    case 'confirm':
      return decideConfirmation(asked);
    case 'track':
      return decideTrack(asked);
    case 'submit':
      return decideSubmission(asked);
    case 'approve':
      return decideApproval(asked);
    case 'flag-stolen':
      return decideStolenFlag(asked);
    case 'share':
      return decideSharing(asked);
  }
}

function policySays(evaluator: PolicyEvaluator | null, asked: LawfulQuestion): PolicyAnswer {
  const denied = (problem: string): PolicyAnswer => ({ outcome: 'deny', policies: [], problems: [problem] });
  if (evaluator === null) return denied('there is no policy evaluator');
  try {
    const request = policyRequestOf(asked, asked.book ?? nzRuleBook);
    if (request === null) return denied('there is nothing to ask about');
    const answer = evaluator.evaluate(request);
    return answer.outcome === 'permit' && answer.problems.length > 0 ? { ...answer, outcome: 'deny' } : answer;
  } catch (error) {
    return denied(error instanceof Error ? error.message : 'the evaluator failed');
  }
}
