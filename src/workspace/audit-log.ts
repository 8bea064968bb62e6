/**
 * The query log of this workspace: seals, chains and commits entries. Node only. An entry is on disk before its number is
 * known to the caller, so that nothing can be answered that left no entry (T9).
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { makeCheckpoint, sealEntry } from '../core/audit/append.ts';
import type { AuditCheckpoint, AuditDraft, AuditEntry } from '../core/audit/entry.ts';
import type { ReadDb, WriteDb } from './database.ts';
import { deviceHead, insertAuditEntry, logHead } from './tables/audit-entries.ts';

export type AuditLog = {
  /** Seals, chains and commits one entry; on disk when it returns (log before answer). */
  append(draft: AuditDraft): AuditEntry;
  /** The same inside a transaction of the caller, e.g. a confirmation together with its entry. */
  appendIn(tx: WriteDb, draft: AuditDraft): AuditEntry;
  /** Head of one log (`device` or `case:<id>`), signed by the workstation's key. */
  checkpoint(log: string): AuditCheckpoint;
};

export function createAuditLog(parts: {
  read: ReadDb;
  write: <T>(work: (tx: WriteDb) => T) => T;
  deviceId: string;
  /** Ed25519 seed, 32 bytes, hex. */
  deviceKeySeedHex: string;
  clock: () => number;
}): AuditLog {
  const { read, write, deviceId } = parts;
  const secretKey = hexToBytes(parts.deviceKeySeedHex);
  const publicKeyHex = bytesToHex(ed25519.getPublicKey(secretKey));
  const appendIn = (tx: WriteDb, draft: AuditDraft): AuditEntry => {
    const entry = sealEntry(draft, { deviceId, log: logHead(tx, draft.log), device: deviceHead(tx) });
    insertAuditEntry(tx, entry);
    return entry;
  };
  return {
    append: (draft) => write((tx) => appendIn(tx, draft)),
    appendIn,
    checkpoint: (log) =>
      makeCheckpoint({ deviceId, log, head: logHead(read, log), timeMs: parts.clock(), publicKeyHex }, (message) =>
        bytesToHex(ed25519.sign(message, secretKey)),
      ),
  };
}
