/**
 * Which vehicles travel together at all: every pair that met often enough, ranked against chance.
 * Runs anywhere (pure). Goes vehicle by vehicle, walks outward from its passes and counts those with a higher number, so
 * that memory is a few words a vehicle and the pairs listed, however many meetings there are. A generator that yields
 * its share done; whoever drives it may stop it at any of them.
 */

import { BestRanked } from './best-ranked.ts';
import type { DetectionTable } from './detection-table.ts';
import { highestLiftAtLeast } from './lift.ts';
import type { LocalClock } from './local-clock.ts';
import type { ConvoyPair, PairQuestion } from './pair-expectation.ts';
import { nearPass, PairExpectation, slotOfPosition } from './pair-expectation.ts';
import { countPasses } from './vehicle-passes.ts';
import { compareNames } from './vehicles.ts';

export type AllConvoysQuestion = PairQuestion & {
  readonly minShared: number;
  readonly limit: number;
};

export type AllConvoysResult = {
  /** Pairs with `minShared` or more. */
  readonly total: number;
  /** By liftAtLeast, then shared, then names. */
  readonly pairs: readonly ConvoyPair[];
};

const READS_PER_STEP = 50_000;
const PAIRS_PER_STEP = 64;

/** @param table its vehicles are what is paired; one table, so that what came lately must be in it */
export function* findAllConvoys(
  table: DetectionTable,
  clock: LocalClock,
  nameOf: (vehicle: number) => string,
  question: AllConvoysQuestion,
): Generator<number, AllConvoysResult> {
  const { span } = question;
  const eligible = eligibleVehicles(table, question);
  yield 0;
  const slots = slotOfPosition(table);
  const best = new BestRanked<ConvoyPair>(question.limit, betterPair(nameOf));
  const expectation = new PairExpectation(table, slots, clock, question);
  const meetings = new Meetings(table.vehicles, eligible);
  let total = 0;
  let walked = 0;
  let weighed = 0;
  let done = 0;
  for (let vehicle = 0; vehicle < eligible.length; vehicle++) {
    if (eligible[vehicle] === 0) continue;
    const first = table.vehicleStarts[vehicle] ?? 0;
    const last = table.vehicleStarts[vehicle + 1] ?? 0;
    for (let posting = first; posting < last; posting++) {
      const position = table.postings[posting] ?? 0;
      const timeMs = table.timesMs[position] ?? 0;
      if (!(timeMs >= span.fromMs && timeMs <= span.toMs)) continue;
      const { from, to } = nearPass(table, slots, position, question);
      meetings.count(vehicle, position, from, to);
      walked += to - from;
      if (walked < READS_PER_STEP) continue;
      walked = 0;
      yield done / table.count;
    }
    done += last - first;
    for (const { other, shared } of meetings.take(question.minShared)) {
      total++;
      // Visits are never more than passes: a pair that could not be listed even without any chance is only counted.
      if (highestLiftAtLeast(shared) < best.least) continue;
      best.add(expectation.weigh(vehicle, other, shared));
      if (++weighed % PAIRS_PER_STEP === 0) yield done / table.count;
    }
  }
  return { total, pairs: best.ranked() };
}

/** Vehicles with enough passes in the span to be in a pair: 1, else 0. */
function eligibleVehicles(table: DetectionTable, { span, minShared }: AllConvoysQuestion): Uint8Array {
  const eligible = new Uint8Array(table.vehicleStarts.length - 1);
  for (let vehicle = 0; vehicle < eligible.length; vehicle++) {
    const passes = (table.vehicleStarts[vehicle + 1] ?? 0) - (table.vehicleStarts[vehicle] ?? 0);
    if (passes >= minShared && countPasses([table], [vehicle], span) >= minShared) eligible[vehicle] = 1;
  }
  return eligible;
}

/** Meetings of one vehicle with those of a higher number. */
class Meetings {
  readonly #vehicles: Uint32Array;
  readonly #eligible: Uint8Array;
  /** `[other * 4]`: stamp, passes of this one shared, passes of the other shared, last position of the other counted + 1. */
  readonly #cells: Int32Array;
  #touched = new Int32Array(1024);
  #touchedCount = 0;

  constructor(vehicles: Uint32Array, eligible: Uint8Array) {
    this.#vehicles = vehicles;
    this.#eligible = eligible;
    this.#cells = new Int32Array(eligible.length * 4);
  }

  /** Counts the reads `from` … `to` - 1 as near the pass at `position`. Passes come in ascending order. */
  count(vehicle: number, position: number, from: number, to: number): void {
    const cells = this.#cells;
    for (let at = from; at < to; at++) {
      const other = this.#vehicles[at] ?? 0;
      if (other <= vehicle || this.#eligible[other] === 0) continue;
      const cell = other * 4;
      if (cells[cell + 3] === 0) this.#touch(other);
      if (cells[cell] !== position + 1) {
        cells[cell] = position + 1;
        cells[cell + 1] = (cells[cell + 1] ?? 0) + 1;
      }
      // Windows of later passes lie later: a position past the last one counted is a pass not counted yet.
      if (at + 1 > (cells[cell + 3] ?? 0)) {
        cells[cell + 3] = at + 1;
        cells[cell + 2] = (cells[cell + 2] ?? 0) + 1;
      }
    }
  }

  /** Those met often enough, by the fewer of both counts. Everything is forgotten, for the next vehicle. */
  take(minShared: number): { readonly other: number; readonly shared: number }[] {
    const met: { other: number; shared: number }[] = [];
    for (let at = 0; at < this.#touchedCount; at++) {
      const other = this.#touched[at] ?? 0;
      const cell = other * 4;
      const shared = Math.min(this.#cells[cell + 1] ?? 0, this.#cells[cell + 2] ?? 0);
      this.#cells.fill(0, cell, cell + 4);
      if (shared >= minShared) met.push({ other, shared });
    }
    this.#touchedCount = 0;
    return met;
  }

  #touch(other: number): void {
    if (this.#touchedCount === this.#touched.length) {
      const grown = new Int32Array(this.#touchedCount * 2);
      grown.set(this.#touched);
      this.#touched = grown;
    }
    this.#touched[this.#touchedCount++] = other;
  }
}

function betterPair(nameOf: (vehicle: number) => string): (a: ConvoyPair, b: ConvoyPair) => number {
  return (a, b) =>
    b.liftAtLeast - a.liftAtLeast ||
    b.shared - a.shared ||
    compareNames(nameOf(a.vehicles[0]), nameOf(b.vehicles[0])) ||
    compareNames(nameOf(a.vehicles[1]), nameOf(b.vehicles[1]));
}
