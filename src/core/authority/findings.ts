/**
 * Collects what a check found: reasons against, and what was in order. Runs anywhere.
 * Everything is checked before a decision is made, so that one answer names all that is missing (AR3).
 */
import type { Decision, Reason } from './decision.ts';
import type { ReasonCode } from './reason-code.ts';
import type { Rule } from './rule-book.ts';
import { ruleRefOf } from './rule-book.ts';

export type Findings = {
  against(rule: Rule<unknown>, code: ReasonCode, field: Reason['field'], message: string, remedy: string): void;
  fine(rule: Rule<unknown>, message: string): void;
  decide(window: Decision['window']): Decision;
};

export function createFindings(): Findings {
  const reasons: Reason[] = [];
  const inOrder: Decision['inOrder'] = [];
  return {
    against(rule, code, field, message, remedy) {
      reasons.push({ code, rule: ruleRefOf(rule), message, remedy, field });
    },
    fine(rule, message) {
      inOrder.push({ rule: ruleRefOf(rule), message });
    },
    decide(window) {
      const refused = reasons.length > 0;
      return { outcome: refused ? 'refused' : 'allowed', reasons, inOrder, window: refused ? null : window };
    },
  };
}
