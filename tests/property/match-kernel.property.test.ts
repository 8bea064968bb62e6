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
    { seed, numRuns: 3000 },
  );
});
