/**
 * The clock as services see it: wall time for records, monotonic time for durations. Runs anywhere.
 * It is passed in, so that tests and the command line decide what time it is.
 */
export type Clock = {
  /** UTC epoch milliseconds of the wall clock. */
  nowMs(): number;
  /** Milliseconds from an arbitrary start; never goes back. */
  monotonicMs(): number;
};

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};
