/**
 * The query logs as the server witnesses them: leaves, what is sealed for the auditor, and how far each log has come.
 * A log is of one user's workspace on one workstation. Nothing is ever changed or removed. `ordinal` places a record
 * among all of them, in the order of receipt, so that the auditor can read on from where they stopped.
 */
import type { AuditChainHead, AuditConflict, HeldAuditRecord } from '../../contract/audit-wire.ts';
import type { Db } from '../store/schema.ts';

/** Records after an ordinal, in order. Both JSON columns were checked when they were taken. */
export async function recordsAfter(db: Db, after: number, limit: number): Promise<HeldAuditRecord[]> {
  const rows = await db
    .selectFrom('audit_records')
    .innerJoin('devices', 'devices.id', 'audit_records.device_id')
    .selectAll('audit_records')
    .select('devices.name')
    .where('ordinal', '>', after)
    .orderBy('ordinal')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ordinal: row.ordinal,
    deviceId: row.device_id,
    userId: row.user_id,
    deviceName: row.name,
    leaf: JSON.parse(row.leaf) as HeldAuditRecord['leaf'],
    sealed: JSON.parse(row.sealed) as HeldAuditRecord['sealed'],
    receivedMs: row.received_ms,
  }));
}

/**
 * Leaves of one log after a place, in the order of their places, as they are kept: nothing of them is read here.
 * @returns `ordinal`: the place of the record among all of them
 */
export async function leafTextsAfter(
  db: Db,
  of: { deviceId: string; userId: string },
  after: number,
  limit: number,
): Promise<{ deviceSeq: number; ordinal: number; leaf: string }[]> {
  const rows = await db
    .selectFrom('audit_records')
    .select(['device_seq', 'ordinal', 'leaf'])
    .where('device_id', '=', of.deviceId)
    .where('user_id', '=', of.userId)
    .where('device_seq', '>', after)
    .orderBy('device_seq')
    .limit(limit)
    .execute();
  return rows.map(({ device_seq, ordinal, leaf }) => ({ deviceSeq: device_seq, ordinal, leaf }));
}

export async function countRecords(db: Db): Promise<number> {
  const row = await db
    .selectFrom('audit_records')
    .select((each) => each.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Every log the server has heard of, by workstation and user. */
export async function chainHeads(db: Db): Promise<AuditChainHead[]> {
  const conflicts = await db
    .selectFrom('audit_forks')
    .select((each) => ['device_id', 'user_id', each.fn.countAll<number>().as('count')])
    .groupBy(['device_id', 'user_id'])
    .execute();
  const rows = await db
    .selectFrom('audit_chains')
    .innerJoin('devices', 'devices.id', 'audit_chains.device_id')
    .selectAll('audit_chains')
    .select(['devices.name', 'devices.public_key'])
    .orderBy('device_id')
    .orderBy('user_id')
    .execute();
  return rows.map((row) => ({
    deviceId: row.device_id,
    userId: row.user_id,
    deviceName: row.name,
    devicePublicKey: row.public_key,
    size: row.size,
    checkpoint: row.checkpoint,
    lastReceivedMs: row.received_ms,
    conflicts: Number(
      conflicts.find((each) => each.device_id === row.device_id && each.user_id === row.user_id)?.count ?? 0,
    ),
  }));
}

/** Oldest first. */
export async function listForks(db: Db): Promise<AuditConflict[]> {
  const rows = await db
    .selectFrom('audit_forks')
    .innerJoin('devices', 'devices.id', 'audit_forks.device_id')
    .selectAll('audit_forks')
    .select('devices.name')
    .orderBy('received_ms')
    .orderBy('audit_forks.id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    deviceId: row.device_id,
    userId: row.user_id,
    deviceName: row.name,
    deviceSeq: row.device_seq,
    receivedMs: row.received_ms,
    held: row.held,
    offered: row.offered,
    proof: row.proof === null ? null : (JSON.parse(row.proof) as AuditConflict['proof']),
  }));
}
