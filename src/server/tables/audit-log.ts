/**
 * The query logs of workstations, as the server witnesses them. Every workspace is one user's on one workstation and
 * chains its own entries, so a chain here is of a device and a user. Nothing is ever changed or removed.
 */
import type { AuditEntry } from '../../core/audit/entry.ts';
import type { Db, Tx } from '../store/schema.ts';

export type ChainKey = { readonly deviceId: string; readonly userId: string };
export type HeldHead = { readonly deviceSeq: number; readonly hash: string };

export async function heldHead(db: Db, chain: ChainKey): Promise<HeldHead | null> {
  const row = await db
    .selectFrom('audit_entries')
    .select(['device_seq', 'hash'])
    .where('device_id', '=', chain.deviceId)
    .where('user_id', '=', chain.userId)
    .orderBy('device_seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { deviceSeq: row.device_seq, hash: row.hash } : null;
}

/** Hashes held of places from..to of a chain. */
export async function heldHashes(db: Db, chain: ChainKey, from: number, to: number): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('audit_entries')
    .select(['device_seq', 'hash'])
    .where('device_id', '=', chain.deviceId)
    .where('user_id', '=', chain.userId)
    .where('device_seq', '>=', from)
    .where('device_seq', '<=', to)
    .execute();
  return new Map(rows.map((row) => [row.device_seq, row.hash]));
}

/** Head of one log (`case:…` or `device`) within a chain. */
export async function heldLogHead(db: Db, chain: ChainKey, log: string): Promise<{ seq: number; hash: string } | null> {
  const row = await db
    .selectFrom('audit_entries')
    .select(['seq', 'hash'])
    .where('device_id', '=', chain.deviceId)
    .where('user_id', '=', chain.userId)
    .where('log', '=', log)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export async function storeAuditEntries(
  tx: Tx,
  chain: ChainKey,
  entries: readonly AuditEntry[],
  receivedMs: number,
): Promise<void> {
  for (let at = 0; at < entries.length; at += 500) {
    await tx
      .insertInto('audit_entries')
      .values(
        entries.slice(at, at + 500).map((entry) => ({
          device_id: chain.deviceId,
          user_id: chain.userId,
          device_seq: entry.deviceSeq,
          hash: entry.hash,
          log: entry.log,
          seq: entry.seq,
          entry: JSON.stringify(entry),
          received_ms: receivedMs,
        })),
      )
      .onConflict((on) => on.doNothing())
      .execute();
  }
}

/** Keeps an entry that contradicts the one held: the proof of a fork, for the auditor. */
export async function keepConflict(
  db: Db,
  chain: ChainKey,
  heldHash: string,
  offered: AuditEntry,
  receivedMs: number,
): Promise<void> {
  await db
    .insertInto('audit_conflicts')
    .values({
      device_id: chain.deviceId,
      user_id: chain.userId,
      device_seq: offered.deviceSeq,
      held_hash: heldHash,
      offered_hash: offered.hash,
      offered: JSON.stringify(offered),
      received_ms: receivedMs,
    })
    .onConflict((on) => on.doNothing())
    .execute();
}
