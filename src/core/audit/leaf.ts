/**
 * The leaf that stands for one entry in the tree of its workspace: what the server and a stranger to the case may see.
 * Runs anywhere, pure. A leaf names its entry by a blinded commitment (`hash` of an entry of version 2) and its log by a
 * blinded name, and anchors the head of that log: so a case can be shown whole, and nothing of the others.
 * Spec: docs/spec/audit.md, AU17–AU19.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';
import { sha256Hex } from '../model/domain.ts';
import { canonicalText } from './canonical.ts';
import type { AuditEntry } from './entry.ts';
import { type Frontier, type Hash, leafHash, rootOf, type Sha256 } from './merkle.ts';

const LOG_ID_PREFIX = 'waymark-log-id-v1\n';

export const auditLeaf = z.strictObject({
  v: z.literal(2),
  deviceId: z.string(),
  userId: z.string(),
  deviceSeq: z.number().int().min(1).describe('its place in the tree, from 1: its index is one less'),
  commitment: sha256Hex.describe('hash of the entry, which covers its blind'),
  log: sha256Hex.describe('blinded name of its log'),
  logSize: z.number().int().min(1).describe('entries of that log, with this one: its seq'),
  logRoot: sha256Hex.describe('RFC 6962 root over the commitments of that log, up to and with this one'),
});
export type AuditLeaf = z.infer<typeof auditLeaf>;

/**
 * The name of a log as others see it.
 * @param saltHex 32 secret bytes of the workspace, hex: whoever lacks them cannot tell two cases by their ids
 * @returns SHA-256, hex, over the prefix, the salt's bytes and the name
 */
export const blindedLogId = (saltHex: string, log: string): string => blinderOf(saltHex)(log);

/** The same for many names of one workspace. */
export function blinderOf(saltHex: string, hash: Sha256 = sha256): (log: string) => string {
  const before = concatBytes(utf8ToBytes(LOG_ID_PREFIX), hexToBytes(saltHex));
  return (log) => bytesToHex(hash(concatBytes(before, utf8ToBytes(log))));
}

/** @param logTree the tree over the commitments of the entry's log, this entry already in it */
export function makeLeaf(entry: AuditEntry, parts: { userId: string; logId: string; logTree: Frontier }): AuditLeaf {
  if (parts.logTree.size !== entry.seq) throw new TypeError('the tree of the log does not end with this entry');
  return {
    v: 2,
    deviceId: entry.deviceId,
    userId: parts.userId,
    deviceSeq: entry.deviceSeq,
    commitment: entry.hash,
    log: parts.logId,
    logSize: entry.seq,
    logRoot: bytesToHex(rootOf(parts.logTree)),
  };
}

/** Canonical JSON (RFC 8785) in UTF-8: the bytes the tree of the workspace is over. */
export function leafBytes(leaf: AuditLeaf): Uint8Array {
  return utf8ToBytes(canonicalText(leaf));
}

/** Hash of a leaf in the tree of the workspace. */
export const deviceLeafHash = (leaf: AuditLeaf, sha256?: Sha256): Hash => leafHash(leafBytes(leaf), sha256);

/** Hash of an entry's leaf in the tree of its log: over the 32 bytes of its commitment. */
export const logLeafHash = (commitment: string, sha256?: Sha256): Hash => leafHash(hexToBytes(commitment), sha256);
