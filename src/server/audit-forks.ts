/**
 * Contradictions in query logs, kept so that they convince a stranger who trusts neither the server nor the workstation:
 * two checkpoints signed by the workstation's key that cannot both be true. Nothing else happens to either log. IN27.
 */
import { createHash } from 'node:crypto';
import { hexToBytes } from '@noble/hashes/utils.js';
import type { AuditRecord } from '../contract/audit-wire.ts';
import type { TreeHead } from '../core/audit/checkpoint-note.ts';
import { type ForkProof, proveFork } from '../core/audit/fork-proof.ts';
import { deviceLeafHash } from '../core/audit/leaf.ts';
import { appendTo, emptyFrontier, type Hash, type ReadNode } from '../core/audit/merkle.ts';
import type { ServerParts } from './context.ts';
import type { Db } from './store/schema.ts';
import { heldLeafHashes } from './tables/audit-chains.ts';
import type { ChainKey } from './tables/audit-log.ts';
import { withNodes } from './tables/audit-tree.ts';

/** `held`: the checkpoint the server held, and its size; null where none was handed over yet. */
export type FoundFork = {
  readonly why: 'another-leaf' | 'another-entry' | 'another-log' | 'another-tree';
  readonly deviceSeq: number;
  readonly heldSize: number;
  readonly held: string | null;
};
type Offered = { readonly note: string; readonly head: TreeHead; readonly records: readonly AuditRecord[] };

export async function keepFork(
  parts: ServerParts,
  chain: ChainKey,
  fork: FoundFork,
  offered: Offered,
  receivedMs: number,
): Promise<void> {
  const proof = await proofOf(parts.store.db, chain, fork, offered);
  const row = {
    id: createHash('sha256')
      .update(JSON.stringify([chain, fork, offered.note]))
      .digest('hex'),
    device_id: chain.deviceId,
    user_id: chain.userId,
    device_seq: fork.deviceSeq,
    held: fork.held,
    offered: offered.note,
    proof: proof === null ? null : JSON.stringify(proof),
    received_ms: receivedMs,
  };
  await parts.store.db.transaction().execute(async (tx) => {
    const added = await tx
      .insertInto('audit_forks')
      .values(row)
      .onConflict((on) => on.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (added) await parts.store.promise(tx, { kind: 'row', table: 'audit_forks', row });
  });
}

/** Null where what came does not suffice: a larger tree of which the server was not given all leaves, say. */
async function proofOf(db: Db, chain: ChainKey, fork: FoundFork, offered: Offered): Promise<ForkProof | null> {
  const { held } = fork;
  if (held === null) return null;
  if (offered.head.size <= fork.heldSize) return withNodes(db, chain, (read) => proveFork(held, offered.note, read));
  const first = offered.records[0]?.leaf.deviceSeq ?? 1;
  const before = await heldLeafHashes(db, chain, 1, first - 1);
  const leaves = [
    ...[...before].sort(([a], [b]) => a - b).map(([, hash]) => hexToBytes(hash)),
    ...offered.records.map(({ leaf }) => deviceLeafHash(leaf)),
  ];
  return leaves.length === offered.head.size ? proveFork(held, offered.note, nodesOver(leaves)) : null;
}

function nodesOver(leaves: readonly Hash[]): ReadNode {
  const nodes = new Map<string, Hash>();
  leaves.reduce(
    (tree, leaf) => appendTo(tree, leaf, (level, at, hash) => nodes.set(`${level} ${at}`, hash)),
    emptyFrontier,
  );
  return (level, at) => nodes.get(`${level} ${at}`) ?? new Uint8Array(32);
}
