/**
 * Checks the whole log of a workspace, leaf by leaf: every entry that could be opened, the chains, the tree of every log,
 * the tree of the workspace, and the checkpoint its workstation signed and its witnesses cosigned. Runs anywhere, pure;
 * keeps no entry, so a million fit. Never imports a writer. Spec: docs/spec/audit.md, AU25–AU27.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { type CheckpointVerdict, deviceOrigin, readTreeHead, verifyCheckpointNote } from './checkpoint-note.ts';
import type { AuditEntry } from './entry.ts';
import { hasLeafForm } from './entry-form.ts';
import { EMPTY_HEAD, type HashText } from './hash.ts';
import { type AuditLeaf, blindedLogId, deviceLeafHash, logLeafHash } from './leaf.ts';
import { type LogProblem, type LogProblemCode, type LogVerdict, MOST_PROBLEMS } from './log-problem.ts';
import { appendTo, emptyFrontier, type Frontier, rootOf, type Sha256 } from './merkle.ts';
import { type NoteKey, unverifiedText } from './signed-note.ts';
import { entryHashOf, isEntry } from './verify.ts';

/** Faster hashes than the pure ones, where the caller has them (`node:crypto`). */
export type Hasher = { readonly sha256?: Sha256; readonly hashText?: HashText };

/** `entry` null: sealed for somebody else. What its leaf says is checked all the same. */
export type LogRecord = { readonly leaf: unknown; readonly entry: unknown };

export type DeviceLogClaim = {
  readonly serverId: string;
  readonly deviceId: string;
  readonly userId: string;
  /** The workstation's log key and those of the server and witnesses. */
  readonly keys: readonly NoteKey[];
  /** Each of these must have cosigned the checkpoint. */
  readonly cosigners: readonly NoteKey[];
  /** Signed note over all records. Null: none is judged, and the caller holds `reached` against what he knows. */
  readonly checkpoint: string | null;
  /** Checkpoints seen before: all of them must be beginnings of this log. */
  readonly earlier?: readonly string[];
  /** Sizes at which the caller wants to know what the log came to. */
  readonly sizes?: readonly number[];
  /** The workspace's salt, hex, where it is known: the blinded names are checked too. */
  readonly saltHex?: string;
};

/** What a log came to at one size: root of its tree, commitment of its last record, hex. */
export type ReachedHead = { readonly root: string; readonly commitment: string };

export type DeviceLogVerdict = LogVerdict & {
  /** Entries that were not opened. */
  sealed: number;
  /** Logs of cases and of the workstation among them. */
  logs: number;
  /** Root of all leaves, hex. */
  root: string;
  /** By size: at those of the checkpoints and those asked for, as far as the log reaches. */
  reached: Map<number, ReachedHead>;
  /** Names of the keys that cosigned, POSIX seconds. */
  cosigned: { name: string; timeSec: number }[];
};

export type LogState = {
  tree: Frontier;
  lastHash: string;
  name: string | null;
  /** Without a result yet. */
  intents: Set<number>;
  sealedIntents: boolean;
  blinded: boolean;
  broken: boolean;
};

/** A log checked as far as this and found in order: where a quicker verifier hands over. */
export type CheckedSoFar = {
  readonly tree: Frontier;
  /** Of the last record; 64 zeros where there is none. */
  readonly lastCommitment: string;
  readonly space: string | null;
  readonly sealed: number;
  /** By blinded name. */
  readonly logs: ReadonlyMap<string, LogState>;
  /** Blinded names by name. */
  readonly names: ReadonlyMap<string, string>;
  /** At the sizes of `sizesAsked`, as far as it came. */
  readonly reached: ReadonlyMap<number, ReachedHead>;
};

export type DeviceLogCheck = {
  /** The next record, in the order of `deviceSeq`. */
  add(record: LogRecord): void;
  /** After the last record. */
  finish(): DeviceLogVerdict;
};

export function startDeviceLogCheck(
  claim: DeviceLogClaim,
  hasher: Hasher = {},
  from: CheckedSoFar = NOTHING,
): DeviceLogCheck {
  const { sha256 } = hasher;
  const problems: LogProblem[] = [];
  let found = 0;
  let position = from.tree.size;
  const report = (code: LogProblemCode, message: string): void => {
    found += 1;
    if (problems.length < MOST_PROBLEMS) problems.push({ code, seq: position, message });
  };
  const origin = deviceOrigin(claim);
  const earlier = (claim.earlier ?? []).map((note) => verifyCheckpointNote(note, claim.keys));
  const last = claim.checkpoint === null ? null : verifyCheckpointNote(claim.checkpoint, claim.keys);
  const wanted = sizesAsked(claim);
  const reached = new Map(from.reached);
  const logs = new Map(from.logs);
  const names = new Map(from.names);
  let { tree, lastCommitment, space, sealed } = from;
  let lastSeq = tree.size;
  if (wanted.has(0)) reached.set(0, { root: bytesToHex(rootOf(emptyFrontier)), commitment: EMPTY_HEAD });

  const addLog = (leaf: AuditLeaf): LogState => {
    const log = logs.get(leaf.log) ?? newLog();
    logs.set(leaf.log, log);
    log.tree = appendTo(log.tree, logLeafHash(leaf.commitment, sha256), undefined, sha256);
    // Once a log does not fit, no later root of it can: it is told once.
    if (log.broken) return log;
    if (leaf.logSize !== log.tree.size) {
      log.broken = true;
      report(
        leaf.logSize > log.tree.size ? 'entry-missing' : 'entry-out-of-order',
        `Entry ${position} is number ${leaf.logSize} of its log, and number ${log.tree.size} was expected.`,
      );
    } else if (bytesToHex(rootOf(log.tree, sha256)) !== leaf.logRoot) {
      log.broken = true;
      report('log-root-mismatch', `The leaf of entry ${position} vouches for another log than was shown.`);
    }
    return log;
  };

  const addEntry = (raw: unknown, leaf: AuditLeaf, log: LogState): void => {
    if (!isEntry(raw)) {
      report('entry-malformed', `Entry ${position} does not have the form of an entry.`);
      return;
    }
    if (entryHashOf(raw, hasher.hashText) !== raw.hash)
      report('entry-altered', `Entry ${position} was altered: its hash does not match.`);
    if (raw.hash !== leaf.commitment || raw.deviceSeq !== leaf.deviceSeq || raw.seq !== leaf.logSize)
      report('leaf-mismatch', `Entry ${position} is not the one its leaf commits to.`);
    if (raw.devicePrev !== lastCommitment || raw.prev !== log.lastHash)
      report('entry-out-of-order', `Entry ${position} does not follow the one before it.`);
    space ??= raw.space;
    if (raw.deviceId !== claim.deviceId || raw.space !== space || (raw.actor !== null && raw.actor.id !== claim.userId))
      report('entry-foreign', `Entry ${position} belongs to another workspace.`);
    checkName(raw, leaf, log);
    if (raw.v === 1 && log.blinded)
      report('entry-unblinded', `Entry ${position} has no blind, and those before it had.`);
    log.blinded ||= raw.v === 2;
    if (raw.phase === 'intent') log.intents.add(raw.seq);
    // An intent has one result: what was answered twice was written by something else.
    if (raw.phase === 'result' && !(raw.of !== null && (log.intents.delete(raw.of) || log.sealedIntents)))
      report('result-without-intent', `Entry ${position} is a result without an intent of its own before it.`);
  };

  /** One name, one blinded name: no log is two, and no two are one. */
  const checkName = (entry: AuditEntry, leaf: AuditLeaf, log: LogState): void => {
    const known = names.get(entry.log);
    const expected =
      claim.saltHex === undefined || known !== undefined ? known : blindedLogId(claim.saltHex, entry.log);
    if ((expected !== undefined && expected !== leaf.log) || (log.name !== null && log.name !== entry.log))
      report('entry-foreign', `Entry ${position} belongs to another log than its leaf says.`);
    if (known === undefined) names.set(entry.log, leaf.log);
    log.name ??= entry.log;
  };

  return {
    add({ leaf, entry }) {
      position += 1;
      if (!hasLeafForm(leaf)) {
        report('leaf-malformed', `Leaf ${position} does not have the form of a leaf.`);
        if (entry !== null && !isEntry(entry))
          report('entry-malformed', `Entry ${position} does not have the form of an entry.`);
        return;
      }
      if (leaf.deviceId !== claim.deviceId || leaf.userId !== claim.userId)
        report('leaf-foreign', `Leaf ${position} belongs to another workspace.`);
      if (leaf.deviceSeq > lastSeq + 1)
        report('entry-missing', `Entries are missing before entry ${leaf.deviceSeq} of the workstation.`);
      else if (leaf.deviceSeq !== lastSeq + 1)
        report('entry-out-of-order', `Entry ${leaf.deviceSeq} of the workstation is out of order.`);
      const log = addLog(leaf);
      if (entry === null) {
        sealed += 1;
        log.sealedIntents = true;
      } else addEntry(entry, leaf, log);
      log.lastHash = leaf.commitment;
      lastCommitment = leaf.commitment;
      lastSeq = leaf.deviceSeq;
      tree = appendTo(tree, deviceLeafHash(leaf, sha256), undefined, sha256);
      if (wanted.has(tree.size))
        reached.set(tree.size, { root: bytesToHex(rootOf(tree, sha256)), commitment: lastCommitment });
    },
    finish() {
      for (const head of earlier) checkEarlier(head);
      if (last !== null && !last.ok) {
        report('checkpoint-signature', `The checkpoint does not hold: ${WHY[last.why]}.`);
      } else if (
        last?.ok &&
        (last.head.origin !== origin || last.head.size !== position || !isRoot(last.head.size, last.head.root))
      ) {
        report('checkpoint-mismatch', `The checkpoint vouches for ${last.head.size} entries, and these are not they.`);
      }
      const signers = last?.ok ? last.signers : [];
      for (const { name, publicKeyHex } of claim.cosigners)
        if (
          !signers.some(
            ({ key }) => key.kind === 'cosignature' && key.name === name && key.publicKeyHex === publicKeyHex,
          )
        )
          report('cosignature-missing', `${name} has not cosigned the checkpoint.`);
      const cosigned = signers.flatMap(({ key, timeSec }) => (timeSec === null ? [] : [{ name: key.name, timeSec }]));
      const root = bytesToHex(rootOf(tree, sha256));
      const ok = found === 0;
      const counts = { entries: position, sealed, logs: logs.size };
      return { ok, ...counts, head: lastCommitment, root, reached, cosigned, problems };
    },
  };

  function checkEarlier(head: CheckpointVerdict): void {
    if (!head.ok) {
      report('checkpoint-signature', `A checkpoint seen before does not hold: ${WHY[head.why]}.`);
      return;
    }
    const { size, root } = head.head;
    if (head.head.origin !== origin) report('checkpoint-mismatch', 'A checkpoint seen before is of another log.');
    else if (size > position)
      report('entry-missing', `A checkpoint of ${size} entries was seen before, and ${position} are left.`);
    else if (!isRoot(size, root))
      report('history-rewritten', `The first ${size} entries are not those that were vouched for before.`);
  }

  function isRoot(size: number, root: Uint8Array): boolean {
    return reached.get(size)?.root === bytesToHex(root);
  }
}

/** All records at once; for logs that do not fit in memory, or to tell how far it has come, `startDeviceLogCheck`. */
export function verifyDeviceLog(
  records: Iterable<LogRecord>,
  claim: DeviceLogClaim,
  hasher?: Hasher,
): DeviceLogVerdict {
  const check = startDeviceLogCheck(claim, hasher);
  for (const record of records) check.add(record);
  return check.finish();
}

/** Sizes at which a verifier of this claim keeps what the log came to. A note is asked before it is believed. */
export function sizesAsked({ checkpoint, earlier = [], sizes = [] }: DeviceLogClaim): ReadonlySet<number> {
  const notes = checkpoint === null ? earlier : [...earlier, checkpoint];
  return new Set([...sizes, ...notes.map((note) => readTreeHead(unverifiedText(note) ?? '')?.size ?? 0)]);
}

const NOTHING: CheckedSoFar = {
  tree: emptyFrontier,
  lastCommitment: EMPTY_HEAD,
  space: null,
  sealed: 0,
  logs: new Map(),
  names: new Map(),
  reached: new Map(),
};

const WHY: Readonly<Record<Extract<CheckpointVerdict, { ok: false }>['why'], string>> = {
  malformed: 'it has not the form of one',
  'bad-signature': 'a signature on it is false',
  'no-known-key': 'no known key signed it',
  'not-by-its-log': 'the workstation did not sign it',
};

const newLog = (): LogState => ({
  tree: emptyFrontier,
  lastHash: EMPTY_HEAD,
  name: null,
  intents: new Set(),
  sealedIntents: false,
  blinded: false,
  broken: false,
});
