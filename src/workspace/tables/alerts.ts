/** Table alerts: problems as data, kept until somebody has seen them. Node only. */
import type { Alert } from '../../core/model/domain.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

/** Newest first. */
export function listAlerts(db: ReadDb): Alert[] {
  return reader(db).all('SELECT id, severity, message, tip, at_ms AS atMs FROM alerts ORDER BY at_ms DESC, id');
}

/** The same id again replaces the older one. */
export function putAlert(tx: WriteDb, alert: Alert): void {
  writer(tx).runOne(
    `INSERT INTO alerts (id, severity, message, tip, at_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
       severity = excluded.severity, message = excluded.message, tip = excluded.tip, at_ms = excluded.at_ms`,
    alert.id,
    alert.severity,
    alert.message,
    alert.tip,
    alert.atMs,
  );
}

/** False where there was none. */
export function dismissAlert(tx: WriteDb, id: string): boolean {
  return writer(tx).run('DELETE FROM alerts WHERE id = ?', id) === 1;
}
