/** What people's judgements say of the cameras themselves: how many of their judged reads were wrong. Node only. */
import { foldPlate } from '../../core/plate/plate-text.ts';
import { type ReadDb, reader } from '../database.ts';
import { getDetection } from './detections.ts';

export type JudgedCamera = { cameraOrdinal: number; judged: number; wrong: number };

type Row = { detectionId: string; plate: string; outcome: 'confirmed' | 'rejected' | 'cannot-tell' };

/**
 * Judged reads by camera, each read once at its latest judgement. A read confirmed to be a plate was right where that is
 * its text; one rejected tells something only where its text was the plate it was judged for: then it was wrong. Reads that
 * nobody could tell, or that are gone, do not count.
 */
export function judgedCameras(db: ReadDb): JudgedCamera[] {
  const latest = new Map(
    reader(db)
      .all<Row>('SELECT detection_id AS detectionId, plate, outcome FROM confirmations ORDER BY at_ms, ordinal')
      .map((row) => [row.detectionId, row]),
  );
  const cameras = new Map<string, { judged: number; wrong: number }>();
  for (const { detectionId, plate, outcome } of latest.values()) {
    const held = getDetection(db, detectionId);
    if (held === null || outcome === 'cannot-tell') continue;
    const asRead = sameText(held.detection.read, plate);
    if (outcome === 'rejected' && !asRead) continue;
    const camera = cameras.get(held.detection.cameraId) ?? { judged: 0, wrong: 0 };
    camera.judged += 1;
    if (asRead === (outcome === 'rejected')) camera.wrong += 1;
    cameras.set(held.detection.cameraId, camera);
  }
  return [...cameras].flatMap(([cameraId, counts]) => {
    const row = reader(db).rows<[number]>('SELECT ordinal FROM camera_ordinals WHERE camera_id = ?', cameraId)[0];
    return row === undefined ? [] : [{ cameraOrdinal: row[0], ...counts }];
  });
}

function sameText(read: string, plate: string): boolean {
  const a = foldPlate(read);
  const b = foldPlate(plate);
  return a.ok && b.ok && a.plate === b.plate;
}
