// Movement analyses over ten million detections against SQL over the same rows in the same run: SQLite in memory with
// covering indexes, and DuckDB. Rows must be identical, or the bench breaks; our side also works out every expectation,
// which the peers do not. Medians of three runs of the mean; against SQLite in CPU time of the one thread both run in,
// against DuckDB, which has threads of its own, by the clock on the wall.

import { findAllConvoys } from '../../src/core/movement/all-convoys.ts';
import { findColocated } from '../../src/core/movement/colocation.ts';
import { findConvoy } from '../../src/core/movement/convoy.ts';
import { buildDetectionTable, type DetectionTable } from '../../src/core/movement/detection-table.ts';
import { LocalClock } from '../../src/core/movement/local-clock.ts';
import { VehicleCounters } from '../../src/core/movement/vehicle-counters.ts';
import { textsAsVehicles } from '../../src/core/movement/vehicles.ts';
import { type Random, seededRandom } from '../../tools/seeded-random.ts';
import { type ConvoyCase, duckdb, type Peer, type SceneCase, sqlite } from './movement/peers.ts';
import { makeTraffic, type Traffic } from './movement/traffic.ts';
import type { Report } from './report.ts';

const DETECTIONS = Number(process.env.WAYMARK_BENCH_DETECTIONS ?? 10_000_000);
/** Forty reads a vehicle in sixty days, as in the training network. */
const PLATES = DETECTIONS / 40;
/** As the training network: some 2,500 reads a day each, which is a quiet road. */
const CAMERAS = 66;
const RUNS = 3;
/** The engine compiles what it has seen run: a desk that was asked a while. SQL engines need none. */
const WARM_ROUNDS = 20;
const QUESTIONS = 60;
/** DuckDB scans everything for each: fewer questions give as good a mean. */
const DUCKDB_QUESTIONS = 6;
const ALL = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

const round = (value: number): number => Number(value.toPrecision(4));

export async function run(report: Report): Promise<void> {
  const random = seededRandom(20_260_401);
  const traffic = makeTraffic(random, DETECTIONS, PLATES, CAMERAS);
  const { table, buildMs, longestMs } = medianBuild(traffic);
  const tell = (metric: string, value: number, unit: string, bar?: { atMost: number } | { atLeast: number }): void =>
    report({ metric, size: DETECTIONS, value: round(value), unit, ...(bar ? { bar } : {}) });
  tell('table build', buildMs, 'ms');
  tell('longest step of the build', longestMs, 'ms');
  const columnBytes = table.timesMs.byteLength + table.vehicles.byteLength + table.rows.byteLength;
  tell('table columns', columnBytes / DETECTIONS, 'B/detection', { atMost: 16 });
  tell('postings', (table.postings.byteLength + table.vehicleStarts.byteLength) / DETECTIONS, 'B/detection');

  const own = ours(table);
  const convoys = convoyCases(random, table);
  const scenes = sceneCases(random, traffic);
  for (let round = 0; round < WARM_ROUNDS; round++) {
    for (const question of convoys) await own.convoy(question);
    for (const question of scenes) await own.colocation(question);
  }
  const ourConvoyMs = await medianMean(convoys, own.convoy);
  const ourSceneMs = await medianMean(scenes, own.colocation);
  tell('convoy mean', ourConvoyMs, 'ms');
  tell('co-location mean', ourSceneMs, 'ms');
  for (const [name, start, questions, bar, clock] of [
    ['SQLite', async () => sqlite(traffic), QUESTIONS, 5, threadMs],
    ['DuckDB', () => duckdb(traffic), DUCKDB_QUESTIONS, 100, () => performance.now()],
  ] as const) {
    const peer = await start();
    try {
      const rows =
        (await assertSame(name, convoys.slice(0, questions), own.convoy, peer.convoy)) +
        (await assertSame(name, scenes.slice(0, questions), own.colocation, peer.colocation));
      tell(`rows identical to ${name}`, rows, 'rows', { atLeast: 1 });
      const convoy = await inTurns(convoys.slice(0, questions), own.convoy, peer.convoy, clock);
      tell(`${name} convoy mean`, convoy.peerMs, 'ms');
      tell(`convoy against ${name}`, convoy.ratio, 'times', { atLeast: bar });
      const scene = await inTurns(scenes.slice(0, questions), own.colocation, peer.colocation, clock);
      tell(`${name} co-location mean`, scene.peerMs, 'ms');
      tell(`co-location against ${name}`, scene.ratio, 'times', { atLeast: bar });
    } finally {
      peer.close();
    }
  }
  const started = performance.now();
  const clock = new LocalClock('Pacific/Auckland');
  const question = { span: ALL, gapMs: 120_000, minShared: 4, limit: 200 };
  const { total } = finish(findAllConvoys(table, clock, String, question));
  tell('all pairs', performance.now() - started, 'ms');
  tell('all pairs found', total, 'pairs');
}

/** The build as the worker runs it, in steps: the longest is how long a request would wait. */
function medianBuild(traffic: Traffic): { table: DetectionTable; buildMs: number; longestMs: number } {
  const builds = Array.from({ length: RUNS }, () => {
    let longestMs = 0;
    const started = performance.now();
    let stepped = started;
    const steps = buildDetectionTable({
      ...{ fromRow: 0, toRow: traffic.plates.length, timesMs: traffic.timesMs, cameras: traffic.cameras },
      ...{ vehicles: traffic.plates, vehicleCount: traffic.plateCount },
    });
    for (;;) {
      const step = steps.next();
      const now = performance.now();
      longestMs = Math.max(longestMs, now - stepped);
      stepped = now;
      if (step.done === true) return { table: step.value, buildMs: now - started, longestMs };
    }
  });
  const [, middle] = builds.sort((a, b) => a.buildMs - b.buildMs);
  if (middle === undefined) throw new Error('No table was built.');
  return middle;
}

function ours(table: DetectionTable): Omit<Peer, 'close'> {
  const vehicles = textsAsVehicles(table.vehicleStarts.length - 1, String);
  const counters = new VehicleCounters();
  const clock = new LocalClock('Pacific/Auckland');
  return {
    convoy: async ({ plate, gapMs, minShared }) => {
      const question = {
        plate: [plate],
        span: ALL,
        gapMs,
        minShared,
        limit: Number.MAX_SAFE_INTEGER,
        maxMeetings: 200,
      };
      const { partners } = finish(findConvoy([table], vehicles, counters, clock, question));
      return partners.map(({ vehicle, shared, cameras }) => `${vehicle} ${shared} ${cameras}`).sort();
    },
    colocation: async ({ scenes, atLeast }) => {
      const question = { scenes, atLeast, limit: Number.MAX_SAFE_INTEGER, maxRows: 200 };
      const found = finish(findColocated([table], vehicles, counters, clock, question));
      return found.vehicles.map(({ vehicle, scenes: seen, reads }) => `${vehicle} ${seen.length} ${reads}`).sort();
    },
  };
}

function finish<A>(steps: Generator<unknown, A>): A {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Vehicles of all kinds, from those read a few times to those read hundreds of times. */
function convoyCases(random: Random, table: DetectionTable): ConvoyCase[] {
  const cases: ConvoyCase[] = [];
  while (cases.length < QUESTIONS) {
    const plate = table.vehicles[Math.floor(random() * table.count)] ?? 0;
    cases.push({ plate, gapMs: [60_000, 120_000, 300_000][cases.length % 3] ?? 0, minShared: 2 });
  }
  return cases;
}

/** Three to five scenes of a few cameras and half an hour to three hours each. */
function sceneCases(random: Random, { fromMs, toMs }: Traffic): SceneCase[] {
  return Array.from({ length: QUESTIONS }, (_, nth) => ({
    atLeast: 2,
    scenes: Array.from({ length: 3 + (nth % 3) }, () => {
      const startMs = Math.floor(fromMs + random() * (toMs - fromMs - 10_800_000));
      const cameras = new Set(Array.from({ length: 4 }, () => Math.floor(random() * CAMERAS)));
      return { cameras: [...cameras], fromMs: startMs, toMs: startMs + Math.floor((0.5 + random() * 2.5) * 3_600_000) };
    }),
  }));
}

async function medianMean<Q>(questions: readonly Q[], ask: (question: Q) => Promise<unknown>): Promise<number> {
  const means: number[] = [];
  for (let turn = 0; turn < RUNS; turn++) {
    const started = performance.now();
    for (const question of questions) await ask(question);
    means.push((performance.now() - started) / questions.length);
  }
  return means.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
}

/** CPU time of this thread: SQLite and ours both run in it, and what else the machine does is not counted. */
function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/**
 * Peer and ours question by question in turn, so that whatever else the machine does meets both; each also finds the
 * caches as the other left them. @returns medians over the runs of the peer's mean and of the ratio of the means
 */
async function inTurns<Q>(
  questions: readonly Q[],
  own: (question: Q) => Promise<unknown>,
  peer: (question: Q) => Promise<unknown>,
  clock: () => number,
): Promise<{ peerMs: number; ratio: number }> {
  const means: number[] = [];
  const ratios: number[] = [];
  for (let turn = 0; turn < RUNS; turn++) {
    let ownMs = 0;
    let peerMs = 0;
    for (const question of questions) {
      const started = clock();
      await peer(question);
      const between = clock();
      await own(question);
      peerMs += between - started;
      ownMs += clock() - between;
    }
    means.push(peerMs / questions.length);
    ratios.push(peerMs / ownMs);
  }
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? 0;
  return { peerMs: middle(means), ratio: middle(ratios) };
}

/** A ratio means nothing where the answers differ. @returns rows compared */
async function assertSame<Q>(
  name: string,
  questions: readonly Q[],
  own: (question: Q) => Promise<string[]>,
  peer: (question: Q) => Promise<string[]>,
): Promise<number> {
  let rows = 0;
  for (const question of questions) {
    const [mine, theirs] = [await own(question), await peer(question)];
    if (mine.join('\n') !== theirs.join('\n')) throw new Error(`Rows differ from ${name}'s.`);
    rows += mine.length;
  }
  return rows;
}
