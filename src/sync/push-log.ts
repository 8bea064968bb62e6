/**
 * Hands the query log to the intel server, first thing in every round, in device order, and keeps its signed receipt.
 * Runs in the services worker. Spec: docs/spec/sync.md SY1–SY3. An empty push asks where the server stands: a log that
 * is behind the server's was rolled back, one that differs was forked; both are said aloud, neither is "repaired".
 */
import { z } from 'zod';
import { type AuditEntry, type AuditReceipt, auditReceipt } from '../core/audit/entry.ts';
import { verifyReceipt } from '../core/audit/verify.ts';
import { auditEntriesAfter, deviceHead, readSyncState, saveSyncState } from '../workspace/index.ts';
import { reach } from './intel-client.ts';
import { done, endOf, type RoundDeps, raiseAlert, type StepEnd } from './round.ts';

const PAGE = 500;
/** Characters of entries handed over at once: some way below the body that the server takes, whatever the letters. */
const PAGE_CHARS = 4_000_000;
const gapData = z.object({ expected: z.number().int().min(1) });

export async function pushLog(deps: RoundDeps): Promise<StepEnd> {
  const { workspace } = deps;
  let pushed = readSyncState(workspace.read).pushedDeviceSeq;
  const total = Math.max(0, deviceHead(workspace.read).seq - pushed);
  let count = 0;
  let rewound = false;
  for (;;) {
    const entries = thatFit(auditEntriesAfter(workspace.read, pushed, PAGE));
    const reached = await reach(
      auditReceipt,
      () => deps.intel.api.audit.push({ entries }, { signal: deps.signal }),
      deps.signal,
    );
    if (reached.state === 'refused' && reached.code === 'GAP' && !rewound) {
      // The server lost what it had receipted (restored from a backup): hand it over again, and say so.
      const gap = gapData.safeParse(reached.data);
      if (gap.success && gap.data.expected <= pushed) {
        raiseAlert(deps, 'log-gap', {
          severity: 'warning',
          message: 'The intel server had lost entries of the query log that it had confirmed before.',
          tip: 'They were handed over again. Tell the administrator of the server.',
        });
        pushed = gap.data.expected - 1;
        rewound = true;
        continue;
      }
    }
    if (reached.state === 'refused' && (reached.code === 'FORK' || reached.code === 'GAP'))
      return logRefused(deps, reached.code);
    if (reached.state !== 'answered') return endOf(reached, 'The query log was not taken');
    const problem = receiptProblem(deps, reached.value);
    if (problem !== null) return receiptRefused(deps, problem);
    const receipt = reached.value;
    workspace.write((tx) =>
      saveSyncState(tx, {
        pushedDeviceSeq: receipt.deviceSeq,
        receipt,
        serverTimeMs: receipt.timeMs,
        lastSeenMs: receipt.timeMs,
      }),
    );
    count += entries.length;
    deps.progress('log', count, Math.max(total, count));
    pushed = receipt.deviceSeq;
    if (deviceHead(workspace.read).seq <= pushed) return done;
  }
}

/** The first entries, at least one, that one call carries. */
function thatFit(entries: readonly AuditEntry[]): AuditEntry[] {
  let chars = 0;
  const over = entries.findIndex((entry) => {
    chars += JSON.stringify(entry).length;
    return chars > PAGE_CHARS;
  });
  return entries.slice(0, over < 0 ? entries.length : Math.max(1, over));
}

/** What is wrong with a receipt, or null. It must be the server's own word about an entry that stands in our log. */
function receiptProblem(deps: RoundDeps, receipt: AuditReceipt): 'forged' | 'behind' | 'fork' | null {
  const { server, deviceId, workspace } = deps;
  if (receipt.serverId !== server.serverId || receipt.deviceId !== deviceId) return 'forged';
  if (!verifyReceipt(receipt, server.publicKeyHex)) return 'forged';
  if (receipt.deviceSeq === 0) return null;
  const [entry] = auditEntriesAfter(workspace.read, receipt.deviceSeq - 1, 1);
  if (entry === undefined) return 'behind';
  return entry.hash === receipt.deviceHead ? null : 'fork';
}

function receiptRefused(deps: RoundDeps, problem: 'forged' | 'behind' | 'fork'): StepEnd {
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
