// What checking a large log costs, beside hashing its bytes with the same SHA-256 in the same run; and what the tree costs as
// it grows: one more leaf, one proof.
import { hash } from 'node:crypto';
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 as pureSha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { emptyHead, sealEntry } from '../../../src/core/audit/append.ts';
import { canonicalText } from '../../../src/core/audit/canonical.ts';
import { deviceOrigin, logKey, signCheckpoint } from '../../../src/core/audit/checkpoint-note.ts';
import type { DeviceLogClaim, DeviceLogVerdict } from '../../../src/core/audit/device-log.ts';
import type { AuditDraft } from '../../../src/core/audit/entry.ts';
import { blindedLogId, deviceLeafHash, logLeafHash, makeLeaf } from '../../../src/core/audit/leaf.ts';
import {
  appendTo,
  emptyFrontier,
  type Frontier,
  type Hash,
  inclusionPath,
  rootOf,
  verifyInclusion,
} from '../../../src/core/audit/merkle.ts';
import { nativeHasher as NATIVE, startTextLogCheck } from '../../../src/workspace/log-kernel/text-log-check.ts';
import type { Report } from '../report.ts';
import { elapsedMs, median, percentile, round } from '../timing.ts';

const ENTRIES = Number(process.env.WAYMARK_BENCH_ENTRIES ?? 1_000_000);
const CHUNK = 20_000;
/** Entries of one case, questions and their results. */
const CASE_ENTRIES = 50;
const SALT = '5a'.repeat(32);
const WHO = { serverId: 'bench', deviceId: 'desk', userId: 'u1' };
type Log = {
  /** Entries and leaves as JSON lines, by turns; many to a buffer. */
  chunks: Buffer[];
  tree: Frontier;
  nodes: Hash[][];
  appendUs: Float64Array;
};

export function measureTrees(report: Report): void {
  const log = growLog();
  const root = rootOf(log.tree);
  const secretKey = new Uint8Array(32).fill(7);
  const publicKey = bytesToHex(ed25519.getPublicKey(secretKey));
  const origin = deviceOrigin(WHO);
  const checkpoint = signCheckpoint({ origin, size: ENTRIES, root }, publicKey, (message) =>
    bytesToHex(ed25519.sign(message, secretKey)),
  );
  const claim = { ...WHO, keys: [logKey(origin, publicKey)], cosigners: [], checkpoint, saltHex: SALT };
  measureCheck(report, log, claim);
  measureProofs(report, log, root);
  measureAppends(report, log.appendUs);
}

/**
 * Verifying beside hashing the same bytes: each line once, an entry or a leaf, by the same call of the platform's SHA-256 the
 * verifier makes. Beside them the same lines by the pure SHA-256, and all bytes as one stream.
 */
function measureCheck(report: Report, log: Log, claim: DeviceLogClaim): void {
  const check = startTextLogCheck(claim);
  const spent = { check: 0, lines: 0, pure: 0, stream: 0 };
  let bytes = 0;
  for (const chunk of log.chunks) {
    const ends = lineEnds(chunk);
    bytes += chunk.length;
    // By turns, so that a slow moment of the machine does not fall on one side alone.
    spent.lines += busyMs(() => {
      let from = 0;
      for (const end of ends) {
        hash('sha256', chunk.subarray(from, end), 'hex');
        from = end + 1;
      }
    });
    spent.check += busyMs(() => check.addLines(chunk));
    spent.stream += busyMs(() => hash('sha256', chunk, 'hex'));
    spent.pure += busyMs(() => {
      let from = 0;
      for (const end of ends) {
        bytesToHex(pureSha256(chunk.subarray(from, end)));
        from = end + 1;
      }
    });
  }
  let verdict: DeviceLogVerdict | null = null;
  spent.check += busyMs(() => {
    verdict = check.finish();
  });
  const { ok, entries, problems } = verdict as unknown as DeviceLogVerdict;
  if (!ok || entries !== ENTRIES || check.quickly() !== ENTRIES)
    throw new Error(`the log is not whole, or not taken: ${check.quickly()} ${JSON.stringify(problems[0])}`);
  const size = ENTRIES;
  report({ metric: 'bytes of an entry and its leaf', size, value: round(bytes / ENTRIES), unit: 'bytes' });
  report({ metric: 'verify', size, value: round(spent.check), unit: 'ms' });
  report({ metric: 'hash the same lines', size, value: round(spent.lines), unit: 'ms' });
  const ratio = round(spent.check / spent.lines);
  report({ metric: 'verify / hash the same lines', size, value: ratio, unit: '×', bar: { atMost: 2 } });
  report({
    metric: 'verify / hash the same lines, pure SHA-256',
    size,
    value: round(spent.check / spent.pure),
    unit: '×',
  });
  const stream = round(spent.check / spent.stream);
  report({ metric: 'verify / hash the same bytes as one stream', size, value: stream, unit: '×' });
}

function lineEnds(chunk: Buffer): number[] {
  const ends: number[] = [];
  for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) ends.push(at);
  return ends;
}

/** Time this thread was at work: what else the machine does meanwhile is not counted. */
function busyMs(work: () => void): number {
  const from = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1000;
}

function measureProofs(report: Report, { nodes }: Log, root: Hash): void {
  const read = (level: number, index: number): Hash => nodes[level]?.[index] ?? new Uint8Array();
  const places = Array.from({ length: 2000 }, (_, at) => (at * 7919 * 31) % ENTRIES);
  const proveUs: number[] = [];
  const verifyUs: number[] = [];
  for (const index of places) {
    let path: Hash[] = [];
    proveUs.push(1000 * elapsedMs(() => (path = inclusionPath(index, ENTRIES, read))));
    let holds = false;
    const claim = { leaf: read(0, index), index, size: ENTRIES, path, root };
    verifyUs.push(1000 * elapsedMs(() => (holds = verifyInclusion(claim, NATIVE.sha256))));
    if (!holds) throw new Error(`the proof of ${index} does not hold`);
  }
  report({ metric: 'inclusion proof p95', size: ENTRIES, value: round(percentile(proveUs, 0.95)), unit: 'µs' });
  report({ metric: 'its check p95', size: ENTRIES, value: round(percentile(verifyUs, 0.95)), unit: 'µs' });
}

/** Means of long runs: an append completes one node more for every second leaf, and the collector pauses now and then. */
function measureAppends(report: Report, appendUs: Float64Array): void {
  const meanOf = (from: number, to: number): number => median(Array.from(appendUs.subarray(from, to)));
  const early = meanOf(5000, 15_000);
  const late = meanOf(ENTRIES - 10_000, ENTRIES);
  report({ metric: 'tree append', size: 10_000, value: round(early), unit: 'µs' });
  report({ metric: 'tree append', size: ENTRIES, value: round(late), unit: 'µs' });
  const growth = {
    metric: 'tree append, at the end / at 10,000',
    size: ENTRIES,
    value: round(late / early),
    unit: '×',
  };
  report({ ...growth, bar: { atMost: 1.5 } });
}

/** Questions of one workspace, case after case, as they are sealed. */
function growLog(): Log {
  const log: Log = { chunks: [], tree: emptyFrontier, nodes: [], appendUs: new Float64Array(ENTRIES) };
  let device = emptyHead;
  let lines: string[] = [];
  let [name, logId, head, logTree] = ['', '', emptyHead, emptyFrontier];
  for (let at = 0; at < ENTRIES; at += 1) {
    if (at % CASE_ENTRIES === 0) {
      name = `case:${at.toString(16).padStart(12, '0')}`;
      [logId, head, logTree] = [blindedLogId(SALT, name), emptyHead, emptyFrontier];
    }
    const blind = at.toString(16).padStart(64, '0');
    const entry = sealEntry(draftOf(at, name, head.seq), { deviceId: WHO.deviceId, log: head, device, blind });
    head = { seq: entry.seq, hash: entry.hash };
    device = { seq: entry.deviceSeq, hash: entry.hash };
    logTree = appendTo(logTree, logLeafHash(entry.hash, NATIVE.sha256), undefined, NATIVE.sha256);
    const leaf = makeLeaf(entry, { userId: WHO.userId, logId, logTree });
    const hashed = deviceLeafHash(leaf, NATIVE.sha256);
    log.appendUs[at] =
      1000 *
      elapsedMs(() => {
        log.tree = appendTo(log.tree, hashed, keep, NATIVE.sha256);
      });
    lines.push(canonicalText(entry), canonicalText(leaf));
    if (lines.length === 2 * CHUNK || at === ENTRIES - 1) {
      log.chunks.push(Buffer.from(lines.map((line) => `${line}\n`).join('')));
      lines = [];
    }
  }
  return log;

  function keep(level: number, index: number, node: Hash): void {
    const row = log.nodes[level] ?? [];
    log.nodes[level] = row;
    row[index] = node;
  }
}

function draftOf(at: number, log: string, before: number): AuditDraft {
  const asks = before % 2 === 0;
  const { query, window } = {
    query: `KJ${at % 10_000}`,
    window: { fromMs: 1_790_000_000_000, toMs: 1_795_000_000_000 },
  };
  return {
    space: 'training',
    log,
    timeMs: 1_795_000_000_000 + at,
    actor: { id: WHO.userId, username: 't.example', name: 'T. Example', title: 'Detective', role: 'investigator' },
    action: 'find',
    phase: asks ? 'intent' : 'result',
    of: asks ? null : before,
    outcome: asks ? 'pending' : 'ran',
    authority: {
      id: 'a1b2c3d4-27f2-4b1c-9f0e-123456789012',
      kind: 'file-number',
      number: '261107/4417',
      purpose: 'burglary',
      narrative: 'Silver ute seen leaving the address at 02:14 by a neighbour, plate partly read.',
      assignment: 'confirmed',
    },
    details: asks
      ? { query, plateKey: query, fromMs: null, toMs: null, area: null, cameraIds: null, direction: 'camera', window }
      : {
          reads: at % 90,
          listed: at % 90,
          plates: 4,
          folded: 0,
          truncated: false,
          digest: at.toString(16).padStart(64, '0'),
        },
  };
}
