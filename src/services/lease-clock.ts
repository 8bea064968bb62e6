/**
 * The time by which authority and lease are judged in a session. Runs in the services worker.
 * Never behind what was seen: the server's signed time, the highest time kept in the workspace, the newest entry of the
 * query log, and how long this session has run. What a clock that ran ahead has shown counts only up to the end of the
 * lease it ended, so that the next contact with the server makes a new one (docs/spec/sync.md SY13).
 */
import { type ClockAnchor, type LeaseState, leaseOf, readLeaseClock } from '../core/policy/lease.ts';
import { auditEntriesAfter, deviceHead, readSyncState, saveSyncState, type Workspace } from '../workspace/index.ts';

export type LeaseClock = { nowMs(): number; lease(): LeaseState | null };

/** Made before the session writes its first entry: one dated back would hide the newest. */
export function createLeaseClock(workspace: Workspace, wall: { nowMs(): number; monotonicMs(): number }): LeaseClock {
  const seenMs = keepSeen(workspace, wall.nowMs());
  // Whole milliseconds, as every time in a table or an entry is.
  const monotonic = (): number => Math.floor(wall.monotonicMs());
  let anchor: ClockAnchor = { leaseMs: seenMs, monotonicMs: monotonic() };
  const read = (state: ReturnType<typeof readSyncState>): number => {
    const monotonicMs = monotonic();
    // A contact since then (the first one of all, above all): monotonic time goes on from what the server signed.
    if ((state.serverTimeMs ?? 0) > anchor.leaseMs + monotonicMs - anchor.monotonicMs)
      anchor = { leaseMs: state.serverTimeMs ?? 0, monotonicMs };
    return readLeaseClock({
      wallMs: wall.nowMs(),
      lastSeenMs: state.lastSeenMs,
      serverTimeMs: state.serverTimeMs,
      anchor,
      monotonicMs,
    }).nowMs;
  };
  return {
    nowMs: () => read(readSyncState(workspace.read)),
    lease() {
      const state = readSyncState(workspace.read);
      return leaseOf(state, read(state));
    },
  };
}

/** Keeps the highest time seen, at most the end of the lease; returns it. */
function keepSeen(workspace: Workspace, wallMs: number): number {
  const { read } = workspace;
  const state = readSyncState(read);
  const untilMs = leaseOf(state, 0)?.untilMs;
  if (untilMs === undefined) return state.lastSeenMs;
  const head = deviceHead(read);
  const newest = head.seq === 0 ? undefined : auditEntriesAfter(read, head.seq - 1, 1)[0];
  const seenMs = Math.max(state.lastSeenMs, Math.min(Math.max(wallMs, newest?.timeMs ?? 0), untilMs));
  if (seenMs > state.lastSeenMs) workspace.write((tx) => saveSyncState(tx, { lastSeenMs: seenMs }));
  return seenMs;
}
