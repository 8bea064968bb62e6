/**
 * The compiled kernel, and the plain finder beside it, against brute force: ids, costs and order, for any cost model.
 * Seeds are printed, so that a failure can be pinned: `WAYMARK_SEED=n npx vitest run tests/property/match-kernel`.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bruteForceFuzzy, bruteForceWildcard } from '../../src/core/match/brute-force.ts';
import type { CostModel, PairRule } from '../../src/core/match/cost-model.ts';
import { CAMERA_MODEL, reverseModel, WITNESS_MODEL } from '../../src/core/match/cost-model.ts';
import { packPlate, SYMBOL_COUNT } from '../../src/core/match/plate-code.ts';
import type { PlateFinder } from '../../src/core/match/plate-finder.ts';
import { createPlateFinder } from '../../src/core/match/plate-finder.ts';
import { buildKernelFinder } from '../../src/match/kernel/kernel-finder.ts';

const seed = Number(process.env.WAYMARK_SEED ?? Date.now() % 2 ** 31);
console.info(`kernel property tests: WAYMARK_SEED=${seed}`);

function kernelFinder(codes: Float64Array, longTexts: readonly string[]): PlateFinder {
  const steps = buildKernelFinder(codes, longTexts);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Both finders over the same plates. */
function findersOf(plates: readonly string[]): readonly PlateFinder[] {
  const codes = Float64Array.from(plates, packPlate).filter((code) => code >= 0);
  const longTexts = plates.filter((plate) => plate.length > 8);
  return [kernelFinder(codes, longTexts), createPlateFinder(codes, longTexts)];
}

/** Letters of both mask words, and those of the pairs. */
const NEAR = '01HVWYZA8';
const nearSymbol = fc.constantFrom(...NEAR);
const anySymbol = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const textOf = (symbol: fc.Arbitrary<string>, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(symbol, { minLength, maxLength }).map((symbols) => symbols.join(''));
const plate = fc.oneof(
  { weight: 6, arbitrary: textOf(nearSymbol, 1, 8) },
  { weight: 2, arbitrary: textOf(anySymbol, 1, 8) },
  { weight: 1, arbitrary: textOf(nearSymbol, 9, 16) },
);
const query = fc.oneof(
  { weight: 5, arbitrary: textOf(nearSymbol, 1, 8) },
  { weight: 1, arbitrary: textOf(nearSymbol, 0, 16) },
  { weight: 1, arbitrary: textOf(anySymbol, 1, 8) },
);

/** One edit or two away: chance alone would seldom come so near. */
const edits = fc.array(fc.tuple(fc.nat(5), fc.nat(15), nearSymbol, nearSymbol), { minLength: 1, maxLength: 2 });
function edited(text: string, steps: readonly (readonly [number, number, string, string])[]): string {
  let result = text;
  for (const [kind, place, a, b] of steps) {
    const at = place % Math.max(1, result.length);
    const [before, here, after] = [result.slice(0, at), result.slice(at, at + 1), result.slice(at + 1)];
    if (kind === 0) result = before + a + after;
    else if (kind === 1) result = before + a + here + after;
    else if (kind === 2) result = before + after;
    else if (kind === 3) result = before + after.slice(0, 1) + here + after.slice(1);
    else if (kind === 4) result = before + a + b + after;
    else result = before + a + after.slice(1);
  }
  return result.slice(0, 16);
}

const pairRules = (highest: number): fc.Arbitrary<PairRule[]> =>
  fc.array(
    fc
      .record({
        first: nearSymbol,
        second: nearSymbol,
        single: nearSymbol,
        mergeCost: fc.integer({ min: 1, max: highest }),
        splitCost: fc.integer({ min: 1, max: highest }),
      })
      .map(({ first, second, single, mergeCost, splitCost }) => ({
        first: Number.parseInt(first, 36),
        second: Number.parseInt(second, 36),
        single: Number.parseInt(single, 36),
        mergeCost,
        splitCost,
      })),
    { maxLength: 6 },
  );

/** Every cost its own, dear or cheap; with or without pairs; transpositions from nearly free to out of reach. */
const randomModel: fc.Arbitrary<CostModel> = fc
  .tuple(fc.constantFrom(2, 6, 20, 63), fc.constantFrom(1, 3, 8), fc.boolean())
  .chain(([highest, lowest, withPairs]) => {
    const cost = { min: Math.min(lowest, highest), max: highest };
    const costs = (length: number) => fc.uint8Array({ ...cost, minLength: length, maxLength: length });
    return fc.record({
      id: fc.constant('random/1'),
      substitution: costs(SYMBOL_COUNT * SYMBOL_COUNT),
      insertion: costs(SYMBOL_COUNT),
      deletion: costs(SYMBOL_COUNT),
      transposition: fc.integer({ min: 1, max: highest }),
      pairs: withPairs ? pairRules(highest) : fc.constant([]),
    });
  })
  .map((model) => {
    const substitution = Uint8Array.from(model.substitution);
    for (let symbol = 0; symbol < SYMBOL_COUNT; symbol++) substitution[symbol * (SYMBOL_COUNT + 1)] = 0;
    return {
      ...model,
      substitution,
      insertion: Uint8Array.from(model.insertion),
      deletion: Uint8Array.from(model.deletion),
    };
  });
const model = fc.oneof(
  fc.constantFrom(CAMERA_MODEL, WITNESS_MODEL, reverseModel(CAMERA_MODEL)),
  randomModel,
  randomModel.map((each) => ({ ...each, pairs: [] })),
);

type Match = { plate: string; cost: number };

function found(finder: PlateFinder, costModel: CostModel, asked: string, maxCost: number): Match[] {
  const { ids, costs } = finder.fuzzy(costModel, asked, maxCost);
  return Array.from(ids, (id, index) => ({ plate: finder.textAt(id), cost: costs[index] ?? -1 }));
}

test('fuzzy: ids, costs and order equal brute force, whatever the plates, the query, the model and the cost', () => {
  fc.assert(
    fc.property(
      fc.array(plate, { maxLength: 60 }),
      query,
      fc.array(edits, { maxLength: 40 }),
      model,
      fc.integer({ min: 0, max: 31 }),
      (strangers, asked, near, costModel, maxCost) => {
        const plates = [...strangers, ...near.map((steps) => edited(asked, steps))].filter((text) => text.length > 0);
        const expected = bruteForceFuzzy(plates, costModel, asked, maxCost);
        for (const finder of findersOf(plates)) {
          expect(found(finder, costModel, asked, maxCost), finder.kind).toEqual(expected);
          finder.close();
        }
      },
    ),
    { seed, numRuns: 1200 },
  );
});

test('fuzzy over dense plates: full nodes, thousands of results, every cost from 0 to 31', () => {
  const dense = densePlates();
  const finders = findersOf(dense);
  fc.assert(
    fc.property(
      fc.constantFrom(...dense),
      edits,
      fc.constantFrom(CAMERA_MODEL, WITNESS_MODEL),
      fc.integer({ min: 0, max: 31 }),
      (near, steps, costModel, maxCost) => {
        const asked = edited(near, steps);
        const expected = bruteForceFuzzy(dense, costModel, asked, maxCost);
        for (const finder of finders) expect(found(finder, costModel, asked, maxCost), finder.kind).toEqual(expected);
      },
    ),
    { seed, numRuns: 12 },
  );
});

test('more results than the kernel has room for, and costs past its usual ones, are all there and in order', () => {
  const many: string[] = [];
  for (let number = 0; number < 60_000; number++) many.push(`A${String(number).padStart(5, '0')}`);
  many.push('ABCDEFGHI');
  const [kernel, plain] = findersOf(many);
  if (kernel === undefined || plain === undefined) throw new Error('Two finders were asked for.');
  for (const [asked, maxCost] of [
    ['A12345', 63],
    ['A12345', 24],
    ['', 63],
  ] as const) {
    const ours = kernel.fuzzy(CAMERA_MODEL, asked, maxCost);
    const theirs = plain.fuzzy(CAMERA_MODEL, asked, maxCost);
    expect(ours.ids.length).toBe(theirs.ids.length);
    expect(Buffer.compare(Buffer.from(ours.ids.buffer), Buffer.from(theirs.ids.buffer))).toBe(0);
    expect(Buffer.compare(Buffer.from(ours.costs), Buffer.from(theirs.costs))).toBe(0);
  }
  for (const pattern of ['A*', '??????', '*', 'A?????', '*0', '?1*', '*9*9*']) {
    const ours = kernel.wildcard(pattern);
    expect(Buffer.compare(Buffer.from(ours.buffer), Buffer.from(plain.wildcard(pattern).buffer)), pattern).toBe(0);
    expect(kernel.wildcardCount(pattern)).toBe(ours.length);
  }
  expect(kernel.wildcard('*').length).toBe(60_001);
});

/** 20,000 plates of one shape, neighbours of each other, with letters of both mask words. */
function densePlates(): string[] {
  return Array.from({ length: 20_000 }, (_, number) => {
    const letters = [number % 7, Math.floor(number / 7) % 11, Math.floor(number / 77) % 13];
    const digits = String(number % 100).padStart(2, '0');
    return letters.map((n) => 'ABHOVWYZ01MN8'.charAt(n)).join('') + digits;
  });
}

test('wildcards equal a regular expression, in ids, order and count, with any number of ? and *', () => {
  const pattern = fc
    .array(fc.oneof(nearSymbol, fc.constantFrom('?', '*', '?', '*')), { maxLength: 18 })
    .map((tokens) => tokens.join(''))
    .filter((text) => text.replaceAll('*', '').length <= 16);
  fc.assert(
    fc.property(fc.array(plate, { maxLength: 120 }), pattern, (plates, asked) => {
      const expected = bruteForceWildcard(plates, asked);
      for (const finder of findersOf(plates)) {
        expect(
          Array.from(finder.wildcard(asked), (id) => finder.textAt(id)),
          finder.kind,
        ).toEqual(expected);
        expect(finder.wildcardCount(asked)).toBe(expected.length);
        finder.close();
      }
    }),
    { seed, numRuns: 1200 },
  );
});

test('every plate has its id, alone and in a batch; no other has one; ids are ranks', () => {
  fc.assert(
    fc.property(fc.array(plate, { maxLength: 200 }), fc.array(plate, { maxLength: 50 }), (plates, strangers) => {
      const ranked = [...new Set(plates)].sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
      const asked = [...plates, ...strangers];
      for (const finder of findersOf(plates)) {
        expect(finder.size).toBe(ranked.length);
        for (const [id, text] of ranked.entries()) expect(finder.textAt(id)).toBe(text);
        expect(asked.map((text) => finder.find(text))).toEqual(asked.map((text) => ranked.indexOf(text)));
        const short = asked.filter((text) => text.length <= 8);
        const batch = [...finder.findCodes(Float64Array.from(short, packPlate))];
        expect(batch).toEqual(short.map((text) => ranked.indexOf(text)));
        finder.close();
      }
    }),
    { seed, numRuns: 300 },
  );
});

test('malformed input at the door throws RangeError; nothing traps, loops or is half answered', () => {
  const finders = findersOf(densePlates().slice(0, 1000));
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 70 }),
    fc.string({
      unit: fc.constantFrom('A', '1', '*', '?', 'a', '-', ' ', '\ud800', '\u202e', 'É', '\0'),
      maxLength: 70,
    }),
    fc.constantFrom('*'.repeat(1 << 20), 'A'.repeat(1 << 20), '\ud800'.repeat(1 << 20), '?'.repeat(17)),
  );
  const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(Number.NaN, -0, 2 ** 42, 2 ** 48 - 1, 63, 64));
  const answersOrRefuses = (ask: () => unknown): void => {
    try {
      ask();
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
    }
  };
  fc.assert(
    fc.property(anything, number, fc.array(number, { maxLength: 5 }), (text, value, values) => {
      for (const finder of finders) {
        answersOrRefuses(() => finder.find(text));
        answersOrRefuses(() => finder.fuzzy(CAMERA_MODEL, text, 8));
        answersOrRefuses(() => finder.fuzzy(CAMERA_MODEL, 'ABH12', value));
        answersOrRefuses(() => finder.wildcard(text));
        answersOrRefuses(() => finder.wildcardCount(text));
        answersOrRefuses(() => finder.textAt(value));
        answersOrRefuses(() => finder.findCodes(Float64Array.from(values)));
        answersOrRefuses(() => finder.fuzzy({ ...CAMERA_MODEL, transposition: value }, 'ABH12', 8));
        const bad = { first: value, second: value, single: value, mergeCost: value, splitCost: value };
        answersOrRefuses(() => finder.fuzzy({ ...CAMERA_MODEL, pairs: [bad] }, 'ABH12', 8));
        answersOrRefuses(() => finder.fuzzy({ ...CAMERA_MODEL, insertion: new Uint8Array(values) }, 'ABH12', 8));
        expect(finder.find('ABH00')).toBe(finders[0]?.find('ABH00'));
      }
      answersOrRefuses(() => findersOf([text]));
      answersOrRefuses(() => kernelFinder(Float64Array.from(values), []));
      answersOrRefuses(() => kernelFinder(new Float64Array(0), [text]));
    }),
    { seed, numRuns: 120 },
  );
});
