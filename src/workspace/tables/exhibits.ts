/** Table exhibits. Node only. A number, once given in a case, is never given to another read. */
import { AppError } from '../../core/errors.ts';
import type { Exhibit, User } from '../../core/model/domain.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

type Row = {
  id: string;
  case_id: string;
  number: number;
  detection_id: string;
  plate: string;
  note: string;
  confirmation_id: string;
  added_by: string;
  added_ms: number;
  removed_ms: number | null;
  log_seq: number;
};

/** `E-01`, `E-02` … within the case; removed ones count. */
export function nextExhibitNumber(db: ReadDb, caseId: string): string {
  const row = reader(db).get<{ last: number | null }>(
    'SELECT max(number) AS last FROM exhibits WHERE case_id = ?',
    caseId,
  );
  return numberText((row?.last ?? 0) + 1);
}

export function insertExhibit(tx: WriteDb, record: Exhibit): void {
  writer(tx).runOne(
    `INSERT INTO exhibits (id, case_id, number, detection_id, plate, note, confirmation_id, added_by, added_ms, removed_ms,
       log_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    record.id,
    record.caseId,
    Number(record.number.slice(2)),
    record.detectionId,
    record.plate,
    record.note,
    record.confirmationId,
    JSON.stringify(record.addedBy),
    record.addedMs,
    record.removedMs,
    record.logSeq,
  );
}

export function getExhibit(db: ReadDb, id: string): Exhibit | null {
  const row = reader(db).get<Row>('SELECT * FROM exhibits WHERE id = ?', id);
  return row === undefined ? null : exhibitOf(row);
}

/** By number; removed ones left out unless asked for. */
export function listExhibits(
  db: ReadDb,
  caseId: string,
  options: { removed: boolean } = { removed: false },
): Exhibit[] {
  const rows = reader(db).all<Row>('SELECT * FROM exhibits WHERE case_id = ? ORDER BY number', caseId);
  return rows.filter((row) => options.removed || row.removed_ms === null).map(exhibitOf);
}

/** `removedMs: null` brings it back under its number. Throws NOT_FOUND. */
export function setExhibitRemoved(tx: WriteDb, id: string, removedMs: number | null, logSeq: number): Exhibit {
  writer(tx).run('UPDATE exhibits SET removed_ms = ?, log_seq = ? WHERE id = ?', removedMs, logSeq, id);
  const found = getExhibit(tx, id);
  if (found === null) throw new AppError('NOT_FOUND', { message: 'There is no such exhibit in this workspace.' });
  return found;
}

function numberText(number: number): string {
  return `E-${String(number).padStart(2, '0')}`;
}

function exhibitOf(row: Row): Exhibit {
  return {
    id: row.id,
    caseId: row.case_id,
    number: numberText(row.number),
    detectionId: row.detection_id,
    plate: row.plate,
    note: row.note,
    confirmationId: row.confirmation_id,
    addedBy: JSON.parse(row.added_by) as User,
    addedMs: row.added_ms,
    removedMs: row.removed_ms,
    logSeq: row.log_seq,
  };
}
