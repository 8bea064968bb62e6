/**
 * What the register of authorities answers: the ways to make something lawful, the register of a case with its clocks,
 * what waits for somebody's approval. Runs anywhere. Times are UTC epoch milliseconds.
 */
import { z } from 'zod';
import { decision } from '../core/authority/decision.ts';
import { area, authorityKind, authorityRecord, epochMs, id } from '../core/model/domain.ts';

/** What somebody wants to do; each function has its own ways to be lawful. */
export const lawfulFunction = z.enum(['find', 'track', 'recover-stolen']);
export type LawfulFunction = z.infer<typeof lawfulFunction>;

/** One way to make a function lawful, and all that its form has to ask: nothing else is asked. */
export const authorityWay = z.object({
  kind: authorityKind,
  title: z.string(),
  text: z.string(),
  fields: z.array(
    z.enum([
      'number',
      'issuer',
      'purpose',
      'narrative',
      'plates',
      'people',
      'area',
      'devices',
      'from',
      'to',
      'conditions',
      'grounds',
      'impracticable',
      'document',
    ]),
  ),
  numberLabel: z.string(),
  needsApproval: z.boolean().describe('a second person approves before it counts'),
  documentRequired: z.boolean(),
  maxLifetimeMs: z.number().int(),
  reportDueMs: z.number().int().nullable().describe('how long after its end a report is due; null: none is'),
  grounds: z.array(z.object({ code: z.string(), label: z.string() })).describe('limbs to choose from; empty: none'),
  ruleId: z.string(),
});
export type AuthorityWay = z.infer<typeof authorityWay>;

/** Fields that are not asked for the kind are left empty. */
export const authorityDraft = z.object({
  caseId: id,
  kind: authorityKind,
  number: z.string().max(64),
  issuer: z.string().max(200),
  purpose: z.string().max(64),
  narrative: z.string().max(2000),
  plates: z.array(z.string().max(16)).max(50),
  people: z.array(z.string().max(200)).max(50),
  area: area.nullable(),
  devices: z.array(z.string().max(200)).max(50),
  fromMs: epochMs.nullable().describe('null: now'),
  toMs: epochMs.nullable().describe('null: as long as the rule allows'),
  conditions: z.string().max(2000),
  ground: z.string().max(64),
  impracticable: z.string().max(2000).describe('why a warrant cannot be had in time'),
});
export type AuthorityDraft = z.infer<typeof authorityDraft>;

/** Where an authority stands now, one word, and the clocks that run. */
export const authorityStanding = z.object({
  record: authorityRecord,
  standing: z.enum([
    'draft',
    'submitted',
    'not-yet',
    'in-force',
    'provisional',
    'lapsed',
    'withdrawn',
    'refused',
    'rejected-by-register',
  ]),
  remainingMs: z.number().int().nullable().describe('until it lapses; null: it is not in force'),
  report: z
    .object({ dueMs: epochMs, madeMs: epochMs.nullable(), overdue: z.boolean() })
    .nullable()
    .describe('null: no report is due'),
  uses: z.number().int().describe('queries that ran under it'),
  /** What the signed-in person may do with it now. */
  may: z.array(z.enum(['attach', 'submit', 'withdraw', 'renew', 'report'])),
});
export type AuthorityStanding = z.infer<typeof authorityStanding>;

/** Somebody else's authority that waits for the signed-in person's word. */
export const approvalRequest = z.object({
  record: authorityRecord,
  caseName: z.string(),
  decision: decision.describe('what the rules say of it, approval aside'),
});
export type ApprovalRequest = z.infer<typeof approvalRequest>;
