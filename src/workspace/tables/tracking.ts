/** Tables tracking_watches and tracking_reads: live alerts on one plate, and what they brought. Never deleted. Node only. */
import type { TrackingWatch } from '../../contract/authority-answers.ts';
import { AppError } from '../../core/errors.ts';
import type { User } from '../../core/model/domain.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

/** Reads listed with a watch. */
const READS_LISTED = 100;

type Row = {
  id: string;
  case_id: string;
  authority_id: string;
  plate: string;
  started_by: string;
  started_ms: number;
  ends_ms: number;
  ended_ms: number | null;
  ended_by: TrackingWatch['endedBy'];
};

export function insertWatch(tx: WriteDb, watch: TrackingWatch): void {
  writer(tx).runOne(
    `INSERT INTO tracking_watches (id, case_id, authority_id, plate, started_by, started_ms, ends_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    watch.id,
    watch.caseId,
    watch.authorityId,
    watch.plate,
    JSON.stringify(watch.startedBy),
    watch.startedMs,
    watch.endsMs,
  );
}

/** Ending twice keeps the first end. Throws NOT_FOUND. */
export function endWatch(
  tx: WriteDb,
  id: string,
  atMs: number,
  by: NonNullable<TrackingWatch['endedBy']>,
): TrackingWatch {
  writer(tx).run(
    'UPDATE tracking_watches SET ended_ms = ?, ended_by = ? WHERE id = ? AND ended_ms IS NULL',
    atMs,
    by,
    id,
  );
  const watch = getWatch(tx, id);
  if (watch === null) throw new AppError('NOT_FOUND', { message: 'There is no such watch in this workspace.' });
  return watch;
}

export function getWatch(db: ReadDb, id: string): TrackingWatch | null {
  const row = reader(db).get<Row>('SELECT * FROM tracking_watches WHERE id = ?', id);
  return row === undefined ? null : watchOf(db, row);
}

/** Newest first. */
export function listWatches(db: ReadDb, caseId: string): TrackingWatch[] {
  const rows = reader(db).all<Row>(
    'SELECT * FROM tracking_watches WHERE case_id = ? ORDER BY started_ms DESC, id',
    caseId,
  );
  return rows.map((row) => watchOf(db, row));
}

/** In all cases. */
export function runningWatches(db: ReadDb): TrackingWatch[] {
  const rows = reader(db).all<Row>('SELECT * FROM tracking_watches WHERE ended_ms IS NULL ORDER BY started_ms, id');
  return rows.map((row) => watchOf(db, row));
}

/** False where this read was raised before. */
export function addTrackingRead(tx: WriteDb, watchId: string, read: TrackingWatch['reads'][number]): boolean {
  const added = writer(tx).run(
    `INSERT INTO tracking_reads (watch_id, detection_id, time_ms, camera_id, read, raised_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
    watchId,
    read.detectionId,
    read.timeMs,
    read.cameraId,
    read.read,
    read.raisedMs,
  );
  if (added === 1 && read.likelihood !== null) {
    writer(tx).run(
      'INSERT INTO tracking_likelihoods (watch_id, detection_id, likelihood) VALUES (?, ?, ?)',
      watchId,
      read.detectionId,
      read.likelihood,
    );
  }
  return added === 1;
}

/**
 * When this person last followed a plate by the log of this workspace: set an alert, asked for authority to, or was
 * stopped for asking again and again; null: never. UTC ms. A refusal counts like what was granted.
 */
export function lastFollowedMs(db: ReadDb, asked: { actorId: string; plate: string }): number | null {
  const row = reader(db).get<{ last: number | null }>(
    `SELECT max(time_ms) AS last FROM audit_entries WHERE actor_id = ? AND (
       (action = 'track-start' AND json_extract(entry, '$.details.plate') = ?)
       OR (action IN ('authority-draft', 'authority-revise', 'authority-submit')
         AND json_extract(entry, '$.authority.kind') IS NOT 'stolen-report'
         AND json_extract(entry, '$.details.kind') IN (SELECT value FROM json_each(?))
         AND EXISTS (SELECT 1 FROM json_each(entry, '$.details.plates') WHERE value = ?))
       OR (json_extract(entry, '$.details.plateKey') = ? AND json_extract(entry, '$.outcome') = 'refused'
         AND EXISTS (SELECT 1 FROM json_each(entry, '$.details.refused') WHERE json_extract(value, '$.code') = 'rekeying')))`,
    asked.actorId,
    asked.plate,
    JSON.stringify(FOLLOWING),
    asked.plate,
    asked.plate,
  );
  return row?.last ?? null;
}

/** Kinds of authority that somebody asks for to follow a vehicle. */
const FOLLOWING = ['surveillance-device-warrant', 'production-order', 'emergency'];

/** Whether a watch of this case raised this read. */
export function isTrackedRead(db: ReadDb, caseId: string, detectionId: string): boolean {
  const row = reader(db).get<{ found: number }>(
    `SELECT 1 AS found FROM tracking_reads r JOIN tracking_watches w ON w.id = r.watch_id
     WHERE w.case_id = ? AND r.detection_id = ? LIMIT 1`,
    caseId,
    detectionId,
  );
  return row !== undefined;
}

function watchOf(db: ReadDb, row: Row): TrackingWatch {
  const reads = reader(db).all<TrackingWatch['reads'][number]>(
    `SELECT detection_id AS detectionId, time_ms AS timeMs, camera_id AS cameraId, read, raised_ms AS raisedMs, likelihood
     FROM tracking_reads LEFT JOIN tracking_likelihoods USING (watch_id, detection_id)
     WHERE watch_id = ? ORDER BY time_ms DESC, detection_id LIMIT ?`,
    row.id,
    READS_LISTED,
  );
  const count = reader(db).get<{ count: number }>(
    'SELECT count(*) AS count FROM tracking_reads WHERE watch_id = ?',
    row.id,
  );
  return {
    id: row.id,
    caseId: row.case_id,
    authorityId: row.authority_id,
    plate: row.plate,
    startedBy: JSON.parse(row.started_by) as User,
    startedMs: row.started_ms,
    endsMs: row.ends_ms,
    state: row.ended_ms === null ? 'running' : 'ended',
    endedMs: row.ended_ms,
    endedBy: row.ended_by,
    reads,
    alerts: count?.count ?? 0,
  };
}
