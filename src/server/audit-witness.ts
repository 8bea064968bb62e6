/**
 * Takes in the query logs of workstations and answers with signed receipts. An entry is taken only where its hash is
 * right and it continues what is held, in its chain and in its log; the same entry again is nothing new; another entry
 * in the same place is a fork, kept as proof. IN26–IN28.
 */
import { ORPCError } from '@orpc/server';
import type { AuditEntry, AuditReceipt } from '../core/audit/entry.ts';
import { EMPTY_HEAD, hashEntry, receiptMessage } from '../core/audit/hash.ts';
import type { ServerParts } from './context.ts';
import type { Tx } from './store/schema.ts';
import {
  type ChainKey,
  heldHashes,
  heldHead,
  heldLogHead,
  keepConflict,
  storeAuditEntries,
} from './tables/audit-log.ts';

type Fork = { readonly held: string; readonly offered: AuditEntry };

export async function pushAudit(
  parts: ServerParts,
  chain: ChainKey,
  entries: readonly AuditEntry[],
): Promise<AuditReceipt> {
  const receivedMs = parts.clock();
  for (const entry of entries) checkEntry(parts, chain, entry);
  const outcome = await parts.store.db.transaction().execute(async (tx) => {
    // One push of a chain at a time: the row of its workstation is the lock.
    await tx.selectFrom('devices').select('id').where('id', '=', chain.deviceId).forUpdate().executeTakeFirstOrThrow();
    const taken = await takeEntries(tx, chain, entries, receivedMs);
    if ('fresh' in taken && taken.fresh.length > 0) {
      await parts.store.promise(tx, { kind: 'audit', ...chain, entries: taken.fresh, receivedMs });
    }
    return taken;
  });
  if ('held' in outcome) {
    await keepConflict(parts.store.db, chain, outcome.held, outcome.offered, receivedMs);
    parts.log(`FORK in the query log of workstation ${chain.deviceId} at ${outcome.offered.deviceSeq}`);
    throw forkAt(outcome.offered.deviceSeq);
  }
  await parts.store.settle();
  return receiptFor(parts, chain);
}

/** What can be judged of an entry alone. */
function checkEntry(parts: ServerParts, chain: ChainKey, entry: AuditEntry): void {
  if (entry.deviceId !== chain.deviceId) {
    throw new ORPCError('FORBIDDEN', { status: 403, message: 'A workstation hands over its own log only.' });
  }
  if (entry.actor !== null && entry.actor.id !== chain.userId) {
    throw new ORPCError('FORBIDDEN', { status: 403, message: 'A log names only the user whose workspace it is of.' });
  }
  const { hash, ...rest } = entry;
  if (entry.space !== parts.space || hashEntry(rest) !== hash) {
    throw new ORPCError('CONFLICT', {
      status: 409,
      message: `Entry ${entry.deviceSeq} does not match its own hash, or is of another space.`,
    });
  }
}

async function takeEntries(
  tx: Tx,
  chain: ChainKey,
  entries: readonly AuditEntry[],
  receivedMs: number,
): Promise<Fork | { readonly fresh: readonly AuditEntry[] }> {
  const head = await heldHead(tx, chain);
  const firstSeq = entries[0]?.deviceSeq ?? 1;
  const held = await heldHashes(tx, chain, firstSeq, entries.at(-1)?.deviceSeq ?? 0);
  let last = head ?? { deviceSeq: 0, hash: EMPTY_HEAD };
  const logs = new Map<string, { seq: number; hash: string }>();
  const fresh: AuditEntry[] = [];
  for (const entry of entries) {
    const there = held.get(entry.deviceSeq);
    if (there !== undefined) {
      if (there !== entry.hash) return { held: there, offered: entry };
      continue;
    }
    if (entry.deviceSeq !== last.deviceSeq + 1) {
      throw new ORPCError('GAP', {
        status: 409,
        message: 'Entries are missing before these.',
        data: { expected: last.deviceSeq + 1 },
      });
    }
    // The place is new, but it does not follow what is held: two histories.
    if (entry.devicePrev !== last.hash) return { held: last.hash, offered: entry };
    const log = logs.get(entry.log) ?? (await heldLogHead(tx, chain, entry.log)) ?? { seq: 0, hash: EMPTY_HEAD };
    if (entry.seq !== log.seq + 1 || entry.prev !== log.hash) return { held: log.hash, offered: entry };
    logs.set(entry.log, { seq: entry.seq, hash: entry.hash });
    last = { deviceSeq: entry.deviceSeq, hash: entry.hash };
    fresh.push(entry);
  }
  await storeAuditEntries(tx, chain, fresh, receivedMs);
  return { fresh };
}

async function receiptFor(parts: ServerParts, chain: ChainKey): Promise<AuditReceipt> {
  const head = await heldHead(parts.store.db, chain);
  const receipt = {
    v: 1 as const,
    serverId: parts.identity.serverId,
    deviceId: chain.deviceId,
    deviceSeq: head?.deviceSeq ?? 0,
    deviceHead: head?.hash ?? EMPTY_HEAD,
    timeMs: parts.clock(),
    publicKey: parts.identity.publicKey,
  };
  return { ...receipt, signature: parts.identity.signBytes(receiptMessage(receipt)) };
}

const forkAt = (deviceSeq: number) =>
  new ORPCError('FORK', {
    status: 409,
    message: 'These entries contradict the log the server holds.',
    data: { deviceSeq },
  });
