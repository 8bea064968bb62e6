/**
 * Checks one log alone, whose neighbours on the workstation are not shown: its entries, and that each leaf stands for its
 * entry in the tree of this log. Runs in the CLI process. What stands above the leaves is for the caller's proofs.
 * Spec: docs/spec/audit.md.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { AuditEntry } from '../../core/audit/entry.ts';
import { hasLeafForm } from '../../core/audit/entry-form.ts';
import { deviceLeafHash, logLeafHash } from '../../core/audit/leaf.ts';
import { appendTo, emptyFrontier, type Hash, rootOf } from '../../core/audit/merkle.ts';
import { isEntry, verifyLog } from '../../core/audit/verify.ts';
import { nativeHasher } from '../../workspace/index.ts';
import { type LogOwner, problemOf } from './check-device.ts';
import type { Problem } from './result-codes.ts';

export type CheckedCase = {
  readonly entries: number;
  readonly problems: readonly Problem[];
  /** Place on the workstation of the last entry; 0 for none. */
  readonly lastPlace: number;
  /** Hash of the leaf at each place on the workstation, from 1. */
  readonly leafHashes: ReadonlyMap<number, Hash>;
};

const { sha256 } = nativeHasher;

/** @param records parsed; what is no JSON is undefined */
export function checkCase(records: readonly { entry: unknown; leaf: unknown }[], owner: LogOwner): CheckedCase {
  const { problems: found, entries } = verifyLog(
    records.map(({ entry }) => entry),
    undefined,
    nativeHasher,
  );
  const problems = found.map(problemOf);
  const leafHashes = new Map<number, Hash>();
  let tree = emptyFrontier;
  let logId: string | null = null;
  let lastPlace = 0;
  for (const [index, { entry, leaf }] of records.entries()) {
    if (!isEntry(entry)) continue;
    lastPlace = entry.deviceSeq;
    tree = appendTo(tree, logLeafHash(entry.hash, sha256), undefined, sha256);
    const stands = hasLeafForm(leaf) && leaf.log === (logId ?? leaf.log) && standsFor(leaf, entry, owner);
    if (hasLeafForm(leaf)) {
      logId ??= leaf.log;
      leafHashes.set(leaf.deviceSeq, deviceLeafHash(leaf, sha256));
    }
    if (!stands || leaf.logRoot !== bytesToHex(rootOf(tree, sha256)))
      problems.push({
        code: 'leaf-mismatch',
        message: `The leaf of entry ${entry.deviceSeq} does not stand for it.`,
        where: `line ${index + 1}`,
      });
  }
  return { entries, problems, lastPlace, leafHashes };
}

const standsFor = (
  leaf: { commitment: string; deviceId: string; userId: string; deviceSeq: number; logSize: number },
  entry: AuditEntry,
  owner: LogOwner,
): boolean =>
  leaf.commitment === entry.hash &&
  leaf.deviceId === owner.deviceId &&
  entry.deviceId === owner.deviceId &&
  leaf.userId === owner.userId &&
  (entry.actor === null || entry.actor.id === owner.userId) &&
  leaf.deviceSeq === entry.deviceSeq &&
  leaf.logSize === entry.seq;
