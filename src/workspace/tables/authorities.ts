/** Table authorities: what was declared, never deleted. Node only. */
import { AppError } from '../../core/errors.ts';
import { type AuthorityRecord, plainAuthority, type User } from '../../core/model/domain.ts';
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
};

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
}

export function getAuthority(db: ReadDb, id: string): AuthorityRecord | null {
  const row = reader(db).get<Row>('SELECT * FROM authorities WHERE id = ?', id);
  return row === undefined ? null : authorityOf(row);
}

/** Newest first. */
export function listAuthorities(db: ReadDb, caseId: string): AuthorityRecord[] {
  const rows = reader(db).all<Row>('SELECT * FROM authorities WHERE case_id = ? ORDER BY ordinal DESC', caseId);
  return rows.map(authorityOf);
}

/** The newest this person declared for this case, live or lapsed. */
export function currentAuthority(db: ReadDb, caseId: string, userId: string): AuthorityRecord | null {
  const row = reader(db).get<Row>(
    'SELECT * FROM authorities WHERE case_id = ? AND declared_by_id = ? ORDER BY ordinal DESC LIMIT 1',
    caseId,
    userId,
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
  const rows = reader(db).all<Row>(`SELECT * FROM authorities WHERE assignment = 'provisional' ORDER BY ordinal`);
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
  };
}
