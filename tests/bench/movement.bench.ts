// Movement analyses over ten million detections against SQL over the same rows in the same run: SQLite in memory with
// covering indexes, and DuckDB. Judged is the same work on both sides, which is counting: rows must be identical, or the
// bench breaks. The whole answer, with expectations, ranking and meetings, which SQL does not give, is told beside it.
//
// The workload is fixed: 400 cameras over four weeks, which is some 900 reads a day each, with rush hours and few busy
// roads (movement/traffic.ts); 250,000 vehicles of 40 reads each on average. 60 convoy questions about vehicles as often
// as they are read, a third each with a gap of one, two and five minutes, partners from two shared passes on. 60 co-location
// questions of three to five scenes, each of four cameras in a row and half an hour to three hours; vehicles at two or more.
//
// Question by question in turn with the peer, so that each finds the caches as the other left them. Of each question's five
// runs the middle one counts on either side, by the clock on the wall: so what else the machine does falls out.
//
// Beside DuckDB a co-location takes four times what it takes with its data in the caches: its reads come from far memory,
// while DuckDB leaves out all blocks but a few by their times. That bar was missed when this was written.

import { findAllConvoys } from '../../src/core/movement/all-convoys.ts';
import { buildDetectionTable, type DetectionTable } from '../../src/core/movement/detection-table.ts';
import { LocalClock } from '../../src/core/movement/local-clock.ts';
import { type Random, seededRandom } from '../../tools/seeded-random.ts';
import { finish, type Own, ours } from './movement/ours.ts';
import { type Asking, type ConvoyCase, duckdb, type Row, type SceneCase, sqlite } from './movement/peers.ts';
import { makeTraffic, type Traffic } from './movement/traffic.ts';
import type { Report } from './report.ts';

const DETECTIONS = Number(process.env.WAYMARK_BENCH_DETECTIONS ?? 10_000_000);
const PLATES = DETECTIONS / 40;
const CAMERAS = 400;
const RUNS = 5;
const BUILDS = 3;
/** The engine compiles what it has seen run: a desk that was asked a while. SQL engines need none. */
const WARM_ROUNDS = 20;
const QUESTIONS = 60;
/** DuckDB scans for each: fewer questions give as good a mean. */
const DUCKDB_QUESTIONS = 12;
/** Questions by which the fastest way to put them is chosen. */
const TRIED = 6;
const ALL = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

const round = (value: number): number => Number(value.toPrecision(4));

export async function run(report: Report): Promise<void> {
  const random = seededRandom(20_260_401);
  const traffic = makeTraffic(random, DETECTIONS, PLATES, CAMERAS);
  const { table, buildMs, longestMs } = medianBuild(traffic);
  const tell: Tell = (metric, value, unit, bar) =>
    report({ metric, size: DETECTIONS, value: round(value), unit, ...(bar ? { bar } : {}) });
  tell('table build', buildMs, 'ms');
  tell('longest step of the build', longestMs, 'ms');
  const columnBytes = table.timesMs.byteLength + table.vehicles.byteLength + table.rows.byteLength;
  tell('table columns', columnBytes / DETECTIONS, 'B/detection', { atMost: 16 });
  tell('postings', (table.postings.byteLength + table.vehicleStarts.byteLength) / DETECTIONS, 'B/detection');
  tell('time buckets', table.buckets.bucketStarts.byteLength / DETECTIONS, 'B/detection');

  const own = ours(table);
  const convoys = convoyCases(random, table);
  const scenes = sceneCases(random, traffic);
  for (let round = 0; round < WARM_ROUNDS; round++) {
    for (const question of convoys) for (const ask of [own.convoy, own.wholeConvoy]) ask(question);
    for (const question of scenes) for (const ask of [own.colocation, own.wholeColocation]) ask(question);
  }
  for (const [name, start, questions, bar] of [
    ['SQLite', sqlite, QUESTIONS, 5],
    ['DuckDB', duckdb, DUCKDB_QUESTIONS, 100],
  ] as const) {
    const peer = await start(traffic);
    try {
      const against = { name, bar, tell };
      const ask = { count: own.convoy, whole: own.wholeConvoy };
      await compare('convoy', against, convoys.slice(0, questions), ask, peer.convoy);
      const at = { count: own.colocation, whole: own.wholeColocation };
      await compare('co-location', against, scenes.slice(0, questions), at, peer.colocation);
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

type Tell = (metric: string, value: number, unit: string, bar?: { atMost: number } | { atLeast: number }) => void;
type Against = { readonly name: string; readonly bar: number; readonly tell: Tell };

async function compare<Q>(
  what: string,
  { name, bar, tell }: Against,
  questions: readonly Q[],
  own: { readonly count: (question: Q) => ReturnType<Own['convoy']>; readonly whole: (question: Q) => unknown },
  waysOf: (question: Q) => Promise<Asking[]>,
): Promise<void> {
  const ways = await Promise.all(questions.map(waysOf));
  tell(`${what} rows identical to ${name}`, await assertSame(name, questions, own.count, ways), 'rows', { atLeast: 1 });
  const fastest = await fastestWay(ways);
  const peer = ways.map((each) => each[fastest] ?? noWay());
  const counted = await inTurns(questions, own.count, peer);
  tell(`${what}, counting, mean (beside ${name})`, counted.ownMs, 'ms');
  tell(`${what}, counting, mean of ${name}`, counted.peerMs, 'ms');
  tell(`${what}, counting on both sides, against ${name}`, counted.ratio, 'times', { atLeast: bar });
  const whole = await inTurns(questions, own.whole, peer);
  tell(`${what}, whole answer with expectations, mean (beside ${name})`, whole.ownMs, 'ms');
  tell(`${what}, whole answer with expectations, against counting by ${name}`, whole.ratio, 'times');
}

function noWay(): never {
  throw new Error('A question has fewer ways to put it than the others.');
}

/** The build as the worker runs it, in steps: the longest is how long a request would wait. */
function medianBuild(traffic: Traffic): { table: DetectionTable; buildMs: number; longestMs: number } {
  const builds = Array.from({ length: BUILDS }, () => {
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

/** Vehicles of all kinds, from those read a few times to those read hundreds of times. */
function convoyCases(random: Random, table: DetectionTable): ConvoyCase[] {
  const cases: ConvoyCase[] = [];
  while (cases.length < QUESTIONS) {
    const plate = table.vehicles[Math.floor(random() * table.count)] ?? 0;
    cases.push({ plate, gapMs: [60_000, 120_000, 300_000][cases.length % 3] ?? 0, minShared: 2 });
  }
  return cases;
}

/** Scenes of one question are each in a part of the weeks of their own, so that none overlap. */
function sceneCases(random: Random, { fromMs, toMs }: Traffic): SceneCase[] {
  return Array.from({ length: QUESTIONS }, (_, nth) => {
    const count = 3 + (nth % 3);
    const partMs = (toMs - fromMs) / count;
    return {
      atLeast: 2,
      scenes: Array.from({ length: count }, (_scene, part) => {
        const startMs = Math.floor(fromMs + (part + random()) * partMs - (part + 1 === count ? 10_800_000 : 0));
        const lengthMs = Math.floor((0.5 + random() * 2.5) * 3_600_000);
        const first = Math.floor(random() ** 1.5 * (CAMERAS - 4));
        const endMs = Math.min(startMs + lengthMs, Math.floor(fromMs + (part + 1) * partMs) - 1);
        return { cameras: [0, 1, 2, 3].map((next) => first + next), fromMs: startMs, toMs: endMs };
      }),
    };
  });
}

/** Peer and ours in turn. @returns means over the questions of each one's middle run, and their ratio */
async function inTurns<Q>(
  questions: readonly Q[],
  own: (question: Q) => unknown,
  peer: readonly Asking[],
): Promise<{ ownMs: number; peerMs: number; ratio: number }> {
  const runs = questions.map(() => ({ own: [] as number[], peer: [] as number[] }));
  for (let turn = 0; turn < RUNS; turn++) {
    for (const [nth, question] of questions.entries()) {
      const started = performance.now();
      await peer[nth]?.();
      const between = performance.now();
      own(question);
      runs[nth]?.own.push(performance.now() - between);
      runs[nth]?.peer.push(between - started);
    }
  }
  const meanOf = (side: 'own' | 'peer'): number =>
    runs.reduce((sum, run) => sum + middleOf(run[side]), 0) / questions.length;
  const ownMs = meanOf('own');
  const peerMs = meanOf('peer');
  return { ownMs, peerMs, ratio: peerMs / ownMs };
}

const middleOf = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** Which of the ways to put them takes least, over the first questions. */
async function fastestWay(ways: readonly (readonly Asking[])[]): Promise<number> {
  const tookMs: number[] = [];
  for (const [way] of (ways[0] ?? []).entries()) {
    const started = performance.now();
    for (const each of ways.slice(0, TRIED)) await each[way]?.();
    tookMs.push(performance.now() - started);
  }
  return tookMs.indexOf(Math.min(...tookMs));
}

const lines = (rows: Iterable<Row>): string =>
  Array.from(rows, (row) => row.map(String).join(' '))
    .sort()
    .join('\n');

/** A ratio means nothing where the answers differ: every way of asking is held to our rows. @returns rows compared */
async function assertSame<Q>(
  name: string,
  questions: readonly Q[],
  own: (question: Q) => ReturnType<Own['convoy']>,
  ways: readonly (readonly Asking[])[],
): Promise<number> {
  let rows = 0;
  for (const [nth, question] of questions.entries()) {
    const mine = own(question);
    const expected = lines(mine);
    for (const ask of ways[nth] ?? []) {
      if (lines((await ask()).rows()) !== expected) throw new Error(`Rows differ from ${name}'s.`);
    }
    rows += mine.length;
  }
  return rows;
}
