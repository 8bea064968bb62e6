/** Tables pack_drafts and pack_tries: what was chosen for the next pack of a case, and the last try at it. Node only. */
import { type PackDraft, packDraft } from '../../contract/pack-answers.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

/** `running` where nothing runs: the workstation ended before it was done. */
export type HeldTry = {
  packId: string;
  number: string;
  startedMs: number;
  logSeq: number;
  state: 'running' | 'failed' | 'cancelled';
  why: string;
};

export function savePackDraft(tx: WriteDb, caseId: string, draft: PackDraft, savedMs: number): void {
  writer(tx).runOne(
    `INSERT INTO pack_drafts (case_id, draft, saved_ms) VALUES (?, ?, ?)
     ON CONFLICT (case_id) DO UPDATE SET draft = excluded.draft, saved_ms = excluded.saved_ms`,
    caseId,
    JSON.stringify(draft),
    savedMs,
  );
}

/** null: nothing was chosen yet. One of an older form gets what has come since. */
export function getPackDraft(db: ReadDb, caseId: string): { draft: PackDraft; savedMs: number } | null {
  const row = reader(db).get<{ draft: string; saved_ms: number }>(
    'SELECT draft, saved_ms FROM pack_drafts WHERE case_id = ?',
    caseId,
  );
  return row === undefined ? null : { draft: packDraft.parse(JSON.parse(row.draft)), savedMs: row.saved_ms };
}

/** In the place of the try before. */
export function putPackTry(tx: WriteDb, caseId: string, held: HeldTry): void {
  writer(tx).runOne(
    `INSERT OR REPLACE INTO pack_tries (case_id, pack_id, number, started_ms, log_seq, state, why)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    caseId,
    held.packId,
    held.number,
    held.startedMs,
    held.logSeq,
    held.state,
    held.why,
  );
}

export function getPackTry(db: ReadDb, caseId: string): HeldTry | null {
  const row = reader(db).get<HeldTry>(
    `SELECT pack_id AS packId, number, started_ms AS startedMs, log_seq AS logSeq, state, why
     FROM pack_tries WHERE case_id = ?`,
    caseId,
  );
  return row ?? null;
}

/** Of this very try alone; one that came after it stays. */
export function endPackTry(tx: WriteDb, caseId: string, packId: string): void {
  writer(tx).run('DELETE FROM pack_tries WHERE case_id = ? AND pack_id = ?', caseId, packId);
}
