/** Detections. A provider's uuid is stored once; whatever comes again is a duplicate and changes nothing. */
import { sql } from 'kysely';
import type { IngestedDetection } from '../../core/ingest/message.ts';
import type { Detection } from '../../core/model/domain.ts';
import type { Db, DetectionTable, Tx } from '../store/schema.ts';
import { lockFeedHead, saveFeedHead } from './feed-head.ts';
import { baseName, flatName, imageNameMatch } from './image-name.ts';

export function toDetection(row: DetectionTable): Detection {
  return {
    id: row.id,
    provider: row.provider,
    uuid: row.uuid,
    cameraId: row.camera_id,
    timeMs: row.time_ms,
    timeOriginal: row.time_original,
    timeZone: row.time_zone,
    clockOffsetMs: row.clock_offset_ms,
    rebasedByMs: row.rebased_by_ms,
    read: row.read,
    confidence: row.confidence,
    candidates: row.candidates,
    imageSha256: row.image_sha256,
    make: row.make,
    colour: row.colour,
    body: row.body,
  };
}

/** Stores what is new, in the order given. Returns how many were. */
export async function storeDetections(
  tx: Tx,
  ingested: readonly IngestedDetection[],
  receivedMs: number,
): Promise<{ stored: number; duplicates: number }> {
  if (ingested.length === 0) return { stored: 0, duplicates: 0 };
  const head = await lockFeedHead(tx);
  const ids = JSON.stringify(ingested.map((each) => each.detection.id));
  const held = await sql<{ id: string }>`select id from detections
    where id in (select jsonb_array_elements_text(${ids}::jsonb))`.execute(tx);
  const known = new Set(held.rows.map((row) => row.id));
  const images = await imagesFor(tx, ingested);
  const rows: DetectionTable[] = [];
  for (const { detection, imageName } of ingested) {
    if (known.has(detection.id)) continue;
    known.add(detection.id);
    const image = imageName === null ? null : bestImage(images, detection.provider, imageName);
    rows.push(toRow(detection, imageName, image, head.seq + rows.length + 1, receivedMs));
  }
  if (rows.length > 0) {
    await sql`insert into detections select * from jsonb_populate_recordset(null::detections, ${JSON.stringify(rows)}::jsonb)`.execute(
      tx,
    );
    await saveFeedHead(tx, { ...head, seq: head.seq + rows.length, detections: head.detections + rows.length });
  }
  return { stored: rows.length, duplicates: ingested.length - rows.length };
}

type NamedImage = { readonly provider: string; readonly name: string; readonly sha256: string };

/** Pictures that came before their message. */
async function imagesFor(tx: Tx, ingested: readonly IngestedDetection[]): Promise<NamedImage[]> {
  const names = ingested.flatMap((each) => each.imageName ?? []);
  if (names.length === 0) return [];
  const [flats, bases] = [JSON.stringify(names.map(flatName)), JSON.stringify(names.map(baseName))];
  const found = await sql<NamedImage>`select provider, name, sha256 from image_names
    where flat in (select jsonb_array_elements_text(${flats}::jsonb))
       or base in (select jsonb_array_elements_text(${bases}::jsonb))`.execute(tx);
  return found.rows;
}

function bestImage(
  images: readonly NamedImage[],
  provider: string,
  name: string,
): { sha256: string; match: number } | null {
  let best: { sha256: string; match: number } | null = null;
  for (const image of images) {
    const match = image.provider === provider ? imageNameMatch(name, image.name) : null;
    if (match !== null && (best === null || match < best.match)) best = { sha256: image.sha256, match };
  }
  return best;
}

function toRow(
  detection: Detection,
  imageName: string | null,
  image: { sha256: string; match: number } | null,
  seq: number,
  receivedMs: number,
): DetectionTable {
  return {
    id: detection.id,
    seq,
    provider: detection.provider,
    uuid: detection.uuid,
    camera_id: detection.cameraId,
    time_ms: detection.timeMs,
    time_original: detection.timeOriginal,
    time_zone: detection.timeZone,
    clock_offset_ms: detection.clockOffsetMs,
    rebased_by_ms: detection.rebasedByMs,
    read: detection.read,
    confidence: detection.confidence,
    candidates: detection.candidates,
    image_sha256: image?.sha256 ?? null,
    image_name: imageName,
    image_flat: imageName === null ? null : flatName(imageName),
    image_base: imageName === null ? null : baseName(imageName),
    image_match: image?.match ?? null,
    make: detection.make,
    colour: detection.colour,
    body: detection.body,
    received_ms: receivedMs,
  };
}

/** What of the detections a workstation may be given. */
export type DetectionScope = {
  /** No read older than this. */
  readonly sinceMs: number;
  /** No read of a mobile police camera older than this. */
  readonly mobilePoliceSinceMs: number;
};

/** Detections with a place in (from, to] that the scope allows, by place. */
export async function detectionsBetween(
  db: Db,
  from: number,
  to: number,
  scope: DetectionScope,
  limit: number,
): Promise<DetectionTable[]> {
  return inScope(db, from, to, scope).selectAll().orderBy('seq').limit(limit).execute();
}

export async function countDetectionsBetween(db: Db, from: number, to: number, scope: DetectionScope): Promise<number> {
  const found = await inScope(db, from, to, scope)
    .select((each) => each.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(found.count);
}

function inScope(db: Db, from: number, to: number, scope: DetectionScope) {
  return db
    .selectFrom('detections')
    .where('seq', '>', from)
    .where('seq', '<=', to)
    .where('time_ms', '>=', scope.sinceMs)
    .where((each) =>
      each.or([
        each('time_ms', '>=', scope.mobilePoliceSinceMs),
        each.not(
          each.exists(
            each
              .selectFrom('cameras')
              .select('cameras.id')
              .whereRef('cameras.id', '=', 'detections.camera_id')
              .where('cameras.mobility', '=', 'mobile')
              .where('cameras.owner', '=', 'police'),
          ),
        ),
      ]),
    );
}

/** Time of the n-th newest read, or null where there are fewer. */
export async function timeOfNthNewest(db: Db, n: number): Promise<number | null> {
  const row = await db
    .selectFrom('detections')
    .select('time_ms')
    .orderBy('time_ms', 'desc')
    .offset(n - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.time_ms ?? null;
}

/** Gives a picture to the messages that named it, each with a new place in the feed. Returns how many name it now. */
export async function linkImage(tx: Tx, provider: string, name: string, sha256: string): Promise<number> {
  const head = await lockFeedHead(tx);
  const candidates = await tx
    .selectFrom('detections')
    .select(['id', 'image_name', 'image_match', 'image_sha256'])
    .where('provider', '=', provider)
    .where((each) => each.or([each('image_flat', '=', flatName(name)), each('image_base', '=', baseName(name))]))
    .orderBy('seq')
    .execute();
  let { seq } = head;
  let named = 0;
  for (const row of candidates) {
    const match = row.image_name === null ? null : imageNameMatch(row.image_name, name);
    if (match === null) continue;
    if (row.image_sha256 === sha256) named += 1;
    else if (row.image_match === null || match < row.image_match) {
      seq += 1;
      named += 1;
      await tx
        .updateTable('detections')
        .set({ image_sha256: sha256, image_match: match, seq })
        .where('id', '=', row.id)
        .execute();
    }
  }
  if (seq !== head.seq) await saveFeedHead(tx, { ...head, seq });
  return named;
}

/** Whether a read the scope allows shows this picture. */
export async function imageIsInScope(db: Db, sha256: string, scope: DetectionScope): Promise<boolean> {
  const found = await inScope(db, 0, Number.MAX_SAFE_INTEGER, scope)
    .select('id')
    .where('image_sha256', '=', sha256)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}
