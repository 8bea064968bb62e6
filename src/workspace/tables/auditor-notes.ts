/** Tables auditor_views and auditor_findings: what an auditor saved and noted. Node only. Findings are never changed. */
import type { AuditFilter, AuditFinding, AuditSavedView } from '../../contract/audit-answers.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

export function listAuditorViews(db: ReadDb): AuditSavedView[] {
  return reader(db)
    .all<{ id: string; name: string; filter: string }>(
      'SELECT id, name, filter FROM auditor_views ORDER BY saved_ms, id',
    )
    .map(({ id, name, filter }) => ({ id, name, filter: JSON.parse(filter) as AuditFilter }));
}

export function insertAuditorView(tx: WriteDb, view: AuditSavedView, savedMs: number): void {
  writer(tx).runOne(
    'INSERT INTO auditor_views (id, name, filter, saved_ms) VALUES (?, ?, ?, ?)',
    view.id,
    view.name,
    JSON.stringify(view.filter),
    savedMs,
  );
}

/** False where there was none. */
export function deleteAuditorView(tx: WriteDb, id: string): boolean {
  return writer(tx).run('DELETE FROM auditor_views WHERE id = ?', id) === 1;
}

export function insertFinding(tx: WriteDb, finding: AuditFinding, at: { chain: number; logSeq: number }): void {
  writer(tx).runOne(
    `INSERT INTO auditor_findings (id, chain, device_seq, kind, note, by_name, at_ms, log_seq)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    finding.id,
    at.chain,
    finding.ref.deviceSeq,
    finding.kind,
    finding.note,
    finding.by,
    finding.atMs,
    at.logSeq,
  );
}

/** Of one place, oldest first. */
export function findingsAt(db: ReadDb, chain: number, deviceSeq: number): AuditFinding[] {
  return reader(db)
    .all<Omit<AuditFinding, 'ref'> & AuditFinding['ref']>(
      `SELECT f.id, c.device_id AS deviceId, c.user_id AS userId, f.device_seq AS deviceSeq, f.kind, f.note,
         f.by_name AS "by", f.at_ms AS atMs
       FROM auditor_findings f JOIN auditor_chains c ON c.chain = f.chain
       WHERE f.chain = ? AND f.device_seq = ? ORDER BY f.at_ms, f.id`,
      chain,
      deviceSeq,
    )
    .map(({ deviceId, userId, deviceSeq: seq, ...finding }) => ({
      ...finding,
      ref: { deviceId, userId, deviceSeq: seq },
    }));
}
