/**
 * Query logs as they were handed over in plain, before entries were sealed for the auditor alone. Kept to be read and to
 * be compared with what is handed over now; nothing is added but out of an old journal, nothing changed or removed.
 * Every workspace is one user's on one workstation and chains its own entries, so a chain is of a device and a user.
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
