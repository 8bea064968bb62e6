/**
 * Table audit_entries: the query log, append-only (triggers refuse changing and cutting). Node only.
 * Sealing stands in ../audit-log.ts; here entries are only put down and read.
 */

import { type ChainHead, emptyHead } from '../../core/audit/append.ts';
import { canonicalText } from '../../core/audit/canonical.ts';
import type { AuditEntry } from '../../core/audit/entry.ts';
import { type Asking, EVERY_PLATE } from '../../core/authority/repetition.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

type Row = { entry: string };

/** Actions that ask for a plate: NZ-REKEY-1 counts them together. */
const ASKS_FOR_A_PLATE: ReadonlySet<AuditEntry['action']> = new Set(['find', 'look-alikes', 'pattern', 'convoy']);

/** Questions that name no plate: NZ-SWEEP-1 counts them. */
const ASKS_FOR_EVERY_PLATE: ReadonlySet<AuditEntry['action']> = new Set(['colocation', 'all-convoys']);

/** The folded query of an asking, and of a result that says the asking was stopped and released nothing. */
function plateKeyOf({ action, phase, outcome, details }: AuditEntry): string | null {
  const asks = phase === 'intent' || (phase === 'result' && outcome === 'cancelled');
  if (asks && ASKS_FOR_EVERY_PLATE.has(action)) return EVERY_PLATE;
  return asks && ASKS_FOR_A_PLATE.has(action) && typeof details.plateKey === 'string' ? details.plateKey : null;
}

/** A clock of the machine that was set back dates an entry back; an asking stands where it was judged (the lease clock). */
function timeAskedMs({ timeMs, details }: AuditEntry): number {
  return typeof details.judgedMs === 'number' ? Math.max(timeMs, Math.ceil(details.judgedMs)) : timeMs;
}

export function insertAuditEntry(tx: WriteDb, entry: AuditEntry): void {
  writer(tx).runOne(
    `INSERT INTO audit_entries (device_seq, log, seq, hash, time_ms, actor_id, action, phase, plate_key, entry)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    entry.deviceSeq,
    entry.log,
    entry.seq,
    entry.hash,
    timeAskedMs(entry),
    entry.actor?.id ?? null,
    entry.action,
    entry.phase,
    plateKeyOf(entry),
    // As it is hashed, so that checking it need not write it anew. Rows of older versions are JSON in another order.
    canonicalText(entry),
  );
}

/** Head of the chain over all entries of the workstation. */
export function deviceHead(db: ReadDb): ChainHead {
  const row = reader(db).get<ChainHead>(
    'SELECT device_seq AS seq, hash FROM audit_entries ORDER BY device_seq DESC LIMIT 1',
  );
  return row ?? emptyHead;
}

export function logHead(db: ReadDb, log: string): ChainHead {
  const row = reader(db).get<ChainHead>(
    'SELECT seq, hash FROM audit_entries WHERE log = ? ORDER BY seq DESC LIMIT 1',
    log,
  );
  return row ?? emptyHead;
}

/** Place of the newest entry of a log on the workstation's own chain; 0 where there is none. */
export function lastDeviceSeq(db: ReadDb, log: string): number {
  const row = reader(db).get<{ deviceSeq: number }>(
    'SELECT device_seq AS deviceSeq FROM audit_entries WHERE log = ? ORDER BY seq DESC LIMIT 1',
    log,
  );
  return row?.deviceSeq ?? 0;
}

/** Hash of the entry at a place of the device chain; null where there is none. */
export function deviceHashAt(db: ReadDb, deviceSeq: number): string | null {
  if (deviceSeq === 0) return emptyHead.hash;
  const row = reader(db).get<{ hash: string }>('SELECT hash FROM audit_entries WHERE device_seq = ?', deviceSeq);
  return row?.hash ?? null;
}

/** Most places named at once. */
const NAMED_GONE = 5;

/** Places of the device chain whose leaf is there and whose entry is not; the first few. */
export function entriesGone(db: ReadDb): number[] {
  return reader(db)
    .all<{ seq: number }>(
      `SELECT device_seq AS seq FROM audit_leaves WHERE device_seq NOT IN (SELECT device_seq FROM audit_entries)
       ORDER BY device_seq LIMIT ?`,
      NAMED_GONE,
    )
    .map(({ seq }) => seq);
}

export function getAuditEntry(db: ReadDb, log: string, seq: number): AuditEntry | null {
  const row = reader(db).get<Row>('SELECT entry FROM audit_entries WHERE log = ? AND seq = ?', log, seq);
  return row === undefined ? null : entryOf(row);
}

/** Newest first, `seq < before` where given. */
export function listAuditEntries(
  db: ReadDb,
  log: string,
  options: { before: number | null; limit: number; actorId?: string },
): AuditEntry[] {
  const rows = reader(db).all<Row>(
    `SELECT entry FROM audit_entries WHERE log = ? AND seq < ? AND (? IS NULL OR actor_id = ?)
     ORDER BY seq DESC LIMIT ?`,
    log,
    options.before ?? Number.MAX_SAFE_INTEGER,
    options.actorId ?? null,
    options.actorId ?? null,
    options.limit,
  );
  return rows.map(entryOf);
}

/** The whole log in order (for packs and for verification). */
export function allAuditEntries(db: ReadDb, log: string): AuditEntry[] {
  return reader(db).all<Row>('SELECT entry FROM audit_entries WHERE log = ? ORDER BY seq', log).map(entryOf);
}

export function countAuditEntries(db: ReadDb, log: string, actorId?: string): number {
  const row = reader(db).get<{ count: number }>(
    'SELECT count(*) AS count FROM audit_entries WHERE log = ? AND (? IS NULL OR actor_id = ?)',
    log,
    actorId ?? null,
    actorId ?? null,
  );
  return row?.count ?? 0;
}

/** By device sequence, ascending, for pushing: entries with deviceSeq > after. */
export function auditEntriesAfter(db: ReadDb, afterDeviceSeq: number, limit: number): AuditEntry[] {
  const rows = reader(db).all<Row>(
    'SELECT entry FROM audit_entries WHERE device_seq > ? ORDER BY device_seq LIMIT ?',
    afterDeviceSeq,
    limit,
  );
  return rows.map(entryOf);
}

/** Each entry and its leaf as they are kept; null where an entry has no leaf. Ascending, entries with deviceSeq > after. */
export function auditTextsAfter(db: ReadDb, afterDeviceSeq: number, limit: number): RecordText[] {
  return reader(db).all<RecordText>(
    `SELECT e.device_seq AS deviceSeq, e.entry AS entry, l.leaf AS leaf
     FROM audit_entries e LEFT JOIN audit_leaves l ON l.device_seq = e.device_seq
     WHERE e.device_seq > ? ORDER BY e.device_seq LIMIT ?`,
    afterDeviceSeq,
    limit,
  );
}

type RecordText = { deviceSeq: number; entry: string; leaf: string | null };

/**
 * This person's askings at or after `sinceMs`, by time: intents whose `details.plateKey` is the folded query, and those
 * that name no plate, in whatever case. One that was stopped released nothing and is left out. Feeds NZ-REKEY-1 and
 * NZ-SWEEP-1.
 */
export function recentAskings(db: ReadDb, query: { actorId: string; sinceMs: number }): Asking[] {
  const rows = reader(db).all<AskingRow>(
    `SELECT plate_key AS plateKey, time_ms AS timeMs, action, log, seq, json_extract(entry, '$.of') AS of
     FROM audit_entries WHERE actor_id = ? AND plate_key IS NOT NULL AND time_ms >= ? ORDER BY time_ms, device_seq`,
    query.actorId,
    query.sinceMs,
  );
  const stopped = new Set(rows.flatMap(({ log, of }) => (of === null ? [] : [`${log} ${of}`])));
  return rows
    .filter(({ log, seq, of }) => of === null && !stopped.has(`${log} ${seq}`))
    .map(({ plateKey, timeMs, action }) => ({ plateKey, timeMs, analysis: action !== 'find' }));
}

type AskingRow = {
  plateKey: string;
  timeMs: number;
  action: AuditEntry['action'];
  log: string;
  seq: number;
  of: number | null;
};

/** Whether this log shows that this person looked at the record of a read. */
export function hasLookedAt(db: ReadDb, asked: { log: string; actorId: string; detectionId: string }): boolean {
  return entriesAbout(db, 'view', asked).some(({ outcome }) => outcome === 'ran');
}

/** Whether this log shows that this person opened this very image of a read. */
export function hasOpenedImage(
  db: ReadDb,
  asked: { log: string; actorId: string; detectionId: string; sha256: string | null },
): boolean {
  return entriesAbout(db, 'image', asked).some(
    ({ outcome, details }) => outcome === 'recorded' && details.held === true && details.sha256 === asked.sha256,
  );
}

function entriesAbout(
  db: ReadDb,
  action: AuditEntry['action'],
  asked: { log: string; actorId: string; detectionId: string },
): AuditEntry[] {
  return reader(db)
    .all<Row>(
      `SELECT entry FROM audit_entries WHERE log = ? AND actor_id = ? AND action = ?
       AND json_extract(entry, '$.details.detectionId') = ?`,
      asked.log,
      asked.actorId,
      action,
      asked.detectionId,
    )
    .map(entryOf);
}

function entryOf(row: Row): AuditEntry {
  return JSON.parse(row.entry) as AuditEntry;
}
