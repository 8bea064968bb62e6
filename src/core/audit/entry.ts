/**
 * One entry of the query log and the checkpoint that vouches for its head. Runs anywhere.
 * An entry belongs to one log (`case:<id>`, or `device` for what concerns no case); every log is a hash chain of its
 * own, so that a pack can show all entries of its case and nothing of others. `deviceSeq` and `devicePrev` chain all
 * entries of the workstation besides. New entries are of version 2: their hash covers a random blind, so that it can be
 * shown without telling what was asked. Those of version 1 stay valid for ever. Spec: docs/spec/audit.md.
 */
import { z } from 'zod';
import { epochMs, sha256Hex, space, user } from '../model/domain.ts';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonValue = Json;
export const jsonValue: z.ZodType<Json> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(jsonValue), z.record(z.string(), jsonValue)]),
);

export const auditAction = z.enum([
  'enrol',
  'sign-in',
  'sign-in-failed',
  'lock',
  'case-create',
  'authority-declare',
  'authority-withdraw',
  'authority-assignment',
  'find',
  'look-alikes',
  'journey',
  'pattern',
  'convoy',
  'colocation',
  'all-convoys',
  'view',
  'image',
  'confirm',
  'exhibit-add',
  'exhibit-remove',
  'pack-export',
  'pack-download',
  'log-read',
  'policy-change',
  'sync-refusal',
  'authority-draft',
  'authority-attach',
  'authority-submit',
  'authority-approve',
  'authority-refuse',
  'authority-report',
  'document-view',
  'interest-declare',
  'track-start',
  'track-stop',
  'track-alert',
  'audit-unlock',
  'audit-read',
  'audit-verify',
  'audit-note',
  'print',
  'authority-revise',
  'authority-detach',
  'workspace-alarm',
  'pack-preview',
  'preservation-note',
  'stolen-flag',
  'share-check',
  'settings-change',
]);
export type AuditAction = z.infer<typeof auditAction>;

/** The authority as it stood when the entry was written; null: none was given. */
export const auditAuthority = z
  .object({
    id: z.string(),
    kind: z.string(),
    number: z.string(),
    purpose: z.string(),
    narrative: z.string(),
    assignment: z.string(),
  })
  .nullable();

export const auditEntry = z
  .object({
    v: z.union([z.literal(1), z.literal(2)]),
    blind: sha256Hex
      .optional()
      .describe('32 random bytes, from version 2 on: who has only the hash cannot try what was asked'),
    space,
    deviceId: z.string(),
    log: z.string().describe('`device` or `case:<case id>`'),
    seq: z.number().int().min(1).describe('position in its log, from 1, without gaps'),
    prev: sha256Hex.describe('hash of the entry before it in its log; 64 zeros for the first'),
    deviceSeq: z.number().int().min(1),
    devicePrev: sha256Hex,
    timeMs: epochMs,
    actor: user.nullable().describe('name, title and role held at the time; null before anyone is signed in'),
    action: auditAction,
    phase: z
      .enum(['intent', 'result', 'event'])
      .describe('intent: written before it runs; result: what came back; event: a thing done at once'),
    of: z.number().int().nullable().describe('for a result: seq of its intent'),
    outcome: z.enum(['pending', 'ran', 'refused', 'failed', 'cancelled', 'recorded']),
    authority: auditAuthority,
    details: z.record(z.string(), jsonValue).describe('what was asked or done, values as they were'),
    hash: sha256Hex.describe(
      'SHA-256 over "waymark-audit-v1\\n" (-v2 for version 2) and the canonical JSON (RFC 8785) of all other fields',
    ),
  })
  .refine(({ v, blind }) => (v === 2) === (blind !== undefined), { error: 'version 2, and it alone, has a blind' });
export type AuditEntry = z.infer<typeof auditEntry>;
/** An entry before the chain gives it its place and hash. */
export type AuditDraft = Pick<
  AuditEntry,
  'space' | 'log' | 'timeMs' | 'actor' | 'action' | 'phase' | 'of' | 'outcome' | 'authority' | 'details'
>;

/** The head of one log at one moment, signed by the workstation's Ed25519 key. */
export const auditCheckpoint = z.object({
  v: z.literal(1),
  deviceId: z.string(),
  log: z.string(),
  size: z.number().int().min(0),
  head: sha256Hex.describe('hash of the last entry; 64 zeros for an empty log'),
  timeMs: epochMs,
  publicKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe('Ed25519, raw, hex'),
  signature: z
    .string()
    .regex(/^[0-9a-f]{128}$/)
    .describe('over "waymark-checkpoint-v1\\n" and the canonical JSON of all other fields'),
});
export type AuditCheckpoint = z.infer<typeof auditCheckpoint>;

/** The server's word that it holds the log of a device up to here, unbroken. */
export const auditReceipt = z.object({
  v: z.literal(1),
  serverId: z.string(),
  deviceId: z.string(),
  deviceSeq: z.number().int().min(0),
  deviceHead: sha256Hex,
  timeMs: epochMs,
  publicKey: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z
    .string()
    .regex(/^[0-9a-f]{128}$/)
    .describe('over "waymark-receipt-v1\\n" and the canonical JSON of all other fields'),
});
export type AuditReceipt = z.infer<typeof auditReceipt>;
