/**
 * What the auditor asks of auditor_rows: pages, counts by local day and by tab, what surrounds one row. Node only.
 * Counts read one narrow index and no row; a page reads its own rows alone. Filters are bound values, never text of SQL.
 */
import type { AuditFilter, AuditTab } from '../../contract/audit-answers.ts';
import type { AuditAction } from '../../core/audit/entry.ts';
import { type ReadDb, reader, type SqlValue } from '../database.ts';
import { outcomeCode, ROW_COLUMNS, ROW_TABLES, type StoredRow } from './auditor-rows.ts';

/** Words of SQL over one row; the partial indexes are named by exactly these. */
const TAB_CLAUSES: Readonly<Record<AuditTab, string>> = {
  queries: '(r.flags & 1) <> 0',
  refusals: 'r.outcome = 2',
  rekeyed: '(r.flags & 30) <> 0 AND (r.flags & 2) <> 0',
  'own-vehicle': '(r.flags & 30) <> 0 AND (r.flags & 4) <> 0',
  'stolen-conflict': '(r.flags & 30) <> 0 AND (r.flags & 8) <> 0',
  exports: '(r.flags & 30) <> 0 AND (r.flags & 16) <> 0',
  all: '1',
};

type Asked = { sql: string; values: SqlValue[]; narrow: boolean };

/** Of words typed: each must begin a word of the row. null where nothing is left to look for. */
export function matchText(text: string): string | null {
  const words = text.normalize('NFC').match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length === 0 ? null : words.map((word) => `"${word}"*`).join(' AND ');
}

function clausesOf(filter: AuditFilter, tab: AuditTab, dayOf: (timeMs: number) => number): Asked {
  const parts: string[] = [TAB_CLAUSES[tab]];
  const values: SqlValue[] = [];
  const add = (sql: string, ...more: SqlValue[]): void => {
    parts.push(sql);
    values.push(...more);
  };
  if (filter.fromMs !== null) add('r.day >= ? AND r.time_ms >= ?', dayOf(filter.fromMs), filter.fromMs);
  if (filter.toMs !== null) add('r.day <= ? AND r.time_ms <= ?', dayOf(filter.toMs), filter.toMs);
  if (filter.userId !== null) add('r.person = (SELECT person FROM auditor_people WHERE user_id = ?)', filter.userId);
  if (filter.action !== null) add('r.action = (SELECT action FROM auditor_actions WHERE word = ?)', filter.action);
  if (filter.outcome !== null) add('r.outcome = ?', outcomeCode(filter.outcome));
  const narrow = filter.plate === null && filter.caseLog === null && matchText(filter.text) === null;
  if (filter.plate !== null) add('r.plate_key = ?', filter.plate);
  if (filter.caseLog !== null) add('r.log = ?', filter.caseLog);
  const match = matchText(filter.text);
  if (match !== null) add('r.ordinal IN (SELECT rowid FROM auditor_text WHERE auditor_text MATCH ?)', match);
  return { sql: parts.join(' AND '), values, narrow };
}

const from = (asked: Asked): string =>
  asked.narrow ? 'auditor_rows r INDEXED BY auditor_rows_counts' : 'auditor_rows r';

/** Newest received first; `ordinal < before` where given. */
export function listAuditorRows(
  db: ReadDb,
  filter: AuditFilter,
  options: { before: number | null; limit: number; dayOf: (timeMs: number) => number },
): StoredRow[] {
  const asked = clausesOf(filter, filter.tab, options.dayOf);
  const open = filter.fromMs === null && filter.toMs === null;
  const plain = open && filter.userId === null && filter.action === null && filter.outcome === null;
  // Without a window or a person the newest rows, or a tab's own index, are the way; else what is left is found first.
  const source = asked.narrow && !plain ? from(asked) : 'auditor_rows r';
  return reader(db).all<StoredRow>(
    `SELECT ${ROW_COLUMNS} FROM (
       SELECT r.ordinal AS found FROM ${source} WHERE ${asked.sql} AND r.ordinal < ? ORDER BY r.ordinal DESC LIMIT ?
     ) CROSS JOIN ${ROW_TABLES} WHERE r.ordinal = found ORDER BY found DESC`,
    ...asked.values,
    options.before ?? Number.MAX_SAFE_INTEGER,
    options.limit,
  );
}

export function countAuditorRows(db: ReadDb, filter: AuditFilter, dayOf: (timeMs: number) => number): number {
  const asked = clausesOf(filter, filter.tab, dayOf);
  return (
    reader(db).get<{ count: number }>(
      `SELECT count(*) AS count FROM ${from(asked)} WHERE ${asked.sql}`,
      ...asked.values,
    )?.count ?? 0
  );
}

export type DayCount = { day: number; ran: number; refused: number };

/** `ran`: everything of the day that was not refused. Days without a row are left out. */
export function countDays(db: ReadDb, filter: AuditFilter, dayOf: (timeMs: number) => number): DayCount[] {
  const asked = clausesOf(filter, filter.tab, dayOf);
  return reader(db).all<DayCount>(
    `SELECT r.day AS day, sum(r.outcome <> 2) AS ran, sum(r.outcome = 2) AS refused
     FROM ${from(asked)} WHERE ${asked.sql} GROUP BY r.day ORDER BY r.day`,
    ...asked.values,
  );
}

/** How many rows stand under each tab, with the other filters as they are. One pass. */
export function countTabs(
  db: ReadDb,
  filter: AuditFilter,
  dayOf: (timeMs: number) => number,
): Record<AuditTab, number> {
  const asked = clausesOf(filter, 'all', dayOf);
  const row = reader(db).get<Record<AuditTab, number | null>>(
    `SELECT sum((r.flags & 1) <> 0) AS queries, sum(r.outcome = 2) AS refusals, sum((r.flags & 2) <> 0) AS rekeyed,
       sum((r.flags & 4) <> 0) AS "own-vehicle", sum((r.flags & 8) <> 0) AS "stolen-conflict",
       sum((r.flags & 16) <> 0) AS exports, count(*) AS "all"
     FROM ${from(asked)} WHERE ${asked.sql}`,
    ...asked.values,
  );
  const count = (tab: AuditTab): number => row?.[tab] ?? 0;
  return {
    queries: count('queries'),
    refusals: count('refusals'),
    rekeyed: count('rekeyed'),
    'own-vehicle': count('own-vehicle'),
    'stolen-conflict': count('stolen-conflict'),
    exports: count('exports'),
    all: count('all'),
  };
}

/** The row an entry stands in: as intent, as event, or as the result joined to it. */
export function auditorRowAt(db: ReadDb, chain: number, deviceSeq: number): StoredRow | null {
  return (
    reader(db).get<StoredRow>(
      `SELECT ${ROW_COLUMNS} FROM auditor_records s CROSS JOIN ${ROW_TABLES}
       WHERE s.chain = ? AND s.device_seq = ? AND r.ordinal = s.ordinal`,
      chain,
      deviceSeq,
    ) ??
    reader(db).get<StoredRow>(
      `SELECT ${ROW_COLUMNS} FROM ${ROW_TABLES} WHERE r.chain = ? AND r.result_seq = ?`,
      chain,
      deviceSeq,
    ) ??
    null
  );
}

/** What one person asked at all, and where that places them among all who asked. */
export function personFigures(
  db: ReadDb,
  userId: string,
): { queries: number; refused: number; rekeyedPlates: number; rank: number; of: number } {
  const people = reader(db).all<{ userId: string; queries: number; refused: number }>(
    `SELECT p.user_id AS userId, n.queries, n.refused FROM (
       SELECT r.person AS person, count(*) AS queries, sum(r.outcome = 2) AS refused
       FROM auditor_rows r INDEXED BY auditor_rows_counts WHERE (r.flags & 1) <> 0 GROUP BY r.person
     ) n JOIN auditor_people p ON p.person = n.person`,
  );
  const own = people.find((each) => each.userId === userId);
  const plates = reader(db).get<{ plates: number }>(
    `SELECT count(DISTINCT r.plate_key) AS plates FROM auditor_rows r
     WHERE (r.flags & 30) <> 0 AND (r.flags & 2) <> 0
       AND r.person = (SELECT person FROM auditor_people WHERE user_id = ?)`,
    userId,
  );
  const queries = own?.queries ?? 0;
  return {
    queries,
    refused: own?.refused ?? 0,
    rekeyedPlates: plates?.plates ?? 0,
    rank: 1 + people.filter((each) => each.queries > queries).length,
    of: people.length,
  };
}

/** Askings of one plate by one person in a window, oldest first, with what refused them. */
export function askingsOf(
  db: ReadDb,
  asked: { userId: string; plateKey: string; fromMs: number; toMs: number },
): StoredRow[] {
  return reader(db).all<StoredRow>(
    `SELECT ${ROW_COLUMNS} FROM ${ROW_TABLES} WHERE p.user_id = ? AND r.plate_key = ? AND r.time_ms BETWEEN ? AND ?
       AND (r.flags & 128) <> 0
     ORDER BY r.time_ms, r.ordinal LIMIT 1000`,
    asked.userId,
    asked.plateKey,
    asked.fromMs,
    asked.toMs,
  );
}

/** Everybody else who asked for the plate; most askings first. */
export function othersWhoAsked(
  db: ReadDb,
  plateKey: string,
  userId: string,
): { userId: string; name: string; askings: number; lastMs: number }[] {
  return reader(db).all(
    `SELECT p.user_id AS userId, p.name, count(*) AS askings, max(r.time_ms) AS lastMs
     FROM auditor_rows r JOIN auditor_people p ON p.person = r.person
     WHERE r.plate_key = ? AND p.user_id <> ? AND (r.flags & 128) <> 0 GROUP BY p.person ORDER BY askings DESC, lastMs DESC LIMIT 100`,
    plateKey,
    userId,
  );
}

export function auditorPeople(db: ReadDb): { userId: string; name: string; title: string }[] {
  return reader(db).all('SELECT user_id AS userId, name, title FROM auditor_people ORDER BY name, user_id');
}

export function auditorActions(db: ReadDb): AuditAction[] {
  return reader(db)
    .all<{ word: AuditAction }>('SELECT word FROM auditor_actions ORDER BY action')
    .map(({ word }) => word);
}

/** Times of the oldest and newest row, UTC ms. */
export function auditorHorizon(db: ReadDb): { oldestMs: number | null; newestMs: number | null } {
  const edge = (order: 'ASC' | 'DESC'): number | null =>
    reader(db).get<{ timeMs: number }>(
      order === 'ASC'
        ? 'SELECT time_ms AS timeMs FROM auditor_rows ORDER BY day, time_ms LIMIT 1'
        : 'SELECT time_ms AS timeMs FROM auditor_rows ORDER BY day DESC, time_ms DESC LIMIT 1',
    )?.timeMs ?? null;
  return { oldestMs: edge('ASC'), newestMs: edge('DESC') };
}
