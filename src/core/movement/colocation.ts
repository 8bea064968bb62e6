/**
 * Who was at these scenes: vehicles seen at k or more of them, and how that stands against chance.
 * Runs anywhere (pure). Counts all, weighs those that may be listed, and looks up the rows of those that are.
 * A generator that yields between pieces of work of some milliseconds.
 */

import { popcount32 } from '../match/length-trie.ts';
import { BestRanked } from './best-ranked.ts';
import { countScenes, READS, SCENES, type SceneQuestion, type Stretch } from './colocation-count.ts';
import { allCameras, SceneExpectation } from './colocation-weight.ts';
import type { DetectionTable } from './detection-table.ts';
import { highestLiftAtLeast, type Lift, liftOf } from './lift.ts';
import type { LocalClock } from './local-clock.ts';
import type { VehicleCounters } from './vehicle-counters.ts';
import { compareNames, type Vehicles } from './vehicles.ts';

export type ColocationQuestion = SceneQuestion & {
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

const READS_PER_STEP = 100_000;
const READS_PER_CALL = 32_768;
const VEHICLES_PER_STEP = 64;

export function* findColocated(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  clock: LocalClock,
  question: ColocationQuestion,
): Generator<number, ColocationResult> {
  const counts = yield* countScenes(tables, vehicles, counters, question);
  const listed = counts.total === 0 ? [] : yield* rank(tables, vehicles, counters, clock, question, counts.total);
  const rows = yield* rowsOf(tables, vehicles, counters, counts.stretches, listed);
  return {
    scenes: question.scenes.map(({ cameras }, nth) => ({
      cameras: (cameras === null ? allCameras(tables) : new Set(cameras)).size,
      reads: counts.reads[nth] ?? 0,
      vehicles: counts.vehicles[nth] ?? 0,
    })),
    total: counts.total,
    vehicles: listed.map(({ mask, ...vehicle }, place) => ({
      ...vehicle,
      scenes: question.scenes.flatMap((_, scene) => (((mask >>> scene) & 1) === 1 ? [scene] : [])),
      rows: (rows[place] ?? [])
        .sort((a, b) => a.timeMs - b.timeMs || a.row - b.row)
        .slice(0, question.maxRows)
        .map(({ row }) => row),
    })),
  };
}

type Ranked = Lift & { readonly vehicle: number; readonly mask: number; readonly reads: number };

/** Weighs those at the most scenes first, and stops where no expectation, however small, would have the next listed. */
function* rank(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  clock: LocalClock,
  question: ColocationQuestion,
  total: number,
): Generator<number, Ranked[]> {
  const { counts, list } = counters;
  const scenesOf = (cell: number): number => popcount32(counts[cell * 2 + SCENES] ?? 0);
  const order = list.slice(0, total).sort((a, b) => scenesOf(b) - scenesOf(a));
  const expectation = new SceneExpectation(tables, clock, question.scenes);
  const best = new BestRanked<Ranked>(
    question.limit,
    (a, b) =>
      b.liftAtLeast - a.liftAtLeast ||
      popcount32(b.mask) - popcount32(a.mask) ||
      b.reads - a.reads ||
      compareNames(vehicles.nameOf(a.vehicle), vehicles.nameOf(b.vehicle)),
  );
  for (let at = 0; at < total; at++) {
    if (at % VEHICLES_PER_STEP === 0) yield 0.5 + (0.4 * at) / total;
    const cell = order[at] ?? 0;
    const vehicle = counters.vehicleOf(cell);
    const scenes = scenesOf(cell);
    if (highestLiftAtLeast(scenes) < best.least) break;
    const lift = liftOf(scenes, expectation.of(vehicles.membersOf(vehicle)));
    best.add({ vehicle, mask: counts[cell * 2 + SCENES] ?? 0, reads: counts[cell * 2 + READS] ?? 0, ...lift });
  }
  return best.ranked();
}

type Found = { readonly row: number; readonly timeMs: number };

/** Reads of the listed vehicles at any of the scenes, each once. @returns `[place in listed]` */
function* rowsOf(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  stretches: readonly Stretch[],
  listed: readonly Ranked[],
): Generator<number, Found[][]> {
  const rows = listed.map((): Found[] => []);
  if (listed.length === 0) return rows;
  // A count below nothing marks a listed one by its place: the counters are this question's until the next one begins.
  for (const [place, { vehicle }] of listed.entries()) counters.counts[counters.take(vehicle) * 2 + READS] = -1 - place;
  let walked = 0;
  for (const { table, freshFrom, to } of stretches) {
    const columns = tables[table];
    if (columns === undefined) continue;
    for (let start = freshFrom; start < to; start += READS_PER_CALL) {
      const end = Math.min(to, start + READS_PER_CALL);
      listRows(columns, vehicles, counters, start, end, rows);
      walked += end - start;
      if (walked < READS_PER_STEP) continue;
      walked = 0;
      yield 0.95;
    }
  }
  return rows;
}

function listRows(
  columns: DetectionTable,
  vehicles: Vehicles,
  counters: VehicleCounters,
  from: number,
  to: number,
  rows: readonly Found[][],
): void {
  const { alone } = vehicles;
  const texts = columns.vehicles;
  for (let position = from; position < to; position++) {
    const text = texts[position] ?? 0;
    const place = -1 - counters.countOf(alone ? text : vehicles.leaderOf(text), READS);
    if (place < 0) continue;
    rows[place]?.push({ row: columns.rows[position] ?? 0, timeMs: columns.timesMs[position] ?? 0 });
  }
}
