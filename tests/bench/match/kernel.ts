// The compiled matching kernel alone: how soon it is built, how much it holds and how fast it answers over 300,000, three
// and ten million distinct plates; that it equals the plain tries and a scan of every plate; and its times against the
// memory of this machine in the same run, which travels where microseconds do not.
// Bars are judged by the medians of five runs. Other work may share the cores, so the best of the five of each question is
// told beside them: that shows no pause of the scheduler or of the garbage collector. Memory reads count with their best,
// which favours the machine, not the kernel.

import { buildCostModel, CAMERA_MODEL, type CostModel } from '../../../src/core/match/cost-model.ts';
import { unpackPlate } from '../../../src/core/match/plate-code.ts';
import { plateDistance } from '../../../src/core/match/plate-distance.ts';
import { createPlateFinder, type PlateFinder } from '../../../src/core/match/plate-finder.ts';
import { buildFinder } from '../../../src/match/kernel/build-finder.ts';
import type { KernelFinder } from '../../../src/match/kernel/kernel-finder.ts';
import type { Report } from '../report.ts';
import { median, percentile, round, timesUs } from '../timing.ts';
import { nearPattern, nearPlate, type Random, randomCodes, wholeNumbers } from './random-plates.ts';

const SIZES = [300_000, 3_000_000, 10_000_000];
/** The size that bars speak of, and at which the kernel is held against others. */
const JUDGED = 3_000_000;
const QUERIES = 600;
const RUNS = 5;
const BUILDS = 5;
/** Questions put to a scan of every plate: each takes seconds. */
const SCANNED = 2;

/** What the bars are set for: any one edit costs 8, characters drawn alike less, so that 16 is any two edits. */
const EVEN_MODEL: CostModel = buildCostModel({
  id: 'bench/1',
  edit: 8,
  alike: [
    ['0ODQ', 3],
    ['1ILT', 3],
    ['8B3', 3],
    ['5S', 2],
    ['27Z', 3],
    ['6GC', 4],
    ['UVYW', 4],
    ['MNH', 4],
    ['EF', 4],
    ['PR', 4],
    ['4A', 3],
  ],
  pairs: [['11', 'H', 5]],
});

type Times = { readonly p50: number; readonly p99: number; readonly bestP50: number; readonly bestP99: number };

/** What the sections that follow go on with: the finder at the judged size, to be closed by them. */
export type Measured = { readonly codes: Float64Array; readonly finder: PlateFinder };

export async function measureKernel(report: Report): Promise<Measured> {
  const at: Record<string, Record<number, Times>> = { 'T=8': {}, 'T=16': {} };
  let judged: Measured | null = null;
  for (const size of SIZES) {
    const random = wholeNumbers(20_240_607);
    const codes = randomCodes(random, size);
    const finder = await measureBuild(report, codes);
    const queries = Array.from({ length: QUERIES }, (_, index) => nearPlate(random, codes, index));
    const patterns = Array.from({ length: QUERIES }, (_, index) => nearPattern(random, codes, index));
    for (const query of queries) finder.fuzzy(EVEN_MODEL, query, 16);
    const scanUs = readOnceUs(size);
    const readNs = randomReadNs(random, finder.bytes);
    report({ metric: 'reading every code once', size, value: round(scanUs), unit: 'µs' });
    report({ metric: 'independent memory read', size, value: round(readNs), unit: 'ns' });
    // One is too short to time: the mean of 50 different plates in a row, over all of them.
    const exactUs = piecesUs(queries.length, 50, (from, to) => findEach(finder, queries, from, to)) / queries.length;
    report({ metric: 'exact, mean', size, value: round(exactUs), unit: 'µs' });
    reportTimes(
      report,
      'wildcard',
      size,
      timesOf(patterns, (pattern) => finder.wildcard(pattern)),
    );
    for (const [model, name] of [[EVEN_MODEL, ''] as const, [CAMERA_MODEL, ', camera model'] as const]) {
      for (const maxCost of [4, 8, 12, 16, 24]) {
        const times = timesOf(queries, (query) => finder.fuzzy(model, query, maxCost));
        const metric = `T=${maxCost}`;
        reportTimes(report, metric + name, size, times);
        if (model !== EVEN_MODEL || !(metric in at)) continue;
        Object.assign(at[metric] ?? {}, { [size]: times });
        const nodes = visitedAtMedian(finder, queries, maxCost);
        const bars = size === JUDGED;
        report({ metric: `${metric} nodes read`, size, value: nodes, unit: 'nodes (median)' });
        report({
          metric: `${metric} p99 against reading every code once`,
          size,
          value: round(times.p99 / scanUs),
          unit: 'times',
          ...(bars ? { bar: { atMost: maxCost === 8 ? 0.15 : 0.8 } } : {}),
        });
        report({
          metric: `${metric} p50 against its nodes read independently`,
          size,
          value: round((times.p50 * 1000) / (nodes * readNs)),
          unit: 'times',
          ...(bars ? { bar: { atMost: 5 } } : {}),
        });
      }
    }
    if (size === JUDGED) {
      compare(report, finder, codes, queries, patterns);
      judged = { codes, finder };
    } else finder.close();
  }
  for (const [small, large] of [
    [300_000, 3_000_000],
    [3_000_000, 10_000_000],
  ] as const) {
    for (const [metric, times] of Object.entries(at)) {
      report({
        metric: `${metric} p50 growth from ${small}`,
        size: large,
        value: round((times[large]?.p50 ?? Number.NaN) / (times[small]?.p50 ?? Number.NaN)),
        unit: 'times',
        bar: { atMost: metric === 'T=8' ? 2 : 3 },
      });
    }
  }
  if (judged === null) throw new Error('The size that is judged was not measured.');
  return judged;
}

async function measureBuild(report: Report, codes: Float64Array): Promise<KernelFinder> {
  const size = codes.length;
  const times: number[] = [];
  const waits: number[] = [];
  const processor: number[] = [];
  let finder: PlateFinder | null = null;
  for (let build = 0; build < BUILDS; build++) {
    finder?.close();
    const before = process.threadCpuUsage();
    const started = performance.now();
    let resumed = started;
    finder = await buildFinder(codes, [], async () => {
      waits.push(performance.now() - resumed);
      await new Promise((done) => setImmediate(done));
      resumed = performance.now();
    });
    times.push(performance.now() - started);
    const { user, system } = process.threadCpuUsage(before);
    processor.push((user + system) / 1000);
  }
  if (finder?.kind !== 'kernel') throw new Error('This machine runs no kernel: there is nothing to measure.');
  const limits: Record<number, { ms: number; bytes: number }> = {
    3000000: { ms: 800, bytes: 6.5 },
    10000000: { ms: 2500, bytes: 4 },
  };
  const limit = limits[size];
  const bar = (atMost: number | undefined) => (atMost === undefined ? {} : { bar: { atMost } });
  report({ metric: 'build', size, value: round(median(times)), unit: 'ms', ...bar(limit?.ms) });
  report({ metric: 'build, processor time', size, value: round(median(processor)), unit: 'ms' });
  report({ metric: 'build, longest step', size, value: round(Math.max(...waits)), unit: 'ms' });
  report({ metric: 'memory', size, value: round(finder.bytes / finder.size), unit: 'B/plate', ...bar(limit?.bytes) });
  return finder as KernelFinder;
}

/** Identical ids, costs and order: to the plain tries on every question, to a scan of every plate on a few. */
function compare(
  report: Report,
  finder: PlateFinder,
  codes: Float64Array,
  queries: readonly string[],
  patterns: readonly string[],
): void {
  const oracle = createPlateFinder(codes, []);
  let asked = 0;
  for (const query of queries) {
    assertSame(finder.find(query), oracle.find(query), query);
    for (const [model, maxCost] of [
      [EVEN_MODEL, 8],
      [EVEN_MODEL, 16],
      [CAMERA_MODEL, 12],
    ] as const) {
      const ours = finder.fuzzy(model, query, maxCost);
      const theirs = oracle.fuzzy(model, query, maxCost);
      assertSame(ours.ids.join(), theirs.ids.join(), query);
      assertSame(ours.costs.join(), theirs.costs.join(), query);
      asked++;
    }
  }
  for (const pattern of patterns) {
    const ours = finder.wildcard(pattern);
    assertSame(ours.join(), oracle.wildcard(pattern).join(), pattern);
    assertSame(finder.wildcardCount(pattern), ours.length, pattern);
    asked++;
  }
  oracle.close();
  report({ metric: 'questions answered as the plain tries do', size: codes.length, value: asked, unit: 'questions' });
  for (const query of queries.slice(0, SCANNED)) {
    const expected: string[] = [];
    for (const code of codes) {
      const plate = unpackPlate(code);
      const cost = plateDistance(EVEN_MODEL, query, plate);
      if (cost <= 16) expected.push(`${plate} ${cost}`);
    }
    const { ids, costs } = finder.fuzzy(EVEN_MODEL, query, 16);
    const ours = Array.from(ids, (id, index) => `${finder.textAt(id)} ${costs[index]}`);
    assertSame(ours.sort().join(), expected.sort().join(), query);
  }
  report({ metric: 'questions answered as a scan does', size: codes.length, value: SCANNED, unit: 'questions' });
}

function assertSame<T>(ours: T, theirs: T, question: string): void {
  if (ours !== theirs) throw new Error(`The kernel and its oracle disagree about ${question}.`);
}

function findEach(finder: PlateFinder, queries: readonly string[], from: number, to: number): number {
  let sum = 0;
  for (let index = from; index < to; index++) sum += finder.find(queries[index] ?? '');
  return sum;
}

function visitedAtMedian(finder: KernelFinder, queries: readonly string[], maxCost: number): number {
  const nodes = queries.map((query) => {
    finder.fuzzy(EVEN_MODEL, query, maxCost);
    return finder.nodesVisited();
  });
  return percentile(nodes, 0.5);
}

/** Time to read the plates' packed codes (6 bytes each) from end to end, as fast as JavaScript can: four doubles a step. */
function readOnceUs(size: number): number {
  const words = new Float64Array(Math.ceil((size * 6) / 32) * 4).fill(1);
  return piecesUs(words.length, 16_384, (from, to) => {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let index = from; index < to; index += 4) {
      a += words[index] ?? 0;
      b += words[index + 1] ?? 0;
      c += words[index + 2] ?? 0;
      d += words[index + 3] ?? 0;
    }
    return a + b + c + d;
  });
}

/** Time of one read at a random place of memory as large as the finder's, where none waits for another. */
function randomReadNs(random: Random, bytes: number): number {
  const words = new Float64Array(Math.ceil(bytes / 8)).fill(1);
  const places = Uint32Array.from({ length: 1_000_000 }, () => random(words.length));
  const us = piecesUs(places.length, 4096, (from, to) => {
    let sum = 0;
    for (let index = from; index < to; index++) sum += words[places[index] ?? 0] ?? 0;
    return sum;
  });
  return (us * 1000) / places.length;
}

/** Time to go through so many items in pieces: each counts with the best of its runs, long after the one before. */
function piecesUs(count: number, piece: number, work: (from: number, to: number) => number): number {
  const best: number[] = [];
  for (let run = 0; run < 10; run++) {
    for (let from = 0; from < count; from += piece) {
      const started = performance.now();
      if (work(from, Math.min(count, from + piece)) === 0) throw new Error('Nothing was read.');
      const us = (performance.now() - started) * 1000;
      best[from / piece] = Math.min(best[from / piece] ?? us, us);
    }
  }
  return best.reduce((sum, us) => sum + us, 0);
}

function timesOf(items: readonly string[], work: (item: string) => unknown): Times {
  const best = new Float64Array(items.length).fill(Number.POSITIVE_INFINITY);
  const p50s: number[] = [];
  const p99s: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const times = timesUs(items, work);
    for (const [index, us] of times.entries()) best[index] = Math.min(best[index] ?? us, us);
    p50s.push(median(times));
    p99s.push(percentile(times, 0.99));
  }
  return { p50: median(p50s), p99: median(p99s), bestP50: median([...best]), bestP99: percentile([...best], 0.99) };
}

function reportTimes(report: Report, metric: string, size: number, times: Times): void {
  report({ metric: `${metric} p50`, size, value: round(times.p50), unit: 'µs' });
  report({ metric: `${metric} p99`, size, value: round(times.p99), unit: 'µs' });
  report({ metric: `${metric} p50, best runs`, size, value: round(times.bestP50), unit: 'µs' });
  report({ metric: `${metric} p99, best runs`, size, value: round(times.bestP99), unit: 'µs' });
}
