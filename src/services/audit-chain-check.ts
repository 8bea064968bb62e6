/**
 * Checks one log of all as it was received: places, leaves, tree, the entries that were opened, and the checkpoint that
 * workstation, server and witnesses signed. Pure; runs in the services worker. It believes nothing that is stored beside
 * the records: hashes are taken again. Problems are data. Spec: docs/spec/services.md SV16, docs/spec/audit.md.
 */
import { bytesToHex } from '@noble/hashes/utils.js';

import { deviceOrigin, logKey, verifyCheckpointNote } from '../core/audit/checkpoint-note.ts';
import { type AuditEntry, auditEntry } from '../core/audit/entry.ts';
import { EMPTY_HEAD } from '../core/audit/hash.ts';
import { type AuditLeaf, auditLeaf, leafBytes, logLeafHash } from '../core/audit/leaf.ts';
import {
  appendTo,
  emptyFrontier,
  equalHash,
  type Frontier,
  leafHash,
  rootOf,
  type Sha256,
} from '../core/audit/merkle.ts';
import type { NoteKey } from '../core/audit/signed-note.ts';
import type { AuditorChain, AuditorRecord } from '../workspace/index.ts';
import { isEntryOf } from './auditor-desk.ts';

/** `deviceSeq` null: it concerns the log as a whole. */
export type ChainProblem = { code: string; message: string; deviceSeq: number | null };
export type CheckedHead = { size: number; rootHash: string; cosigners: string[] };

type LogState = { name: string | null; tree: Frontier; last: AuditEntry | null; intents: Set<number>; whole: boolean };

/** Problems of one kind in one log are named this often; the rest are counted in the last. */
const MOST_OF_A_KIND = 20;

export class ChainCheck {
  readonly problems: ChainProblem[] = [];
  readonly #chain: AuditorChain;
  readonly #sha256: Sha256;
  readonly #counts = new Map<string, number>();
  /** By blinded name. */
  readonly #logs = new Map<string, LogState>();
  readonly #namesSeen = new Map<string, string>();
  #tree: Frontier = emptyFrontier;
  #before: AuditEntry | null = null;
  /** Root at the size of the checkpoint, once reached. */
  #rootAtHead: Uint8Array | null = null;
  readonly #headSize: number | null;
  #broken = false;

  constructor(chain: AuditorChain, sha256: Sha256) {
    this.#chain = chain;
    this.#sha256 = sha256;
    this.#headSize = sizeIn(chain.checkpoint);
    if (this.#headSize === 0) this.#rootAtHead = rootOf(emptyFrontier);
  }

  /** Records in the order of their places. */
  take(record: AuditorRecord): void {
    const { deviceSeq } = record;
    const expected = this.#tree.size + 1;
    if (deviceSeq < expected && !this.#broken) {
      this.#found('record-repeated', `Place ${deviceSeq} was handed over twice.`, deviceSeq);
      return;
    }
    if (deviceSeq !== expected && !this.#broken) {
      this.#found('gap', `Records are missing before place ${deviceSeq}: from ${expected} on.`, deviceSeq);
      // Of what follows a gap, the tree can say nothing: the entries themselves are still looked at.
      this.#broken = true;
    }
    const leaf = auditLeaf.safeParse(JSON.parse(record.leaf));
    if (!leaf.success) {
      this.#found('leaf-malformed', `The leaf at place ${deviceSeq} is none.`, deviceSeq);
      return;
    }
    const { deviceId, userId } = this.#chain;
    if (leaf.data.deviceId !== deviceId || leaf.data.userId !== userId || leaf.data.deviceSeq !== deviceSeq) {
      this.#found('leaf-foreign', `The leaf at place ${deviceSeq} belongs to another place.`, deviceSeq);
    }
    if (!this.#broken) {
      this.#tree = appendTo(this.#tree, leafHash(leafBytes(leaf.data), this.#sha256), undefined, this.#sha256);
      if (this.#tree.size === this.#headSize) this.#rootAtHead = rootOf(this.#tree, this.#sha256);
    }
    this.#takeLog(leaf.data, record);
    this.#takeEntry(leaf.data, record);
  }

  /** The tree of the log a leaf names: its size and root are what the leaf says. */
  #takeLog(
    leaf: { log: string; logSize: number; logRoot: string; commitment: string },
    { deviceSeq }: AuditorRecord,
  ): void {
    let log = this.#logs.get(leaf.log);
    if (log === undefined) {
      log = { name: null, tree: emptyFrontier, last: null, intents: new Set(), whole: true };
      this.#logs.set(leaf.log, log);
    }
    if (!log.whole) return;
    log.tree = appendTo(log.tree, logLeafHash(leaf.commitment, this.#sha256), undefined, this.#sha256);
    if (log.tree.size === leaf.logSize && bytesToHex(rootOf(log.tree, this.#sha256)) === leaf.logRoot) return;
    log.whole = false;
    if (!this.#broken)
      this.#found('log-root', `The log of the entry at place ${deviceSeq} is not the one it names.`, deviceSeq);
  }

  #takeEntry(leaf: AuditLeaf, record: AuditorRecord): void {
    const { deviceSeq, state } = record;
    const log = this.#logs.get(leaf.log);
    const before = this.#before;
    this.#before = null;
    if (state === 'unopenable') {
      this.#found('sealed-unopened', `No audit key opens the record at place ${deviceSeq}.`, deviceSeq);
      return;
    }
    if (state === 'other') {
      this.#found(
        'commitment',
        `What was sealed at place ${deviceSeq} is not the entry its leaf commits to.`,
        deviceSeq,
      );
      return;
    }
    if (record.entry === null || log === undefined) return;
    const raw = JSON.parse(record.entry) as AuditEntry;
    if (!auditEntry.safeParse(raw).success || !isEntryOf(raw, leaf)) {
      this.#found('entry-changed', `The entry at place ${deviceSeq} is not the one its leaf commits to.`, deviceSeq);
      return;
    }
    this.#before = raw;
    if (before !== null && !this.#broken && raw.devicePrev !== before.hash) {
      this.#found('order', `The entry at place ${deviceSeq} does not follow the one before it.`, deviceSeq);
    }
    if (deviceSeq === 1 && raw.devicePrev !== EMPTY_HEAD) {
      this.#found('order', 'The first entry names one before it.', deviceSeq);
    }
    this.#takeLogEntry(log, leaf.log, raw);
  }

  #takeLogEntry(log: LogState, blinded: string, entry: AuditEntry): void {
    const { deviceSeq } = entry;
    if (log.name === null) {
      if (this.#namesSeen.has(entry.log)) {
        this.#found('log-root', `One log goes by two names at place ${deviceSeq}.`, deviceSeq);
      }
      log.name = entry.log;
      this.#namesSeen.set(entry.log, blinded);
    } else if (log.name !== entry.log) {
      this.#found('log-root', `The entry at place ${deviceSeq} is of another log than its leaf says.`, deviceSeq);
    }
    const last = log.last;
    if (last !== null && last.seq === entry.seq - 1 && entry.prev !== last.hash) {
      this.#found('order', `The entry at place ${deviceSeq} does not follow the one before it in its log.`, deviceSeq);
    }
    if (entry.phase === 'intent') log.intents.add(entry.seq);
    if (entry.phase === 'result' && log.whole && (entry.of === null || !log.intents.has(entry.of))) {
      this.#found('result-without-intent', `The result at place ${deviceSeq} has no intent before it.`, deviceSeq);
    }
    log.last = entry;
  }

  /**
   * After the last record: what was signed for the whole.
   * @param keys of the server and the witnesses; the workstation's own is taken from the chain
   */
  finish(serverId: string, keys: readonly NoteKey[]): CheckedHead | null {
    const { checkpoint, deviceKeyHex, keyChanged, size, largestSize } = this.#chain;
    const held = this.#tree.size;
    if (keyChanged) this.#found('device-key', 'The server named another key for this workstation than before.', null);
    if (size < largestSize) {
      this.#found('rollback', `The server said ${largestSize} records before, and says ${size} now.`, null);
    }
    if (!this.#broken && held < size) {
      this.#found('missing', `The server holds ${size} records and handed over ${held}.`, null);
    }
    if (checkpoint === null || deviceKeyHex === null) {
      if (held > 0) this.#found('checkpoint-missing', 'There is no signed checkpoint of this log.', null);
      return null;
    }
    const origin = deviceOrigin({ serverId, deviceId: this.#chain.deviceId, userId: this.#chain.userId });
    const verdict = verifyCheckpointNote(checkpoint, [logKey(origin, deviceKeyHex), ...keys]);
    if (!verdict.ok || verdict.head.origin !== origin) {
      this.#found('checkpoint-signature', 'The checkpoint of this log is not signed by its workstation.', null);
      return null;
    }
    const { head, signers } = verdict;
    const cosigners = signers.filter(({ key }) => key.kind === 'cosignature').map(({ key }) => key.name);
    if (!cosigners.some((name) => name === keys[0]?.name)) {
      this.#found('cosignature', 'The server did not cosign the checkpoint of this log.', null);
    }
    if (head.size < held) {
      this.#found('rollback', `The checkpoint speaks of ${head.size} records, and ${held} were handed over.`, null);
    }
    if (!this.#broken && this.#rootAtHead === null && held < head.size) {
      this.#found('missing', `The workstation signed for ${head.size} records, and ${held} were handed over.`, null);
    } else if (this.#rootAtHead !== null && !equalHash(this.#rootAtHead, head.root)) {
      this.#found('root', `The ${head.size} records handed over are not those the workstation signed for.`, null);
    }
    return { size: head.size, rootHash: bytesToHex(head.root), cosigners };
  }

  #found(code: string, message: string, deviceSeq: number | null): void {
    const count = (this.#counts.get(code) ?? 0) + 1;
    this.#counts.set(code, count);
    if (count < MOST_OF_A_KIND) this.problems.push({ code, message, deviceSeq });
    else if (count === MOST_OF_A_KIND) {
      this.problems.push({ code, message: `${message} There are more of this kind in this log.`, deviceSeq });
    }
  }
}

/** The size a checkpoint names, before it is believed: where the root has to be looked at. */
function sizeIn(note: string | null): number | null {
  const size = Number(note?.split('\n')[1]);
  return note !== null && Number.isSafeInteger(size) ? size : null;
}
