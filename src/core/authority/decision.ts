/**
 * What the authority engine answers: allowed or refused, each reason with its rule, and what would make it lawful.
 * Runs anywhere. A refusal is an answer, not an error.
 */
import { z } from 'zod';
import { authorityField } from './way.ts';

export const ruleRef = z.object({
  id: z.string().describe('e.g. NZ-FIND-1'),
  version: z.number().int(),
  title: z.string(),
  text: z.string().describe('the rule in words'),
  source: z.string(),
  inForceFrom: z.string().describe('ISO date'),
  unconfirmed: z.boolean().describe('secondary source: shown with a mark'),
});
export type RuleRef = z.infer<typeof ruleRef>;

export const reason = z.object({
  code: z.string().describe('closed set, e.g. no-authority, bad-file-number, junk-reason'),
  rule: ruleRef,
  message: z.string().describe('what is missing or wrong'),
  remedy: z.string().describe('what would make it lawful'),
  field: z.enum(['authority', 'window', 'query', 'role', 'lease', 'approval', ...authorityField.options]).nullable(),
});
export type Reason = z.infer<typeof reason>;

export const decision = z.object({
  outcome: z.enum(['allowed', 'refused']),
  reasons: z.array(reason).describe('why refused; empty when allowed'),
  inOrder: z.array(z.object({ rule: ruleRef, message: z.string() })).describe('what was checked and found in order'),
  window: z.object({ fromMs: z.number(), toMs: z.number(), clamped: z.boolean() }).nullable(),
});
export type Decision = z.infer<typeof decision>;
