/** Pictures by the hash of their bytes, and the names under which providers sent them. */
import { createHash } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { Db, Tx } from '../store/schema.ts';
import { linkImage } from './detections.ts';
import { baseName, flatName } from './image-name.ts';

export type NewImage = {
  readonly provider: string;
  readonly name: string;
  readonly mime: 'image/png' | 'image/jpeg';
  readonly bytes: Uint8Array;
};

/** Stores a picture and gives it to the messages that named it. Throws BAD_INPUT where its name has another picture. */
export async function storeImage(
  tx: Tx,
  image: NewImage,
  receivedMs: number,
): Promise<{ sha256: string; detections: number }> {
  const sha256 = createHash('sha256').update(image.bytes).digest('hex');
  await tx
    .insertInto('images')
    .values({ sha256, mime: image.mime, bytes: image.bytes, received_ms: receivedMs })
    .onConflict((on) => on.doNothing())
    .execute();
  const { provider, name } = image;
  await tx
    .insertInto('image_names')
    .values({ provider, name, flat: flatName(name), base: baseName(name), sha256 })
    .onConflict((on) => on.doNothing())
    .execute();
  const held = await tx
    .selectFrom('image_names')
    .select('sha256')
    .where('provider', '=', provider)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  if (held.sha256 !== sha256) {
    throw new AppError('BAD_INPUT', {
      message: 'Another picture was already received under this name.',
      tip: 'Evidence is never replaced. Send the picture under a name of its own.',
    });
  }
  return { sha256, detections: await linkImage(tx, provider, name, sha256) };
}

export async function readImage(
  db: Db,
  sha256: string,
): Promise<{ mime: 'image/png' | 'image/jpeg'; bytes: Uint8Array } | null> {
  const row = await db.selectFrom('images').select(['mime', 'bytes']).where('sha256', '=', sha256).executeTakeFirst();
  return row ?? null;
}
