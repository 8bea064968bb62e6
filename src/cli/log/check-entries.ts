/**
 * Checks entries and their leaves one by one, in the order of the workstation. Runs in the CLI process.
 * Always: a log of a million entries needs no more memory than one of ten; every problem is data, a broken log is an
 * answer. A broken entry is told once, and what follows is compared with what it says of itself.
 * Spec: docs/spec/audit.md.
 */
import { hash } from 'node:crypto';
import { z } from 'zod';
import { type AuditEntry, auditEntry } from '../../core/audit/entry.ts';
import { EMPTY_HEAD, hashEntry } from '../../core/audit/hash.ts';
import { type AuditLeaf, auditLeaf, deviceLeafHash, logLeafHash } from '../../core/audit/leaf.ts';
import { appendTo, emptyFrontier, type Frontier, type Hash, rootOf, type Sha256 } from '../../core/audit/merkle.ts';
import type { BrokenCode, Problem } from './result-codes.ts';

/** `text`: the entry's own JSON where it is at hand; canonical text is hashed as it stands. `leaf` null: none is kept
 * of any entry; undefined: this one's is missing. */
export type LogLine = { readonly entry: unknown; readonly text: string | null; readonly leaf: unknown };

/** Problems kept; past these they are only counted. */
const MAX_KEPT = 1000;
const PREFIX = { 1: 'waymark-audit-v1\n', 2: 'waymark-audit-v2\n' } as const;

/** Details are JSON, since the line was: what they may hold needs no second look. */
const entryForm = z.object({ ...auditEntry.shape, details: z.custom<AuditEntry['details']>(isObject) });

export const nativeSha256: Sha256 = (bytes) => hash('sha256', bytes, 'buffer');

type LogState = { seq: number; hash: string; intents: Set<number>; tree: Frontier; id: string | null };

export type CheckedEntries = {
  readonly entries: number;
  readonly logs: number;
  readonly leaves: number;
  readonly problems: readonly Problem[];
  /** With those that were only counted. */
  readonly problemCount: number;
  /** Last entry of the workstation that was seen; place 0 and 64 zeros for none. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** Tree over all leaves; null where an entry had none. */
  readonly tree: Frontier | null;
  /** Roots of the tree when it had the sizes asked for, as far as it grew so large. */
  readonly roots: ReadonlyMap<number, Hash>;
  /** Hashes of the leaves at the places asked for, from 1. */
  readonly leafHashes: ReadonlyMap<number, Hash>;
  /** Hashes of the entries at the places asked for, from 1. */
  readonly entryHashes: ReadonlyMap<number, string>;
};

/** What to keep on the way, by size of the tree or place on the workstation. */
export type Wanted = { readonly sizes?: readonly number[]; readonly places?: readonly number[] };

export type EntryChecker = {
  take(line: LogLine): void;
  end(): CheckedEntries;
};

/**
 * @param of `device`: every entry of a workspace; `log`: one log alone, whose neighbours on the workstation are not shown
 */
export function createEntryChecker(
  of: 'device' | 'log',
  wanted: Wanted = {},
  sha256: Sha256 = nativeSha256,
): EntryChecker {
  const sizes = new Set(wanted.sizes);
  const places = new Set(wanted.places);
  const roots = new Map<number, Hash>();
  const leafHashes = new Map<number, Hash>();
  const entryHashes = new Map<number, string>();
  const problems: Problem[] = [];
  const logs = new Map<string, LogState>();
  let problemCount = 0;
  let lines = 0;
  let leaves = 0;
  let before: AuditEntry | null = null;
  let tree: Frontier | null = emptyFrontier;
  let lastLeaf: AuditLeaf | null = null;

  function take({ entry: raw, text, leaf }: LogLine): void {
    lines += 1;
    const line = lines;
    const found = (code: BrokenCode, message: string): void => {
      problemCount += 1;
      if (problems.length < MAX_KEPT) problems.push({ code, message, where: `line ${line}` });
    };
    const entry = entryForm.safeParse(raw).data;
    if (entry === undefined || (entry.v === 2) !== (entry.blind !== undefined)) {
      found('entry-malformed', `Entry ${line} does not have the form of an entry.`);
      tree = null;
      return;
    }
    if (!hashHolds(raw as AuditEntry, text, sha256))
      found('entry-altered', `Entry ${entry.deviceSeq} was altered: its hash does not match.`);
    checkPlace(entry, found);
    const log = checkLog(entry, found);
    before = entry;
    if (places.has(entry.deviceSeq)) entryHashes.set(entry.deviceSeq, entry.hash);
    if (leaf === null) tree = null;
    else checkLeaf(entry, leaf, log, found);
  }

  /** Its place on the workstation. */
  function checkPlace(entry: AuditEntry, found: (code: BrokenCode, message: string) => void): void {
    const last = before ?? { deviceSeq: 0, hash: EMPTY_HEAD, deviceId: entry.deviceId, space: entry.space };
    if (entry.deviceId !== last.deviceId || entry.space !== last.space)
      found('entry-foreign', `Entry ${entry.deviceSeq} is of another workstation or space.`);
    const next = last.deviceSeq + 1;
    if (entry.deviceSeq < next) found('entry-out-of-order', `Entry ${entry.deviceSeq} stands after ${last.deviceSeq}.`);
    else if (of === 'device' && entry.deviceSeq > next)
      found('entry-missing', `${gap(next, entry.deviceSeq - 1)} missing on the workstation.`);
    else if (entry.deviceSeq === next && entry.devicePrev !== last.hash && (of === 'device' || before !== null))
      found('entry-out-of-order', `Entry ${entry.deviceSeq} does not follow ${last.deviceSeq} on the workstation.`);
  }

  /** Its place in its log, and the intent a result must have. */
  function checkLog(entry: AuditEntry, found: (code: BrokenCode, message: string) => void): LogState {
    let log = logs.get(entry.log);
    if (log === undefined) {
      log = { seq: 0, hash: EMPTY_HEAD, intents: new Set(), tree: emptyFrontier, id: null };
      if (of === 'log' && logs.size > 0) found('entry-foreign', `Entry ${entry.deviceSeq} belongs to another log.`);
      logs.set(entry.log, log);
    }
    const name = `${entry.seq} of ${entry.log}`;
    if (entry.seq > log.seq + 1) found('entry-missing', `${gap(log.seq + 1, entry.seq - 1)} missing in ${entry.log}.`);
    else if (entry.seq <= log.seq) found('entry-out-of-order', `Entry ${name} stands after entry ${log.seq}.`);
    else if (entry.prev !== log.hash) found('entry-out-of-order', `Entry ${name} does not follow the one before it.`);
    if (entry.phase === 'intent') log.intents.add(entry.seq);
    // An intent has one result: what was answered twice was written by something else.
    if (entry.phase === 'result' && !(entry.of !== null && log.intents.delete(entry.of)))
      found('result-without-intent', `Entry ${name} is a result without an intent of its own before it.`);
    log.seq = entry.seq;
    log.hash = entry.hash;
    log.tree = appendTo(log.tree, logLeafHash(entry.hash, sha256), undefined, sha256);
    return log;
  }

  function checkLeaf(
    entry: AuditEntry,
    raw: unknown,
    log: LogState,
    found: (code: BrokenCode, message: string) => void,
  ): void {
    const leaf = auditLeaf.safeParse(raw).data;
    if (leaf === undefined) {
      found(
        'leaf-mismatch',
        raw === undefined
          ? `Entry ${entry.deviceSeq} has no leaf in the tree.`
          : `The leaf of entry ${entry.deviceSeq} does not have the form of a leaf.`,
      );
      tree = null;
      return;
    }
    log.id ??= leaf.log;
    const { deviceId, deviceSeq, seq } = entry;
    if (
      leaf.commitment !== entry.hash ||
      leaf.deviceId !== deviceId ||
      leaf.deviceSeq !== deviceSeq ||
      leaf.logSize !== seq ||
      leaf.log !== log.id ||
      (lastLeaf !== null && leaf.userId !== lastLeaf.userId) ||
      leaf.logRoot !== Buffer.from(rootOf(log.tree, sha256)).toString('hex')
    )
      found('leaf-mismatch', `The leaf of entry ${deviceSeq} does not stand for it.`);
    const hashed = deviceLeafHash(leaf, sha256);
    if (places.has(deviceSeq)) leafHashes.set(deviceSeq, hashed);
    if (tree !== null) tree = appendTo(tree, hashed, undefined, sha256);
    if (tree !== null && sizes.has(tree.size)) roots.set(tree.size, rootOf(tree, sha256));
    lastLeaf = leaf;
    leaves += 1;
  }

  return {
    take,
    end: () => ({
      entries: lines,
      logs: logs.size,
      leaves,
      problems,
      problemCount,
      head: before === null ? { seq: 0, hash: EMPTY_HEAD } : { seq: before.deviceSeq, hash: before.hash },
      tree,
      roots,
      leafHashes,
      entryHashes,
    }),
  };
}

/**
 * The hash covers the canonical JSON without the hash itself. Text that is canonical already gives these bytes by leaving
 * that one field out; whatever text it is, only the right bytes give the hash. Other text is written anew.
 */
function hashHolds(raw: AuditEntry, text: string | null, sha256: Sha256): boolean {
  if (text !== null) {
    const field = `,"hash":"${raw.hash}"`;
    const at = text.lastIndexOf(field);
    const rest = at < 0 ? null : PREFIX[raw.v] + text.slice(0, at) + text.slice(at + field.length);
    if (rest !== null && Buffer.from(sha256(Buffer.from(rest))).toString('hex') === raw.hash) return true;
  }
  const { hash: claimed, ...body } = raw;
  try {
    return hashEntry(body) === claimed;
  } catch {
    // No canonical form (half a surrogate pair, say): nothing that was sealed is so.
    return false;
  }
}

const gap = (from: number, to: number): string => (from === to ? `Entry ${from} is` : `Entries ${from} to ${to} are`);

function isObject(value: unknown): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
