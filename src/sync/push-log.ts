/**
 * Hands the query log to the intel server, first thing in every round, in device order, and keeps its signed receipt.
 * Runs in the services worker. Spec: docs/spec/sync.md SY1–SY3, SY14–SY16. What leaves is a leaf and the entry sealed for
 * the auditor, under a checkpoint of the workspace's tree. An empty push asks where the server stands: a log that is
 * behind the server's was rolled back, one that differs was forked; both are said aloud, neither is "repaired".
 */
import { z } from 'zod';
import { type AuditPublicKey, sealForAuditor } from '../contract/audit-sealing.ts';
import { AUDIT_PUSH_MAX, type AuditPushAnswer, type AuditRecord, auditPushAnswer } from '../contract/audit-wire.ts';
import type { AuditReceipt } from '../core/audit/entry.ts';
import { verifyReceipt } from '../core/audit/verify.ts';
import {
  auditEntriesAfter,
  auditLeavesAfter,
  deviceHead,
  readAuditHandover,
  saveAuditHandover,
  saveSyncState,
  type TrustChange,
} from '../workspace/index.ts';
import { pinnedKeys } from './audit-keys.ts';
import { checkpointProblem } from './check-checkpoint.ts';
import { reach } from './intel-client.ts';
import { done, endOf, type RoundDeps, raiseAlert, type StepEnd } from './round.ts';
import { adoptTrust, witnessProblem } from './trust.ts';

/** Characters of sealed entries handed over at once: some way below the body that the server takes, whatever the letters. */
const PAGE_CHARS = 4_000_000;
const forkData = z.object({ heldSize: z.number().int().min(1) });
const gapData = z.object({ expected: z.number().int().min(1) });

export async function pushLog(deps: RoundDeps): Promise<StepEnd> {
  const { workspace } = deps;
  const trust = adoptTrust(deps);
  const keys = await pinnedKeys(deps, trust);
  if ('step' in keys) return keys;
  let handedOver = readAuditHandover(workspace.read).handedOver;
  const total = Math.max(0, deviceHead(workspace.read).seq - handedOver);
  let count = 0;
  let rewound = false;
  for (;;) {
    const records = keys.pinned === null ? [] : await nextRecords(deps, handedOver, keys.pinned);
    const last = records.at(-1)?.leaf.deviceSeq ?? handedOver;
    const checkpoint = records.length === 0 ? null : workspace.audit.checkpointNote(last);
    const reached = await reach(
      auditPushAnswer,
      () => deps.intel.api.audit.push({ records, checkpoint }, { signal: deps.signal }),
      deps.signal,
    );
    if (reached.state === 'refused' && reached.code === 'GAP' && !rewound) {
      // The server lost what it had receipted (restored from a backup): hand it over again, and say so.
      const gap = gapData.safeParse(reached.data);
      if (gap.success && gap.data.expected <= handedOver) {
        raiseAlert(deps, 'log-gap', {
          severity: 'warning',
          message: 'The intel server had lost entries of the query log that it had confirmed before.',
          tip: 'They were handed over again. Tell the administrator of the server.',
        });
        handedOver = gap.data.expected - 1;
        rewound = true;
        continue;
      }
    }
    if (reached.state === 'refused' && reached.code === 'FORK') await proveOwnFork(deps, reached.data);
    if (reached.state === 'refused' && (reached.code === 'FORK' || reached.code === 'GAP'))
      return logRefused(deps, reached.code);
    if (reached.state !== 'answered') return endOf(reached, 'The query log was not taken');
    const problem = answerProblem(deps, reached.value, last) ?? heldByWitnesses(deps, trust, reached.value);
    if (problem !== null) return answerRefused(deps, problem);
    const { receipt } = reached.value;
    workspace.write((tx) => {
      saveSyncState(tx, {
        pushedDeviceSeq: receipt.deviceSeq,
        receipt,
        serverTimeMs: receipt.timeMs,
        lastSeenMs: receipt.timeMs,
      });
      saveAuditHandover(tx, { handedOver: last, checkpoint: reached.value.checkpoint });
    });
    count += records.length;
    deps.progress('log', count, Math.max(total, count));
    handedOver = last;
    if (keys.pinned === null) return keyMissing(deps);
    if (deviceHead(workspace.read).seq <= handedOver) return done;
  }
}

/** The next leaves with their entries sealed: at least one where there is one, at most what one call carries. */
async function nextRecords(
  { workspace }: RoundDeps,
  after: number,
  keys: readonly AuditPublicKey[],
): Promise<AuditRecord[]> {
  const leaves = auditLeavesAfter(workspace.read, after, AUDIT_PUSH_MAX);
  const entries = auditEntriesAfter(workspace.read, after, AUDIT_PUSH_MAX);
  const records: AuditRecord[] = [];
  let chars = 0;
  for (const [at, leaf] of leaves.entries()) {
    const entry = entries[at];
    if (entry?.deviceSeq !== leaf.deviceSeq) break;
    const record = { leaf, sealed: await sealForAuditor(entry, keys) };
    chars += JSON.stringify(record).length;
    if (records.length > 0 && chars > PAGE_CHARS) break;
    records.push(record);
  }
  return records;
}

/**
 * Our own checkpoint of the size at which the server holds another: with it the two histories are proven to anybody, be
 * it the workstation or the server that has two. What it is answered changes nothing.
 */
async function proveOwnFork({ workspace, intel, signal }: RoundDeps, data: unknown): Promise<void> {
  const fork = forkData.safeParse(data);
  if (!fork.success || fork.data.heldSize > deviceHead(workspace.read).seq) return;
  const checkpoint = workspace.audit.checkpointNote(fork.data.heldSize);
  await reach(auditPushAnswer, () => intel.api.audit.push({ records: [], checkpoint }, { signal }), signal);
}

type Problem = 'forged' | 'behind' | 'fork' | 'witness';

/** What is wrong with an answer, or null. It must be the server's own word about what stands in our log. */
function answerProblem(deps: RoundDeps, answer: AuditPushAnswer, last: number): Problem | null {
  return receiptProblem(deps, answer.receipt, last) ?? checkpointProblem(deps, answer.checkpoint, last);
}

function heldByWitnesses(deps: RoundDeps, trust: readonly TrustChange[], answer: AuditPushAnswer): Problem | null {
  return witnessProblem(deps, trust, answer.checkpoint, answer.receipt.deviceSeq) === null ? null : 'witness';
}

function receiptProblem(deps: RoundDeps, receipt: AuditReceipt, last: number): Problem | null {
  const { server, deviceId, workspace } = deps;
  if (receipt.serverId !== server.serverId || receipt.deviceId !== deviceId) return 'forged';
  if (!verifyReceipt(receipt, server.publicKeyHex)) return 'forged';
  // What it was just given, and says it took, it must hold.
  if (receipt.deviceSeq < last) return 'forged';
  if (receipt.deviceSeq === 0) return null;
  const [entry] = auditEntriesAfter(workspace.read, receipt.deviceSeq - 1, 1);
  if (entry === undefined) return 'behind';
  return entry.hash === receipt.deviceHead ? null : 'fork';
}

function answerRefused(deps: RoundDeps, problem: Problem): StepEnd {
  if (problem === 'witness') {
    return { step: 'skip', message: 'A cosignature of the query log is not that of its witness.' };
  }
  if (problem !== 'forged') return logRefused(deps, problem === 'fork' ? 'FORK' : 'BEHIND');
  raiseAlert(deps, 'log-receipt', {
    severity: 'error',
    message: "The receipt for the query log is not signed by this workstation's server.",
    tip: 'Nothing was marked as handed over. Check the server address; tell the administrator.',
  });
  return { step: 'stop', why: 'failed', message: 'The receipt for the query log is not genuine.' };
}

function logRefused(deps: RoundDeps, kind: 'FORK' | 'GAP' | 'BEHIND'): StepEnd {
  const message = {
    FORK: 'The query log of this workstation contradicts the one the server holds.',
    GAP: 'The server misses entries of the query log that this workstation does not have either.',
    BEHIND: 'The server holds more of the query log than this workstation: its data was put back to an older state.',
  }[kind];
  raiseAlert(deps, 'log-fork', {
    severity: 'error',
    message,
    tip: 'Both logs are kept as they are. Stop using this workstation and call the auditor.',
  });
  return { step: 'skip', message };
}

function keyMissing(deps: RoundDeps): StepEnd {
  const message = 'The intel server has no audit key, so the query log cannot be sealed and was not handed over.';
  raiseAlert(deps, 'audit-key-missing', {
    severity: 'error',
    message,
    tip: 'Ask the administrator to run `waymark admin audit-key`. The log is safe here and is handed over then.',
  });
  return { step: 'skip', message };
}
