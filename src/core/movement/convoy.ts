/**
 * Who travels with a vehicle: near at how many of its passes, and how that stands against chance.
 * Runs anywhere (pure). Counts all, weighs those that may be listed, and looks up where and when for those that are.
 * A generator: it yields between pieces of work of some milliseconds.
 */

import { BestRanked } from './best-ranked.ts';
import { CAMERAS, countNear, type NearQuestion, SHARED, VISITS } from './convoy-count.ts';
import { type ConvoyMeeting, meetingsOf } from './convoy-meetings.ts';
import { ConvoyExpectation } from './convoy-weight.ts';
import type { DetectionTable } from './detection-table.ts';
import { enoughExpected, highestLiftAtLeast, type Lift, liftOf } from './lift.ts';
import type { LocalClock } from './local-clock.ts';
import type { VehicleCounters } from './vehicle-counters.ts';
import { countPasses } from './vehicle-passes.ts';
import { compareNames, type Vehicles } from './vehicles.ts';

export type ConvoyQuestion = NearQuestion & {
  readonly limit: number;
  readonly maxMeetings: number;
};

export type ConvoyPartner = Lift & {
  readonly vehicle: number;
  /** Passes of the plate at which it was near. */
  readonly shared: number;
  /** The same by visits: passes at one camera within the gap of each other count once. The lift is of these. */
  readonly visits: number;
  readonly cameras: number;
  /** Local days with a shared pass. */
  readonly days: number;
  /** Reads of the partner in the span. */
  readonly passes: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** By time. */
  readonly meetings: readonly ConvoyMeeting[];
};

export type ConvoyResult = {
  readonly passes: number;
  readonly considered: number;
  /** Vehicles with `minShared` or more. */
  readonly total: number;
  /** By liftAtLeast, then shared, then name. */
  readonly partners: readonly ConvoyPartner[];
};

const PARTNERS_PER_STEP = 64;
const PLACES = 2 ** 31;

export function* findConvoy(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  clock: LocalClock,
  question: ConvoyQuestion,
): Generator<number, ConvoyResult> {
  const { passes } = counters;
  const counting = countNear(tables, vehicles, counters, question);
  let counted = counting.next();
  for (; counted.done !== true; counted = counting.next()) yield 0.4 * counted.value;
  const { considered, total } = counted.value;
  if (total === 0) return { passes: passes.count, considered, total, partners: [] };
  const listed = yield* rank(tables, vehicles, counters, clock, question, total);
  const gathering = meetingsOf(
    tables,
    vehicles,
    counters,
    listed.map(({ vehicle }) => vehicle),
  );
  let gathered = gathering.next();
  for (; gathered.done !== true; gathered = gathering.next()) yield 0.8 + 0.2 * gathered.value;
  const meetings = gathered.value;
  const partners = listed.map((partner, place): ConvoyPartner => {
    const own = meetings[place] ?? [];
    return {
      ...partner,
      days: new Set(own.map(({ timeMs }) => clock.day(timeMs))).size,
      passes: countPasses(tables, vehicles.membersOf(partner.vehicle), question.span),
      firstMs: own[0]?.timeMs ?? Number.NaN,
      lastMs: own.at(-1)?.timeMs ?? Number.NaN,
      meetings: own.slice(0, question.maxMeetings),
    };
  });
  return { passes: passes.count, considered, total, partners };
}

type Ranked = Pick<ConvoyPartner, 'vehicle' | 'shared' | 'visits' | 'cameras' | keyof Lift>;

/** Weighs those with the most visits first, and stops where no expectation, however small, would have the next listed. */
function* rank(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  clock: LocalClock,
  question: ConvoyQuestion,
  total: number,
): Generator<number, Ranked[]> {
  const { counts, list, passes } = counters;
  const order = new Float64Array(total);
  for (let at = 0; at < total; at++) {
    const cell = list[at] ?? 0;
    order[at] = (counts[cell * 4 + VISITS] ?? 0) * PLACES + cell;
  }
  order.sort().reverse();
  const expectation = new ConvoyExpectation(tables, clock, question, passes);
  const best = new BestRanked<Ranked>(
    question.limit,
    (a, b) =>
      b.liftAtLeast - a.liftAtLeast ||
      b.shared - a.shared ||
      compareNames(vehicles.nameOf(a.vehicle), vehicles.nameOf(b.vehicle)),
  );
  for (let at = 0; at < total; at++) {
    if (at % PARTNERS_PER_STEP === 0) yield 0.4 + (0.4 * at) / total;
    const cell = (order[at] ?? 0) % PLACES;
    const vehicle = counters.vehicleOf(cell);
    const visits = counts[cell * 4 + VISITS] ?? 0;
    if (highestLiftAtLeast(visits) < best.least) break;
    const expected = expectation.of(vehicles.membersOf(vehicle), enoughExpected(visits, best.least));
    best.add({
      ...{ vehicle, visits, shared: counts[cell * 4 + SHARED] ?? 0, cameras: counts[cell * 4 + CAMERAS] ?? 0 },
      ...liftOf(visits, expected),
    });
  }
  return best.ranked();
}
