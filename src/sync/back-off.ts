/**
 * When to try again after a failure: doubling, capped, with jitter so that many workstations do not come back as one.
 * Runs anywhere (pure: the randomness is passed in).
 */
export type BackOff = { baseMs: number; maxMs: number };

/** `failures` ≥ 1 in a row; `random01` in [0, 1). Between half and all of the doubled delay. */
export function backOffMs(failures: number, random01: number, { baseMs, maxMs }: BackOff): number {
  const fullMs = Math.min(maxMs, baseMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(fullMs * (0.5 + random01 / 2));
}
