/** Tables sync_state and sync_refusals: where sync stands. Node only. Ratchets never go down, whatever is written. */
import { type SignedPolicy, signedPolicy } from '../../contract/intel.ts';
import { type AuditReceipt, auditReceipt } from '../../core/audit/entry.ts';
import { AppError } from '../../core/errors.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

export type SyncState = {
  /** Next feed position to ask for. */
  cursor: number;
  policy: SignedPolicy | null;
  /** Highest policy version ever accepted (the ratchet). */
  lastPolicyVersion: number;
  /** Server-signed time at the last good contact, UTC ms. */
  serverTimeMs: number | null;
  /** Wall clock of the workstation at the last good contact, UTC ms. */
  lastContactMs: number | null;
  /** Highest time ever seen by this workspace: the lease clock never goes behind it. */
  lastSeenMs: number;
  /** Device sequence up to which the server has receipted the log. */
  pushedDeviceSeq: number;
  receipt: AuditReceipt | null;
};

type Row = {
  cursor: number;
  policy: string | null;
  last_policy_version: number;
  server_time_ms: number | null;
  last_contact_ms: number | null;
  last_seen_ms: number;
  pushed_device_seq: number;
  receipt: string | null;
};

export function readSyncState(db: ReadDb): SyncState {
  const row = reader(db).get<Row>('SELECT * FROM sync_state WHERE one = 1');
  if (row === undefined) throw new AppError('WORKSPACE_DAMAGED', { details: { missing: 'sync_state' } });
  return {
    cursor: row.cursor,
    policy: row.policy === null ? null : signedPolicy.parse(JSON.parse(row.policy)),
    lastPolicyVersion: row.last_policy_version,
    serverTimeMs: row.server_time_ms,
    lastContactMs: row.last_contact_ms,
    lastSeenMs: row.last_seen_ms,
    pushedDeviceSeq: row.pushed_device_seq,
    receipt: row.receipt === null ? null : auditReceipt.parse(JSON.parse(row.receipt)),
  };
}

/** Only the fields given change. `lastSeenMs`, `lastPolicyVersion` and `serverTimeMs` never go down. */
export function saveSyncState(tx: WriteDb, change: Partial<SyncState>): void {
  const held = readSyncState(tx);
  const next = { ...held, ...change };
  writer(tx).runOne(
    `UPDATE sync_state SET cursor = ?, policy = ?, last_policy_version = max(last_policy_version, ?),
       server_time_ms = ?,
       last_contact_ms = ?, last_seen_ms = max(last_seen_ms, ?), pushed_device_seq = ?, receipt = ? WHERE one = 1`,
    next.cursor,
    next.policy === null ? null : JSON.stringify(next.policy),
    next.lastPolicyVersion,
    latest(held.serverTimeMs, next.serverTimeMs),
    next.lastContactMs,
    next.lastSeenMs,
    next.pushedDeviceSeq,
    next.receipt === null ? null : JSON.stringify(next.receipt),
  );
}

function latest(held: number | null, next: number | null): number | null {
  return held === null || next === null ? (next ?? held) : Math.max(held, next);
}

export function addSyncRefusals(tx: WriteDb, reason: string, count: number, atMs: number): void {
  writer(tx).runOne(
    `INSERT INTO sync_refusals (reason, count, last_ms) VALUES (?, ?, ?)
     ON CONFLICT (reason) DO UPDATE SET count = count + excluded.count, last_ms = excluded.last_ms`,
    reason,
    count,
    atMs,
  );
}

export function listSyncRefusals(db: ReadDb): { reason: string; count: number; lastMs: number }[] {
  return reader(db).all('SELECT reason, count, last_ms AS lastMs FROM sync_refusals ORDER BY reason');
}
