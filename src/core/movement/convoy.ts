/**
 * Who travels with a vehicle: near at how many of its passes, and how that stands against chance.
 * Runs anywhere (pure). Walks outward from each pass at its camera while reads are within the gap; each pass counts a
 * partner once. A generator: it yields between pieces of work of some milliseconds.
 */

import type { DetectionTable } from './detection-table.ts';
import { cameraSlot, firstAt } from './detection-table.ts';
import type { Lift } from './lift.ts';
import { liftOf, visitRate } from './lift.ts';
import type { LocalClock } from './local-clock.ts';
import type { Passes, Span } from './vehicle-passes.ts';
import { countPasses, liveMs, passesOf, trafficAt, visitsOf } from './vehicle-passes.ts';
import type { VehicleCounters, Vehicles } from './vehicles.ts';
import { compareNames } from './vehicles.ts';

export type ConvoyQuestion = {
  /** Texts taken for the plate asked for. */
  readonly plate: readonly number[];
  readonly span: Span;
  readonly gapMs: number;
  readonly minShared: number;
  readonly limit: number;
  readonly maxMeetings: number;
};

/** A read of the plate and the partner's read nearest to it; rows as the tables have them. */
export type ConvoyMeeting = {
  readonly camera: number;
  readonly timeMs: number;
  readonly gapMs: number;
  readonly row: number;
  readonly partnerRow: number;
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

const READS_PER_STEP = 100_000;
const PARTNERS_PER_STEP = 64;
const LEADERS_PER_STEP = 64;

export function* findConvoy(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  clock: LocalClock,
  question: ConvoyQuestion,
): Generator<number, ConvoyResult> {
  const passes = passesOf(tables, question.plate, question.span);
  yield* countShared(tables, vehicles, counters, question, passes);
  const { cells, touched } = counters;
  const finalists: number[] = [];
  for (let at = 0; at < counters.touchedCount; at++) {
    const vehicle = touched[at] ?? 0;
    if ((cells[vehicle * 2 + 1] ?? 0) >= question.minShared) finalists.push(vehicle);
  }
  const sharedOf = (vehicle: number): number => cells[vehicle * 2 + 1] ?? 0;
  const considered = counters.touchedCount;
  if (finalists.length === 0) return { passes: passes.count, considered, total: 0, partners: [] };
  const met = yield* gather(tables, vehicles, cells, question, passes);
  const expectation = new ConvoyExpectation(tables, clock, question, passes);
  const ranked: Ranked[] = [];
  for (const [vehicle, found] of met) {
    if (ranked.length % PARTNERS_PER_STEP === 0) yield 0.6 + (0.4 * ranked.length) / met.size;
    const members = vehicles.membersOf(vehicle);
    ranked.push({ vehicle, found, members, lift: liftOf(found.visits, expectation.of(members)) });
  }
  ranked.sort(
    (a, b) =>
      b.lift.liftAtLeast - a.lift.liftAtLeast ||
      sharedOf(b.vehicle) - sharedOf(a.vehicle) ||
      compareNames(vehicles.nameOf(a.vehicle), vehicles.nameOf(b.vehicle)),
  );
  const partners = ranked.slice(0, question.limit).map(({ vehicle, found, members, lift }): ConvoyPartner => {
    const times = found.meetings.map(({ timeMs }) => timeMs);
    return {
      vehicle,
      shared: found.meetings.length,
      visits: found.visits,
      cameras: found.cameras,
      days: new Set(times.map((timeMs) => clock.day(timeMs))).size,
      passes: countPasses(tables, members, question.span),
      ...lift,
      firstMs: times.reduce((least, timeMs) => Math.min(least, timeMs), Number.POSITIVE_INFINITY),
      lastMs: times.reduce((most, timeMs) => Math.max(most, timeMs), Number.NEGATIVE_INFINITY),
      meetings: found.meetings.sort((a, b) => a.timeMs - b.timeMs || a.row - b.row).slice(0, question.maxMeetings),
    };
  });
  return { passes: passes.count, considered, total: finalists.length, partners };
}

type Ranked = { vehicle: number; found: Found; members: readonly number[]; lift: Lift };

/** Stamps every partner with the number of the pass, so that each pass counts it once. */
function* countShared(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  question: ConvoyQuestion,
  passes: Passes,
): Generator<number> {
  counters.begin(vehicles.count);
  const { cells } = counters;
  const own = new Set(question.plate);
  const { alone } = vehicles;
  const near = { from: 0, to: 0 };
  let walked = 0;
  let fresh = 0;
  for (let nth = 0; nth < passes.count; nth++) {
    for (let table = 0; table < tables.length; table++) {
      const columns = tables[table];
      if (columns === undefined) continue;
      findNear(columns, table, passes, nth, question, near);
      const { from, to } = near;
      walked += to - from;
      const texts = columns.vehicles;
      if (alone) {
        countTexts(texts, from, to, nth + 1, own, counters);
        continue;
      }
      for (let position = from; position < to; position++) {
        const vehicle: number = vehicles.leaderOf(texts[position] ?? 0);
        const cell = vehicle * 2;
        const stamp = cells[cell] ?? 0;
        if (stamp === nth + 1) continue;
        if (stamp === 0) {
          if (own.has(vehicle)) continue;
          counters.touch(vehicle);
          if (++fresh % LEADERS_PER_STEP === 0) yield (0.4 * nth) / passes.count;
        }
        cells[cell] = nth + 1;
        cells[cell + 1] = (cells[cell + 1] ?? 0) + 1;
      }
    }
    if (walked < READS_PER_STEP) continue;
    walked = 0;
    yield (0.4 * nth) / passes.count;
  }
}

/** Counts texts that stand for themselves. A plain loop: many times faster than the same in a generator. */
function countTexts(
  texts: Uint32Array,
  from: number,
  to: number,
  stamp: number,
  own: ReadonlySet<number>,
  counters: VehicleCounters,
): void {
  const { cells } = counters;
  for (let position = from; position < to; position++) {
    const text = texts[position] ?? 0;
    const cell = text * 2;
    const before = cells[cell] ?? 0;
    if (before === stamp) continue;
    if (before === 0) {
      if (own.has(text)) continue;
      counters.touch(text);
    }
    cells[cell] = stamp;
    cells[cell + 1] = (cells[cell + 1] ?? 0) + 1;
  }
}

type Found = { visits: number; lastVisit: number; cameras: number; lastCamera: number; meetings: ConvoyMeeting[] };

/** Walks again for the partners that are near often enough, and keeps where and when. */
function* gather(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  cells: Int32Array,
  question: ConvoyQuestion,
  passes: Passes,
): Generator<number, Map<number, Found>> {
  const met = new Map<number, Found>();
  const { alone } = vehicles;
  const { minShared } = question;
  const visits = visitsOf(passes, question.gapMs);
  const near = { from: 0, to: 0 };
  const nearest = new Map<number, { gapMs: number; partnerRow: number }>();
  let walked = 0;
  for (let nth = 0; nth < passes.count; nth++) {
    const timeMs = passes.timesMs[nth] ?? 0;
    const camera = passes.cameras[nth] ?? 0;
    nearest.clear();
    for (let table = 0; table < tables.length; table++) {
      const columns = tables[table];
      if (columns === undefined) continue;
      findNear(columns, table, passes, nth, question, near);
      walked += near.to - near.from;
      for (let position = near.from; position < near.to; position++) {
        const text: number = columns.vehicles[position] ?? 0;
        const vehicle: number = alone ? text : vehicles.leaderOf(text);
        if ((cells[vehicle * 2 + 1] ?? 0) < minShared) continue;
        const gapMs = (columns.timesMs[position] ?? 0) - timeMs;
        const known = nearest.get(vehicle);
        if (known !== undefined && Math.abs(known.gapMs) <= Math.abs(gapMs)) continue;
        nearest.set(vehicle, { gapMs, partnerRow: columns.rows[position] ?? 0 });
      }
    }
    const row = tables[passes.tables[nth] ?? 0]?.rows[passes.positions[nth] ?? 0] ?? 0;
    for (const [vehicle, { gapMs, partnerRow }] of nearest) {
      const found = met.get(vehicle) ?? { visits: 0, lastVisit: -1, cameras: 0, lastCamera: -1, meetings: [] };
      met.set(vehicle, found);
      if (found.lastVisit !== visits[nth]) found.visits++;
      if (found.lastCamera !== camera) found.cameras++;
      found.lastVisit = visits[nth] ?? 0;
      found.lastCamera = camera;
      found.meetings.push({ camera, timeMs, gapMs, row, partnerRow });
    }
    if (walked < READS_PER_STEP / 4) continue;
    walked = 0;
    yield 0.4 + (0.2 * nth) / passes.count;
  }
  return met;
}

/** Positions of one table at a pass's camera within the gap and the span. */
function findNear(
  columns: DetectionTable,
  table: number,
  passes: Passes,
  nth: number,
  { span, gapMs }: ConvoyQuestion,
  near: { from: number; to: number },
): void {
  const { timesMs, cameraStarts } = columns;
  const timeMs = passes.timesMs[nth] ?? 0;
  const slot = cameraSlot(columns, passes.cameras[nth] ?? 0);
  if (slot < 0) {
    near.from = 0;
    near.to = 0;
    return;
  }
  const start = cameraStarts[slot] ?? 0;
  const end = cameraStarts[slot + 1] ?? 0;
  const fromMs = Math.max(timeMs - gapMs, span.fromMs);
  const toMs = Math.min(timeMs + gapMs, span.toMs);
  const middle = table === passes.tables[nth] ? (passes.positions[nth] ?? 0) : firstAt(columns, start, end, timeMs);
  let from = middle;
  while (from > start && (timesMs[from - 1] ?? 0) >= fromMs) from--;
  let to = middle;
  while (to < end && (timesMs[to] ?? 0) <= toMs) to++;
  near.from = from;
  near.to = to;
}

/** What chance alone would give: the sum over the plate's visits of the chance that the partner is there. */
class ConvoyExpectation {
  readonly #tables: readonly DetectionTable[];
  readonly #clock: LocalClock;
  readonly #question: ConvoyQuestion;
  /** Visits of the plate by camera: how long each camera was live, and by hour how many and how long in all. */
  readonly #cameras: { camera: number; liveMs: number; count: Float64Array; windowMs: Float64Array }[] = [];

  constructor(tables: readonly DetectionTable[], clock: LocalClock, question: ConvoyQuestion, passes: Passes) {
    this.#tables = tables;
    this.#clock = clock;
    this.#question = question;
    const visits = visitsOf(passes, question.gapMs);
    for (let at = 0; at < passes.count; at++) {
      const timeMs = passes.timesMs[at] ?? 0;
      const camera = passes.cameras[at] ?? 0;
      while (at + 1 < passes.count && visits[at + 1] === visits[at]) at++;
      const stayedMs = (passes.timesMs[at] ?? 0) - timeMs;
      let place = this.#cameras.at(-1);
      if (place === undefined || place.camera !== camera) {
        place = {
          camera,
          liveMs: liveMs(tables, camera, question.span),
          count: new Float64Array(24),
          windowMs: new Float64Array(24),
        };
        this.#cameras.push(place);
      }
      const hour = clock.hour(timeMs);
      place.count[hour] = (place.count[hour] ?? 0) + 1;
      place.windowMs[hour] = (place.windowMs[hour] ?? 0) + 2 * question.gapMs + stayedMs;
    }
  }

  /** @param members texts taken for the partner */
  of(members: readonly number[]): number {
    const { span, gapMs } = this.#question;
    let expected = 0;
    for (const place of this.#cameras) {
      const traffic = trafficAt(this.#tables, members, place.camera, span, gapMs, this.#clock);
      if (traffic.total === 0) continue;
      for (let hour = 0; hour < 24; hour++) {
        const count = place.count[hour] ?? 0;
        if (count === 0) continue;
        const windowMs = (place.windowMs[hour] ?? 0) / count;
        const rate = visitRate(traffic, hour, place.liveMs, windowMs);
        expected += count * (1 - Math.exp(-rate * windowMs));
      }
    }
    return expected;
  }
}
