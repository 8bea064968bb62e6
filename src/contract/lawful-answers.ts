/**
 * What is answered where somebody asks whether a thing would be lawful: passing on to another agency, recording a vehicle
 * as stolen, looking for one that is. Runs anywhere. Times are UTC epoch milliseconds.
 */
import { z } from 'zod';
import { decision, ruleRef } from '../core/authority/decision.ts';
import { epochMs, id } from '../core/model/domain.ts';
import { stolenRecord } from './register.ts';

/** Judged and in the log; nothing else was done. */
export const lawfulAnswer = z.object({
  outcome: z.enum(['allowed', 'refused']),
  decision,
  logSeq: z.number().int(),
});
export type LawfulAnswer = z.infer<typeof lawfulAnswer>;

const instrument = z.object({ code: z.string().max(64), reference: z.string().max(300) });

export const shareQuestion = z.object({
  caseId: id,
  recipientAgency: z.string().max(500),
  instruments: z.array(instrument).max(10).describe('codes of `sharingRule`; reference: section, agreement, date'),
  conflicting: z.array(z.string().min(1).max(300)).max(20).describe('statutes that forbid it, as far as known'),
  belief: z
    .object({ heldBy: z.enum(['holder', 'requester']), grounds: z.string().max(2000) })
    .nullable()
    .describe('null: nobody says so'),
});

/** What the form for sharing has to ask. */
export const sharingRule = z.object({
  rule: ruleRef,
  instruments: z.array(
    z.object({ code: z.string(), label: z.string(), alone: z.boolean(), beliefNeeded: z.boolean() }),
  ),
  beliefHeldBy: z.enum(['holder', 'requester']),
  beliefMinChars: z.number().int(),
  agencies: z.array(z.string()).describe('names known; any other may be typed'),
});

export const stolenFlagQuestion = z.object({
  caseId: id,
  plate: z.string().max(16),
  complaint: z.string().max(200),
  complainant: z.string().max(200),
  stolenMs: epochMs.nullable(),
});

/** A stolen record of a plate that the case has to do with. */
export const stolenFlag = z.object({
  flag: stolenRecord,
  setByMe: z.boolean(),
  followedMs: epochMs.nullable().describe('when the signed-in person last followed this plate, or was refused to'),
  authorityId: id.nullable().describe('own stolen report of this case that names plate and complaint'),
  follow: decision.describe('may the signed-in person look for it now, under that authority?'),
  flagAgain: decision.describe('might they record this plate as stolen themselves?'),
});
export type StolenFlag = z.infer<typeof stolenFlag>;
