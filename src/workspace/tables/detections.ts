/**
 * Table detections: reads as they came. Node only.
 * The ordinal is the row number that the match index speaks of: it grows, and is never used again. Reading columns for the
 * index stands in match-columns.ts, retention in retention.ts.
 */
import { AppError } from '../../core/errors.ts';
import type { Detection } from '../../core/model/domain.ts';
import { type ReadDb, reader, type SqlValue, type WriteDb, writer } from '../database.ts';
import { cameraOrdinal } from './cameras.ts';
import {
  deleteDetectionKey,
  detectionKey,
  insertDetectionKey,
  ordinalsOfKey,
  settleDetectionKeys,
} from './detection-ids.ts';
import { wantImage } from './images.ts';
import { addToCounter, readCounter } from './meta.ts';
import { packCandidates, unpackCandidates } from './packed-candidates.ts';

/** A detection with its ordinal. */
export type DetectionRow = { ordinal: number; detection: Detection };
export type DetectionPoint = { ordinal: number; id: string; read: string; timeMs: number; cameraOrdinal: number };
export type UpsertReport = {
  inserted: number;
  /** Rows whose content is another now; the same content again counts as unchanged. */
  replaced: number;
  unchanged: number;
  /** Ordinals of replaced rows: the match index must forget them before it loads them again. */
  replacedOrdinals: number[];
  /** Ordinals above this one are new. */
  newAfterOrdinal: number;
};

type Row = {
  ordinal: number;
  time_ms: number;
  camera_id: string;
  read: string;
  confidence: number | null;
  candidates: string;
  provider: string;
  uuid: string;
  time_original: string;
  time_zone: string | null;
  clock_offset_ms: number | null;
  rebased_by_ms: number;
  image_sha256: string | null;
  make: string | null;
  colour: string | null;
  body: string | null;
};

const columns = `time_ms, camera_ordinal, read, confidence, candidates, provider, uuid, time_original, time_zone,
  clock_offset_ms, rebased_by_ms, image_sha256, make, colour, body`;
const insertSql = `INSERT INTO detections (ordinal, ${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const updateSql = `UPDATE detections SET (${columns}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  WHERE ordinal = ?`;
const selectSql = `SELECT d.ordinal, d.time_ms, o.camera_id, d.read, d.confidence, d.candidates, d.provider, d.uuid,
  d.time_original, d.time_zone, d.clock_offset_ms, d.rebased_by_ms, d.image_sha256, d.make, d.colour, d.body
  FROM detections d JOIN camera_ordinals o ON o.ordinal = d.camera_ordinal`;

/** Inserts, or replaces where provider and uuid are known. About 10 µs a row. */
export function upsertDetections(tx: WriteDb, detections: readonly Detection[]): UpsertReport {
  const sql = writer(tx);
  const lastOrdinal = readCounter(tx, 'last-ordinal');
  const cameraOrdinals = new Map<string, number>();
  const replacedOrdinals: number[] = [];
  let inserted = 0;
  let unchanged = 0;
  for (const detection of detections) {
    if (detection.id !== `${detection.provider}:${detection.uuid}`) {
      throw new AppError('BAD_INPUT', {
        message: 'A detection’s id is not its provider and uuid.',
        tip: 'Sync again.',
      });
    }
    let camera = cameraOrdinals.get(detection.cameraId);
    if (camera === undefined) {
      camera = cameraOrdinal(tx, detection.cameraId);
      cameraOrdinals.set(detection.cameraId, camera);
    }
    const values = valuesOf(detection, camera);
    const key = detectionKey(detection.id);
    const held = heldDetection(tx, key, detection.id);
    if (held === null) {
      inserted += 1;
      sql.runOne(insertSql, lastOrdinal + inserted, ...values);
      insertDetectionKey(tx, key, lastOrdinal + inserted);
    } else {
      if (sameDetection(held.detection, detection)) {
        unchanged += 1;
        continue;
      }
      sql.runOne(updateSql, ...values, held.ordinal);
      replacedOrdinals.push(held.ordinal);
    }
    if (detection.imageSha256 !== null) wantImage(tx, detection.imageSha256);
  }
  addToCounter(tx, 'last-ordinal', inserted);
  addToCounter(tx, 'detections', inserted);
  settleDetectionKeys(tx, inserted);
  return {
    inserted,
    replaced: replacedOrdinals.length,
    unchanged,
    replacedOrdinals,
    newAfterOrdinal: lastOrdinal,
  };
}

export function getDetection(db: ReadDb, id: string): DetectionRow | null {
  return heldDetection(db, detectionKey(id), id);
}

/** Removes rows and their keys; an ordinal that is gone is no error. Returns the ordinals that were there. */
export function removeDetections(tx: WriteDb, ordinals: readonly number[]): number[] {
  const gone = detectionPoints(tx, ordinals).map(({ ordinal, id }) => {
    writer(tx).runOne('DELETE FROM detections WHERE ordinal = ?', ordinal);
    deleteDetectionKey(tx, detectionKey(id), ordinal);
    return ordinal;
  });
  addToCounter(tx, 'detections', -gone.length);
  return gone;
}

function heldDetection(db: ReadDb, key: number, id: string): DetectionRow | null {
  const ordinals = ordinalsOfKey(db, key);
  if (ordinals.length === 0) return null;
  return detectionsByOrdinals(db, ordinals).find((row) => row.detection.id === id) ?? null;
}

/** In the order asked for; an ordinal that is gone is left out. */
export function detectionsByOrdinals(db: ReadDb, ordinals: ArrayLike<number>): DetectionRow[] {
  const sql = reader(db);
  const found: DetectionRow[] = [];
  for (let at = 0; at < ordinals.length; at += 1) {
    const row = sql.get<Row>(`${selectSql} WHERE d.ordinal = ?`, ordinals[at] ?? -1);
    if (row !== undefined) found.push(rowOf(row));
  }
  return found;
}

/** The few things a map needs, in the order asked for; an ordinal that is gone is left out. */
export function detectionPoints(db: ReadDb, ordinals: ArrayLike<number>): DetectionPoint[] {
  const sql = reader(db);
  const found: DetectionPoint[] = [];
  for (let at = 0; at < ordinals.length; at += 1) {
    const row = sql.get<DetectionPoint>(
      `SELECT ordinal, provider || ':' || uuid AS id, read, time_ms AS timeMs, camera_ordinal AS cameraOrdinal
       FROM detections WHERE ordinal = ?`,
      ordinals[at] ?? -1,
    );
    if (row !== undefined) found.push(row);
  }
  return found;
}

export function countDetections(db: ReadDb): number {
  return readCounter(db, 'detections');
}

/** Times of the oldest and newest detection held; null where none is. */
export function detectionHorizon(db: ReadDb): { fromMs: number; toMs: number } | null {
  const row = reader(db).get<{ fromMs: number | null; toMs: number | null }>(
    'SELECT (SELECT min(time_ms) FROM detections) AS fromMs, (SELECT max(time_ms) FROM detections) AS toMs',
  );
  if (row === undefined || row.fromMs === null || row.toMs === null) return null;
  return { fromMs: row.fromMs, toMs: row.toMs };
}

/** How many distinct cameras gave a read in this window, both ends included. */
export function countSitesWithReads(db: ReadDb, fromMs: number, toMs: number): number {
  const row = reader(db).get<{ sites: number }>(
    'SELECT count(DISTINCT camera_ordinal) AS sites FROM detections WHERE time_ms BETWEEN ? AND ?',
    fromMs,
    toMs,
  );
  return row?.sites ?? 0;
}

function valuesOf(detection: Detection, camera: number): SqlValue[] {
  return [
    detection.timeMs,
    camera,
    detection.read,
    detection.confidence,
    packCandidates(detection.candidates),
    detection.provider,
    detection.uuid,
    detection.timeOriginal,
    detection.timeZone,
    detection.clockOffsetMs,
    detection.rebasedByMs,
    detection.imageSha256,
    detection.make,
    detection.colour,
    detection.body,
  ];
}

function rowOf(row: Row): DetectionRow {
  return {
    ordinal: row.ordinal,
    detection: {
      id: `${row.provider}:${row.uuid}`,
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
      candidates: unpackCandidates(row.candidates),
      imageSha256: row.image_sha256,
      make: row.make,
      colour: row.colour,
      body: row.body,
    },
  };
}

function sameDetection(held: Detection, next: Detection): boolean {
  const keys = Object.keys(held) as (keyof Detection)[];
  return keys.every((key) =>
    key === 'candidates'
      ? packCandidates(held.candidates) === packCandidates(next.candidates)
      : held[key] === next[key],
  );
}
