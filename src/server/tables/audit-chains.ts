/**
 * How far every query log has come: size, tree and newest checkpoint of one user's workspace on one workstation, and its
 * growth by records that were judged before. One push at a time grows anything: whoever grows holds the head row.
 */
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { AuditRecord } from '../../contract/audit-wire.ts';
import { deviceLeafHash, logLeafHash } from '../../core/audit/leaf.ts';
import { appendTo, emptyFrontier, type Frontier, rootOf } from '../../core/audit/merkle.ts';
import type { Db, Tx } from '../store/schema.ts';
import type { ChainKey } from './audit-log.ts';
import { readSubLogs, type SubLog, storeNodes, storeSubLogs, type TreeNode } from './audit-tree.ts';

export type HeldChain = { readonly frontier: Frontier; readonly checkpoint: string | null };

export async function readChain(db: Db, chain: ChainKey): Promise<HeldChain> {
  const row = await db
    .selectFrom('audit_chains')
    .selectAll()
    .where('device_id', '=', chain.deviceId)
    .where('user_id', '=', chain.userId)
    .executeTakeFirst();
  if (row === undefined) return { frontier: emptyFrontier, checkpoint: null };
  const peaks = (JSON.parse(row.frontier) as string[]).map(hexToBytes);
  return { frontier: { size: row.size, peaks }, checkpoint: row.checkpoint };
}

/** Takes the lock that puts pushes in a row, and says the last ordinal given. */
export async function lockHead(tx: Tx): Promise<number> {
  const row = await tx
    .selectFrom('audit_head')
    .select('ordinal')
    .where('one', '=', 1)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return row.ordinal;
}

/** The chain with these records more: rows, nodes, logs, checkpoint and head. They must follow what is held. */
export async function growChain(
  tx: Tx,
  chain: ChainKey,
  held: HeldChain,
  more: {
    readonly records: readonly AuditRecord[];
    readonly firstOrdinal: number;
    readonly checkpoint: string;
    readonly receivedMs: number;
  },
): Promise<void> {
  const nodes: TreeNode[] = [];
  let frontier = held.frontier;
  const logs = new Map<string, SubLog>();
  const before = await readSubLogs(tx, chain, [...new Set(more.records.map(({ leaf }) => leaf.log))]);
  const rows = more.records.map(({ leaf, sealed }, at) => {
    const leafHash = deviceLeafHash(leaf);
    frontier = appendTo(frontier, leafHash, (level, index, hash) =>
      nodes.push({ level, at: index, hash: bytesToHex(hash) }),
    );
    logs.set(leaf.log, grownLog(logs.get(leaf.log) ?? before.get(leaf.log), leaf));
    return {
      device_id: chain.deviceId,
      user_id: chain.userId,
      device_seq: leaf.deviceSeq,
      ordinal: more.firstOrdinal + at,
      leaf: JSON.stringify(leaf),
      leaf_hash: bytesToHex(leafHash),
      commitment: leaf.commitment,
      sealed: JSON.stringify(sealed),
      received_ms: more.receivedMs,
    };
  });
  for (let at = 0; at < rows.length; at += 500) {
    await tx
      .insertInto('audit_records')
      .values(rows.slice(at, at + 500))
      .execute();
  }
  await storeNodes(tx, chain, nodes);
  await storeSubLogs(tx, chain, logs.values());
  const state = {
    size: frontier.size,
    frontier: JSON.stringify(frontier.peaks.map((hash) => bytesToHex(hash))),
    checkpoint: more.checkpoint,
    received_ms: more.receivedMs,
  };
  await tx
    .insertInto('audit_chains')
    .values({ device_id: chain.deviceId, user_id: chain.userId, ...state })
    .onConflict((on) => on.columns(['device_id', 'user_id']).doUpdateSet(state))
    .execute();
  const last = more.firstOrdinal + more.records.length - 1;
  await tx.updateTable('audit_head').set({ ordinal: last }).where('one', '=', 1).where('ordinal', '<', last).execute();
}

/** A log with one commitment more. */
export function grownLog(log: SubLog | undefined, leaf: { readonly log: string; readonly commitment: string }): SubLog {
  const before = log === undefined ? emptyFrontier : { size: log.size, peaks: log.peaks.map(hexToBytes) };
  const { size, peaks } = appendTo(before, logLeafHash(leaf.commitment));
  return { log: leaf.log, size, peaks: peaks.map((hash) => bytesToHex(hash)) };
}

/** Hex. */
export function rootOfSubLog({ size, peaks }: SubLog): string {
  return bytesToHex(rootOf({ size, peaks: peaks.map(hexToBytes) }));
}

/** The same text with more signatures under it. Nothing where the chain has grown since. */
export async function saveCheckpoint(db: Db, chain: ChainKey, size: number, checkpoint: string): Promise<void> {
  await db
    .updateTable('audit_chains')
    .set({ checkpoint })
    .where('device_id', '=', chain.deviceId)
    .where('user_id', '=', chain.userId)
    .where('size', '=', size)
    .execute();
}

/** Leaf hashes held of places from..to. */
export async function heldLeafHashes(db: Db, chain: ChainKey, from: number, to: number): Promise<Map<number, string>> {
  const rows = await db
    .selectFrom('audit_records')
    .select(['device_seq', 'leaf_hash'])
    .where('device_id', '=', chain.deviceId)
    .where('user_id', '=', chain.userId)
    .where('device_seq', '>=', from)
    .where('device_seq', '<=', to)
    .execute();
  return new Map(rows.map((row) => [row.device_seq, row.leaf_hash]));
}

/** The commitment of the last record of a chain; null where there is none. */
export async function lastCommitment(db: Db, chain: ChainKey): Promise<{ deviceSeq: number; hash: string } | null> {
  const row = await db
    .selectFrom('audit_records')
    .select(['device_seq', 'commitment'])
    .where('device_id', '=', chain.deviceId)
    .where('user_id', '=', chain.userId)
    .orderBy('device_seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { deviceSeq: row.device_seq, hash: row.commitment };
}
