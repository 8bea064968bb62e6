/**
 * The contract between a workstation (or a provider) and the intel server, published as OpenAPI. Runs anywhere.
 * Reads and bodies are capped here so that a hostile peer meets the schema first. Times are UTC epoch ms.
 */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { camera, detection, epochMs, id, sha256Hex, space, user } from '../core/model/domain.ts';
import {
  AUDIT_READ_MAX,
  auditConflict,
  auditHeadsAnswer,
  auditKeyAnswer,
  auditPush,
  auditPushAnswer,
  auditReadAnswer,
} from './audit-wire.ts';
import type { MethodMeta } from './meta.ts';
import {
  documentBase64,
  interestAnswer,
  operationAnswer,
  pendingApprovals,
  registerForOne,
  registerNotice,
  registerStep,
  reportDue,
  submission,
} from './register.ts';

const base = oc.$meta<MethodMeta>({ effect: 'read', audit: 'none', gate: 'open' }).errors({
  UNAUTHORIZED: { status: 401, message: 'Sign in again.' },
  FORBIDDEN: { status: 403, message: 'Not allowed.' },
  CONFLICT: { status: 409, message: 'This contradicts what the server holds.' },
  TOO_MANY: { status: 429, message: 'Too many tries.', data: z.object({ retryAfterMs: z.number() }) },
});
const publicKey = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('Ed25519, raw, hex');
const base64 = z.string().max(20_000);

/** What the workstation may hold, for how long. Signed by the server over the canonical JSON of `body`. */
export const policyBody = z.object({
  version: z.number().int().min(1),
  space,
  serverId: z.string(),
  issuedMs: epochMs,
  expiresMs: epochMs,
  windowMs: z.number().int().positive().describe('history a workstation may hold; never over 60 days'),
  kinds: z.array(z.enum(['camera', 'detection', 'image'])),
  maxDetections: z.number().int().positive(),
  leaseMs: z.number().int().positive().describe('offline lease: queries stop when the server was not met for so long'),
  mobilePoliceRetentionMs: z.number().int().positive(),
});
export type PolicyBody = z.infer<typeof policyBody>;
export const signedPolicy = z.object({ body: policyBody, publicKey, signature: z.string().regex(/^[0-9a-f]{128}$/) });
export type SignedPolicy = z.infer<typeof signedPolicy>;

/** One change of the feed; `seq` grows without reuse, a later one of the same id replaces an earlier one. */
export const feedItem = z.discriminatedUnion('kind', [
  z.object({ seq: z.number().int().positive(), kind: z.literal('camera'), camera }),
  z.object({ seq: z.number().int().positive(), kind: z.literal('detection'), detection }),
  z.object({
    seq: z.number().int().positive(),
    kind: z.literal('deletion'),
    of: z.enum(['camera', 'detection']),
    id: z.string(),
  }),
]);
export type FeedItem = z.infer<typeof feedItem>;

/** One page of the feed, signed by the server over "waymark-batch-v1\n" and the canonical JSON of all other fields. */
export const feedBatch = z.object({
  serverId: z.string(),
  space,
  policyVersion: z.number().int(),
  from: z.number().int().min(0).describe('cursor asked for'),
  to: z.number().int().min(0).describe('cursor to ask for next'),
  more: z.boolean(),
  remaining: z.number().int().min(0).describe('about how many items are left after this page'),
  items: z.array(feedItem).max(5000),
  digest: sha256Hex.describe('SHA-256 of the canonical JSON of items'),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});
export type FeedBatch = z.infer<typeof feedBatch>;

export const ingestReport = z.object({
  received: z.number().int(),
  stored: z.number().int(),
  duplicates: z.number().int().describe('same provider and uuid, already held'),
  skipped: z.number().int().describe('messages that carry no read, such as heartbeats'),
  quarantined: z.array(
    z.object({
      line: z.number().int().describe('1-based within this request'),
      code: z.string(),
      field: z.string(),
      reason: z.string(),
    }),
  ),
});
export type IngestReport = z.infer<typeof ingestReport>;

export const intelContract = {
  health: base.route({ method: 'GET', path: '/health' }).output(
    z.object({
      name: z.literal('waymark-intel'),
      version: z.string(),
      serverId: z.string(),
      space,
      publicKey,
      timeMs: epochMs,
      store: z.enum(['pglite', 'postgresql']),
      detections: z.number().int(),
      cameras: z.number().int(),
    }),
  ),
  /** Enrols a workstation with a one-time code; answers with its certificate for signing packs. */
  enrol: base
    .meta({ effect: 'write', audit: 'none', gate: 'open' })
    .route({ method: 'POST', path: '/enrol' })
    .errors({ WRONG_CODE: { status: 403, message: 'The one-time code is wrong, used or out of date.' } })
    .input(
      z.object({
        code: z.string().min(4).max(64),
        deviceName: z.string().min(1).max(100),
        devicePublicKey: publicKey,
        signingPublicKeySpki: base64.describe('P-256 public key of the workstation, SPKI DER, base64'),
      }),
    )
    .output(
      z.object({
        deviceId: id,
        serverId: z.string(),
        serverPublicKey: publicKey,
        space,
        certificates: z.array(base64).min(2).describe('X.509 DER base64: leaf of this workstation, then the authority'),
      }),
    ),
  session: {
    signIn: base
      .meta({ effect: 'write', audit: 'none', gate: 'open' })
      .route({ method: 'POST', path: '/session' })
      .errors({ WRONG_PASSPHRASE: { status: 401, message: 'The user name or the passphrase is wrong.' } })
      .input(z.object({ username: z.string().min(1).max(64), passphrase: z.string().min(1).max(1024) }))
      .output(z.object({ token: z.string(), expiresMs: epochMs, user, timeMs: epochMs })),
  },
  policy: {
    current: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'GET', path: '/policy' })
      .output(signedPolicy),
  },
  register: {
    /** Does this file number exist, and may this user use it? */
    fileNumber: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'GET', path: '/register/file-number' })
      .input(z.object({ number: z.string().max(32) }))
      .output(
        z.object({ number: z.string(), exists: z.boolean(), assigned: z.boolean(), offence: z.string().nullable() }),
      ),
    /** Does this operation exist, and does this user work on it? */
    operation: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'GET', path: '/register/operation' })
      .input(z.object({ name: z.string().max(64) }))
      .output(operationAnswer),
    /** Hands in an authority with its papers, for somebody else to decide. The same again changes nothing. */
    submit: base
      .meta({ effect: 'write', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/register/submit' })
      .input(submission)
      .output(registerStep),
    /** What waits for this user's word. */
    pending: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'GET', path: '/register/pending' })
      .output(pendingApprovals),
    /** A paper, for its owner and for whoever may decide on it. */
    document: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/register/document' })
      .input(z.object({ authorityId: id, documentId: id }))
      .output(z.object({ sha256: sha256Hex, base64: documentBase64 })),
    /** `recordSha256` is of what was seen: a decision on anything else is refused. */
    decide: base
      .meta({ effect: 'write', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/register/decide' })
      .input(
        z.object({
          authorityId: id,
          recordSha256: sha256Hex,
          decision: z.enum(['approve', 'refuse']),
          note: z.string().max(2000),
        }),
      )
      .output(registerStep),
    withdraw: base
      .meta({ effect: 'write', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/register/withdraw' })
      .input(z.object({ authorityId: id }))
      .output(z.object({ withdrawnMs: epochMs })),
    /** First use, or the report made, of an own authority that was approved. The same again changes nothing; the first stands. */
    notice: base
      .meta({ effect: 'write', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/register/notice' })
      .input(registerNotice)
      .output(z.object({ atMs: epochMs, told: z.enum(['now', 'before']) })),
    /** Reports due or made: of the caller's own authorities, of those they may decide on; an auditor sees all. */
    reports: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'GET', path: '/register/reports' })
      .output(z.object({ reports: z.array(reportDue), timeMs: epochMs })),
    /** What this user's workstation has to know to decide offline as the server would. */
    mine: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'GET', path: '/register/mine' })
      .output(registerForOne),
    interest: base
      .meta({ effect: 'write', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/register/interest' })
      .input(
        z.object({
          plate: z.string().min(1).max(16),
          relation: z.enum(['own', 'household']),
          reason: z.string().max(2000),
        }),
      )
      .output(interestAnswer),
    decideInterest: base
      .meta({ effect: 'write', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/register/interest/decide' })
      .input(z.object({ interestId: id, decision: z.enum(['approve', 'refuse']), note: z.string().max(2000) }))
      .output(interestAnswer),
  },
  feed: {
    pull: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/feed/pull' })
      .input(z.object({ from: z.number().int().min(0), limit: z.number().int().min(1).max(5000) }))
      .output(feedBatch),
    image: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/feed/image' })
      .errors({ NOT_FOUND: { status: 404, message: 'No image with this hash.' } })
      .input(z.object({ sha256: sha256Hex }))
      .output(
        z.object({ sha256: sha256Hex, mime: z.enum(['image/png', 'image/jpeg']), base64: z.string().max(30_000_000) }),
      ),
  },
  audit: {
    /** Hands over leaves and sealed entries in deviceSeq order; refused where they do not continue what is held. Idempotent. */
    push: base
      .meta({ effect: 'write', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/audit/push' })
      .errors({
        FORK: {
          status: 409,
          message: 'This contradicts the log the server holds.',
          data: z.object({
            deviceSeq: z.number(),
            heldSize: z.number().describe('leaves the server holds: a checkpoint of that size makes the proof'),
          }),
        },
        GAP: { status: 409, message: 'Entries are missing before these.', data: z.object({ expected: z.number() }) },
      })
      .input(auditPush)
      .output(auditPushAnswer),
    /** The auditor's public keys, for sealing; the sealed private ones for an auditor alone. */
    key: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'GET', path: '/audit/key' })
      .output(auditKeyAnswer),
    /** All records after an ordinal, of every workstation. For an auditor alone; kept who read what. */
    read: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/audit/read' })
      .input(z.object({ after: z.number().int().min(0), limit: z.number().int().min(1).max(AUDIT_READ_MAX) }))
      .output(auditReadAnswer),
    /** Where every log stands. For an auditor alone. */
    heads: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'GET', path: '/audit/heads' })
      .output(auditHeadsAnswer),
    /** Every contradiction that was offered, with its proof. For an auditor alone. */
    conflicts: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'GET', path: '/audit/conflicts' })
      .output(z.object({ conflicts: z.array(auditConflict) })),
  },
  ingest: {
    /** A batch of messages as the provider wrote them, one a line. A bad one is quarantined, the rest goes on. */
    detections: base
      .meta({ effect: 'write', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/ingest/detections' })
      .input(
        z.object({
          provider: z.string().regex(/^[a-z0-9-]{1,64}$/),
          format: z.enum(['openalpr']),
          rebaseByMs: z.number().int().describe('0, or how far a recording is shifted'),
          lines: z.array(z.string().max(8_000_000)).max(2000),
        }),
      )
      .output(ingestReport),
    sites: base
      .meta({ effect: 'write', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/ingest/sites' })
      .input(
        z.object({
          provider: z.string().regex(/^[a-z0-9-]{1,64}$/),
          geojson: z.unknown(),
          idPattern: z.string().max(64),
        }),
      )
      .output(ingestReport),
    image: base
      .meta({ effect: 'write', audit: 'none', gate: 'session' })
      .route({ method: 'POST', path: '/ingest/image' })
      .input(
        z.object({
          provider: z.string(),
          name: z.string().max(500),
          mime: z.enum(['image/png', 'image/jpeg']),
          base64: z.string().max(30_000_000),
        }),
      )
      .output(z.object({ sha256: sha256Hex, detections: z.number().int().describe('how many messages named it') })),
    quarantine: base
      .meta({ effect: 'read', audit: 'none', gate: 'session' })
      .route({ method: 'GET', path: '/ingest/quarantine' })
      .output(
        z.object({
          total: z.number().int(),
          items: z.array(
            z.object({
              atMs: epochMs,
              provider: z.string(),
              code: z.string(),
              field: z.string(),
              reason: z.string(),
              excerpt: z.string(),
            }),
          ),
        }),
      ),
  },
};
export type IntelContract = typeof intelContract;

/** Header of every call of a workstation besides enrolment: a JWS by the device key over method, path, time, nonce and body digest. */
export const deviceProofHeader = 'x-waymark-proof';
