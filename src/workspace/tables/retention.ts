/**
 * Takes detections out again: deleted by the server, too old, or over the cap. Node only.
 * A read that was judged or exhibited in a case stays, with its image: it is evidence then, and its removal is a
 * decision of a person. `secure_delete` overwrites what goes.
 */
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';
import { getDetection, removeDetections } from './detections.ts';
import { readCounter } from './meta.ts';

export type RetentionRule = {
  /** UTC ms: older detections go. */
  beforeMs: number;
  /** UTC ms: older detections of mobile police cameras go. */
  mobilePoliceBeforeMs: number;
  /** At most so many stay; the oldest go first. */
  maxDetections: number;
};

/** Returns the ordinals that are gone. Reads used in a case stay. */
export function deleteDetections(tx: WriteDb, ids: readonly string[]): number[] {
  const used = usedDetectionIds(tx);
  const going = [...new Set(ids)].filter((id) => !used.has(id));
  return removeDetections(
    tx,
    going.flatMap((id) => getDetection(tx, id)?.ordinal ?? []),
  );
}

/** Returns the ordinals that are gone, and how many were due but stay because a case uses them. */
export function purgeDetections(tx: WriteDb, rule: RetentionRule): { ordinals: number[]; kept: number } {
  const sql = writer(tx);
  const usedOrdinals = [...usedDetectionIds(tx)].flatMap((id) => getDetection(tx, id)?.ordinal ?? []);
  const used = new Set(usedOrdinals);
  const due = new Set(
    sql
      .rows<[number]>(
        `SELECT ordinal FROM detections WHERE time_ms < ?
         UNION SELECT d.ordinal FROM detections d JOIN cameras c ON c.ordinal = d.camera_ordinal
           WHERE d.time_ms < ? AND c.mobility = 'mobile' AND c.owner = 'police'`,
        rule.beforeMs,
        rule.mobilePoliceBeforeMs,
      )
      .map(([ordinal]) => ordinal),
  );
  const kept = usedOrdinals.filter((ordinal) => due.has(ordinal)).length;
  const ordinals = [...due].filter((ordinal) => !used.has(ordinal));
  const excess = readCounter(tx, 'detections') - ordinals.length - rule.maxDetections;
  if (excess > 0) {
    const going = new Set(ordinals);
    // Oldest first; asked for with room for those that are going or staying anyway.
    const oldest = sql.rows<[number]>(
      'SELECT ordinal FROM detections ORDER BY time_ms, ordinal LIMIT ?',
      excess + going.size + used.size,
    );
    for (const [ordinal] of oldest) {
      if (ordinals.length - going.size >= excess) break;
      if (!going.has(ordinal) && !used.has(ordinal)) ordinals.push(ordinal);
    }
  }
  return { ordinals: removeDetections(tx, ordinals), kept };
}

function usedDetectionIds(db: ReadDb): Set<string> {
  const rows = reader(db).rows<[string]>(
    'SELECT detection_id FROM confirmations UNION SELECT detection_id FROM exhibits',
  );
  return new Set(rows.map(([id]) => id));
}
