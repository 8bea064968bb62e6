/**
 * What of the query log travels between workstations, the intel server and the auditor. Runs anywhere.
 * The server sees leaves (commitments that tell nothing) and what is sealed for the auditor; no entry. Times are UTC
 * epoch milliseconds, hashes lower-case hex, notes are C2SP signed notes as text. Spec: docs/spec/{audit,sync,ingest}.md.
 */
import { z } from 'zod';
import { auditReceipt } from '../core/audit/entry.ts';
import { forkProof } from '../core/audit/fork-proof.ts';
import { auditLeaf } from '../core/audit/leaf.ts';
import { epochMs, id, sha256Hex } from '../core/model/domain.ts';
import { auditPublicKey, sealedEntry } from './audit-sealing.ts';

/** Most records in one push. */
export const AUDIT_PUSH_MAX = 500;
/** Most records in one answer to the auditor. */
export const AUDIT_READ_MAX = 1000;

const signedNote = z.string().max(20_000).describe('C2SP signed note of a checkpoint');

export const auditRecord = z.strictObject({ leaf: auditLeaf, sealed: sealedEntry });
export type AuditRecord = z.infer<typeof auditRecord>;

/** A checkpoint that ends with the last record handed over; null where nothing is handed over. */
export const auditPush = z.object({
  records: z.array(auditRecord).max(AUDIT_PUSH_MAX),
  checkpoint: signedNote.nullable(),
});
export type AuditPush = z.infer<typeof auditPush>;

export const auditPushAnswer = z.object({
  receipt: auditReceipt,
  checkpoint: signedNote.nullable().describe('the newest the server holds, cosigned by it and its witnesses'),
});
export type AuditPushAnswer = z.infer<typeof auditPushAnswer>;

/** A key of the auditor as the register holds it. */
export const auditKeyAnswer = z.object({
  keys: z
    .array(
      z.object({
        ...auditPublicKey.shape,
        createdMs: epochMs,
        retiredMs: epochMs.nullable().describe('nothing new is sealed to it; what was, still opens with it'),
        sealedPrivate: z.string().max(4000).nullable().describe('JWE under the audit passphrase; for an auditor alone'),
      }),
    )
    .max(64),
});

/** One record as the server holds it. */
export const heldAuditRecord = z.object({
  ordinal: z.number().int().min(1).describe('place among all records, in the order they were received'),
  deviceId: id,
  userId: id,
  deviceName: z.string(),
  leaf: auditLeaf,
  sealed: sealedEntry,
  receivedMs: epochMs,
});
export type HeldAuditRecord = z.infer<typeof heldAuditRecord>;

export const auditReadAnswer = z.object({
  records: z.array(heldAuditRecord).max(AUDIT_READ_MAX),
  next: z.number().int().min(0).describe('what to ask after next'),
  more: z.boolean(),
  total: z.number().int().min(0).describe('records held at all'),
});

/** Where the log of one user's workspace on one workstation stands. */
export const auditChainHead = z.object({
  deviceId: id,
  userId: id,
  deviceName: z.string(),
  devicePublicKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Ed25519, raw, hex: what its checkpoints are signed with'),
  size: z.number().int().min(0),
  checkpoint: signedNote.nullable().describe('signed by the workstation, cosigned by the server and its witnesses'),
  lastReceivedMs: epochMs,
  conflicts: z.number().int().min(0),
});
export type AuditChainHead = z.infer<typeof auditChainHead>;

export const auditHeadsAnswer = z.object({
  heads: z.array(auditChainHead),
  witnesses: z.array(z.string().max(500)).describe('verifier keys (vkey) of the witnesses this server asks'),
});

/** Two histories of one workspace, kept as they came. */
export const auditConflict = z.object({
  id: sha256Hex,
  deviceId: id,
  userId: id,
  deviceName: z.string(),
  deviceSeq: z.number().int().min(0).describe('first place at which they are known to differ'),
  receivedMs: epochMs,
  held: signedNote.nullable().describe('checkpoint the server held'),
  offered: signedNote.nullable().describe('checkpoint that was offered against it'),
  proof: forkProof.nullable().describe('transferable proof of the fork; null where what came does not suffice for one'),
});
export type AuditConflict = z.infer<typeof auditConflict>;
