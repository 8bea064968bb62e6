// The matcher of a whole case: loading, memory, a question through the worker's boundary against the same question in the
// worker's own thread, and questions asked while detections keep arriving.

import type { ColumnChunk, Matcher } from '../../../src/contract/matcher.ts';
import { unpackPlate } from '../../../src/core/match/plate-code.ts';
import type { DetectionColumnsInput } from '../../../src/match/column-chunk.ts';
import { chunkDetections } from '../../../src/match/column-chunk.ts';
import { InThreadMatcher } from '../../../src/match/in-thread-matcher.ts';
import { WorkerMatcher } from '../../../src/match/worker-matcher.ts';
import type { Report } from '../report.ts';
import { median, percentile, round } from '../timing.ts';
import { nearPlate, type Random, randomCodes, wholeNumbers } from './random-plates.ts';

const QUERIES = 300;
const RUNS = 5;
const LISTED = 50;
/** Detections that arrive at once, and the pause between two such arrivals. */
const ARRIVING = 200;
const ARRIVES_EVERY_MS = 20;

/** One detection a plate where there are as many; plates come again where there are more detections. */
export async function measureWorker(report: Report, plates: number, detections: number): Promise<void> {
  const random = wholeNumbers(plates);
  const codes = randomCodes(random, plates);
  const queries = Array.from({ length: QUERIES }, (_, index) => nearPlate(random, codes, index));
  const beside = new InThreadMatcher();
  await beside.load(chunksOf(codes, detections));
  const alone = await measure(beside, queries);
  await beside.close();

  const matcher = await WorkerMatcher.start();
  try {
    let packingMs = 0;
    const chunks = chunksOf(codes, detections, (ms) => {
      packingMs += ms;
    });
    const started = performance.now();
    const stats = await matcher.load(chunks);
    // Packing stands for reading and happens between the messages: it is told apart from the matcher's own work.
    report({ metric: 'load', size: detections, value: round(performance.now() - started - packingMs), unit: 'ms' });
    report({ metric: 'memory of the index', size: detections, value: round(stats.bytes / 2 ** 20), unit: 'MiB' });
    const whole = await measure(matcher, queries);
    tell(report, 'question in the own thread', detections, alone);
    tell(report, `question through the worker, ${LISTED} listed`, detections, whole);
    report({
      metric: 'p99 that the boundary adds, best runs',
      size: detections,
      value: round((whole.bestP99 - alone.bestP99) / 1000),
      unit: 'ms',
      bar: { atMost: 0.2 },
    });
    const live = await measureLive(matcher, random, codes, queries, detections);
    report({ metric: 'question while detections arrive p50', size: detections, value: round(live.p50), unit: 'µs' });
    report({ metric: 'question while detections arrive p99', size: detections, value: round(live.p99), unit: 'µs' });
    const after = await matcher.stats();
    report({
      metric: 'texts that arrived meanwhile',
      size: detections,
      value: after.texts - stats.texts,
      unit: 'texts',
    });
  } finally {
    await matcher.close();
  }
}

type Times = { readonly p50: number; readonly p99: number; readonly bestP99: number };

function tell(report: Report, metric: string, size: number, { p50, p99, bestP99 }: Times): void {
  report({ metric: `${metric} p50`, size, value: round(p50), unit: 'µs' });
  report({ metric: `${metric} p99`, size, value: round(p99), unit: 'µs' });
  report({ metric: `${metric} p99, best runs`, size, value: round(bestP99), unit: 'µs' });
}

/**
 * Percentiles over the questions of one run, medians of the runs; and the p99 of the best run of each question, which
 * shows no pause of the scheduler. A first run warms up and does not count.
 */
async function measure(matcher: Matcher, queries: readonly string[]): Promise<Times> {
  const runs: number[][] = [];
  for (let run = 0; run <= RUNS; run++) {
    const times = await askAll(matcher, queries);
    if (run > 0) runs.push(times);
  }
  return {
    p50: median(runs.map(median)),
    p99: median(runs.map((times) => percentile(times, 0.99))),
    bestP99: percentile(
      queries.map((_, index) => Math.min(...runs.map((times) => times[index] ?? Number.POSITIVE_INFINITY))),
      0.99,
    ),
  };
}

async function askAll(matcher: Matcher, queries: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (const query of queries) {
    const started = performance.now();
    await matcher.search({ query, limit: LISTED, shownOnly: true });
    times.push((performance.now() - started) * 1000);
  }
  return times;
}

/** Every arrival must be found by the next question: a quick answer that leaves out what has come is wrong. */
async function measureLive(
  matcher: Matcher,
  random: Random,
  codes: Float64Array,
  queries: readonly string[],
  detections: number,
): Promise<Omit<Times, 'bestP99'>> {
  let nextId = detections + 1;
  let arrived = 0;
  const times: number[] = [];
  let due = performance.now();
  for (let round = 0; round < RUNS; round++) {
    for (const query of queries) {
      if (performance.now() >= due) {
        due = performance.now() + ARRIVES_EVERY_MS;
        const fresh = Array.from({ length: ARRIVING }, () => nearPlate(random, codes, 1));
        await matcher.append(one(chunkDetections(fresh.map((text) => passOf(nextId++, text)))));
        const last = fresh.at(-1) ?? '';
        const outcome = await matcher.search({ query: last, maxCost: 0, limit: 200_000 });
        if (outcome.outcome !== 'ran' || !outcome.answer.columns.detectionIds.includes(nextId - 1)) {
          throw new Error('A detection that had arrived was not found.');
        }
        arrived += ARRIVING;
      }
      const started = performance.now();
      await matcher.search({ query, limit: LISTED, shownOnly: true });
      times.push((performance.now() - started) * 1000);
    }
  }
  if (arrived === 0) throw new Error('Nothing arrived: there is nothing to tell.');
  return { p50: median(times), p99: percentile(times, 0.99) };
}

function one(chunks: Iterable<ColumnChunk>): ColumnChunk {
  for (const chunk of chunks) return chunk;
  throw new Error('There is no chunk.');
}

const passOf = (id: number, text: string): DetectionColumnsInput => ({
  id,
  timeMs: id * 5000,
  cameraOrdinal: id % 800,
  texts: [{ text, via: 'read', confidence: 0.9 }],
});

function* chunksOf(
  codes: Float64Array,
  detections: number,
  packed: (ms: number) => void = () => {},
): Generator<ColumnChunk> {
  const passes = chunkDetections(passesOf(codes, detections));
  for (;;) {
    const started = performance.now();
    const next = passes.next();
    packed(performance.now() - started);
    if (next.done === true) return;
    yield next.value;
  }
}

function* passesOf(codes: Float64Array, detections: number): Generator<DetectionColumnsInput> {
  for (let id = 1; id <= detections; id++) yield passOf(id, unpackPlate(codes[id % codes.length] ?? 0));
}
