/**
 * Tables auditor_rows, auditor_people, auditor_actions and auditor_text: one row a query, with what came of it, for the
 * auditor's filters and counts. Node only. Made from opened entries alone and always with them in one transaction; the
 * entries themselves stand in auditor_records.
 */
import type { AuditRow } from '../../contract/audit-answers.ts';
import type { AuditAction, AuditEntry } from '../../core/audit/entry.ts';
import { type Asking, countedAskings, countSameAskings } from '../../core/authority/repetition.ts';
import { parsePlateQuery } from '../../core/plate/plate-query.ts';
import { reader, type WriteDb, writer } from '../database.ts';

export const OUTCOMES = ['ran', 'refused', 'failed', 'cancelled', 'unanswered', 'recorded'] as const;
export type RowOutcome = (typeof OUTCOMES)[number];
export const outcomeCode = (outcome: RowOutcome): number => OUTCOMES.indexOf(outcome) + 1;

/** Bits of `flags`. `asked`: asks for a plate, in vain or not; `counts`: as an asking of it, for repetition. */
export const AUDITOR_FLAG = {
  query: 1,
  rekeyed: 2,
  'own-vehicle': 4,
  'stolen-conflict': 8,
  export: 16,
  provisional: 32,
  counts: 64,
  asked: 128,
} as const;

/** Why something was refused, as the log keeps it. */
export type RefusedFor = { code: string; rule: string };

/** What is told of an entry beside what it says of its place and person. */
export type AuditorRowFacts = {
  ordinal: number;
  chain: number;
  entry: AuditEntry;
  /** Local days since 1970. */
  day: number;
  flags: number;
  asked: string;
  plateKey: string | null;
  refused: readonly RefusedFor[];
  rows: number | null;
  /** Words it is found by. */
  text: string;
};

/** How often one plate may be asked for before it is shown: NZ-REKEY-1. */
export type RekeyLimits = {
  limits: readonly { askings: number; withinMs: number }[];
  sittingMs: number;
  /** Of a plate's characters, the share a pattern must give to ask for it; null: only the same query counts. */
  minKnownShare: number | null;
};

/** An intent, an event, or a result whose intent is not held: a row of its own. */
export function insertAuditorRow(tx: WriteDb, facts: AuditorRowFacts): void {
  const { entry } = facts;
  const outcome: RowOutcome = entry.outcome === 'pending' ? 'unanswered' : entry.outcome;
  const { actor, authority } = entry;
  writer(tx).runOne(
    `INSERT INTO auditor_rows (ordinal, chain, device_seq, log, seq, time_ms, day, person, name, title, role, action,
       outcome, flags, authority, asked, plate_key, refused, rows)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    facts.ordinal,
    facts.chain,
    entry.deviceSeq,
    entry.log,
    entry.seq,
    entry.timeMs,
    facts.day,
    actor === null ? null : personOf(tx, actor),
    actor?.name ?? '',
    actor?.title ?? '',
    actor?.role ?? '',
    actionOf(tx, entry.action),
    outcomeCode(outcome),
    facts.flags,
    authority === null
      ? null
      : JSON.stringify({ kind: authority.kind, number: authority.number, assignment: authority.assignment }),
    facts.asked,
    facts.plateKey,
    JSON.stringify(facts.refused),
    facts.rows,
  );
  writer(tx).run('INSERT INTO auditor_text (rowid, text) VALUES (?, ?)', facts.ordinal, facts.text);
}

/** Joins a result to the row of its intent; an export that did not run is none. False where no such intent stands open. */
export function joinResult(
  tx: WriteDb,
  at: { chain: number; log: string; of: number },
  result: { deviceSeq: number; outcome: RowOutcome; rows: number | null; asked: string },
): boolean {
  return (
    writer(tx).run(
      `UPDATE auditor_rows SET outcome = ?, result_seq = ?, rows = ?, asked = CASE WHEN asked = '' THEN ? ELSE asked END,
         flags = CASE WHEN ? = 1 THEN flags ELSE flags & ~16 END
       WHERE chain = ? AND log = ? AND seq = ? AND outcome = 5 AND result_seq IS NULL`,
      outcomeCode(result.outcome),
      result.deviceSeq,
      result.rows,
      result.asked,
      outcomeCode(result.outcome),
      at.chain,
      at.log,
      at.of,
    ) === 1
  );
}

type AskingRow = {
  ordinal: number;
  timeMs: number;
  plateKey: string;
  action: AuditAction;
  outcome: number;
  flags: number;
  refused: string;
};

/**
 * Counts the askings of one plate by one person anew, over all workstations: which of them were too many. An asking that
 * was stopped released nothing and does not count; one that was refused counts where it was refused for repetition.
 * A pattern counts with what asks for the same plate, as on the workstation (AR6): those rows are counted anew too.
 * @param over times of what was added, UTC ms: rows long before are as they were
 */
export function countAskings(
  tx: WriteDb,
  asked: { userId: string; plateKey: string; over: { fromMs: number; toMs: number } },
  rule: RekeyLimits,
): void {
  const { userId, plateKey, over } = asked;
  const longestMs = Math.max(0, ...rule.limits.map(({ withinMs }) => withinMs));
  const near = { fromMs: over.fromMs - 2 * longestMs, toMs: over.toMs + longestMs };
  const patterns = rule.minKnownShare !== null && (isPattern(plateKey) || askedForPatterns(tx, userId, near));
  const rows = patterns
    ? askingRows(tx, 'r.time_ms BETWEEN ? AND ?', userId, near.fromMs, near.toMs)
    : askingRows(tx, 'r.plate_key = ?', userId, plateKey);
  const meets = meetingWith(rule.minKnownShare);
  const anew = patterns
    ? rows.filter((row) => row.timeMs >= over.fromMs - longestMs && meets(plateKey, row.plateKey))
    : rows;
  const counted = countedAskings(
    rows
      .filter(({ outcome }) => outcome !== outcomeCode('cancelled'))
      .map((row) => ({ ...row, analysis: row.action !== 'find' })),
    rule.sittingMs,
  ) as (Asking & AskingRow)[];
  const first = Math.max(0, ...rule.limits.slice(0, 1).map(({ withinMs }) => withinMs));
  for (const row of anew) {
    const place = counted.findIndex(({ ordinal }) => ordinal === row.ordinal);
    const query = patterns ? parsePlateQuery(row.plateKey) : null;
    const within = (ms: number): number => {
      const before = counted.slice(0, place).filter(({ timeMs }) => timeMs > row.timeMs - ms);
      if (query === null || !query.ok) return 1 + before.filter((each) => each.plateKey === row.plateKey).length;
      return 1 + countSameAskings(query.query, before, rule.minKnownShare);
    };
    const tooMany = place >= 0 && rule.limits.some(({ askings, withinMs }) => within(withinMs) >= askings);
    const flags =
      tooMany || wasRefusedFor(row.refused, 'rekeying')
        ? row.flags | AUDITOR_FLAG.rekeyed
        : row.flags & ~AUDITOR_FLAG.rekeyed;
    writer(tx).runOne(
      'UPDATE auditor_rows SET asking = ?, flags = ? WHERE ordinal = ?',
      place < 0 ? null : within(first),
      flags,
      row.ordinal,
    );
  }
}

function askingRows(tx: WriteDb, where: string, userId: string, ...values: (string | number)[]): AskingRow[] {
  return reader(tx).all<AskingRow>(
    `SELECT r.ordinal, r.time_ms AS timeMs, r.plate_key AS plateKey, a.word AS action, r.outcome, r.flags, r.refused
     FROM auditor_rows r JOIN auditor_actions a ON a.action = r.action
     WHERE r.person = (SELECT person FROM auditor_people WHERE user_id = ?) AND r.plate_key IS NOT NULL
       AND ${where} AND (r.flags & 64) <> 0 ORDER BY r.time_ms, r.ordinal`,
    userId,
    ...values,
  );
}

const isPattern = (plateKey: string): boolean => /[*?]/.test(plateKey);

function askedForPatterns(tx: WriteDb, userId: string, { fromMs, toMs }: { fromMs: number; toMs: number }): boolean {
  const found = reader(tx).get(
    `SELECT 1 FROM auditor_rows WHERE person = (SELECT person FROM auditor_people WHERE user_id = ?)
       AND time_ms BETWEEN ? AND ? AND plate_key IS NOT NULL AND instr(plate_key, '*') + instr(plate_key, '?') > 0 LIMIT 1`,
    userId,
    fromMs,
    toMs,
  );
  return found !== undefined;
}

/** Whether one plate answers to both; each pair is judged once. */
function meetingWith(minKnownShare: number | null): (one: string, other: string) => boolean {
  const known = new Map<string, boolean>();
  return (one, other) => {
    if (one === other) return true;
    if (!isPattern(one) && !isPattern(other)) return false;
    const query = parsePlateQuery(one);
    const earlier = [{ plateKey: other, timeMs: 0, analysis: false }];
    const meets = known.get(other) ?? (query.ok && countSameAskings(query.query, earlier, minKnownShare) > 0);
    known.set(other, meets);
    return meets;
  };
}

const wasRefusedFor = (refused: string, code: string): boolean =>
  (JSON.parse(refused) as RefusedFor[]).some((each) => each.code === code);

/** Who asked, named as last seen. */
function personOf(tx: WriteDb, actor: NonNullable<AuditEntry['actor']>): number {
  writer(tx).run(
    `INSERT INTO auditor_people (user_id, name, title, role) VALUES (?, ?, ?, ?)
     ON CONFLICT (user_id) DO UPDATE SET name = excluded.name, title = excluded.title, role = excluded.role
     WHERE name <> excluded.name OR title <> excluded.title OR role <> excluded.role`,
    actor.id,
    actor.name,
    actor.title,
    actor.role,
  );
  return (
    reader(tx).get<{ person: number }>('SELECT person FROM auditor_people WHERE user_id = ?', actor.id)?.person ?? 0
  );
}

function actionOf(tx: WriteDb, word: AuditAction): number {
  writer(tx).run('INSERT INTO auditor_actions (word) VALUES (?) ON CONFLICT (word) DO NOTHING', word);
  return reader(tx).get<{ action: number }>('SELECT action FROM auditor_actions WHERE word = ?', word)?.action ?? 0;
}

/** Columns as `AuditRow` needs them; see `rowOf`. */
export const ROW_COLUMNS = `r.ordinal, c.device_id AS deviceId, c.user_id AS userId, c.device_name AS deviceName,
  r.device_seq AS deviceSeq, r.time_ms AS timeMs, p.user_id AS personId, r.name, r.title, r.role, a.word AS action,
  r.outcome, r.flags, r.asking, r.authority, r.asked, r.plate_key AS plateKey, r.refused, r.rows,
  r.result_seq AS resultSeq, r.log, r.chain`;
export const ROW_TABLES = `auditor_rows r JOIN auditor_chains c ON c.chain = r.chain
  JOIN auditor_actions a ON a.action = r.action LEFT JOIN auditor_people p ON p.person = r.person`;

export type StoredRow = {
  ordinal: number;
  chain: number;
  deviceId: string;
  userId: string;
  deviceName: string;
  deviceSeq: number;
  resultSeq: number | null;
  log: string;
  timeMs: number;
  personId: string | null;
  name: string;
  title: string;
  role: string;
  action: AuditAction;
  outcome: number;
  flags: number;
  asking: number | null;
  authority: string | null;
  asked: string;
  plateKey: string | null;
  refused: string;
  rows: number | null;
};

/** @param words the reason in words, from its codes and how many askings there were */
export function rowOf(
  row: StoredRow,
  words: (refused: readonly RefusedFor[], asking: number | null) => string,
): AuditRow {
  const refused = JSON.parse(row.refused) as RefusedFor[];
  const flags = (['rekeyed', 'own-vehicle', 'stolen-conflict', 'export', 'provisional'] as const).filter(
    (flag) => (row.flags & AUDITOR_FLAG[flag]) !== 0,
  );
  return {
    ref: { deviceId: row.deviceId, userId: row.userId, deviceSeq: row.deviceSeq },
    ordinal: row.ordinal,
    timeMs: row.timeMs,
    who:
      row.personId === null
        ? null
        : {
            userId: row.personId,
            name: row.name,
            title: row.title,
            role: row.role as NonNullable<AuditRow['who']>['role'],
          },
    deviceName: row.deviceName,
    action: row.action,
    authority: row.authority === null ? null : (JSON.parse(row.authority) as NonNullable<AuditRow['authority']>),
    asked: row.asked,
    plateKey: row.plateKey,
    outcome: OUTCOMES[row.outcome - 1] ?? 'recorded',
    why: row.outcome === outcomeCode('refused') ? words(refused, row.asking) : '',
    ruleIds: [...new Set(refused.map(({ rule }) => rule))],
    rows: row.rows,
    flags,
  };
}
