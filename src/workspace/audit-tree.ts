/**
 * The Merkle trees over the query log of this workspace: grown in the transaction that writes the entry, read for
 * checkpoints and proofs of any size. Node only. What was logged by a version without trees is filled in once, when the
 * workspace is opened. Spec: docs/spec/audit.md, docs/spec/workspace.md.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { AuditEntry } from '../core/audit/entry.ts';
import { type AuditLeaf, blindedLogId, deviceLeafHash, logLeafHash, makeLeaf } from '../core/audit/leaf.ts';
import { consistencyPath, frontierFrom, type Hash, inclusionPath, rootOf } from '../core/audit/merkle.ts';
import { AppError } from '../core/errors.ts';
import type { ReadDb, WriteDb } from './database.ts';
import { auditEntriesAfter, deviceHead, lastDeviceSeq } from './tables/audit-entries.ts';
import { auditSalt, saveAuditSalt } from './tables/audit-handover.ts';
import {
  addLeaf,
  addLogTree,
  auditLeavesAfter,
  countLeaves,
  growTree,
  readNodesOf,
  treeOfLog,
  WORKSPACE_TREE,
} from './tables/audit-nodes.ts';

/** The leaf at a place, and the path from it to the root of the workspace's tree of `size` (hex, from the leaf up). */
export type LeafProof = { leaf: AuditLeaf; index: number; size: number; path: string[] };

/** Entries made trees of in one transaction when an older workspace is opened. */
const FILL_PAGE = 2000;

/** In the transaction that wrote the entry: its leaf, and every node it completes in the two trees. */
export function growTrees(tx: WriteDb, entry: AuditEntry, who: { userId: string; saltHex: string }): AuditLeaf {
  const tree = treeOfLog(tx, entry.log) ?? addLogTree(tx, entry.log);
  const logTree = growTree(tx, tree, entry.seq - 1, logLeafHash(entry.hash));
  const leaf = makeLeaf(entry, { userId: who.userId, logId: blindedLogId(who.saltHex, entry.log), logTree });
  addLeaf(tx, leaf);
  growTree(tx, WORKSPACE_TREE, entry.deviceSeq - 1, deviceLeafHash(leaf));
  return leaf;
}

/** Makes the salt where there is none, and trees of what an older version logged. Quick where nothing is missing. */
export function fillTrees(
  parts: { read: ReadDb; write: <T>(work: (tx: WriteDb) => T) => T; random: (length: number) => Uint8Array },
  userId: string,
): void {
  const { read, write } = parts;
  if (auditSalt(read) === null) write((tx) => saveAuditSalt(tx, bytesToHex(parts.random(32))));
  const saltHex = auditSalt(read);
  if (saltHex === null) throw new AppError('WORKSPACE_DAMAGED', { details: { missing: 'audit_handover' } });
  for (let done = countLeaves(read); done < deviceHead(read).seq; done = countLeaves(read)) {
    write((tx) => {
      for (const entry of auditEntriesAfter(tx, done, FILL_PAGE)) growTrees(tx, entry, { userId, saltHex });
    });
  }
}

/** Head of the workspace's tree when it had `size` leaves. */
export function workspaceRoot(db: ReadDb, size: number): Hash {
  return rootOf(frontierFrom(size, readNodesOf(db, WORKSPACE_TREE)));
}

/** Null where there is no such entry, or the tree of `size` does not reach it. */
export function proveLeaf(db: ReadDb, deviceSeq: number, size: number): LeafProof | null {
  const [leaf] = auditLeavesAfter(db, deviceSeq - 1, 1);
  if (leaf === undefined || leaf.deviceSeq !== deviceSeq || deviceSeq > size || size > countLeaves(db)) return null;
  const path = inclusionPath(deviceSeq - 1, size, readNodesOf(db, WORKSPACE_TREE));
  return { leaf, index: deviceSeq - 1, size, path: path.map((hash) => bytesToHex(hash)) };
}

/** The newest leaf of a log: it anchors the whole log, entry for entry. Null where nothing was logged in it. */
export function proveLog(db: ReadDb, log: string, size: number): LeafProof | null {
  const last = lastDeviceSeq(db, log);
  return last === 0 ? null : proveLeaf(db, last, size);
}

/** The way from an earlier size of the workspace's tree to a later one (RFC 6962, hex). */
export function proveConsistency(db: ReadDb, firstSize: number, secondSize: number): string[] {
  return consistencyPath(firstSize, secondSize, readNodesOf(db, WORKSPACE_TREE)).map((hash) => bytesToHex(hash));
}
