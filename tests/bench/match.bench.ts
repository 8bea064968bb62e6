// The plate-match core and the matcher, against the brute-force oracle over the same plates in the same run. The oracle
// is plain and slow on purpose, so the ratios say that pruning works, not that a tuned scan is beaten by as much.
// The first version is plain TypeScript: bars are set where the design demands an order, not a record.

import { bruteForceFuzzy, bruteForceWildcard } from '../../src/core/match/brute-force.ts';
import { CAMERA_MODEL } from '../../src/core/match/cost-model.ts';
import type { PlateSet } from '../../src/core/match/plate-set.ts';
import { buildPlateSet, findPlate, plateAt, searchFuzzy, searchWildcard } from '../../src/core/match/plate-set.ts';
import type { PlateText } from '../../src/core/plate/plate-text.ts';
import type { DetectionColumnsInput } from '../../src/match/column-chunk.ts';
import { chunkDetections } from '../../src/match/column-chunk.ts';
import { WorkerMatcher } from '../../src/match/worker-matcher.ts';
import type { Report } from './report.ts';

const PLATES = 300_000;
const DETECTIONS = 1_000_000;
/** Queries whose peer runs too: a scan of all plates takes the better part of a second. */
const PEER_QUERIES = 3;
const RUNS = 3;

type Random = (below: number) => number;

export async function run(report: Report): Promise<void> {
  const random = seededRandom(20_240_607);
  const plates = randomPlates(random, PLATES);
  const buildMs = median(RUNS, () => elapsedMs(() => buildPlateSet(plates)));
  const set = buildPlateSet(plates);
  report({ metric: 'build', size: PLATES, value: round(buildMs), unit: 'ms', bar: { atMost: 2000 } });
  report({ metric: 'trie memory', size: PLATES, value: round(trieBytes(set) / set.size), unit: 'B/plate' });

  const queries = Array.from({ length: 400 }, (_, index) => nearPlate(random, plates, index));
  for (const query of queries.slice(0, 100)) searchFuzzy(set, CAMERA_MODEL, query, 16);
  for (const maxCost of [8, 16]) {
    const scanUs = timesUs(queries.slice(0, PEER_QUERIES), (query) =>
      bruteForceFuzzy(plates, CAMERA_MODEL, query, maxCost),
    );
    assertEqual(set, plates, queries.slice(0, PEER_QUERIES), maxCost);
    reportTimes(
      report,
      `T=${maxCost}`,
      timesUs(queries, (query) => searchFuzzy(set, CAMERA_MODEL, query, maxCost)),
      scanUs,
      maxCost === 8 ? 1000 : 50,
    );
  }

  const patterns = Array.from({ length: 400 }, (_, index) => randomPattern(random, plates, index));
  for (const pattern of patterns) searchWildcard(set, pattern);
  const expressionUs = timesUs(patterns.slice(0, 10), (pattern) => bruteForceWildcard(plates, pattern));
  reportTimes(
    report,
    'wildcard',
    timesUs(patterns, (pattern) => searchWildcard(set, pattern)),
    expressionUs,
    50,
  );

  const exactUs = timesUs(queries, (query) => {
    for (let repeat = 0; repeat < 100; repeat++) findPlate(set, query);
  }).map((time) => time / 100);
  reportTimes(
    report,
    'exact',
    exactUs,
    timesUs(queries.slice(0, 50), (query) => plates.indexOf(query as PlateText)),
    5,
  );

  await measureMatcher(report, random, plates);
}

async function measureMatcher(report: Report, random: Random, plates: readonly PlateText[]): Promise<void> {
  const matcher = await WorkerMatcher.start();
  try {
    // Packing is the reader's work and happens beside the database: here it is done before the clock starts.
    const chunks = [...chunkDetections(passes(random, plates))];
    let started = performance.now();
    const stats = await matcher.load(chunks);
    report({
      metric: 'matcher load',
      size: DETECTIONS,
      value: round(performance.now() - started),
      unit: 'ms',
      bar: { atMost: 2000 },
    });
    report({ metric: 'matcher memory', size: DETECTIONS, value: round(stats.bytes / 2 ** 20), unit: 'MiB' });
    const times: number[] = [];
    for (let index = 0; index < 100; index++) {
      const query = nearPlate(random, plates, index);
      started = performance.now();
      await matcher.search({ query, limit: 200 });
      times.push((performance.now() - started) * 1000);
    }
    times.splice(0, 20);
    report({ metric: 'matcher find p50', size: DETECTIONS, value: round(percentile(times, 0.5)), unit: 'µs' });
    report({
      metric: 'matcher find p99',
      size: DETECTIONS,
      value: round(percentile(times, 0.99)),
      unit: 'µs',
      bar: { atMost: 500_000 },
    });
  } finally {
    await matcher.close();
  }
}

/** p50 and p99, and how many times faster than the scan of every plate: median against median. */
function reportTimes(report: Report, name: string, times: number[], peer: number[], ratio: number): void {
  const p50 = percentile(times, 0.5);
  report({ metric: `${name} p50`, size: PLATES, value: round(p50), unit: 'µs' });
  report({ metric: `${name} p99`, size: PLATES, value: round(percentile(times, 0.99)), unit: 'µs' });
  report({
    metric: `${name} against the oracle`,
    size: PLATES,
    value: round(percentile(peer, 0.5) / p50),
    unit: 'times',
    bar: { atLeast: ratio },
  });
}

/** A ratio means nothing where the answers differ. */
function assertEqual(set: PlateSet, plates: readonly PlateText[], queries: readonly string[], maxCost: number): void {
  for (const query of queries) {
    const { ids, costs } = searchFuzzy(set, CAMERA_MODEL, query, maxCost);
    const found = Array.from(ids, (id, index) => `${plateAt(set, id)} ${costs[index]}`);
    const expected = bruteForceFuzzy(plates, CAMERA_MODEL, query, maxCost).map(({ plate, cost }) => `${plate} ${cost}`);
    if (found.join() !== expected.join()) throw new Error(`The trie and the scan disagree at T=${maxCost}.`);
  }
}

/** Distinct plates: nine in ten of the series since 2001, the rest of the series before. */
function randomPlates(random: Random, count: number): PlateText[] {
  const letters = 'ABCDEFGHJKLMNPQRSTUWYZ';
  const plates = new Set<string>();
  while (plates.size < count) {
    const letter = (): string => letters.charAt(random(letters.length));
    plates.add(
      random(10) > 0
        ? letter() + letter() + letter() + String(1 + random(999))
        : letter() + letter() + String(1 + random(9999)),
    );
  }
  return [...plates] as PlateText[];
}

/** A plate of the set, as it is or with one character changed. */
function nearPlate(random: Random, plates: readonly string[], index: number): string {
  const plate = plates[random(plates.length)] ?? '';
  const at = random(plate.length);
  return index % 2 === 0 ? plate : plate.slice(0, at) + 'ABC123'.charAt(random(6)) + plate.slice(at + 1);
}

/** Half with `?` in two places, half with a `*` at either end. */
function randomPattern(random: Random, plates: readonly string[], index: number): string {
  const characters = [...(plates[random(plates.length)] ?? '')];
  if (index % 2 === 1)
    return index % 4 === 1 ? `*${characters.slice(-4).join('')}` : `${characters.slice(0, 3).join('')}*`;
  characters[random(characters.length)] = '?';
  characters[random(characters.length)] = '?';
  return characters.join('');
}

function* passes(random: Random, plates: readonly PlateText[]): Generator<DetectionColumnsInput> {
  for (let id = 1; id <= DETECTIONS; id++) {
    const text = plates[random(plates.length)] ?? '';
    const read = { text, via: 'read' as const, confidence: 0.9 };
    const candidate = { text: plates[random(plates.length)] ?? '', via: 'candidate' as const, confidence: 0.5 };
    yield { id, timeMs: id * 5000, cameraOrdinal: random(800), texts: random(2) === 0 ? [read] : [read, candidate] };
  }
}

function trieBytes(set: PlateSet): number {
  let bytes = 0;
  for (const trie of set.tries) for (const level of trie.levels) bytes += level.byteLength;
  return bytes;
}

function timesUs<T>(items: readonly T[], work: (item: T) => unknown): number[] {
  return items.map((item) => elapsedMs(() => work(item)) * 1000);
}

function elapsedMs(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

function median(runs: number, measure: () => number): number {
  return percentile(Array.from({ length: runs }, measure), 0.5);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

/** Mulberry32: the same plates in every run. */
function seededRandom(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
