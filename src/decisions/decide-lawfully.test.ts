// The one door: engine and policies have to agree, and nothing that fails lets anybody through.
import { expect, test } from 'vitest';
import { policies } from '../core/authority/cedar/policies.ts';
import { policySchema } from '../core/authority/cedar/schema.ts';
import { decideLawfully } from '../core/authority/decide-lawfully.ts';
import type { LawfulQuestion } from '../core/authority/lawful-question.ts';
import type { PolicyEvaluator } from '../core/authority/policy-evaluator.ts';
import { plainAuthority, type User } from '../core/model/domain.ts';
import { createCedarEvaluator } from './cedar-evaluator.ts';

const now = Date.UTC(2026, 10, 12, 3);
const officer: User = { id: 'u1', username: 'te', name: 'T. Example', title: 'Constable', role: 'investigator' };
const lawful: LawfulQuestion = {
  what: 'find',
  user: officer,
  caseId: 'c1',
  authority: {
    ...plainAuthority,
    id: 'a1',
    caseId: 'c1',
    kind: 'file-number',
    number: '261107/4182',
    purpose: 'homicide',
    narrative: 'Following the silver ute of the robbery',
    declaredBy: officer,
    fromMs: now,
    toMs: now + 1,
    assignment: 'confirmed',
    withdrawnMs: null,
  },
  query: 'KJT417',
  window: { fromMs: null, toMs: null },
  nowMs: now,
  recentAskings: [],
  leaseUntilMs: now + 1,
};
const cedar = createCedarEvaluator();
const answers = (outcome: 'permit' | 'deny', problems: string[] = []): PolicyEvaluator => ({
  evaluate: () => ({ outcome, policies: [], problems }),
});
const codes = (evaluator: PolicyEvaluator | null, asked = lawful): string[] =>
  decideLawfully(evaluator, asked).reasons.map(({ code }) => code);

test('AR28 what the engine and the policies both allow is allowed, with its window', () => {
  const decision = decideLawfully(cedar, lawful);
  expect(decision.outcome).toBe('allowed');
  expect(decision.window?.toMs).toBe(now);
  expect(decision.inOrder.map(({ rule }) => rule.id)).toContain('NZ-POLICY-1');
});

test('AR28 what only one of them allows is refused', () => {
  expect(codes(answers('deny'))).toEqual(['policy-denied']);
  expect(decideLawfully(answers('deny'), lawful).window).toBeNull();
  expect(codes(answers('permit'), { ...lawful, leaseUntilMs: null })).toEqual(['no-lease']);
});

test('AR29 no evaluator, a broken one, or one that reports a problem is a refusal', () => {
  const broken: PolicyEvaluator = {
    evaluate() {
      throw new Error('out of memory');
    },
  };
  expect(codes(null)).toEqual(['policy-denied']);
  expect(codes(broken)).toEqual(['policy-denied']);
  expect(decideLawfully(broken, lawful).reasons[0]?.message).toContain('out of memory');
  expect(codes(answers('permit', ['a forbid could not be evaluated']))).toEqual(['policy-denied']);
});

test('AR29 a policy that fails on the real facts denies, whatever permits beside it', () => {
  const failing =
    'forbid (principal, action == Waymark::Action::"find", resource) when { context.nowMs * 9223372036854775807 > 0 };';
  const evaluator = createCedarEvaluator({ schema: policySchema, policies: { ...policies, failing } });
  expect(codes(evaluator)).toEqual(['policy-denied']);
  expect(decideLawfully(evaluator, lawful).reasons[0]?.message).toContain('failing');
});

test('AR28 a forbid of the policies denies by itself, where the engine has not looked', () => {
  const forbids = Object.keys(policies).filter((name) => policies[name]?.trim().startsWith('forbid'));
  const permitsOnly = Object.fromEntries(Object.entries(policies).filter(([name]) => !forbids.includes(name)));
  const lax = createCedarEvaluator({ schema: policySchema, policies: permitsOnly });
  /** The lawful question, its lease changed to an ended one on its way to the policies. */
  const afterLease = (evaluator: PolicyEvaluator): string => {
    let seen = '';
    decideLawfully(
      {
        evaluate(asked) {
          const answer = evaluator.evaluate({ ...asked, context: { ...asked.context, leaseUntilMs: now } });
          seen = `${answer.outcome}: ${answer.policies.join()}`;
          return answer;
        },
      },
      lawful,
    );
    return seen;
  };
  expect(afterLease(cedar)).toBe('deny: in-the-lease');
  expect(afterLease(lax)).toBe('permit: find-under-authority');
});
