/**
 * The second opinion beneath the engine: a policy evaluator that is given bare facts. Runs anywhere (types only); the one
 * there is wraps Cedar (src/decisions).
 */

export type EntityRef = { type: string; id: string };

/** What a policy may look at; integers only, times are UTC epoch milliseconds. */
export type PolicyValue =
  | boolean
  | number
  | string
  | { __entity: EntityRef }
  | PolicyValue[]
  | { [name: string]: PolicyValue };

export type PolicyEntity = { uid: EntityRef; attrs: Record<string, PolicyValue> };

export type PolicyRequest = {
  principal: EntityRef;
  action: EntityRef;
  resource: EntityRef;
  context: Record<string, PolicyValue>;
  entities: readonly PolicyEntity[];
};

/** `policies` that decided, by id; `problems`: what could not be evaluated. With a problem it is always a denial. */
export type PolicyAnswer = {
  outcome: 'permit' | 'deny';
  policies: readonly string[];
  problems: readonly string[];
};

export type PolicyEvaluator = { evaluate(request: PolicyRequest): PolicyAnswer };
