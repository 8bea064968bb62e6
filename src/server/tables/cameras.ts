/** Camera sites. One that changes gets a new place in the feed; one that is sent again unchanged does not. */
import type { Camera } from '../../core/model/domain.ts';
import type { CameraTable, Db, Tx } from '../store/schema.ts';
import { lockFeedHead, saveFeedHead } from './feed-head.ts';

export function toCamera(row: CameraTable): Camera {
  const { seq: _seq, bearing_deg, ...rest } = row;
  return { ...rest, bearingDeg: bearing_deg };
}

/** Returns how many were new or changed. */
export async function storeCameras(tx: Tx, cameras: readonly Camera[]): Promise<number> {
  if (cameras.length === 0) return 0;
  const head = await lockFeedHead(tx);
  const held = new Map((await tx.selectFrom('cameras').selectAll().execute()).map((row) => [row.id, toCamera(row)]));
  let { seq } = head;
  let added = 0;
  for (const camera of cameras) {
    const before = held.get(camera.id);
    if (before && sameCamera(before, camera)) continue;
    if (!before) added += 1;
    seq += 1;
    const { bearingDeg, ...rest } = camera;
    const row: CameraTable = { ...rest, seq, bearing_deg: bearingDeg };
    await tx
      .insertInto('cameras')
      .values(row)
      .onConflict((on) => on.column('id').doUpdateSet(row))
      .execute();
  }
  await saveFeedHead(tx, { ...head, seq, cameras: head.cameras + added });
  return seq - head.seq;
}

/** Cameras with a place in (from, to], by place. */
export async function camerasBetween(db: Db, from: number, to: number, limit: number): Promise<CameraTable[]> {
  return db
    .selectFrom('cameras')
    .selectAll()
    .where('seq', '>', from)
    .where('seq', '<=', to)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

function sameCamera(a: Camera, b: Camera): boolean {
  return (Object.keys(b) as (keyof Camera)[]).every((key) => a[key] === b[key]);
}
