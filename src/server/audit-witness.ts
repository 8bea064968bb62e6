/**
 * Takes in the query logs of workstations, sealed, and answers with signed receipts and cosigned checkpoints. A leaf is
 * taken only where it continues what is held, in the workspace's tree and in its log, and only under a checkpoint by the
 * workstation's key that says exactly what the server grew itself. The same again is nothing new; another leaf in a held
 * place, or a checkpoint of another tree, is a fork, kept as proof. No entry is seen here. IN26–IN28.
 */

import { bytesToHex } from '@noble/hashes/utils.js';
import { ORPCError } from '@orpc/server';
import type { AuditPush, AuditPushAnswer, AuditRecord } from '../contract/audit-wire.ts';
import {
  deviceOrigin,
  logKey,
  serverCosignerKey,
  type TreeHead,
  verifyCheckpointNote,
} from '../core/audit/checkpoint-note.ts';
import type { AuditReceipt } from '../core/audit/entry.ts';
import { EMPTY_HEAD, receiptMessage } from '../core/audit/hash.ts';
import { deviceLeafHash } from '../core/audit/leaf.ts';
import { appendTo, equalHash, rootOf } from '../core/audit/merkle.ts';
import { cosignNote } from '../core/audit/signed-note.ts';
import { type FoundFork, keepFork } from './audit-forks.ts';
import type { ServerParts } from './context.ts';
import type { Tx } from './store/schema.ts';
import {
  growChain,
  grownLog,
  type HeldChain,
  heldLeafHashes,
  lastCommitment,
  lockHead,
  readChain,
  rootOfSubLog,
} from './tables/audit-chains.ts';
import { type ChainKey, heldHashes, heldHead } from './tables/audit-log.ts';
import { readSubLogs, rootAt } from './tables/audit-tree.ts';
import { findDevice } from './tables/people.ts';

type Offered = { readonly note: string; readonly head: TreeHead; readonly records: readonly AuditRecord[] };

export async function pushAudit(parts: ServerParts, chain: ChainKey, push: AuditPush): Promise<AuditPushAnswer> {
  const offered = await checkPush(parts, chain, push);
  if (offered === null) {
    // A witness that was away is asked again.
    await parts.witness?.cosign(chain);
    return answerFor(parts, chain);
  }
  const receivedMs = parts.clock();
  const fork = await parts.store.db.transaction().execute(async (tx): Promise<FoundFork | null> => {
    const lastOrdinal = await lockHead(tx);
    const held = await readChain(tx, chain);
    const judged = await judge(tx, chain, held, offered);
    if ('why' in judged) return judged;
    if (judged.fresh.length === 0) return null;
    const checkpoint = cosigned(parts, offered.note, receivedMs);
    const more = { records: judged.fresh, firstOrdinal: lastOrdinal + 1, checkpoint, receivedMs };
    await growChain(tx, chain, held, more);
    await parts.store.promise(tx, { kind: 'audit-records', ...chain, ...more });
    return null;
  });
  if (fork !== null) {
    await keepFork(parts, chain, fork, offered, receivedMs);
    parts.log(`FORK in the query log of workstation ${chain.deviceId} at ${fork.deviceSeq}: ${fork.why}`);
    throw new ORPCError('FORK', {
      status: 409,
      message: 'This contradicts the log the server holds.',
      data: { deviceSeq: fork.deviceSeq, heldSize: fork.heldSize },
    });
  }
  await parts.store.settle();
  await parts.witness?.cosign(chain);
  return answerFor(parts, chain);
}

/** What can be judged of a push alone. Null where it hands nothing over. */
async function checkPush(parts: ServerParts, chain: ChainKey, push: AuditPush): Promise<Offered | null> {
  for (const { leaf } of push.records) {
    if (leaf.deviceId !== chain.deviceId || leaf.userId !== chain.userId) {
      throw new ORPCError('FORBIDDEN', {
        status: 403,
        message: 'A workstation hands over its own log only, of the user who is signed in.',
      });
    }
  }
  if (push.records.length === 0 && push.checkpoint === null) return null;
  const device = await findDevice(parts.store.db, chain.deviceId);
  const origin = deviceOrigin({ serverId: parts.identity.serverId, ...chain });
  const key = device === null ? null : logKey(origin, device.public_key);
  const note = push.checkpoint === null ? null : onlySignedBy(push.checkpoint, origin);
  const verdict = key === null || note === null ? null : verifyCheckpointNote(note, [key]);
  if (note === null || verdict === null || !verdict.ok || verdict.head.origin !== origin) {
    throw conflict('What is handed over needs a checkpoint of this log, signed by the key of this workstation.');
  }
  return { note, head: verdict.head, records: push.records };
}

/** Signature lines of others, which a workstation may have sent along, are not the server's to vouch for. */
function onlySignedBy(note: string, name: string): string {
  const gap = note.lastIndexOf('\n\n') + 2;
  const lines = note.slice(gap).split('\n');
  const own = lines.find((line) => line.startsWith(`— ${name} `)) ?? '';
  return `${note.slice(0, gap)}${own}\n`;
}

/** What is new in a push, or the contradiction it shows. Throws GAP and CONFLICT. */
async function judge(
  tx: Tx,
  chain: ChainKey,
  held: HeldChain,
  offered: Offered,
): Promise<FoundFork | { readonly fresh: readonly AuditRecord[] }> {
  const { head, records } = offered;
  const first = records[0]?.leaf.deviceSeq ?? 1;
  const last = records.at(-1)?.leaf.deviceSeq ?? 0;
  const leafHashes = await heldLeafHashes(tx, chain, first, last);
  const plain = await heldHashes(tx, chain, first, last);
  const logs = await readSubLogs(tx, chain, [...new Set(records.map(({ leaf }) => leaf.log))]);
  const before = { held: held.checkpoint, heldSize: held.frontier.size };
  let { frontier } = held;
  const fresh: AuditRecord[] = [];
  for (const record of records) {
    const { leaf } = record;
    const { deviceSeq } = leaf;
    const hash = deviceLeafHash(leaf);
    const there = leafHashes.get(deviceSeq);
    if (there !== undefined) {
      if (there !== bytesToHex(hash)) return { why: 'another-leaf', deviceSeq, ...before };
      continue;
    }
    if (deviceSeq !== frontier.size + 1) {
      throw new ORPCError('GAP', {
        status: 409,
        message: 'Entries are missing before these.',
        data: { expected: frontier.size + 1 },
      });
    }
    // Held in plain from before logs were sealed: the leaf has to stand for the very entry.
    if ((plain.get(deviceSeq) ?? leaf.commitment) !== leaf.commitment) {
      return { why: 'another-entry', deviceSeq, ...before };
    }
    const log = grownLog(logs.get(leaf.log), leaf);
    if (leaf.logSize !== log.size || leaf.logRoot !== rootOfSubLog(log)) {
      return { why: 'another-log', deviceSeq, ...before };
    }
    logs.set(leaf.log, log);
    frontier = appendTo(frontier, hash);
    fresh.push(record);
  }
  if (head.size > frontier.size) throw conflict('The checkpoint covers more than was handed over.');
  if (fresh.length > 0 && head.size < frontier.size) {
    throw conflict('The checkpoint covers less than was handed over.');
  }
  const root = head.size === frontier.size ? rootOf(frontier) : await rootAt(tx, chain, head.size);
  if (!equalHash(root, head.root)) {
    return { why: 'another-tree', deviceSeq: Math.min(first, head.size), ...before };
  }
  return { fresh };
}

function cosigned(parts: ServerParts, note: string, atMs: number): string {
  const { identity } = parts;
  const key = serverCosignerKey(identity.serverId, identity.publicKey);
  return cosignNote(note, key, { timeSec: Math.floor(atMs / 1000), sign: identity.signBytes });
}

async function answerFor(parts: ServerParts, chain: ChainKey): Promise<AuditPushAnswer> {
  const { db } = parts.store;
  // Entries held in plain from before logs were sealed count until they were handed over sealed as well.
  const [sealed, plain] = [await lastCommitment(db, chain), await heldHead(db, chain)];
  const head = (sealed?.deviceSeq ?? 0) >= (plain?.deviceSeq ?? 0) ? sealed : plain;
  const receipt: Omit<AuditReceipt, 'signature'> = {
    v: 1,
    serverId: parts.identity.serverId,
    deviceId: chain.deviceId,
    deviceSeq: head?.deviceSeq ?? 0,
    deviceHead: head?.hash ?? EMPTY_HEAD,
    timeMs: parts.clock(),
    publicKey: parts.identity.publicKey,
  };
  const signature = parts.identity.signBytes(receiptMessage(receipt));
  return { receipt: { ...receipt, signature }, checkpoint: (await readChain(db, chain)).checkpoint };
}

const conflict = (message: string) => new ORPCError('CONFLICT', { status: 409, message });
