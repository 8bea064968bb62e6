/**
 * The offline lease and the clock it is measured by (T11). Runs anywhere, pure: every clock is passed in.
 * The lease clock is never behind the wall, the highest time ever seen, the server's signed time, or what monotonic time
 * adds to where it stood: setting the clock back never lengthens a lease. Setting it forward only shortens one.
 */

/** Where the lease clock stood at a reading of the monotonic clock; kept in memory while the program runs. */
export type ClockAnchor = { leaseMs: number; monotonicMs: number };

export type LeaseClockInput = {
  /** Wall clock, UTC ms. */
  wallMs: number;
  /** Highest time the workspace has ever seen, UTC ms. */
  lastSeenMs: number;
  /** Time the server signed at the last good contact, UTC ms. */
  serverTimeMs: number | null;
  /** null right after the start. */
  anchor: ClockAnchor | null;
  /** Monotonic clock now, ms from any start. */
  monotonicMs: number;
};

/** UTC ms by which leases, authorities and expiries are judged. */
export function leaseClockMs(input: LeaseClockInput): number {
  const { anchor } = input;
  const byMonotonic = anchor === null ? 0 : anchor.leaseMs + Math.max(0, input.monotonicMs - anchor.monotonicMs);
  return Math.max(input.wallMs, input.lastSeenMs, input.serverTimeMs ?? 0, byMonotonic);
}

/** The clock now and the anchor to give next time. */
export function readLeaseClock(input: LeaseClockInput): { nowMs: number; anchor: ClockAnchor } {
  const nowMs = leaseClockMs(input);
  return { nowMs, anchor: { leaseMs: nowMs, monotonicMs: input.monotonicMs } };
}

export type LeaseBasis = {
  policy: { body: { leaseMs: number; expiresMs: number } } | null;
  serverTimeMs: number | null;
  lastSeenMs: number;
};
export type LeaseState = { untilMs: number; ended: boolean };

/**
 * The lease as it stands, or null where there was never a policy or a contact.
 * It ends `leaseMs` after the server's signed time, and with the policy at the latest.
 * @param nowMs the lease clock; the bare wall clock is made safe by what was last seen
 */
export function leaseOf(basis: LeaseBasis, nowMs: number): LeaseState | null {
  if (basis.policy === null || basis.serverTimeMs === null) return null;
  const { leaseMs, expiresMs } = basis.policy.body;
  const untilMs = Math.min(basis.serverTimeMs + leaseMs, expiresMs);
  const clockMs = Math.max(nowMs, basis.lastSeenMs, basis.serverTimeMs);
  return { untilMs, ended: clockMs >= untilMs };
}
