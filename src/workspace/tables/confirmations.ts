/** Table confirmations: judgements of reads, all kept; the latest counts. Node only. */
import type { Confirmation, ReadState, User } from '../../core/model/domain.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

type Row = {
  id: string;
  case_id: string;
  detection_id: string;
  plate: string;
  typed: string;
  basis: Confirmation['basis'];
  ground: Confirmation['ground'];
  ground_note: string;
  vehicle_seen: string;
  look_alikes_seen: number;
  outcome: Confirmation['outcome'];
  by_user: string;
  at_ms: number;
  log_seq: number;
};

export function insertConfirmation(tx: WriteDb, record: Confirmation): void {
  writer(tx).runOne(
    `INSERT INTO confirmations (id, case_id, detection_id, plate, typed, basis, ground, ground_note, vehicle_seen,
       look_alikes_seen, outcome, by_user, at_ms, log_seq) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    record.id,
    record.caseId,
    record.detectionId,
    record.plate,
    record.typed,
    record.basis,
    record.ground,
    record.groundNote,
    record.vehicleSeen,
    record.lookAlikesSeen,
    record.outcome,
    JSON.stringify(record.by),
    record.atMs,
    record.logSeq,
  );
}

export function getConfirmation(db: ReadDb, id: string): Confirmation | null {
  const row = reader(db).get<Row>('SELECT * FROM confirmations WHERE id = ?', id);
  return row === undefined ? null : confirmationOf(row);
}

/** Oldest first. */
export function listConfirmations(db: ReadDb, caseId: string, detectionId?: string): Confirmation[] {
  const sql = reader(db);
  const rows =
    detectionId === undefined
      ? sql.all<Row>('SELECT * FROM confirmations WHERE case_id = ? ORDER BY ordinal', caseId)
      : sql.all<Row>(
          'SELECT * FROM confirmations WHERE case_id = ? AND detection_id = ? ORDER BY ordinal',
          caseId,
          detectionId,
        );
  return rows.map(confirmationOf);
}

/** Latest judgement per detection of this case; a detection not in the map is unconfirmed. */
export function readStates(db: ReadDb, caseId: string): Map<string, ReadState> {
  const rows = reader(db).rows<[string, ReadState]>(
    'SELECT detection_id, outcome FROM confirmations WHERE case_id = ? ORDER BY ordinal',
    caseId,
  );
  return new Map(rows);
}

function confirmationOf(row: Row): Confirmation {
  return {
    id: row.id,
    caseId: row.case_id,
    detectionId: row.detection_id,
    plate: row.plate,
    typed: row.typed,
    basis: row.basis,
    ground: row.ground,
    groundNote: row.ground_note,
    vehicleSeen: row.vehicle_seen,
    lookAlikesSeen: row.look_alikes_seen,
    outcome: row.outcome,
    by: JSON.parse(row.by_user) as User,
    atMs: row.at_ms,
    logSeq: row.log_seq,
  };
}
