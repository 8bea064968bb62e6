// The Cedar adapter on planted policies: whatever cannot be evaluated denies.
import { isAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { expect, test } from 'vitest';
import { policies } from '../core/authority/cedar/policies.ts';
import type { PolicyRequest } from '../core/authority/policy-evaluator.ts';
import { answerOf, createCedarEvaluator } from './cedar-evaluator.ts';

const schema = `
entity User = { role: String, suspended?: Bool };
entity Thing;
action use appliesTo { principal: User, resource: Thing, context: { nowMs: Long, limitMs?: Long } };
`;
const uid = (type: string, id: string) => ({ type, id });
const request = (
  attrs: PolicyRequest['entities'][number]['attrs'],
  context: PolicyRequest['context'],
): PolicyRequest => ({
  principal: uid('User', 'u1'),
  action: uid('Action', 'use'),
  resource: uid('Thing', 't1'),
  context,
  entities: [{ uid: uid('User', 'u1'), attrs }],
});
const everybody = 'permit (principal, action, resource);';
const lawful = request({ role: 'investigator' }, { nowMs: 1 });

test('AR28 a permit permits and names the policy; a forbid beats it', () => {
  expect(createCedarEvaluator({ schema, policies: { everybody } }).evaluate(lawful)).toEqual({
    outcome: 'permit',
    policies: ['everybody'],
    problems: [],
  });
  const nobody = 'forbid (principal, action, resource) when { principal.role == "investigator" };';
  const answer = createCedarEvaluator({ schema, policies: { everybody, nobody } }).evaluate(lawful);
  expect(answer).toEqual({ outcome: 'deny', policies: ['nobody'], problems: [] });
});

test('AR29 a forbid whose condition overflows does not slip through', () => {
  const overflowing = 'forbid (principal, action, resource) when { context.nowMs + 9223372036854775807 > 0 };';
  const answer = createCedarEvaluator({ schema, policies: { everybody, overflowing } }).evaluate(lawful);
  expect(answer.outcome).toBe('deny');
  expect(answer.problems.join()).toContain('overflowing');
});

test('AR29 a forbid on a missing attribute slips through Cedar itself, and not through the adapter', () => {
  const call = {
    principal: uid('User', 'u1'),
    action: uid('Action', 'use'),
    resource: uid('Thing', 't1'),
    context: {},
    policies: {
      staticPolicies: { everybody, suspended: 'forbid (principal, action, resource) when { principal.suspended };' },
    },
    entities: [{ uid: uid('User', 'u1'), attrs: {}, parents: [] }],
  };
  const answer = isAuthorized(call);
  if (answer.type !== 'success') throw new Error('Cedar did not answer');
  expect(answer.response.decision).toBe('allow');
  expect(answerOf(answer).outcome).toBe('deny');
  expect(answerOf(answer).problems.join()).toContain('suspended');
});

test('AR29 policies that ask for an optional attribute without looking whether it is there are not taken', () => {
  const careless = 'forbid (principal, action, resource) when { principal.suspended };';
  expect(() => createCedarEvaluator({ schema, policies: { everybody, careless } })).toThrow(/suspended/);
  expect(() => createCedarEvaluator({ schema, policies: { everybody: 'permit (principal, action' } })).toThrow();
  expect(() => createCedarEvaluator({ schema: 'entity', policies: { everybody } })).toThrow();
});

test.each<[string, PolicyRequest]>([
  ['an entity lacks an attribute', request({}, { nowMs: 1 })],
  ['an entity has one that the schema does not know', request({ role: 'x', admin: true }, { nowMs: 1 })],
  ['an attribute is of another type', request({ role: 7 }, { nowMs: 1 })],
  ['the context lacks a value', request({ role: 'x' }, {})],
  ['the context has one more', request({ role: 'x' }, { nowMs: 1, override: true })],
  ['a number is no integer', request({ role: 'x' }, { nowMs: 1.5 })],
  ['the action is unknown', { ...lawful, action: uid('Action', 'other') }],
  ['the principal is of another type', { ...lawful, principal: uid('Thing', 't1') }],
])('AR29 a request that does not fit the schema is denied: %s', (_name, asked) => {
  const evaluator = createCedarEvaluator({ schema, policies: { everybody } });
  expect(evaluator.evaluate(lawful).outcome).toBe('permit');
  const answer = evaluator.evaluate(asked);
  expect(answer.outcome).toBe('deny');
  expect(answer.problems).not.toEqual([]);
});

test('AR28 the policies of the project hold against their schema', () => {
  expect(Object.keys(policies).length).toBeGreaterThan(20);
  expect(() => createCedarEvaluator()).not.toThrow();
});
