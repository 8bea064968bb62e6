/** Table images: pictures by their hash, inside the encrypted database. Node only. */
import { createHash } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

export type ImageMime = 'image/png' | 'image/jpeg';

/** A detection names this picture: it waits to be fetched unless it is held or known to be absent. */
export function wantImage(tx: WriteDb, sha256: string): void {
  writer(tx).run(`INSERT INTO images (sha256, state) VALUES (?, 'waiting') ON CONFLICT (sha256) DO NOTHING`, sha256);
}

/** Throws BAD_INPUT where the bytes do not have this hash. Idempotent. */
export function putImage(
  tx: WriteDb,
  image: { sha256: string; mime: ImageMime; bytes: Uint8Array; storedMs: number },
): void {
  if (createHash('sha256').update(image.bytes).digest('hex') !== image.sha256) {
    throw new AppError('BAD_INPUT', {
      message: 'The bytes of an image do not have the hash it was named by. It was not kept.',
      tip: 'Sync again; if it comes back, report it to whoever runs the intel server.',
    });
  }
  writer(tx).runOne(
    `INSERT INTO images (sha256, state, mime, changed_ms, bytes) VALUES (?, 'held', ?, ?, ?)
     ON CONFLICT (sha256) DO UPDATE SET state = 'held', mime = excluded.mime, changed_ms = excluded.changed_ms,
       bytes = excluded.bytes`,
    image.sha256,
    image.mime,
    image.storedMs,
    image.bytes,
  );
}

/** The server says it does not have it: not asked for again. */
export function markImageAbsent(tx: WriteDb, sha256: string, atMs: number): void {
  writer(tx).run(
    `INSERT INTO images (sha256, state, changed_ms) VALUES (?, 'absent', ?)
     ON CONFLICT (sha256) DO UPDATE SET state = 'absent', changed_ms = excluded.changed_ms WHERE state = 'waiting'`,
    sha256,
    atMs,
  );
}

export function getImage(db: ReadDb, sha256: string): { mime: ImageMime; bytes: Uint8Array } | null {
  const row = reader(db).get<{ mime: ImageMime; bytes: Buffer }>(
    `SELECT mime, bytes FROM images WHERE sha256 = ? AND state = 'held'`,
    sha256,
  );
  return row === undefined ? null : { mime: row.mime, bytes: new Uint8Array(row.bytes) };
}

/** A hash nobody named is absent. */
export function imageState(db: ReadDb, sha256: string): 'held' | 'waiting' | 'absent' {
  const row = reader(db).get<{ state: 'held' | 'waiting' | 'absent' }>(
    'SELECT state FROM images WHERE sha256 = ?',
    sha256,
  );
  return row?.state ?? 'absent';
}

/** Hashes named by detections and not held, last named first. */
export function missingImages(db: ReadDb, limit: number): string[] {
  return reader(db)
    .rows<[string]>(`SELECT sha256 FROM images WHERE state = 'waiting' ORDER BY ordinal DESC LIMIT ?`, limit)
    .map(([sha256]) => sha256);
}

export function countImages(db: ReadDb): { held: number; waiting: number } {
  const rows = reader(db).all<{ state: string; count: number }>(
    'SELECT state, count(*) AS count FROM images GROUP BY state',
  );
  const count = (state: string): number => rows.find((row) => row.state === state)?.count ?? 0;
  return { held: count('held'), waiting: count('waiting') };
}

/** Removes images no detection names any more. */
export function purgeOrphanImages(tx: WriteDb): number {
  return writer(tx).run(
    'DELETE FROM images WHERE NOT EXISTS (SELECT 1 FROM detections d WHERE d.image_sha256 = images.sha256)',
  );
}
