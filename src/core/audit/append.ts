/**
 * Gives a draft its place in the two chains: the one of its log and the one of the workstation. Runs anywhere, pure;
 * writing it to disk is the workspace's part. Spec: docs/spec/audit.md.
 */
import type { AuditCheckpoint, AuditDraft, AuditEntry } from './entry.ts';
import { checkpointMessage, EMPTY_HEAD, hashEntry } from './hash.ts';

/** The last entry of a chain; `seq` 0 with 64 zeros for an empty one. */
export type ChainHead = { seq: number; hash: string };
export const emptyHead: ChainHead = { seq: 0, hash: EMPTY_HEAD };

export type ChainHeads = {
  deviceId: string;
  log: ChainHead;
  device: ChainHead;
  /** 32 random bytes, lower-case hex, new for every entry and kept with it alone. */
  blind: string;
};

/** The entry as it is kept. The draft is copied: changing it afterwards does not change the entry. */
export function sealEntry(draft: AuditDraft, heads: ChainHeads): AuditEntry {
  const { space, log, timeMs, actor, action, phase, of, outcome, authority, details } = structuredClone(draft);
  const entry: Omit<AuditEntry, 'hash'> = {
    v: 2,
    blind: heads.blind,
    space,
    deviceId: heads.deviceId,
    log,
    seq: heads.log.seq + 1,
    prev: heads.log.hash,
    deviceSeq: heads.device.seq + 1,
    devicePrev: heads.device.hash,
    timeMs,
    actor,
    action,
    phase,
    of,
    outcome,
    authority,
    details,
  };
  return { ...entry, hash: hashEntry(entry) };
}

/**
 * The head of one log at one moment, signed.
 * @param sign Ed25519 over the bytes given; returns 64 bytes as lower-case hex
 */
export function makeCheckpoint(
  at: { deviceId: string; log: string; head: ChainHead; timeMs: number; publicKeyHex: string },
  sign: (message: Uint8Array) => string,
): AuditCheckpoint {
  const body: Omit<AuditCheckpoint, 'signature'> = {
    v: 1,
    deviceId: at.deviceId,
    log: at.log,
    size: at.head.seq,
    head: at.head.hash,
    timeMs: at.timeMs,
    publicKey: at.publicKeyHex,
  };
  return { ...body, signature: sign(checkpointMessage(body)) };
}
