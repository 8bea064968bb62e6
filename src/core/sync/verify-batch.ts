/**
 * Decides what of a feed page a workstation takes in. Runs anywhere (pure); the page comes as unknown JSON.
 * A page that is not the server's own word is refused whole and the cursor stays; inside a page that is, every row is
 * judged alone: what lies outside the policy is refused and counted, the rest goes on. Spec: docs/spec/sync.md SY4–SY7.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { type Camera, camera, type Detection, detection, sha256Hex, space } from '../model/domain.ts';

/** The page as it must be before its rows are looked at. Mirrors `feedBatch` of the intel contract. */
const envelope = z.object({
  serverId: z.string(),
  space,
  policyVersion: z.number().int(),
  from: z.number().int().min(0),
  to: z.number().int().min(0),
  more: z.boolean(),
  remaining: z.number().int().min(0),
  items: z.array(z.unknown()).max(5000),
  digest: sha256Hex,
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});

const placed = z.object({ seq: z.number().int().positive(), kind: z.string() });
const deletion = z.object({ of: z.enum(['camera', 'detection']), id: z.string().min(1).max(200) });

/** A camera clock may run ahead by this much before its reads count as from the future. */
const FUTURE_TOLERANCE_MS = 10 * 60_000;
export const BATCH_PREFIX = 'waymark-batch-v1\n';

export type BatchScope = {
  serverId: string;
  serverPublicKeyHex: string;
  space: 'live' | 'training';
  /** Cursor that was asked for. */
  from: number;
  nowMs: number;
  policy: { version: number; windowMs: number; kinds: readonly string[]; maxDetections: number };
  /** Detections the workstation holds already. */
  heldDetections: number;
};

export type RowRefusal =
  | 'bad-form'
  | 'unknown-kind'
  | 'kind-not-allowed'
  | 'older-than-window'
  | 'from-the-future'
  | 'id-mismatch'
  | 'over-cap';

export type BatchRefusal = 'bad-form' | 'bad-signature' | 'bad-digest' | 'other-server' | 'other-space' | 'bad-order';

/** Final state per id of this page: a later row of the same id has replaced an earlier one; null means deleted. */
export type TakenBatch = {
  outcome: 'taken';
  to: number;
  more: boolean;
  remaining: number;
  policyVersion: number;
  cameras: Map<string, Camera | null>;
  detections: Map<string, Detection | null>;
  rows: number;
  refused: Map<RowRefusal, number>;
};
export type BatchVerdict = TakenBatch | { outcome: 'refused'; reason: BatchRefusal; message: string };

/** Canonical bytes a page's signature covers: the prefix and every field but the signature. */
export function batchSigningBytes(page: Record<string, unknown>): Uint8Array {
  const { signature: _signature, ...rest } = page;
  return utf8ToBytes(BATCH_PREFIX + canonicalJson(rest));
}

export function batchDigest(items: readonly unknown[]): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(items))));
}

/** Never throws on hostile input: what cannot be read is refused. */
export function verifyBatch(raw: unknown, scope: BatchScope): BatchVerdict {
  const parsed = envelope.safeParse(raw);
  if (!parsed.success) return refuse('bad-form', 'The page does not have the form it needs.');
  const page = parsed.data;
  let authentic: boolean;
  let digest: string;
  try {
    digest = batchDigest(page.items);
    authentic = ed25519.verify(
      hexToBytes(page.signature),
      batchSigningBytes(raw as Record<string, unknown>),
      hexToBytes(scope.serverPublicKeyHex),
    );
  } catch {
    return refuse('bad-signature', 'The page could not be checked.');
  }
  if (!authentic) return refuse('bad-signature', "The page is not signed by this workstation's server.");
  if (digest !== page.digest) return refuse('bad-digest', 'The page does not match its own digest.');
  if (page.serverId !== scope.serverId) return refuse('other-server', 'The page is of another server.');
  if (page.space !== scope.space) return refuse('other-space', 'The page is of another data space.');
  if (page.from !== scope.from) return refuse('bad-order', 'The page begins elsewhere than asked for.');
  if (page.to < page.from || (page.more && page.to === page.from)) {
    return refuse('bad-order', 'The page does not lead on.');
  }
  return takeRows(page, scope);
}

function takeRows(page: z.infer<typeof envelope>, scope: BatchScope): BatchVerdict {
  const cameras = new Map<string, Camera | null>();
  const detections = new Map<string, Detection | null>();
  const refused = new Map<RowRefusal, number>();
  const count = (reason: RowRefusal): void => void refused.set(reason, (refused.get(reason) ?? 0) + 1);
  let last = page.from;
  let rows = 0;
  for (const item of page.items) {
    const place = placed.safeParse(item);
    if (!place.success) {
      count('bad-form');
      continue;
    }
    // A page that jumps back or past its own end could make a workstation skip or repeat for ever.
    if (place.data.seq <= last || place.data.seq > page.to) return refuse('bad-order', 'The rows are out of order.');
    last = place.data.seq;
    const reason = takeRow(place.data.kind, item as Record<string, unknown>, scope, cameras, detections);
    if (reason === null) rows += 1;
    else count(reason);
  }
  return {
    outcome: 'taken',
    to: page.to,
    more: page.more,
    remaining: page.remaining,
    policyVersion: page.policyVersion,
    cameras,
    detections,
    rows,
    refused,
  };
}

function takeRow(
  kind: string,
  item: Record<string, unknown>,
  scope: BatchScope,
  cameras: Map<string, Camera | null>,
  detections: Map<string, Detection | null>,
): RowRefusal | null {
  if (kind === 'deletion') {
    const gone = deletion.safeParse(item);
    if (!gone.success) return 'bad-form';
    (gone.data.of === 'camera' ? cameras : detections).set(gone.data.id, null);
    return null;
  }
  if (kind !== 'camera' && kind !== 'detection') return 'unknown-kind';
  if (!scope.policy.kinds.includes(kind)) return 'kind-not-allowed';
  if (kind === 'camera') {
    const row = camera.safeParse(item.camera);
    if (!row.success) return 'bad-form';
    cameras.set(row.data.id, row.data);
    return null;
  }
  const row = detection.safeParse(item.detection);
  if (!row.success) return 'bad-form';
  if (row.data.id !== `${row.data.provider}:${row.data.uuid}`) return 'id-mismatch';
  if (row.data.timeMs < scope.nowMs - scope.policy.windowMs) return 'older-than-window';
  if (row.data.timeMs > scope.nowMs + FUTURE_TOLERANCE_MS) return 'from-the-future';
  if (!detections.has(row.data.id) && scope.heldDetections + detections.size >= scope.policy.maxDetections) {
    return 'over-cap';
  }
  detections.set(row.data.id, row.data);
  return null;
}

function refuse(reason: BatchRefusal, message: string): BatchVerdict {
  return { outcome: 'refused', reason, message };
}

function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not JSON');
  return text;
}
