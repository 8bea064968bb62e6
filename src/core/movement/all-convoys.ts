/**
 * Which vehicles travel together at all: every pair that met often enough, ranked against chance.
 * Runs anywhere (pure). Goes vehicle by vehicle, walks outward from its passes and counts those with a higher number, so
 * that memory is a few words a vehicle and the pairs listed, however many meetings there are. A generator that yields
 * its share done; whoever drives it may stop it at any of them.
 */

import type { DetectionTable } from './detection-table.ts';
import type { Lift } from './lift.ts';
import { highestLiftAtLeast, liftOf, visitRate } from './lift.ts';
import type { LocalClock } from './local-clock.ts';
import type { Span } from './vehicle-passes.ts';
import { countPasses, liveMs, trafficAt } from './vehicle-passes.ts';
import { compareNames } from './vehicles.ts';

export type AllConvoysQuestion = {
  readonly span: Span;
  readonly gapMs: number;
  readonly minShared: number;
  readonly limit: number;
};

export type ConvoyPair = Lift & {
  /** The lower number first. */
  readonly vehicles: readonly [number, number];
  /** Passes of the one near the other, or of the other near the one: the fewer. */
  readonly shared: number;
  readonly visits: number;
  readonly cameras: number;
  readonly days: number;
  readonly passes: readonly [number, number];
  readonly firstMs: number;
  readonly lastMs: number;
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
  const vehicleCount = table.vehicleStarts.length - 1;
  const eligible = eligibleVehicles(table, question);
  yield 0;
  const slots = slotOfPosition(table);
  const best = new BestPairs(question.limit, nameOf);
  const expectation = new PairExpectation(table, clock, question);
  /** `[other * 4]`: stamp, passes of this one shared, passes of the other shared, last position of the other counted + 1. */
  const cells = new Int32Array(vehicleCount * 4);
  let touched = new Int32Array(1024);
  let total = 0;
  let walked = 0;
  let weighed = 0;
  let done = 0;
  for (let vehicle = 0; vehicle < vehicleCount; vehicle++) {
    if (eligible[vehicle] === 0) continue;
    const last = table.vehicleStarts[vehicle + 1] ?? 0;
    let touchedCount = 0;
    for (let posting = table.vehicleStarts[vehicle] ?? 0; posting < last; posting++) {
      const position = table.postings[posting] ?? 0;
      const timeMs = table.timesMs[position] ?? 0;
      if (!(timeMs >= question.span.fromMs && timeMs <= question.span.toMs)) continue;
      const { from, to } = near(table, slots, position, question);
      walked += to - from;
      for (let at = from; at < to; at++) {
        const other: number = table.vehicles[at] ?? 0;
        if (other <= vehicle || eligible[other] === 0) continue;
        const cell = other * 4;
        if (cells[cell + 3] === 0) {
          if (touchedCount === touched.length) touched = grown(touched);
          touched[touchedCount++] = other;
        }
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
      if (walked >= READS_PER_STEP) {
        walked = 0;
        yield done / table.count;
      }
    }
    done += last - (table.vehicleStarts[vehicle] ?? 0);
    for (let at = 0; at < touchedCount; at++) {
      const other = touched[at] ?? 0;
      const cell = other * 4;
      const shared = Math.min(cells[cell + 1] ?? 0, cells[cell + 2] ?? 0);
      cells.fill(0, cell, cell + 4);
      if (shared < question.minShared) continue;
      total++;
      // Visits are never more than passes: a pair that could not be listed even without any chance is only counted.
      if (!best.mayTake(highestLiftAtLeast(shared))) continue;
      best.add(expectation.weigh(vehicle, other, shared, slots));
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

function slotOfPosition(table: DetectionTable): Uint32Array {
  const slots = new Uint32Array(table.count);
  for (let slot = 0; slot < table.cameraIds.length; slot++) {
    slots.fill(slot, table.cameraStarts[slot] ?? 0, table.cameraStarts[slot + 1] ?? 0);
  }
  return slots;
}

function near(
  table: DetectionTable,
  slots: Uint32Array,
  position: number,
  { span, gapMs }: AllConvoysQuestion,
): { from: number; to: number } {
  const { timesMs, cameraStarts } = table;
  const slot = slots[position] ?? 0;
  const timeMs = timesMs[position] ?? 0;
  const start = cameraStarts[slot] ?? 0;
  const end = cameraStarts[slot + 1] ?? 0;
  const fromMs = Math.max(timeMs - gapMs, span.fromMs);
  const toMs = Math.min(timeMs + gapMs, span.toMs);
  let from = position;
  while (from > start && (timesMs[from - 1] ?? 0) >= fromMs) from--;
  let to = position;
  while (to < end && (timesMs[to] ?? 0) <= toMs) to++;
  return { from, to };
}

/** A pair in full: where and when it met, and what chance alone would give. */
class PairExpectation {
  readonly #table: DetectionTable;
  readonly #clock: LocalClock;
  readonly #question: AllConvoysQuestion;
  readonly #live = new Map<number, number>();

  constructor(table: DetectionTable, clock: LocalClock, question: AllConvoysQuestion) {
    this.#table = table;
    this.#clock = clock;
    this.#question = question;
  }

  weigh(vehicle: number, other: number, shared: number, slots: Uint32Array): ConvoyPair {
    const table = this.#table;
    const { span, gapMs } = this.#question;
    const last = table.vehicleStarts[vehicle + 1] ?? 0;
    const cameras = new Set<number>();
    const days = new Set<number>();
    let visits = 0;
    let expected = 0;
    let firstMs = Number.POSITIVE_INFINITY;
    let lastMs = Number.NEGATIVE_INFINITY;
    let passes = 0;
    let slotBefore = -1;
    let traffic: ReturnType<typeof trafficAt> | null = null;
    let posting = table.vehicleStarts[vehicle] ?? 0;
    while (posting < last) {
      // One visit: this pass and those at the same camera within the gap of the one before.
      const first = table.postings[posting] ?? 0;
      const startMs = table.timesMs[first] ?? 0;
      if (!(startMs >= span.fromMs && startMs <= span.toMs)) {
        posting++;
        continue;
      }
      const slot = slots[first] ?? 0;
      let endMs = startMs;
      let met = false;
      for (; posting < last; posting++) {
        const position = table.postings[posting] ?? 0;
        const timeMs = table.timesMs[position] ?? 0;
        if (slots[position] !== slot || timeMs - endMs > gapMs || timeMs > span.toMs) break;
        endMs = timeMs;
        passes++;
        if (!this.#isNear(position, slots, other)) continue;
        met = true;
        days.add(this.#clock.day(timeMs));
        firstMs = Math.min(firstMs, timeMs);
        lastMs = Math.max(lastMs, timeMs);
      }
      if (met) {
        visits++;
        cameras.add(slot);
      }
      if (slot !== slotBefore) {
        slotBefore = slot;
        traffic = trafficAt([table], [other], table.cameraIds[slot] ?? 0, span, gapMs, this.#clock);
      }
      if (traffic === null || traffic.total === 0) continue;
      const windowMs = 2 * gapMs + endMs - startMs;
      const rate = visitRate(traffic, this.#clock.hour(startMs), this.#liveMs(slot), windowMs);
      expected += 1 - Math.exp(-rate * windowMs);
    }
    // One read of the other may lie within the gap of two visits of this one: it is one meeting.
    const counted = Math.min(visits, shared);
    return {
      vehicles: [vehicle, other],
      shared,
      visits: counted,
      cameras: cameras.size,
      days: days.size,
      passes: [passes, countPasses([table], [other], span)],
      ...liftOf(counted, expected),
      firstMs,
      lastMs,
    };
  }

  #isNear(position: number, slots: Uint32Array, other: number): boolean {
    const { from, to } = near(this.#table, slots, position, this.#question);
    for (let at = from; at < to; at++) if (this.#table.vehicles[at] === other) return true;
    return false;
  }

  #liveMs(slot: number): number {
    const known = this.#live.get(slot);
    if (known !== undefined) return known;
    const live = liveMs([this.#table], this.#table.cameraIds[slot] ?? 0, this.#question.span);
    this.#live.set(slot, live);
    return live;
  }
}

/** The best so many pairs, in no more memory than twice as many. */
class BestPairs {
  readonly #limit: number;
  readonly #nameOf: (vehicle: number) => string;
  #kept: ConvoyPair[] = [];
  #least = Number.NEGATIVE_INFINITY;

  constructor(limit: number, nameOf: (vehicle: number) => string) {
    this.#limit = limit;
    this.#nameOf = nameOf;
  }

  mayTake(liftAtLeast: number): boolean {
    return liftAtLeast >= this.#least;
  }

  add(pair: ConvoyPair): void {
    if (!this.mayTake(pair.liftAtLeast)) return;
    this.#kept.push(pair);
    if (this.#kept.length < this.#limit * 2) return;
    this.#kept = this.ranked();
    this.#least = this.#kept.at(-1)?.liftAtLeast ?? this.#least;
  }

  ranked(): ConvoyPair[] {
    const name = (pair: ConvoyPair, side: 0 | 1): string => this.#nameOf(pair.vehicles[side]);
    return [...this.#kept]
      .sort(
        (a, b) =>
          b.liftAtLeast - a.liftAtLeast ||
          b.shared - a.shared ||
          compareNames(name(a, 0), name(b, 0)) ||
          compareNames(name(a, 1), name(b, 1)),
      )
      .slice(0, this.#limit);
  }
}

function grown(column: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
