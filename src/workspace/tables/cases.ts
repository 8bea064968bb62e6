/** Table cases. Node only. */
import type { CaseRecord, Space } from '../../core/model/domain.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

export type CaseListRow = CaseRecord & { exhibits: number; entries: number; lastUsedMs: number | null };

type Row = {
  id: string;
  space: Space;
  name: string;
  summary: string;
  file_number: string | null;
  charges: string;
  created_ms: number;
  created_by: string;
};

export function insertCase(tx: WriteDb, record: CaseRecord): void {
  writer(tx).runOne(
    `INSERT INTO cases (id, space, name, summary, file_number, charges, created_ms, created_by)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    record.id,
    record.space,
    record.name,
    record.summary,
    record.fileNumber,
    record.charges,
    record.createdMs,
    record.createdBy,
  );
}

export function getCase(db: ReadDb, caseId: string): CaseRecord | null {
  const row = reader(db).get<Row>('SELECT * FROM cases WHERE id = ?', caseId);
  return row === undefined ? null : caseOf(row);
}

/** Most recently used first. `lastUsedMs`: time of the newest log entry of the case. */
export function listCases(db: ReadDb): CaseListRow[] {
  const rows = reader(db).all<Row & { exhibits: number; entries: number; last_used_ms: number | null }>(
    `SELECT c.*,
       (SELECT count(*) FROM exhibits e WHERE e.case_id = c.id AND e.removed_ms IS NULL) AS exhibits,
       (SELECT count(*) FROM audit_entries a WHERE a.log = 'case:' || c.id) AS entries,
       (SELECT a.time_ms FROM audit_entries a WHERE a.log = 'case:' || c.id ORDER BY a.seq DESC LIMIT 1) AS last_used_ms
     FROM cases c ORDER BY coalesce(last_used_ms, c.created_ms) DESC, c.created_ms DESC, c.id`,
  );
  return rows.map((row) => ({
    ...caseOf(row),
    exhibits: row.exhibits,
    entries: row.entries,
    lastUsedMs: row.last_used_ms,
  }));
}

function caseOf(row: Row): CaseRecord {
  return {
    id: row.id,
    space: row.space,
    name: row.name,
    summary: row.summary,
    fileNumber: row.file_number,
    charges: row.charges,
    createdMs: row.created_ms,
    createdBy: row.created_by,
  };
}
