/**
 * Tables detection_ids and detection_ids_recent: from a detection's id to its ordinal. Node only.
 * Ids come in no order, and an index over them would be rewritten whole by every batch: new ones go to a small table
 * first, which is merged into the large one, in order, when it has grown to an eighth of it. Keys are 48 bits of SHA-256; whoever
 * looks one up compares the id itself, so a collision costs a comparison and nothing else.
 */
import { hash } from 'node:crypto';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';
import { addToCounter, readCounter } from './meta.ts';

const MERGE_AT_LEAST = 50_000;
const MERGE_AT_SHARE = 1 / 8;

/** Ordinals whose id may be this one; none in almost every case of a new id. */
export function ordinalsOfKey(db: ReadDb, key: number): number[] {
  const rows = reader(db).rows<[number]>(
    `SELECT ordinal FROM detection_ids_recent WHERE id_key = ?
     UNION ALL SELECT ordinal FROM detection_ids WHERE id_key = ?`,
    key,
    key,
  );
  return rows.map(([ordinal]) => ordinal);
}

export function detectionKey(id: string): number {
  return Number.parseInt(hash('sha256', id).slice(0, 12), 16);
}

export function insertDetectionKey(tx: WriteDb, key: number, ordinal: number): void {
  writer(tx).runOne('INSERT INTO detection_ids_recent (id_key, ordinal) VALUES (?, ?)', key, ordinal);
}

export function deleteDetectionKey(tx: WriteDb, key: number, ordinal: number): void {
  const sql = writer(tx);
  const recent = sql.run('DELETE FROM detection_ids_recent WHERE id_key = ? AND ordinal = ?', key, ordinal);
  addToCounter(tx, 'recent-ids', -recent);
  if (recent === 0) sql.runOne('DELETE FROM detection_ids WHERE id_key = ? AND ordinal = ?', key, ordinal);
}

/** Call after `inserted` keys were put in: merges when it is worth it. */
export function settleDetectionKeys(tx: WriteDb, inserted: number): void {
  addToCounter(tx, 'recent-ids', inserted);
  const recent = readCounter(tx, 'recent-ids');
  if (recent >= Math.max(MERGE_AT_LEAST, readCounter(tx, 'detections') * MERGE_AT_SHARE)) mergeDetectionKeys(tx);
}

export function mergeDetectionKeys(tx: WriteDb): void {
  const sql = writer(tx);
  sql.run('INSERT INTO detection_ids SELECT id_key, ordinal FROM detection_ids_recent ORDER BY id_key, ordinal');
  sql.run('DELETE FROM detection_ids_recent');
  addToCounter(tx, 'recent-ids', -readCounter(tx, 'recent-ids'));
}
