/**
 * What the register of the intel server is told and answers: authorities on their way to an approver, own vehicles as
 * keyed hashes, stolen vehicles. Runs anywhere. What somebody decided travels as a statement that the server signed: a
 * workstation keeps it beside the record and believes nothing else. Times are UTC epoch milliseconds.
 */
import { z } from 'zod';
import { decision } from '../core/authority/decision.ts';
import { authorityRecord, epochMs, id, sha256Hex, user } from '../core/model/domain.ts';
import { approvalStatement } from '../core/policy/approval-statement.ts';
import { declaredInterest, MAX_DOCUMENT_BYTES } from './authority-answers.ts';

/** Base64 of one paper. */
export const documentBase64 = z.string().max(Math.ceil(MAX_DOCUMENT_BYTES / 3) * 4);

/** A paper with its bytes, as it travels. */
const sentDocument = z.object({ id, base64: documentBase64 });

export const submission = z.object({
  record: authorityRecord,
  caseName: z.string().max(200),
  documents: z.array(sentDocument).max(20),
});
export type Submission = z.infer<typeof submission>;

/** Done: what now stands, signed. Refused: by the rules, with reasons. */
export const registerStep = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), statement: approvalStatement }),
  z.object({ outcome: z.literal('refused'), decision }),
]);
export type RegisterStep = z.infer<typeof registerStep>;

export const pendingApprovals = z.object({
  authorities: z.array(z.object({ record: authorityRecord, caseName: z.string(), recordSha256: sha256Hex })),
  interests: z.array(declaredInterest),
  timeMs: epochMs,
});

/** What an owner tells of an authority that somebody approved: that it was first used, that its report was made. */
export const registerNotice = z.object({
  id: id.describe('of this notice: the same again changes nothing'),
  authorityId: id,
  kind: z.enum(['first-use', 'report']),
  atMs: epochMs,
  note: z.string().max(2000),
});
export type RegisterNotice = z.infer<typeof registerNotice>;

/** A report that is due on somebody's authority, by the clock of the register. */
export const reportDue = z.object({
  record: authorityRecord,
  caseName: z.string(),
  dueMs: epochMs,
  madeMs: epochMs.nullable(),
  overdue: z.boolean(),
});
export type ReportDue = z.infer<typeof reportDue>;

/** HMAC-SHA-256 of a folded plate under the key of one person, hex. */
const plateMac = sha256Hex;

/** A vehicle reported stolen. It alone makes it lawful to look for it to recover it; who set it may not be the tracker. */
export const stolenRecord = z.object({
  id,
  plate: z.string().max(16).describe('folded'),
  complaint: z.string().max(200).describe('number of the theft complaint'),
  complainant: z.string().max(200),
  stolenMs: epochMs,
  setBy: user,
  setMs: epochMs,
  recoveredMs: epochMs.nullable(),
});
export type StolenRecord = z.infer<typeof stolenRecord>;

/** All of the register that one person's workstation has to know to decide offline as the server would. */
export const registerForOne = z.object({
  statements: z.array(approvalStatement),
  vehicles: z.object({
    keyHex: sha256Hex.describe('HMAC key of this person: 32 bytes, hex'),
    held: z.array(z.object({ mac: plateMac, relation: declaredInterest.shape.relation, allowed: z.boolean() })),
  }),
  interests: z.array(declaredInterest),
  stolen: z.array(stolenRecord).max(100_000),
  timeMs: epochMs,
});
export type RegisterForOne = z.infer<typeof registerForOne>;

export const interestAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), interest: declaredInterest }),
  z.object({ outcome: z.literal('refused'), decision }),
]);
export type InterestAnswer = z.infer<typeof interestAnswer>;

export const operationAnswer = z.object({
  name: z.string(),
  exists: z.boolean(),
  assigned: z.boolean(),
  owner: z.string().nullable(),
  fromMs: epochMs.nullable(),
  toMs: epochMs.nullable(),
});
