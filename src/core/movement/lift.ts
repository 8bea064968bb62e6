/**
 * How a count of meetings stands against chance: lift over expectation, and what the ranking goes by.
 * Runs anywhere (pure). The formulae are written out in docs/spec/movement.md and explained in docs/model/movement.md.
 */

export type Lift = {
  /** Meetings that the vehicle's own traffic would give by chance. */
  readonly expected: number;
  /** Counted over expected. */
  readonly lift: number;
  /** Lower end of the 95 % interval of the count, over what was expected and half a meeting more. */
  readonly liftAtLeast: number;
};

/** Half a meeting: an expectation drawn from a handful of reads is no finer than that, so 1 of 0.001 proves nothing. */
const EXPECTATION_DOUBT = 0.5;
/** Chance left below the lower end of a two-sided 95 % interval. */
const TAIL = 0.025;
/** Counts up to here have their limit worked out exactly; above it Wilson and Hilferty's formula is good to 0.01 %. */
const EXACT_COUNTS = 200;
const exactLimits: number[] = [0];

export function liftOf(counted: number, expected: number): Lift {
  return {
    expected,
    lift: counted / expected,
    liftAtLeast: poissonLowerLimit(counted) / (expected + EXPECTATION_DOUBT),
  };
}

/** No lift of this count is ranked above this, whatever was expected. */
export function highestLiftAtLeast(counted: number): number {
  return poissonLowerLimit(counted) / EXPECTATION_DOUBT;
}

/** An expectation past which a count's `liftAtLeast` is below this one, rounding left room for. */
export function enoughExpected(counted: number, liftAtLeast: number): number {
  if (!(liftAtLeast > 0)) return Number.POSITIVE_INFINITY;
  return (poissonLowerLimit(counted) / liftAtLeast - EXPECTATION_DOUBT) * (1 + 1e-9) + 1e-9;
}

/** The mean of which a count this high or higher has a chance of 2.5 % (Garwood's exact limit); 0 for 0. */
export function poissonLowerLimit(counted: number): number {
  if (counted <= 0) return 0;
  if (counted > EXACT_COUNTS) {
    return counted * (1 - 1 / (9 * counted) - 1.959963984540054 / (3 * Math.sqrt(counted))) ** 3;
  }
  const known = exactLimits[counted];
  if (known !== undefined) return known;
  let low = 0;
  let high = counted;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (chanceOfAtLeast(counted, middle) < TAIL) low = middle;
    else high = middle;
  }
  exactLimits[counted] = low;
  return low;
}

/** P(N ≥ counted) for a Poisson count of this mean. */
function chanceOfAtLeast(counted: number, mean: number): number {
  let term = Math.exp(-mean);
  let below = 0;
  for (let n = 0; n < counted; n++) {
    below += term;
    term *= mean / (n + 1);
  }
  return 1 - below;
}

/** Reads of a vehicle at one camera, by local hour of the day, as visits: reads within the gap of each other count once. */
export type HourlyVisits = { readonly total: number; readonly byHour: ArrayLike<number> };

/** One imagined visit spread evenly over the day, so that an hour never seen is rare and not impossible. */
const FLAT_VISITS = 1;
const HOUR_MS = 3_600_000;

/**
 * Visits per millisecond that a vehicle pays a camera at this hour of the day, by its own traffic there.
 * @param liveMs from the camera's first read to its last
 * @param leastMs no exposure is taken to be shorter: the window that is asked about
 */
export function visitRate(visits: HourlyVisits, hour: number, liveMs: number, leastMs: number): number {
  const { total, byHour } = visits;
  if (total === 0) return 0;
  const near =
    0.5 * (byHour[hour] ?? 0) + 0.25 * (byHour[(hour + 1) % 24] ?? 0) + 0.25 * (byHour[(hour + 23) % 24] ?? 0);
  const share = (near + FLAT_VISITS / 24) / (total + FLAT_VISITS);
  const exposureMs = Math.max(liveMs / 24, Math.min(liveMs, HOUR_MS), Math.min(leastMs, HOUR_MS));
  return (total * share) / exposureMs;
}
