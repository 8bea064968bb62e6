/** Table audit_handover: the salt that hides names of logs, how far the log went out sealed, and to which keys. Node only. */
import { z } from 'zod';
import { type AuditPublicKey, auditPublicKey } from '../../contract/audit-sealing.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

export type AuditHandover = {
  /** Places the server holds sealed: device sequence. */
  handedOver: number;
  /** The newest checkpoint as the server sent it back, with its cosignature and those of its witnesses. */
  checkpoint: string | null;
  /** The auditor's keys as they were first seen; null: none yet. Only these are sealed to. */
  pinnedKeys: AuditPublicKey[] | null;
};

type Row = { salt: string; handed_over: number; checkpoint: string | null; keys: string | null };

/** 32 bytes, hex; null where the log was never made a tree of. */
export function auditSalt(db: ReadDb): string | null {
  return row(db)?.salt ?? null;
}

export function saveAuditSalt(tx: WriteDb, saltHex: string): void {
  writer(tx).runOne('INSERT INTO audit_handover (one, salt, handed_over) VALUES (1, ?, 0)', saltHex);
}

export function readAuditHandover(db: ReadDb): AuditHandover {
  const held = row(db);
  return {
    handedOver: held?.handed_over ?? 0,
    checkpoint: held?.checkpoint ?? null,
    pinnedKeys: held?.keys == null ? null : z.array(auditPublicKey).parse(JSON.parse(held.keys)),
  };
}

/** Only the fields given change. */
export function saveAuditHandover(tx: WriteDb, change: Partial<AuditHandover>): void {
  const next = { ...readAuditHandover(tx), ...change };
  writer(tx).runOne(
    'UPDATE audit_handover SET handed_over = ?, checkpoint = ?, keys = ? WHERE one = 1',
    next.handedOver,
    next.checkpoint,
    next.pinnedKeys === null ? null : JSON.stringify(next.pinnedKeys),
  );
}

function row(db: ReadDb): Row | undefined {
  return reader(db).get<Row>('SELECT salt, handed_over, checkpoint, keys FROM audit_handover WHERE one = 1');
}
