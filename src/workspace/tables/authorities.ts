/**
 * Table authorities: what was declared or drafted, never deleted. Node only. The server's signed word on one is kept
 * beside it: whoever reads `approval` alone reads what this workspace says of itself.
 */
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '../../core/errors.ts';
import { type AuthorityRecord, plainAuthority, type User } from '../../core/model/domain.ts';
import type { ApprovalStatement } from '../../core/policy/approval-statement.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

type Row = {
  id: string;
  case_id: string;
  kind: AuthorityRecord['kind'];
  number: string;
  purpose: string;
  narrative: string;
  declared_by: string;
  from_ms: number;
  to_ms: number;
  assignment: AuthorityRecord['assignment'];
  withdrawn_ms: number | null;
  detail: string | null;
};

/** What a plain file number leaves empty. */
type Detail = typeof plainAuthority;

const ROWS = `SELECT a.*, d.detail FROM authorities a LEFT JOIN authority_details d ON d.authority_id = a.id`;

export function insertAuthority(tx: WriteDb, record: AuthorityRecord): void {
  writer(tx).runOne(
    `INSERT INTO authorities (id, case_id, kind, number, purpose, narrative, declared_by_id, declared_by, from_ms, to_ms,
       assignment, withdrawn_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    record.id,
    record.caseId,
    record.kind,
    record.number,
    record.purpose,
    record.narrative,
    record.declaredBy.id,
    JSON.stringify(record.declaredBy),
    record.fromMs,
    record.toMs,
    record.assignment,
    record.withdrawnMs,
  );
  saveDetail(tx, record);
}

/** Changes all that may change in the life of an authority: what was asked for only while nobody else has judged it. */
export function updateAuthority(tx: WriteDb, record: AuthorityRecord): void {
  writer(tx).runOne(
    'UPDATE authorities SET from_ms = ?, to_ms = ?, assignment = ?, withdrawn_ms = ? WHERE id = ?',
    record.fromMs,
    record.toMs,
    record.assignment,
    record.withdrawnMs,
    record.id,
  );
  saveDetail(tx, record);
}

/** Replaces all that a draft says; what was handed in is never revised. */
export function reviseAuthority(tx: WriteDb, record: AuthorityRecord): void {
  writer(tx).runOne(
    'UPDATE authorities SET number = ?, purpose = ?, narrative = ? WHERE id = ?',
    record.number,
    record.purpose,
    record.narrative,
    record.id,
  );
  updateAuthority(tx, record);
}

/** Whether the server's register has all of it; false: the next sync hands it over. */
export function setHandedOver(tx: WriteDb, id: string, handedOver: boolean): void {
  writer(tx).runOne('UPDATE authority_details SET handed_over = ? WHERE authority_id = ?', handedOver ? 1 : 0, id);
}

/** Those that wait to be handed to the server's register, oldest first. */
export function authoritiesToHandOver(db: ReadDb): AuthorityRecord[] {
  return reader(db).all<Row>(`${ROWS} WHERE d.handed_over = 0 ORDER BY ordinal`).map(authorityOf);
}

/** All of this person in whatever case, oldest first. */
export function authoritiesOf(db: ReadDb, userId: string): AuthorityRecord[] {
  return reader(db).all<Row>(`${ROWS} WHERE declared_by_id = ? ORDER BY ordinal`, userId).map(authorityOf);
}

/** The server's signed word on it, as it came; null: none yet. */
export function approvalStatementOf(db: ReadDb, id: string): ApprovalStatement | null {
  const row = reader(db).get<{ statement: string | null }>(
    'SELECT statement FROM authority_details WHERE authority_id = ?',
    id,
  );
  return row === undefined || row.statement === null ? null : (JSON.parse(row.statement) as ApprovalStatement);
}

export function saveApprovalStatement(tx: WriteDb, statement: ApprovalStatement): void {
  writer(tx).runOne(
    'UPDATE authority_details SET statement = ? WHERE authority_id = ?',
    JSON.stringify(statement),
    statement.body.authorityId,
  );
}

export function getAuthority(db: ReadDb, id: string): AuthorityRecord | null {
  const row = reader(db).get<Row>(`${ROWS} WHERE id = ?`, id);
  return row === undefined ? null : authorityOf(row);
}

/** Newest first. */
export function listAuthorities(db: ReadDb, caseId: string): AuthorityRecord[] {
  const rows = reader(db).all<Row>(`${ROWS} WHERE case_id = ? ORDER BY ordinal DESC`, caseId);
  return rows.map(authorityOf);
}

/**
 * The newest of these kinds that this person has for this case, live or lapsed; one that nobody approved yet is none.
 */
export function currentAuthority(
  db: ReadDb,
  caseId: string,
  userId: string,
  kinds: readonly AuthorityRecord['kind'][] = ['file-number', 'operation', 'senior-authority'],
): AuthorityRecord | null {
  const row = reader(db).get<Row>(
    `${ROWS} WHERE case_id = ? AND declared_by_id = ? AND kind IN (SELECT value FROM json_each(?))
       AND (detail IS NULL OR json_extract(detail, '$.approval') IS NULL
         OR json_extract(detail, '$.approval.state') = 'approved')
     ORDER BY ordinal DESC LIMIT 1`,
    caseId,
    userId,
    JSON.stringify(kinds),
  );
  return row === undefined ? null : authorityOf(row);
}

/** Withdrawing twice keeps the first time. Throws NOT_FOUND. */
export function withdrawAuthority(tx: WriteDb, id: string, atMs: number): AuthorityRecord {
  writer(tx).run('UPDATE authorities SET withdrawn_ms = coalesce(withdrawn_ms, ?) WHERE id = ?', atMs, id);
  return mustGet(tx, id);
}

/** Throws NOT_FOUND. */
export function setAssignment(tx: WriteDb, id: string, assignment: AuthorityRecord['assignment']): AuthorityRecord {
  writer(tx).run('UPDATE authorities SET assignment = ? WHERE id = ?', assignment, id);
  return mustGet(tx, id);
}

/** Those the server has not yet confirmed or rejected, oldest first. */
export function provisionalAuthorities(db: ReadDb): AuthorityRecord[] {
  const rows = reader(db).all<Row>(`${ROWS} WHERE assignment = 'provisional' ORDER BY ordinal`);
  return rows.map(authorityOf);
}

function mustGet(db: ReadDb, id: string): AuthorityRecord {
  const found = getAuthority(db, id);
  if (found === null) throw new AppError('NOT_FOUND', { message: 'There is no such authority in this workspace.' });
  return found;
}

function authorityOf(row: Row): AuthorityRecord {
  return {
    id: row.id,
    caseId: row.case_id,
    kind: row.kind,
    number: row.number,
    purpose: row.purpose,
    narrative: row.narrative,
    declaredBy: JSON.parse(row.declared_by) as User,
    fromMs: row.from_ms,
    toMs: row.to_ms,
    assignment: row.assignment,
    withdrawnMs: row.withdrawn_ms,
    ...plainAuthority,
    ...(row.detail === null ? {} : (JSON.parse(row.detail) as Detail)),
  };
}

/** Nothing for a plain file number: such records stay as they always were. */
function saveDetail(tx: WriteDb, record: AuthorityRecord): void {
  const detail: Detail = {
    issuer: record.issuer,
    scope: record.scope,
    conditions: record.conditions,
    ground: record.ground,
    impracticable: record.impracticable,
    documents: record.documents,
    approval: record.approval,
    firstUsedMs: record.firstUsedMs,
    reportedMs: record.reportedMs,
  };
  if (isDeepStrictEqual(detail, plainAuthority)) return;
  writer(tx).runOne(
    `INSERT INTO authority_details (authority_id, detail, handed_over) VALUES (?, ?, 1)
     ON CONFLICT (authority_id) DO UPDATE SET detail = excluded.detail`,
    record.id,
    JSON.stringify(detail),
  );
}
