/**
 * Takes in what providers send. A bad message is set aside with its reason and never stops the rest; what is answered
 * as stored is on disk. Parsing is src/core/ingest; rules: docs/spec/ingest.md.
 */
import { ORPCError } from '@orpc/server';
import type { IngestReport } from '../contract/intel.ts';
import { isAppError } from '../core/errors.ts';
import { parseGeoJsonSites } from '../core/ingest/geojson-sites.ts';
import { type IngestedDetection, type IngestProblem, safeExcerpt } from '../core/ingest/message.ts';
import { parseOpenAlprLine } from '../core/ingest/openalpr.ts';
import type { ServerParts } from './context.ts';
import { sha256Hex } from './credentials.ts';
import { renewStatistics } from './store/upkeep.ts';
import { storeCameras } from './tables/cameras.ts';
import { storeDetections } from './tables/detections.ts';
import { readFeedHead } from './tables/feed-head.ts';
import { type NewImage, storeImage } from './tables/images.ts';
import { type QuarantineRow, storeQuarantine } from './tables/quarantine.ts';

export const MAX_IMAGE_BYTES = 10 * 1024 * 1024;

export type IngestOptions = {
  /** False while filling an empty training server: what can be made again needs no journal. */
  readonly promised?: boolean;
};

export async function ingestLines(
  parts: ServerParts,
  input: { readonly provider: string; readonly rebaseByMs: number; readonly lines: readonly string[] },
  { promised = true }: IngestOptions = {},
): Promise<IngestReport> {
  const { provider, rebaseByMs, lines } = input;
  const receivedMs = parts.clock();
  const rows: IngestedDetection[] = [];
  const problems: IngestReport['quarantined'] = [];
  const aside: QuarantineRow[] = [];
  let skipped = 0;
  for (const [index, line] of lines.entries()) {
    const parsed = parseOpenAlprLine(line, { provider, rebaseByMs, nowMs: receivedMs });
    const found: readonly IngestProblem[] = parsed.ok
      ? parsed.kind === 'detections'
        ? parsed.problems
        : []
      : [parsed];
    if (parsed.ok && parsed.kind === 'skipped') skipped += 1;
    if (parsed.ok && parsed.kind === 'detections') for (const each of parsed.detections) rows.push(each);
    for (const { code, field, reason } of found) {
      problems.push({ line: index + 1, code, field, reason });
      aside.push(setAside(provider, line, { code, field, reason }, receivedMs));
    }
  }
  const { db } = parts.store;
  const { stored, duplicates } = await db.transaction().execute(async (tx) => {
    const result = await storeDetections(tx, rows, receivedMs);
    await storeQuarantine(tx, aside);
    if (promised && result.stored > 0) await parts.store.promise(tx, { kind: 'detections', rows, receivedMs });
    if (promised && aside.length > 0) await parts.store.promise(tx, { kind: 'quarantine', rows: aside });
    return result;
  });
  await parts.store.settle();
  if (stored > 0) await renewStatistics(parts.store, (await readFeedHead(db)).detections);
  return { received: lines.length, stored, duplicates, skipped, quarantined: problems };
}

export async function ingestSites(
  parts: ServerParts,
  input: { readonly provider: string; readonly geojson?: unknown; readonly idPattern: string },
  { promised = true }: IngestOptions = {},
): Promise<IngestReport> {
  const receivedMs = parts.clock();
  const { cameras, problems } = parseGeoJsonSites(input.geojson, input);
  const features = (input.geojson as { features?: unknown[] } | null)?.features;
  const aside = problems.map((problem) =>
    setAside(input.provider, JSON.stringify(features?.[problem.index] ?? null), problem, receivedMs),
  );
  const { db } = parts.store;
  const changed = await db.transaction().execute(async (tx) => {
    await storeQuarantine(tx, aside);
    const stored = await storeCameras(tx, cameras);
    if (promised && stored > 0) await parts.store.promise(tx, { kind: 'cameras', rows: cameras });
    if (promised && aside.length > 0) await parts.store.promise(tx, { kind: 'quarantine', rows: aside });
    return stored;
  });
  await parts.store.settle();
  return {
    received: Array.isArray(features) ? features.length : 0,
    stored: changed,
    duplicates: cameras.length - changed,
    skipped: 0,
    quarantined: problems.map(({ index, code, field, reason }) => ({ line: index + 1, code, field, reason })),
  };
}

export async function ingestImage(
  parts: ServerParts,
  input: Omit<NewImage, 'bytes'> & { readonly base64: string },
  { promised = true }: IngestOptions = {},
): Promise<{ sha256: string; detections: number }> {
  const bytes = Buffer.from(input.base64, 'base64');
  const problem = imageProblem(bytes, input.mime);
  if (problem !== null) throw new ORPCError('BAD_REQUEST', { status: 400, message: problem });
  const receivedMs = parts.clock();
  const { provider, name, mime } = input;
  const image: NewImage = { provider, name, mime, bytes };
  try {
    const result = await parts.store.db.transaction().execute(async (tx) => {
      const stored = await storeImage(tx, image, receivedMs);
      const what = { kind: 'image' as const, provider, name, mime, base64: bytes.toString('base64'), receivedMs };
      if (promised) await parts.store.promise(tx, what);
      return stored;
    });
    await parts.store.settle();
    return result;
  } catch (error) {
    if (!isAppError(error, 'BAD_INPUT')) throw error;
    throw new ORPCError('CONFLICT', { status: 409, message: `${error.message} ${error.tip}`, cause: error });
  }
}

/** What a picture says it is must be what its first bytes say. */
function imageProblem(bytes: Uint8Array, mime: 'image/png' | 'image/jpeg'): string | null {
  if (bytes.length === 0) return 'base64: there is no picture in it.';
  if (bytes.length > MAX_IMAGE_BYTES) return `base64: the picture is larger than ${MAX_IMAGE_BYTES / 1024 / 1024} MB.`;
  const head = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  const isPng = head === '89504e470d0a1a0a';
  const isJpeg = head.startsWith('ffd8ff');
  if (mime === 'image/png' ? isPng : isJpeg) return null;
  return `mime: the bytes are not ${mime}. Send PNG or JPEG, and name it as what it is.`;
}

/** The excerpt is short and inert: a hostile message must not live on in full. */
function setAside(provider: string, raw: string, problem: IngestProblem, atMs: number): QuarantineRow {
  const { code, field, reason } = problem;
  const digest = sha256Hex(JSON.stringify([provider, code, field, sha256Hex(raw)]));
  return {
    digest,
    provider,
    code,
    field: safeExcerpt(field),
    reason: safeExcerpt(reason, 500),
    excerpt: safeExcerpt(raw),
    at_ms: atMs,
  };
}
