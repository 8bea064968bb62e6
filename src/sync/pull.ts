/**
 * Takes the feed of the intel server into the workspace, page by page. Runs in the services worker.
 * Rows, refusals and the cursor of a page go to disk in one transaction: killed at any moment, the next round goes on
 * where the last whole page ended, and the same page taken twice changes nothing. Spec: docs/spec/sync.md SY4–SY8.
 */
import { z } from 'zod';
import type { PolicyBody } from '../contract/intel.ts';
import { type TakenBatch, verifyBatch } from '../core/sync/verify-batch.ts';
import {
  addSyncRefusals,
  countDetections,
  deleteCameras,
  deleteDetections,
  purgeDetections,
  purgeOrphanImages,
  readSyncState,
  saveSyncState,
  upsertCameras,
  upsertDetections,
} from '../workspace/index.ts';
import { reach } from './intel-client.ts';
import {
  done,
  endOf,
  type HeldChange,
  type RoundDeps,
  raiseAlert,
  type StepEnd,
  syncEntry,
  syncNowMs,
} from './round.ts';

const DEFAULT_PAGE_ROWS = 2000;

export async function pullFeed(deps: RoundDeps, policy: PolicyBody): Promise<StepEnd> {
  let taken = 0;
  for (;;) {
    const from = readSyncState(deps.workspace.read).cursor;
    const reached = await reach(
      z.unknown(),
      () => deps.intel.api.feed.pull({ from, limit: deps.feedPageRows ?? DEFAULT_PAGE_ROWS }, { signal: deps.signal }),
      deps.signal,
    );
    if (reached.state !== 'answered') return endOf(reached, 'The feed was not sent');
    const verdict = verifyBatch(reached.value, {
      serverId: deps.server.serverId,
      serverPublicKeyHex: deps.server.publicKeyHex,
      space: deps.space,
      from,
      nowMs: syncNowMs(deps),
      policy,
      heldDetections: countDetections(deps.workspace.read),
    });
    if (verdict.outcome === 'refused') return refusePage(deps, from, verdict.reason, verdict.message);
    const change = takePage(deps, verdict);
    await deps.onHeldChange(change);
    taken += verdict.rows;
    deps.progress('items', taken, taken + verdict.remaining);
    if (!verdict.more) return done;
  }
}

/** One page to disk: rows, what was refused, its log entry and the cursor stand or fall together. */
function takePage(deps: RoundDeps, page: TakenBatch): HeldChange {
  const nowMs = deps.nowMs();
  return deps.workspace.write((tx) => {
    const put = <T>(rows: Map<string, T | null>): T[] => [...rows.values()].filter((row) => row !== null);
    const gone = <T>(rows: Map<string, T | null>): string[] =>
      [...rows].filter(([, row]) => row === null).map(([id]) => id);
    upsertCameras(tx, put(page.cameras));
    deleteCameras(tx, gone(page.cameras));
    const report = upsertDetections(tx, put(page.detections));
    const removed = deleteDetections(tx, gone(page.detections));
    if (page.refused.size > 0) {
      for (const [reason, count] of page.refused) addSyncRefusals(tx, reason, count, nowMs);
      const entry = syncEntry(deps, 'sync-refusal', 'refused', {
        policyVersion: page.policyVersion,
        toCursor: page.to,
        rows: Object.fromEntries(page.refused),
      });
      deps.workspace.audit.appendIn(tx, entry);
    }
    saveSyncState(tx, { cursor: page.to });
    return {
      removed,
      replaced: report.replacedOrdinals,
      newAfter: report.newAfterOrdinal,
      added: report.inserted,
    };
  });
}

function refusePage(deps: RoundDeps, from: number, reason: string, message: string): StepEnd {
  deps.workspace.write((tx) => {
    addSyncRefusals(tx, `page:${reason}`, 1, deps.nowMs());
    deps.workspace.audit.appendIn(tx, syncEntry(deps, 'sync-refusal', 'refused', { page: reason, fromCursor: from }));
  });
  raiseAlert(deps, 'feed-page', {
    severity: 'error',
    message: `A page of the feed was refused: ${message}`,
    tip: 'Nothing of it was kept; what is held is safe. It is asked for again. Tell the administrator if this stays.',
  });
  return { step: 'skip', message };
}

/** Retention: removes what the policy no longer lets this workstation hold. Reads used in a case stay. */
export async function purgeHeld(deps: RoundDeps, policy: PolicyBody): Promise<void> {
  const nowMs = syncNowMs(deps);
  const removed = deps.workspace.write((tx) => {
    const report = purgeDetections(tx, {
      beforeMs: nowMs - policy.windowMs,
      mobilePoliceBeforeMs: nowMs - policy.mobilePoliceRetentionMs,
      maxDetections: policy.maxDetections,
    });
    if (report.ordinals.length > 0) purgeOrphanImages(tx);
    return report.ordinals;
  });
  if (removed.length > 0) await deps.onHeldChange({ removed, replaced: [], newAfter: 0, added: 0 });
}
