/**
 * The query log of this workspace: seals, chains and commits entries. Node only. An entry is on disk before its number is
 * known to the caller, so that nothing can be answered that left no entry (T9). The result of a question alone is committed
 * before it is released and on disk a moment later (docs/adr/0015): its intent was on disk before anything ran.
 * Nothing is signed that a power cut could still take back: this log would then have two histories.
 */
import { randomBytes } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { makeCheckpoint, sealEntry } from '../core/audit/append.ts';
import { deviceOrigin, signCheckpoint } from '../core/audit/checkpoint-note.ts';
import type { AuditCheckpoint, AuditDraft, AuditEntry } from '../core/audit/entry.ts';
import { AppError } from '../core/errors.ts';
import { growTrees, type LeafProof, proveConsistency, proveLeaf, proveLog, workspaceRoot } from './audit-tree.ts';
import type { Commits } from './commits.ts';
import type { ReadDb, WriteDb } from './database.ts';
import { deviceHead, insertAuditEntry, logHead } from './tables/audit-entries.ts';
import { auditSalt } from './tables/audit-handover.ts';
import { readUser } from './tables/meta.ts';

export type AuditLog = {
  /** Seals, chains and commits one entry; on disk when it returns (log before answer), the result of a question soon after. */
  append(draft: AuditDraft): AuditEntry;
  /** The same inside a transaction of the caller, e.g. a confirmation together with its entry. */
  appendIn(tx: WriteDb, draft: AuditDraft): AuditEntry;
  /** Head of one log (`device` or `case:<id>`), signed by the workstation's key. */
  checkpoint(log: string): AuditCheckpoint;
  /** The tree of all entries, as a C2SP checkpoint signed by the workstation's key; `size`: when it was that large. */
  checkpointNote(size?: number): string;
  /** The leaf of an entry and its path to the root of `checkpointNote(size)`. Null where there is no such entry. */
  inclusion(deviceSeq: number, size?: number): LeafProof | null;
  /** What shows a whole log to a stranger: its newest leaf in the workspace's tree, under a checkpoint of now. */
  caseProof(log: string): { proof: LeafProof; checkpoint: string } | null;
  /** That the tree of one size goes on as the tree of a later one: RFC 6962, hex. */
  consistency(firstSize: number, secondSize: number): string[];
};

/** Their result changes nothing and gives nothing away for keeps; each was announced by a synced intent. */
const RESULT_FOLLOWS: ReadonlySet<AuditDraft['action']> = new Set([
  'find',
  'look-alikes',
  'journey',
  'pattern',
  'convoy',
  'colocation',
  'all-convoys',
  'view',
]);

export function createAuditLog(parts: {
  read: ReadDb;
  commits: Pick<Commits, 'write' | 'writeSoon' | 'makeDurable'>;
  deviceId: string;
  serverId: string;
  /** Ed25519 seed, 32 bytes, hex. */
  deviceKeySeedHex: string;
  clock: () => number;
}): AuditLog {
  const { read, commits, deviceId, serverId } = parts;
  const secretKey = hexToBytes(parts.deviceKeySeedHex);
  const publicKeyHex = bytesToHex(ed25519.getPublicKey(secretKey));
  const sign = (message: Uint8Array): string => {
    commits.makeDurable();
    return bytesToHex(ed25519.sign(message, secretKey));
  };
  const userId = readUser(read).id;
  const origin = deviceOrigin({ serverId, deviceId, userId });
  const saltHex = auditSalt(read);
  if (saltHex === null) throw new AppError('WORKSPACE_DAMAGED', { details: { missing: 'audit_handover' } });
  const sizeNow = (): number => deviceHead(read).seq;
  const checkpointNote = (size = sizeNow()): string =>
    signCheckpoint({ origin, size, root: workspaceRoot(read, size) }, publicKeyHex, sign);
  const appendIn = (tx: WriteDb, draft: AuditDraft): AuditEntry => {
    const entry = sealEntry(draft, {
      deviceId,
      log: logHead(tx, draft.log),
      device: deviceHead(tx),
      blind: randomBytes(32).toString('hex'),
    });
    insertAuditEntry(tx, entry);
    growTrees(tx, entry, { userId, saltHex });
    return entry;
  };
  return {
    append(draft) {
      const follows = draft.phase === 'result' && RESULT_FOLLOWS.has(draft.action);
      return commits[follows ? 'writeSoon' : 'write']((tx) => appendIn(tx, draft));
    },
    appendIn,
    checkpoint: (log) =>
      makeCheckpoint({ deviceId, log, head: logHead(read, log), timeMs: parts.clock(), publicKeyHex }, sign),
    checkpointNote,
    inclusion: (deviceSeq, size = sizeNow()) => proveLeaf(read, deviceSeq, size),
    caseProof(log) {
      const size = sizeNow();
      const proof = proveLog(read, log, size);
      return proof === null ? null : { proof, checkpoint: checkpointNote(size) };
    },
    consistency: (firstSize, secondSize) => proveConsistency(read, firstSize, secondSize),
  };
}
