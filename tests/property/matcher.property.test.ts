/**
 * The whole matcher against a scan of every detection, while chunks are appended, replaced, removed and loaded anew and
 * the index is rebuilt in between. Seeds are printed: `WAYMARK_SEED=n npx vitest run tests/property/matcher`.
 */

import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { Match, MatchAnswer, Matcher, MatcherSearchRequest } from '../../src/contract/matcher.ts';
import { CAMERA_MODEL, WITNESS_MODEL } from '../../src/core/match/cost-model.ts';
import { effectiveCost } from '../../src/core/match/likelihood.ts';
import { plateDistance } from '../../src/core/match/plate-distance.ts';
import { chanceOf } from '../../src/core/training/random.ts';
import type { DetectionColumnsInput } from '../../src/match/column-chunk.ts';
import { ColumnChunkBuilder, chunkDetections } from '../../src/match/column-chunk.ts';
import { InThreadMatcher } from '../../src/match/in-thread-matcher.ts';
import { matchesOf } from '../../src/match/match-columns.ts';
import { distanceWithin } from '../../src/match/quick-distance.ts';
import { WorkerMatcher } from '../../src/match/worker-matcher.ts';

const seed = Number(process.env.WAYMARK_SEED ?? Date.now() % 2 ** 31);
console.info(`matcher property tests: WAYMARK_SEED=${seed}`);

const worker = await WorkerMatcher.start();
afterAll(() => worker.close());

type Held = Omit<DetectionColumnsInput, 'texts'> & {
  texts: { text: string; via: 'read' | 'candidate'; confidence: number | null }[];
};

type Step =
  /** `count` detections made from `salt`: a generator of small lists would hardly ever fill a finder. */
  | { kind: 'append'; count: number; salt: number; replaceEvery: number }
  | { kind: 'remove'; share: number; from: number }
  | { kind: 'load' }
  | { kind: 'rest' }
  | { kind: 'search'; request: MatcherSearchRequest };

/** Few letters, so that much matches, among them the pair 11–H. */
const LETTERS = 'AB8H10';
const NAMES = ['Ford', ' ford', 'Toyota', null];

function rowsOf(count: number, salt: number): Omit<Held, 'id'>[] {
  const { below: next } = chanceOf(salt);
  // Now and then a foreign plate, too long for a trie.
  const text = (): string =>
    Array.from({ length: next(25) === 0 ? 9 + next(2) : 3 + next(4) }, () => LETTERS.charAt(next(6))).join('');
  const confidence = (): number | null => (next(4) === 0 ? null : next(101) / 100);
  return Array.from({ length: count }, () => ({
    timeMs: next(50),
    cameraOrdinal: next(5),
    texts: Array.from({ length: 1 + (next(2) === 0 ? next(4) : 0) }, (_, at) => ({
      text: text(),
      confidence: confidence(),
      via: at === 0 ? ('read' as const) : ('candidate' as const),
    })),
    make: NAMES[next(4)] ?? null,
    colour: NAMES[next(4)] ?? null,
  }));
}

const text = fc
  .array(fc.constantFrom(...LETTERS), { minLength: 3, maxLength: 6, size: 'max' })
  .map((all) => all.join(''));
const search: fc.Arbitrary<MatcherSearchRequest> = fc.record({
  query: fc.oneof(
    text,
    fc
      .array(fc.constantFrom(...'AB8H10?*'), { minLength: 2, maxLength: 6, size: 'max' })
      .map((all) => all.join(''))
      .filter((all) => /[^?*]/.test(all)),
  ),
  direction: fc.constantFrom('camera', 'witness'),
  fromMs: fc.option(fc.integer({ min: 0, max: 25 }), { freq: 2 }),
  toMs: fc.option(fc.integer({ min: 25, max: 50 }), { freq: 2 }),
  cameraOrdinals: fc.option(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4, size: 'max' }), { freq: 1 }),
  make: fc.constantFrom(null, null, 'FORD', 'toyota ', 'Lada'),
  colour: fc.constantFrom(null, null, null, 'Ford'),
  maxCost: fc.integer({ min: 0, max: 24 }),
});
const later = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('append' as const),
      count: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 50, max: 900 })),
      salt: fc.integer(),
      replaceEvery: fc.integer({ min: 2, max: 40 }),
    }),
    fc.record({
      kind: fc.constant('remove' as const),
      share: fc.integer({ min: 2, max: 12 }),
      from: fc.integer({ min: 0, max: 11 }),
    }),
    fc.constantFrom<Step>({ kind: 'load' }, { kind: 'rest' }, { kind: 'rest' }),
    ...[1, 2, 3].map(() => fc.record({ kind: fc.constant('search' as const), request: search })),
  ),
  { minLength: 8, maxLength: 24, size: 'max' },
);

/** Begins with enough to fill a finder. */
const steps = fc
  .tuple(fc.integer({ min: 300, max: 1500 }), fc.integer(), later)
  .map(([count, salt, rest]): Step[] => [{ kind: 'append', count, salt, replaceEvery: 1000 }, ...rest]);

async function play(matcher: Matcher, played: readonly Step[]): Promise<void> {
  const held = new Map<number, Held>();
  let nextId = 1;
  await matcher.load([]);
  let { epoch } = await matcher.stats();
  for (const step of played) {
    if (step.kind === 'append') {
      const builder = new ColumnChunkBuilder();
      for (const [at, fields] of rowsOf(step.count, step.salt).entries()) {
        const known = [...held.keys()];
        const replaced = at % step.replaceEvery === step.replaceEvery - 1 ? known[at % known.length] : undefined;
        const detection = { ...fields, id: replaced ?? nextId++ };
        // What came again is the newest: a map keeps the old place.
        held.delete(detection.id);
        held.set(detection.id, detection);
        builder.add(detection);
      }
      await matcher.append(builder.take());
    } else if (step.kind === 'remove') {
      const gone = [...held.keys()].filter((id) => id % step.share === step.from % step.share);
      for (const id of gone) held.delete(id);
      await matcher.remove(Float64Array.from([...gone, 1e9]));
    } else if (step.kind === 'load') {
      await matcher.load(chunkDetections(held.values()));
    } else if (step.kind === 'rest') {
      if (matcher instanceof InThreadMatcher) await matcher.atRest();
    } else {
      await expectAsScanned(matcher, held, step.request);
    }
    const stats = await matcher.stats();
    expect(stats.detections).toBe(held.size);
    expect(stats.epoch > epoch).toBe(step.kind !== 'rest' && step.kind !== 'search');
    epoch = stats.epoch;
  }
}

const ALL = 100_000;

async function expectAsScanned(
  matcher: Matcher,
  held: ReadonlyMap<number, Held>,
  request: MatcherSearchRequest,
): Promise<void> {
  const outcome = await matcher.search({ ...request, limit: ALL });
  if (outcome.outcome !== 'ran') throw new Error(outcome.reason);
  const { answer } = outcome;
  const matches = [...matchesOf(answer)];
  const scanned = scan(held.values(), request);
  expect(matches.map(({ detectionId }) => detectionId).sort((a, b) => a - b)).toEqual(
    [...scanned.best.keys()].sort((a, b) => a - b),
  );
  for (const match of matches) expectAsBest(match, scanned.best.get(match.detectionId), request, held);
  expect(answer).toMatchObject({ detections: scanned.best.size, plates: scanned.texts.size, truncated: false });
  expect(answer.costReached).toBe(/[?*]/.test(request.query) ? 0 : request.maxCost);
  expect(answer.folded).toBe(matches.filter(({ folded }) => folded).length);
  expect(answer.shown).toBe(matches.length - answer.folded);
  expectRanked(matches, answer, held);
}

function expectAsBest(
  match: Match,
  best: Best | undefined,
  request: MatcherSearchRequest,
  held: ReadonlyMap<number, Held>,
): void {
  const { matchedText, cost, via, readText, plate } = match;
  const ownPlate = request.direction === 'witness' || /[?*]/.test(request.query);
  expect({ matchedText, cost, via, readText, plate }).toEqual({
    ...best,
    readText: held.get(match.detectionId)?.texts[0]?.text,
    plate: ownPlate ? best?.matchedText : request.query,
  });
  expect(match.likelihood).toBeGreaterThanOrEqual(0);
  expect(match.likelihood).toBeLessThan(1);
}

/** By likelihood; among the same likelihood and text, the newest first. */
function expectRanked(matches: readonly Match[], { assessed }: MatchAnswer, held: ReadonlyMap<number, Held>): void {
  for (let rank = 1; rank < Math.min(matches.length, assessed); rank++) {
    const before = matches[rank - 1];
    const here = matches[rank];
    if (before === undefined || here === undefined) return;
    expect(before.likelihood).toBeGreaterThanOrEqual(here.likelihood);
    if (before.likelihood > here.likelihood || before.via !== 'read' || here.via !== 'read') continue;
    if (before.matchedText !== here.matchedText) continue;
    expect(held.get(before.detectionId)?.timeMs).toBeGreaterThanOrEqual(held.get(here.detectionId)?.timeMs ?? 0);
  }
}

type Best = { matchedText: string; cost: number; via: 'read' | 'candidate' };

function scan(
  detections: Iterable<Held>,
  request: MatcherSearchRequest,
): { best: Map<number, Best>; texts: Set<string> } {
  const best = new Map<number, Best>();
  const texts = new Set<string>();
  for (const detection of detections) {
    if (!passes(detection, request)) continue;
    const readConfidence = detection.texts[0]?.confidence ?? null;
    let least = Number.POSITIVE_INFINITY;
    for (const { text: matchedText, via, confidence } of detection.texts) {
      const cost = costOf(matchedText, request);
      if (cost > (request.maxCost ?? 16)) continue;
      texts.add(matchedText);
      const nearness =
        via === 'read' ? cost : effectiveCost(Number.POSITIVE_INFINITY, cost, confidence, readConfidence);
      if (nearness >= least) continue;
      least = nearness;
      best.set(detection.id, { matchedText, cost, via });
    }
  }
  return { best, texts };
}

function passes(detection: Held, { fromMs, toMs, cameraOrdinals, make, colour }: MatcherSearchRequest): boolean {
  const same = (asked: string | null | undefined, known: string | null | undefined): boolean =>
    asked === null || asked === undefined || !known || known.trim().toLowerCase() === asked.trim().toLowerCase();
  return (
    detection.timeMs >= (fromMs ?? 0) &&
    detection.timeMs <= (toMs ?? 1e9) &&
    (cameraOrdinals === null || cameraOrdinals === undefined || cameraOrdinals.includes(detection.cameraOrdinal)) &&
    same(make, detection.make) &&
    same(colour, detection.colour)
  );
}

function costOf(matchedText: string, { query, direction }: MatcherSearchRequest): number {
  if (/[?*]/.test(query)) {
    const pattern = query.replaceAll('?', '.').replaceAll('*', '.*');
    return new RegExp(`^${pattern}$`).test(matchedText) ? 0 : 1000;
  }
  return direction === 'witness'
    ? plateDistance(WITNESS_MODEL, matchedText, query)
    : plateDistance(CAMERA_MODEL, query, matchedText);
}

test('MA1–MA3 MA5–MA10 the matcher equals a scan, whatever arrived and went in between (in-thread)', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (played) => {
      const matcher = new InThreadMatcher();
      await play(matcher, played);
      await matcher.close();
    }),
    { seed, numRuns: 40, endOnFailure: true },
  );
});

test('MA1–MA3 MA5–MA9 the matcher equals a scan, whatever arrived and went in between (worker)', async () => {
  await fc.assert(
    fc.asyncProperty(steps, (played) => play(worker, played)),
    { seed, numRuns: 10, endOnFailure: true },
  );
});

test('MA1 the quick distance is the distance, up to its budget', () => {
  const models = fc.constantFrom(CAMERA_MODEL, WITNESS_MODEL);
  const near = fc.oneof(
    text,
    fc.array(fc.constantFrom(...'0OQ1IL8BHVYW7'), { maxLength: 16, size: 'max' }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(models, near, near, fc.integer({ min: 0, max: 60 }), (model, from, to, budget) => {
      expect(distanceWithin(model, from, to, budget)).toBe(Math.min(plateDistance(model, from, to), budget + 1));
    }),
    { seed, numRuns: 5000 },
  );
});
