/**
 * Tables audit_logs, audit_nodes and audit_leaves: the query log as Merkle trees (RFC 6962). Node only.
 * Tree 0 is of the workspace's leaves in the order of writing; every log has one of its entries' commitments besides.
 * Only nodes of complete subtrees are kept: they never change. Level 0 holds the leaf hashes.
 */

import { canonicalText } from '../../core/audit/canonical.ts';
import type { AuditLeaf } from '../../core/audit/leaf.ts';
import { appendTo, type Frontier, frontierFrom, type Hash, type ReadNode } from '../../core/audit/merkle.ts';
import { AppError } from '../../core/errors.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';

export const WORKSPACE_TREE = 0;

/** Number of the tree of a log; null where nothing was logged in it. */
export function treeOfLog(db: ReadDb, log: string): number | null {
  return reader(db).get<{ tree: number }>('SELECT tree FROM audit_logs WHERE log = ?', log)?.tree ?? null;
}

export function addLogTree(tx: WriteDb, log: string): number {
  writer(tx).runOne('INSERT INTO audit_logs (log) VALUES (?)', log);
  const tree = treeOfLog(tx, log);
  if (tree === null) throw new AppError('WORKSPACE_DAMAGED', { details: { missing: 'audit_logs' } });
  return tree;
}

/** The tree with a leaf more, and every node it completes kept. `size`: leaves it had before. */
export function growTree(tx: WriteDb, tree: number, size: number, leafHash: Hash): Frontier {
  return appendTo(frontierFrom(size, readNodesOf(tx, tree)), leafHash, (level, at, hash) =>
    writer(tx).runOne('INSERT INTO audit_nodes (tree, level, at, hash) VALUES (?, ?, ?, ?)', tree, level, at, hash),
  );
}

/** Reads kept nodes of one tree; WORKSPACE_DAMAGED where one is not there. */
export function readNodesOf(db: ReadDb, tree: number): ReadNode {
  return (level, at) => {
    const row = reader(db).get<{ hash: Uint8Array }>(
      'SELECT hash FROM audit_nodes WHERE tree = ? AND level = ? AND at = ?',
      tree,
      level,
      at,
    );
    if (row === undefined) {
      throw new AppError('WORKSPACE_DAMAGED', {
        message: `The tree over the query log of this workspace lacks a node (${level}/${at}): it was taken away.`,
        details: { missing: 'audit_nodes' },
      });
    }
    return new Uint8Array(row.hash);
  };
}

export function addLeaf(tx: WriteDb, leaf: AuditLeaf): void {
  writer(tx).runOne('INSERT INTO audit_leaves (device_seq, leaf) VALUES (?, ?)', leaf.deviceSeq, canonicalText(leaf));
}

/** How many entries stand in the tree. */
export function countLeaves(db: ReadDb): number {
  return reader(db).get<{ last: number | null }>('SELECT max(device_seq) AS last FROM audit_leaves')?.last ?? 0;
}

/** Most places named at once. */
const NAMED_GONE = 5;

/** Places after the last leaf that the tree has grown over all the same; the first few. */
export function leavesGone(db: ReadDb): number[] {
  return reader(db)
    .all<{ seq: number }>(
      `SELECT at + 1 AS seq FROM audit_nodes WHERE tree = ? AND level = 0
       AND at >= (SELECT coalesce(max(device_seq), 0) FROM audit_leaves) ORDER BY at LIMIT ?`,
      WORKSPACE_TREE,
      NAMED_GONE,
    )
    .map(({ seq }) => seq);
}

/** Leaves with deviceSeq > after, in order. */
export function auditLeavesAfter(db: ReadDb, afterDeviceSeq: number, limit: number): AuditLeaf[] {
  return reader(db)
    .all<{ leaf: string }>(
      'SELECT leaf FROM audit_leaves WHERE device_seq > ? ORDER BY device_seq LIMIT ?',
      afterDeviceSeq,
      limit,
    )
    .map(({ leaf }) => JSON.parse(leaf) as AuditLeaf);
}
