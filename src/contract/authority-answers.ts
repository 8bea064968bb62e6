/**
 * What the register of authorities answers: the ways to make something lawful, the register of a case with its clocks,
 * what waits for somebody's approval. Runs anywhere. Times are UTC epoch milliseconds.
 */
import { z } from 'zod';
import { decision } from '../core/authority/decision.ts';
import { area, authorityKind, authorityRecord, epochMs, id, user } from '../core/model/domain.ts';

export { type AuthorityWay, authorityWay, type LawfulFunction, lawfulFunction } from '../core/authority/way.ts';

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

/** What a saved draft is to say instead; case and kind stay. */
export const authorityRevision = authorityDraft.omit({ caseId: true, kind: true }).extend({ authorityId: id });

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
  may: z.array(z.enum(['revise', 'attach', 'submit', 'withdraw', 'renew', 'report'])),
});
export type AuthorityStanding = z.infer<typeof authorityStanding>;

/** Somebody else's authority that waits for the signed-in person's word. */
export const approvalRequest = z.object({
  record: authorityRecord,
  caseName: z.string(),
  decision: decision.describe('what the rules say of it, approval aside'),
});
export type ApprovalRequest = z.infer<typeof approvalRequest>;

const logSeq = z.number().int();
const refused = z.object({ outcome: z.literal('refused'), decision, logSeq });

/** What a step in the life of an authority is answered: done, or refused by the rules. */
export const authorityStep = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), authority: authorityRecord, decision, logSeq }),
  refused,
]);
export type AuthorityStep = z.infer<typeof authorityStep>;

/** `own` and `household` bar a person's queries for that vehicle; a reason asks a senior for leave to query it all the same. */
export const interestRelation = z.enum(['own', 'household']);

/** A vehicle somebody declared to be theirs or of their household. */
export const declaredInterest = z.object({
  id,
  by: user,
  relation: interestRelation,
  plate: z.string().max(16).describe('folded; empty where only a keyed hash of it is held'),
  reason: z.string().max(2000).describe('why it must be queried all the same; empty: it is not'),
  state: z
    .enum(['barred', 'submitted', 'approved', 'refused'])
    .describe('barred: queries for it are refused; approved: they are allowed, and marked'),
  declaredMs: epochMs,
  decidedBy: user.nullable(),
  decidedMs: epochMs.nullable(),
  note: z.string().max(2000),
});
export type DeclaredInterest = z.infer<typeof declaredInterest>;

export const interestStep = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), interest: declaredInterest, logSeq }),
  refused,
]);
export type InterestStep = z.infer<typeof interestStep>;

/** A live alert on one plate: each new read that may be it is put on the desk, unconfirmed, until the watch ends. */
export const trackingWatch = z.object({
  id,
  caseId: id,
  authorityId: id,
  plate: z.string().max(16).describe('folded'),
  startedBy: user,
  startedMs: epochMs,
  endsMs: epochMs.describe('when its authority lapses, to the millisecond'),
  state: z.enum(['running', 'ended']),
  endedMs: epochMs.nullable(),
  endedBy: z.enum(['stopped', 'expired', 'withdrawn', 'recovered']).nullable(),
  /** Newest first, at most 100; `alerts` counts all. None of them is confirmed by being here. */
  reads: z.array(
    z.object({
      detectionId: z.string(),
      timeMs: epochMs,
      cameraId: z.string(),
      read: z.string(),
      raisedMs: epochMs,
      likelihood: z
        .number()
        .min(0)
        .max(1)
        .nullable()
        .describe(
          'that it is the plate, as the matcher weighed it; null: it says the plate, and a query would fold it away, or nothing weighed it',
        ),
    }),
  ),
  alerts: z.number().int(),
});
export type TrackingWatch = z.infer<typeof trackingWatch>;

export const trackAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('ran'), watch: trackingWatch, decision, logSeq }),
  refused,
]);
export type TrackAnswer = z.infer<typeof trackAnswer>;

/** Largest paper that is kept with an authority. */
export const MAX_DOCUMENT_BYTES = 10_000_000;
