/**
 * How far the steps of a running round are, and how fast. Runs anywhere.
 * The rate is what was done over the time since the step began: steady, and honest about slow beginnings.
 */
import type { ProgressKind } from './round.ts';

export type ProgressRow = { kind: ProgressKind; done: number; total: number | null; perSecond: number };

export type Progress = {
  report(kind: ProgressKind, done: number, total: number | null): void;
  rows(): ProgressRow[];
  clear(): void;
};

export function createProgress(monotonicMs: () => number): Progress {
  const rows = new Map<ProgressKind, ProgressRow & { sinceMs: number }>();
  let roundMs = monotonicMs();
  return {
    report(kind, done, total) {
      const nowMs = monotonicMs();
      // The first report comes after the first page: it began when the step before it last spoke, or the round did.
      const sinceMs = rows.get(kind)?.sinceMs ?? roundMs;
      const seconds = Math.max(0.001, (nowMs - sinceMs) / 1000);
      rows.set(kind, { kind, done, total, perSecond: Math.round((done / seconds) * 10) / 10, sinceMs });
    },
    rows: () => [...rows.values()].map(({ sinceMs: _sinceMs, ...row }) => row),
    clear() {
      rows.clear();
      roundMs = monotonicMs();
    },
  };
}
