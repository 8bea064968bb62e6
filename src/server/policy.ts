/** The sync policy: what a workstation may hold, by the role of its user, signed by the server. SY-rules: docs/spec/sync.md. */
import { z } from 'zod';
import type { PolicyBody, SignedPolicy } from '../contract/intel.ts';
import type { Role } from '../core/model/domain.ts';
import { policyMessage } from '../core/policy/verify-policy.ts';
import type { ServerParts } from './context.ts';
import type { Db } from './store/schema.ts';
import { type DetectionScope, timeOfNthNewest } from './tables/detections.ts';
import { readFeedHead } from './tables/feed-head.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export const policySettings = z.object({
  windowMs: z
    .number()
    .int()
    .positive()
    .max(60 * DAY_MS),
  maxDetections: z.number().int().positive(),
  leaseMs: z.number().int().positive(),
  mobilePoliceRetentionMs: z.number().int().positive(),
  /** How long a signed policy counts. */
  validMs: z.number().int().positive(),
});
export type PolicySettings = z.infer<typeof policySettings>;

export const defaultPolicy: PolicySettings = {
  windowMs: 60 * DAY_MS,
  maxDetections: 2_000_000,
  leaseMs: 24 * HOUR_MS,
  mobilePoliceRetentionMs: 48 * HOUR_MS,
  validMs: 7 * DAY_MS,
};

export type HeldPolicy = { readonly version: number; readonly settings: PolicySettings };

export async function currentPolicy(db: Db): Promise<HeldPolicy> {
  const row = await db.selectFrom('policies').selectAll().orderBy('version', 'desc').limit(1).executeTakeFirstOrThrow();
  return { version: row.version, settings: policySettings.parse(JSON.parse(row.settings)) };
}

/** The auditor reads every query and may make none; an administrator runs the server: neither holds any read. */
export function kindsFor(role: Role): PolicyBody['kinds'] {
  return role === 'investigator' || role === 'analyst' ? ['camera', 'detection', 'image'] : [];
}

export async function signedPolicyFor(parts: ServerParts, role: Role): Promise<SignedPolicy> {
  const { version, settings } = await currentPolicy(parts.store.db);
  const nowMs = parts.clock();
  const body: PolicyBody = {
    version,
    space: parts.space,
    serverId: parts.identity.serverId,
    issuedMs: nowMs,
    expiresMs: nowMs + settings.validMs,
    windowMs: settings.windowMs,
    kinds: kindsFor(role),
    maxDetections: settings.maxDetections,
    leaseMs: settings.leaseMs,
    mobilePoliceRetentionMs: settings.mobilePoliceRetentionMs,
  };
  return { body, publicKey: parts.identity.publicKey, signature: parts.identity.signBytes(policyMessage(body)) };
}

/** What of the reads the policy allows now: the window, cut further where more reads lie in it than may be held. */
export async function scopeOf(db: Db, settings: PolicySettings, nowMs: number): Promise<DetectionScope> {
  const head = await readFeedHead(db);
  const newest = head.detections > settings.maxDetections ? await timeOfNthNewest(db, settings.maxDetections) : null;
  return {
    sinceMs: Math.max(nowMs - settings.windowMs, newest ?? 0),
    mobilePoliceSinceMs: nowMs - settings.mobilePoliceRetentionMs,
  };
}
