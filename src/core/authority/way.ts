/**
 * The ways to make something lawful, as the forms ask for them: one kind of authority, and all that has to be said of it.
 * Runs anywhere. What the ways are is data of the rule book.
 */
import { z } from 'zod';
import { authorityKind } from '../model/domain.ts';

/** What somebody wants to do; each function has its own ways to be lawful. */
export const lawfulFunction = z.enum(['find', 'track', 'recover-stolen']);
export type LawfulFunction = z.infer<typeof lawfulFunction>;

/** What can be said of an authority; reasons of a refusal name the same. */
export const authorityField = z.enum([
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
]);
export type AuthorityField = z.infer<typeof authorityField>;

/** One way to make a function lawful, and all that its form has to ask: nothing else is asked. */
export const authorityWay = z.object({
  kind: authorityKind,
  title: z.string(),
  text: z.string(),
  fields: z.array(authorityField),
  required: z.array(authorityField).describe('of these, what has to be given; the rest limits it where given'),
  numberLabel: z.string(),
  needsApproval: z.boolean().describe('a second person approves before it counts'),
  documentRequired: z.boolean(),
  maxLifetimeMs: z.number().int().describe('of one that begins now; calendar days may be an hour longer or shorter'),
  reportDueMs: z
    .number()
    .int()
    .nullable()
    .describe('how long after its end a report is due, for one that begins now and runs its full time; null: none is'),
  grounds: z.array(z.object({ code: z.string(), label: z.string() })).describe('limbs to choose from; empty: none'),
  ruleId: z.string(),
});
export type AuthorityWay = z.infer<typeof authorityWay>;
