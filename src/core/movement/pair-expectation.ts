/**
 * A pair of vehicles in full: where and when they met, and how often chance alone would have them meet.
 * Runs anywhere (pure). The expectation is that of a convoy (docs/spec/movement.md, MV4): by the other's own traffic at
 * each camera that the one visits.
 */

import type { DetectionTable } from './detection-table.ts';
import { HourlyTraffic } from './hourly-traffic.ts';
import type { Lift } from './lift.ts';
import { liftOf, visitRate } from './lift.ts';
import type { LocalClock } from './local-clock.ts';
import type { Span } from './vehicle-passes.ts';
import { countPasses, liveMs } from './vehicle-passes.ts';

export type PairQuestion = { readonly span: Span; readonly gapMs: number };

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

/** `[position]`: slot of its camera. */
export function slotOfPosition(table: DetectionTable): Uint32Array {
  const slots = new Uint32Array(table.count);
  for (let slot = 0; slot < table.cameraIds.length; slot++) {
    slots.fill(slot, table.cameraStarts[slot] ?? 0, table.cameraStarts[slot + 1] ?? 0);
  }
  return slots;
}

/** Positions at the camera of the pass at `position` that lie within the gap and the span. */
export function nearPass(
  table: DetectionTable,
  slots: Uint32Array,
  position: number,
  { span, gapMs }: PairQuestion,
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

/** What is gathered of a pair while the visits of the one are walked. */
type Tally = {
  passes: number;
  visits: number;
  cameras: Set<number>;
  days: Set<number>;
  firstMs: number;
  lastMs: number;
};

/** Passes of a vehicle at one camera, each within the gap of the one before: `next` is the posting after the last. */
type Visit = { readonly slot: number; readonly startMs: number; readonly endMs: number; readonly next: number };

export class PairExpectation {
  readonly #table: DetectionTable;
  readonly #slots: Uint32Array;
  readonly #clock: LocalClock;
  readonly #question: PairQuestion;
  readonly #traffic: HourlyTraffic;
  readonly #live = new Map<number, number>();

  constructor(table: DetectionTable, slots: Uint32Array, clock: LocalClock, question: PairQuestion) {
    this.#table = table;
    this.#slots = slots;
    this.#clock = clock;
    this.#question = question;
    this.#traffic = new HourlyTraffic([table], clock, question.span, question.gapMs);
  }

  /** @param shared passes that both share, the fewer of both counts */
  weigh(vehicle: number, other: number, shared: number): ConvoyPair {
    const table = this.#table;
    const { span } = this.#question;
    const tally: Tally = {
      ...{ passes: 0, visits: 0, cameras: new Set(), days: new Set() },
      ...{ firstMs: Number.POSITIVE_INFINITY, lastMs: Number.NEGATIVE_INFINITY },
    };
    let expected = 0;
    let trafficSlot = -1;
    const members = [other];
    const last = table.vehicleStarts[vehicle + 1] ?? 0;
    let posting = table.vehicleStarts[vehicle] ?? 0;
    while (posting < last) {
      const timeMs = table.timesMs[table.postings[posting] ?? 0] ?? 0;
      if (!(timeMs >= span.fromMs && timeMs <= span.toMs)) {
        posting++;
        continue;
      }
      const visit = this.#walkVisit(posting, last, other, tally);
      posting = visit.next;
      if (trafficSlot !== visit.slot) this.#traffic.at(members, table.cameraIds[visit.slot] ?? 0);
      trafficSlot = visit.slot;
      expected += this.#chanceOf(visit);
    }
    // One read of the other may lie within the gap of two visits of this one: it is one meeting.
    const counted = Math.min(tally.visits, shared);
    return {
      vehicles: [vehicle, other],
      shared,
      visits: counted,
      cameras: tally.cameras.size,
      days: tally.days.size,
      passes: [tally.passes, countPasses([table], [other], span)],
      ...liftOf(counted, expected),
      firstMs: tally.firstMs,
      lastMs: tally.lastMs,
    };
  }

  #walkVisit(first: number, last: number, other: number, tally: Tally): Visit {
    const { postings, timesMs } = this.#table;
    const { span, gapMs } = this.#question;
    const startMs = timesMs[postings[first] ?? 0] ?? 0;
    const slot = this.#slots[postings[first] ?? 0] ?? 0;
    let endMs = startMs;
    let met = false;
    let next = first;
    for (; next < last; next++) {
      const position = postings[next] ?? 0;
      const timeMs = timesMs[position] ?? 0;
      if (this.#slots[position] !== slot || timeMs - endMs > gapMs || timeMs > span.toMs) break;
      endMs = timeMs;
      tally.passes++;
      if (!this.#isNear(position, other)) continue;
      met = true;
      tally.days.add(this.#clock.day(timeMs));
      tally.firstMs = Math.min(tally.firstMs, timeMs);
      tally.lastMs = Math.max(tally.lastMs, timeMs);
    }
    if (met) {
      tally.visits++;
      tally.cameras.add(slot);
    }
    return { slot, startMs, endMs, next };
  }

  /** Chance that the other is near the visit, by its own traffic at that camera. */
  #chanceOf({ slot, startMs, endMs }: Visit): number {
    const traffic = this.#traffic;
    if (traffic.total === 0) return 0;
    const windowMs = 2 * this.#question.gapMs + endMs - startMs;
    const rate = visitRate(traffic, this.#clock.hour(startMs), this.#liveMs(slot), windowMs);
    return 1 - Math.exp(-rate * windowMs);
  }

  #isNear(position: number, other: number): boolean {
    const { from, to } = nearPass(this.#table, this.#slots, position, this.#question);
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
