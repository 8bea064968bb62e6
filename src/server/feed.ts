/** The feed: pages of what changed since a cursor, only what the policy allows, signed. Images by hash, if in scope. */
import { createHash } from 'node:crypto';
import { ORPCError } from '@orpc/server';
import canonicalize from 'canonicalize';
import type { FeedBatch, FeedItem } from '../contract/intel.ts';
import type { Role } from '../core/model/domain.ts';
import type { ServerParts } from './context.ts';
import { currentPolicy, kindsFor, scopeOf } from './policy.ts';
import { camerasBetween, toCamera } from './tables/cameras.ts';
import { countDetectionsBetween, detectionsBetween, imageIsInScope, toDetection } from './tables/detections.ts';
import { readFeedHead } from './tables/feed-head.ts';
import { readImage } from './tables/images.ts';

/** Up to here what is left is counted exactly; beyond, the distance to the head of the feed must do. */
const COUNT_EXACTLY_BELOW = 300_000;

export async function pullFeed(
  parts: ServerParts,
  role: Role,
  input: { readonly from: number; readonly limit: number },
): Promise<FeedBatch> {
  const { db } = parts.store;
  const policy = await currentPolicy(db);
  const kinds = kindsFor(role);
  const scope = await scopeOf(db, policy.settings, parts.clock());
  const head = await readFeedHead(db);
  const { from, limit } = input;
  const cameras = kinds.includes('camera') ? await camerasBetween(db, from, head.seq, limit) : [];
  const detections = kinds.includes('detection') ? await detectionsBetween(db, from, head.seq, scope, limit) : [];
  const items: FeedItem[] = [
    ...cameras.map((row): FeedItem => ({ seq: row.seq, kind: 'camera', camera: toCamera(row) })),
    ...detections.map((row): FeedItem => ({ seq: row.seq, kind: 'detection', detection: toDetection(row) })),
  ]
    .sort((a, b) => a.seq - b.seq)
    .slice(0, limit);
  const full = items.length === limit;
  // A page that is not full has seen everything up to the head, what is out of scope included.
  const to = full ? (items.at(-1)?.seq ?? from) : Math.max(from, head.seq);
  const ahead = head.seq - to;
  const remaining =
    ahead <= 0 || !kinds.includes('detection')
      ? 0
      : ahead < COUNT_EXACTLY_BELOW
        ? await countDetectionsBetween(db, to, head.seq, scope)
        : ahead;
  const page = {
    serverId: parts.identity.serverId,
    space: parts.space,
    policyVersion: policy.version,
    from,
    to,
    more: full && ahead > 0,
    remaining,
    items,
    digest: createHash('sha256')
      .update(canonicalize(items) ?? '')
      .digest('hex'),
  };
  return { ...page, signature: parts.identity.sign('waymark-batch-v1\n', page) };
}

/** Throws NOT_FOUND also where the picture exists but shows no read the policy allows. */
export async function pullImage(parts: ServerParts, role: Role, sha256: string) {
  const { db } = parts.store;
  const { settings } = await currentPolicy(db);
  const allowed = kindsFor(role).includes('image');
  const inScope = allowed && (await imageIsInScope(db, sha256, await scopeOf(db, settings, parts.clock())));
  const image = inScope ? await readImage(db, sha256) : null;
  if (image === null) throw new ORPCError('NOT_FOUND', { status: 404, message: 'No image with this hash.' });
  return { sha256, mime: image.mime, base64: Buffer.from(image.bytes).toString('base64') };
}
