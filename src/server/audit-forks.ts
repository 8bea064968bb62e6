/**
 * Contradictions in query logs, kept so that they convince a stranger who trusts neither the server nor the workstation:
 * two things signed by the workstation's key that cannot both be true. Nothing else happens to either log. IN27.
 */
import { createHash } from 'node:crypto';
import type { ServerParts } from './context.ts';
import type { ChainKey } from './tables/audit-log.ts';

/** `held`: the checkpoint the server held; null where none was handed over yet. */
export type FoundFork = {
  readonly why: 'another-leaf' | 'another-entry' | 'another-log' | 'another-tree';
  readonly deviceSeq: number;
  readonly held: string | null;
};

export async function keepFork(
  parts: ServerParts,
  chain: ChainKey,
  fork: FoundFork,
  offered: { readonly note: string },
  receivedMs: number,
): Promise<void> {
  const proof = null;
  const row = {
    id: createHash('sha256')
      .update(JSON.stringify([chain, fork, offered.note]))
      .digest('hex'),
    device_id: chain.deviceId,
    user_id: chain.userId,
    device_seq: fork.deviceSeq,
    held: fork.held,
    offered: offered.note,
    proof,
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
