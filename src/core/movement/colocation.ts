/**
 * Who was at these scenes: vehicles seen at k or more of them, and how that stands against chance.
 * Runs anywhere (pure). Each scene is a binary search per camera and one bit per vehicle. A generator that yields between
 * pieces of work of some milliseconds.
 */

import { popcount32 } from '../match/length-trie.ts';
import type { DetectionTable } from './detection-table.ts';
import { cameraSlot, firstAt } from './detection-table.ts';
import type { Lift } from './lift.ts';
import { liftOf, visitRate } from './lift.ts';
import type { LocalClock } from './local-clock.ts';
import type { Span } from './vehicle-passes.ts';
import { liveMs, trafficAt } from './vehicle-passes.ts';
import type { VehicleCounters, Vehicles } from './vehicles.ts';
import { compareNames } from './vehicles.ts';

/** Cameras (ordinals; null every camera) over a window, both ends counted. */
export type Scene = Span & { readonly cameras: readonly number[] | null };

export type ColocationQuestion = {
  /** At most 32. */
  readonly scenes: readonly Scene[];
  readonly atLeast: number;
  readonly limit: number;
  readonly maxRows: number;
};

export type ColocatedVehicle = Lift & {
  readonly vehicle: number;
  /** Positions in the question, ascending. */
  readonly scenes: readonly number[];
  /** Reads at any of the scenes, a read within two scenes counted once. */
  readonly reads: number;
  /** Rows of those reads, by time; at most `maxRows`. */
  readonly rows: readonly number[];
};

export type ColocationResult = {
  readonly scenes: readonly { readonly cameras: number; readonly reads: number; readonly vehicles: number }[];
  /** Vehicles seen at `atLeast` scenes. */
  readonly total: number;
  /** By liftAtLeast, then scenes, then reads, then name. */
  readonly vehicles: readonly ColocatedVehicle[];
};

const MAX_SCENES = 32;
const READS_PER_STEP = 100_000;
const READS_PER_CALL = 32_768;
const LEADERS_PER_STEP = 64;
const VEHICLES_PER_STEP = 64;
/** Traffic within this time of itself at one camera is one visit. */
const VISIT_GAP_MS = 120_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

type Stretch = { table: number; from: number; to: number; scene: number };

export function* findColocated(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  clock: LocalClock,
  question: ColocationQuestion,
): Generator<number, ColocationResult> {
  if (question.scenes.length > MAX_SCENES) throw new RangeError(`A question has at most ${MAX_SCENES} scenes.`);
  const stretches = question.scenes.flatMap((scene, nth) => stretchesOf(tables, scene, nth));
  const counts = yield* markScenes(tables, vehicles, counters, stretches, question.scenes.length);
  const { cells, touched } = counters;
  const found = new Map<number, number>();
  for (let at = 0; at < counters.touchedCount; at++) {
    const vehicle = touched[at] ?? 0;
    const mask = cells[vehicle * 2] ?? 0;
    if (popcount32(mask) >= question.atLeast) found.set(vehicle, mask);
  }
  const expectation = found.size === 0 ? null : new SceneExpectation(tables, clock, question.scenes);
  const ranked: { vehicle: number; mask: number; reads: number; lift: Lift }[] = [];
  for (const [vehicle, mask] of found) {
    if (ranked.length % VEHICLES_PER_STEP === 0) yield 0.5 + (0.4 * ranked.length) / found.size;
    const lift = liftOf(popcount32(mask), expectation?.of(vehicles.membersOf(vehicle)) ?? 0);
    ranked.push({ vehicle, mask, reads: cells[vehicle * 2 + 1] ?? 0, lift });
  }
  ranked.sort(
    (a, b) =>
      b.lift.liftAtLeast - a.lift.liftAtLeast ||
      popcount32(b.mask) - popcount32(a.mask) ||
      b.reads - a.reads ||
      compareNames(vehicles.nameOf(a.vehicle), vehicles.nameOf(b.vehicle)),
  );
  const listed = ranked.slice(0, question.limit);
  // A count below nothing marks the listed ones: the counters are this question's until the next one begins.
  for (const { vehicle } of listed) cells[vehicle * 2 + 1] = -1;
  const rows = yield* rowsOf(tables, vehicles, cells, stretches);
  return {
    scenes: question.scenes.map((scene, nth) => ({
      cameras: (scene.cameras === null ? allCameras(tables) : new Set(scene.cameras)).size,
      reads: counts.reads[nth] ?? 0,
      vehicles: counts.vehicles[nth] ?? 0,
    })),
    total: found.size,
    vehicles: listed.map(({ vehicle, mask, lift }) => {
      const own = rows.get(vehicle) ?? [];
      return {
        vehicle,
        scenes: scenesOf(mask),
        reads: own.length,
        ...lift,
        rows: own
          .sort((a, b) => a.timeMs - b.timeMs || a.row - b.row)
          .slice(0, question.maxRows)
          .map(({ row }) => row),
      };
    }),
  };
}

/** Stretches of the tables that lie within a scene; a camera named twice counts once. */
function stretchesOf(tables: readonly DetectionTable[], scene: Scene, nth: number): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [table, columns] of tables.entries()) {
    const slots =
      scene.cameras === null
        ? columns.cameraIds.keys()
        : new Set(scene.cameras.map((camera) => cameraSlot(columns, camera)).filter((slot) => slot >= 0));
    for (const slot of slots) {
      const start = columns.cameraStarts[slot] ?? 0;
      const end = columns.cameraStarts[slot + 1] ?? 0;
      const from = firstAt(columns, start, end, scene.fromMs);
      const to = pastLast(columns, from, end, scene.toMs);
      if (to > from) stretches.push({ table, from, to, scene: nth });
    }
  }
  return stretches;
}

/** One past the last position whose time is at most `timeMs`: a scene holds few reads, so the end is near its start. */
function pastLast(columns: DetectionTable, from: number, end: number, timeMs: number): number {
  let reach = 16;
  while (from + reach < end && (columns.timesMs[from + reach] ?? 0) <= timeMs) reach *= 2;
  let to = firstAt(columns, from + (reach >>> 1 > 8 ? reach >>> 1 : 0), Math.min(end, from + reach), timeMs);
  while (to < end && (columns.timesMs[to] ?? 0) <= timeMs) to++;
  return to;
}

/** Sets the scene's bit of every vehicle read there; counts reads and vehicles of each scene. */
function* markScenes(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  stretches: readonly Stretch[],
  scenes: number,
): Generator<number, { reads: number[]; vehicles: number[] }> {
  counters.begin(vehicles.count);
  const { cells } = counters;
  const { alone } = vehicles;
  const reads = new Array<number>(scenes).fill(0);
  const seen = new Array<number>(scenes).fill(0);
  let walked = 0;
  let fresh = 0;
  for (const [nth, { table, from, to, scene }] of stretches.entries()) {
    const columns = tables[table];
    if (columns === undefined) continue;
    const bit = 1 << scene;
    reads[scene] = (reads[scene] ?? 0) + to - from;
    if (alone) {
      for (let start = from; start < to; start += READS_PER_CALL) {
        const end = Math.min(to, start + READS_PER_CALL);
        seen[scene] = (seen[scene] ?? 0) + markTexts(columns.vehicles, start, end, bit, counters);
        walked += end - start;
        if (walked < READS_PER_STEP) continue;
        walked = 0;
        yield (0.5 * nth) / stretches.length;
      }
      continue;
    }
    for (let position = from; position < to; position++) {
      const vehicle: number = vehicles.leaderOf(columns.vehicles[position] ?? 0);
      const cell = vehicle * 2;
      const mask: number = cells[cell] ?? 0;
      if (mask === 0) {
        counters.touch(vehicle);
        if (++fresh % LEADERS_PER_STEP === 0) yield (0.5 * nth) / stretches.length;
      }
      if ((mask & bit) === 0) {
        seen[scene] = (seen[scene] ?? 0) + 1;
        cells[cell] = mask | bit;
      }
      cells[cell + 1] = (cells[cell + 1] ?? 0) + 1;
      if (++walked % READS_PER_STEP === 0) yield (0.5 * nth) / stretches.length;
    }
  }
  return { reads, vehicles: seen };
}

/** Marks texts that stand for themselves. A plain loop: many times faster than the same in a generator. */
function markTexts(texts: Uint32Array, from: number, to: number, bit: number, counters: VehicleCounters): number {
  const { cells } = counters;
  let seen = 0;
  for (let position = from; position < to; position++) {
    const text = texts[position] ?? 0;
    const cell = text * 2;
    const mask = cells[cell] ?? 0;
    if (mask === 0) counters.touch(text);
    if ((mask & bit) === 0) {
      seen++;
      cells[cell] = mask | bit;
    }
    cells[cell + 1] = (cells[cell + 1] ?? 0) + 1;
  }
  return seen;
}

type Found = { readonly row: number; readonly timeMs: number };

/** Reads of the listed vehicles at any of the scenes, each once. */
function* rowsOf(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  cells: Int32Array,
  stretches: readonly Stretch[],
): Generator<number, Map<number, Found[]>> {
  const found = new Map<number, Found[]>();
  const done: Stretch[] = [];
  let walked = 0;
  for (const stretch of stretches) {
    const { table, from, to } = stretch;
    const columns = tables[table];
    if (columns === undefined) continue;
    const before = done.filter((other) => other.table === table && other.from < to && other.to > from);
    for (let start = from; start < to; start += READS_PER_CALL) {
      const end = Math.min(to, start + READS_PER_CALL);
      listRows(columns, vehicles, cells, start, end, before, found);
      walked += end - start;
      if (walked < READS_PER_STEP) continue;
      walked = 0;
      yield 0.95;
    }
    done.push(stretch);
  }
  return found;
}

function listRows(
  columns: DetectionTable,
  vehicles: Vehicles,
  cells: Int32Array,
  from: number,
  to: number,
  before: readonly Stretch[],
  found: Map<number, Found[]>,
): void {
  const { alone } = vehicles;
  const texts = columns.vehicles;
  for (let position = from; position < to; position++) {
    const text = texts[position] ?? 0;
    const vehicle = alone ? text : vehicles.leaderOf(text);
    if ((cells[vehicle * 2 + 1] ?? 0) >= 0) continue;
    if (before.some((other) => position >= other.from && position < other.to)) continue;
    const own = found.get(vehicle) ?? [];
    found.set(vehicle, own);
    own.push({ row: columns.rows[position] ?? 0, timeMs: columns.timesMs[position] ?? 0 });
  }
}

/** Scenes that a vehicle would be seen at by chance: by its own traffic at their cameras over all that is held. */
class SceneExpectation {
  readonly #tables: readonly DetectionTable[];
  readonly #clock: LocalClock;
  readonly #scenes: readonly {
    readonly cameras: readonly number[];
    readonly hours: Float64Array;
    readonly ms: number;
  }[];
  readonly #live = new Map<number, number>();

  constructor(tables: readonly DetectionTable[], clock: LocalClock, scenes: readonly Scene[]) {
    this.#tables = tables;
    this.#clock = clock;
    this.#scenes = scenes.map(({ cameras, fromMs, toMs }) => ({
      cameras: [...(cameras === null ? allCameras(tables) : new Set(cameras))],
      hours: hoursBetween(clock, fromMs, toMs),
      ms: toMs - fromMs,
    }));
  }

  /** @param members texts taken for the vehicle */
  of(members: readonly number[]): number {
    const traffic = new Map<number, ReturnType<typeof trafficAt>>();
    let expected = 0;
    for (const { cameras, hours, ms } of this.#scenes) {
      let visits = 0;
      for (const camera of cameras) {
        const own = traffic.get(camera) ?? trafficAt(this.#tables, members, camera, ALWAYS, VISIT_GAP_MS, this.#clock);
        traffic.set(camera, own);
        if (own.total === 0) continue;
        const live = this.#liveMs(camera);
        for (let hour = 0; hour < 24; hour++) {
          const hourMs = hours[hour] ?? 0;
          if (hourMs > 0) visits += visitRate(own, hour, live, Math.min(ms, HOUR_MS)) * hourMs;
        }
      }
      expected += 1 - Math.exp(-visits);
    }
    return expected;
  }

  #liveMs(camera: number): number {
    const known = this.#live.get(camera);
    if (known !== undefined) return known;
    const live = liveMs(this.#tables, camera, ALWAYS);
    this.#live.set(camera, live);
    return live;
  }
}

const ALWAYS: Span = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

/** How much of a window falls into each local hour of the day, ms. */
function hoursBetween(clock: LocalClock, fromMs: number, toMs: number): Float64Array {
  const hours = new Float64Array(24);
  // Whole days hold each hour once, but for the two nights a year that the clocks change.
  const days = Math.max(0, Math.floor((toMs - fromMs) / DAY_MS));
  if (Number.isFinite(days)) hours.fill(days * HOUR_MS);
  let at = fromMs + days * DAY_MS;
  while (at < toMs) {
    const local = at + clock.offsetMs(at);
    const next = Math.min(toMs, at + HOUR_MS - (local - Math.floor(local / HOUR_MS) * HOUR_MS));
    if (!(next > at)) break;
    const hour = clock.hour(at);
    hours[hour] = (hours[hour] ?? 0) + next - at;
    at = next;
  }
  return hours;
}

function scenesOf(mask: number): number[] {
  const scenes: number[] = [];
  for (let scene = 0; scene < MAX_SCENES; scene++) if (((mask >>> scene) & 1) === 1) scenes.push(scene);
  return scenes;
}

function allCameras(tables: readonly DetectionTable[]): Set<number> {
  return new Set(tables.flatMap(({ cameraIds }) => [...cameraIds]));
}
