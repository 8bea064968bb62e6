/**
 * The policy evaluator: Cedar in WebAssembly, with schema. Runs in Node: services worker, intel server, command line.
 * Always: policies are checked against the schema before the first question; a request or an entity that does not fit
 * it, a failure, and any error in any policy are a denial.
 */
import {
  type AuthorizationAnswer,
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs';
import { policies } from '../core/authority/cedar/policies.ts';
import { policySchema } from '../core/authority/cedar/schema.ts';
import type { PolicyAnswer, PolicyEvaluator } from '../core/authority/policy-evaluator.ts';

export type PolicyTexts = { schema: string; policies: Readonly<Record<string, string>> };

/** Cedar keeps what it has read by name, in one table for all evaluators of a thread. */
let made = 0;

/** Throws where the texts cannot be read, or the policies do not fit the schema: nothing is decided with those. */
export function createCedarEvaluator(texts: PolicyTexts = { schema: policySchema, policies }): PolicyEvaluator {
  const { schema } = texts;
  const policySet = { staticPolicies: { ...texts.policies } };
  const checked = validate({ schema, policies: policySet, validationSettings: { mode: 'strict' } });
  const wrong = checked.type === 'failure' ? checked.errors : checked.validationErrors.map(({ error }) => error);
  if (wrong.length > 0) throw new TypeError(`the policies do not hold: ${messages(wrong)}`);
  made += 1;
  const name = `waymark-${made}`;
  for (const read of [preparseSchema(name, schema), preparsePolicySet(name, policySet)]) {
    if (read.type === 'failure') throw new TypeError(`the policies cannot be read: ${messages(read.errors)}`);
  }
  return {
    evaluate: ({ principal, action, resource, context, entities }) =>
      answerOf(
        statefulIsAuthorized({
          principal,
          action,
          resource,
          context,
          entities: entities.map(({ uid, attrs }) => ({ uid, attrs, parents: [] })),
          preparsedSchemaName: name,
          preparsedPolicySetId: name,
          validateRequest: true,
        }),
      ),
  };
}

/** Exported for its test: a forbid that cannot be evaluated does not forbid, so any error denies here. */
export function answerOf(answer: AuthorizationAnswer): PolicyAnswer {
  if (answer.type === 'failure') {
    return { outcome: 'deny', policies: [], problems: answer.errors.map(({ message }) => message) };
  }
  const { decision, diagnostics } = answer.response;
  const problems = diagnostics.errors.map(({ policyId, error }) => `${policyId}: ${error.message}`);
  const permitted = decision === 'allow' && problems.length === 0;
  return { outcome: permitted ? 'permit' : 'deny', policies: diagnostics.reason, problems };
}

function messages(errors: readonly { message: string }[]): string {
  return errors.map(({ message }) => message).join('; ');
}
