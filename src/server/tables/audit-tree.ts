/**
 * The trees of the query logs, as the server grows them itself from the leaves it took: the nodes of complete subtrees of
 * every workspace's tree, and how far each of its logs has come. Nothing of it is told by a workstation.
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import { frontierFrom, type Hash, type ReadNode, rootOf } from '../../core/audit/merkle.ts';
import type { Db, Tx } from '../store/schema.ts';
import type { ChainKey } from './audit-log.ts';

export type TreeNode = { readonly level: number; readonly at: number; readonly hash: string };
/** A log inside a workspace, under its blinded name: how many entries, and the roots of its complete subtrees (hex). */
export type SubLog = { readonly log: string; readonly size: number; readonly peaks: readonly string[] };

export async function storeNodes(tx: Tx, chain: ChainKey, nodes: readonly TreeNode[]): Promise<void> {
  for (let at = 0; at < nodes.length; at += 2000) {
    await tx
      .insertInto('audit_nodes')
      .values(nodes.slice(at, at + 2000).map((node) => ({ device_id: chain.deviceId, user_id: chain.userId, ...node })))
      .execute();
  }
}

/** The nodes at these places, in the order asked. Throws where one is not there. */
async function readNodes(db: Db, chain: ChainKey, places: readonly Omit<TreeNode, 'hash'>[]): Promise<Uint8Array[]> {
  if (places.length === 0) return [];
  const rows = await db
    .selectFrom('audit_nodes')
    .select(['level', 'at', 'hash'])
    .where('device_id', '=', chain.deviceId)
    .where('user_id', '=', chain.userId)
    .where((each) => each.or(places.map(({ level, at }) => each.and({ level, at }))))
    .execute();
  const found = new Map(rows.map((row) => [`${row.level} ${row.at}`, row.hash]));
  return places.map(({ level, at }) => {
    const hash = found.get(`${level} ${at}`);
    if (hash === undefined) throw new RangeError(`node ${level}/${at} of the tree of ${chain.deviceId} is missing`);
    return hexToBytes(hash);
  });
}

export async function readSubLogs(db: Db, chain: ChainKey, logs: readonly string[]): Promise<Map<string, SubLog>> {
  if (logs.length === 0) return new Map();
  const rows = await db
    .selectFrom('audit_sublogs')
    .select(['log', 'size', 'peaks'])
    .where('device_id', '=', chain.deviceId)
    .where('user_id', '=', chain.userId)
    .where('log', 'in', [...logs])
    .execute();
  return new Map(rows.map(({ log, size, peaks }) => [log, { log, size, peaks: peaks === '' ? [] : peaks.split(' ') }]));
}

export async function storeSubLogs(tx: Tx, chain: ChainKey, logs: Iterable<SubLog>): Promise<void> {
  for (const { log, size, peaks } of logs) {
    await tx
      .insertInto('audit_sublogs')
      .values({ device_id: chain.deviceId, user_id: chain.userId, log, size, peaks: peaks.join(' ') })
      .onConflict((on) => on.columns(['device_id', 'user_id', 'log']).doUpdateSet({ size, peaks: peaks.join(' ') }))
      .execute();
  }
}

/** Root of the workspace's tree when it had `size` leaves. */
export function rootAt(db: Db, chain: ChainKey, size: number): Promise<Hash> {
  return withNodes(db, chain, (read) => rootOf(frontierFrom(size, read)));
}

/** Which nodes a path needs hangs on its places alone: they are noted on a first run, fetched, and given on a second. */
export async function withNodes<T>(db: Db, chain: ChainKey, work: (read: ReadNode) => T): Promise<T> {
  const asked: Omit<TreeNode, 'hash'>[] = [];
  const blank = new Uint8Array(32);
  work((level, at) => {
    asked.push({ level, at });
    return blank;
  });
  const found = await readNodes(db, chain, asked);
  const byPlace = new Map(asked.map(({ level, at }, index) => [`${level} ${at}`, found[index] ?? blank]));
  return work((level, at) => byPlace.get(`${level} ${at}`) ?? blank);
}
