/**
 * The plate-match core against its oracles: ids and costs equal brute force, wildcards equal a regular expression.
 * Seeds are printed, so that a failure can be pinned: `WAYMARK_SEED=n npx vitest run tests/property/match`.
 */

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bruteForceFuzzy, bruteForceWildcard } from '../../src/core/match/brute-force.ts';
import type { CostModel } from '../../src/core/match/cost-model.ts';
import { buildCostModel, CAMERA_MODEL, reverseModel } from '../../src/core/match/cost-model.ts';
import { SYMBOL_COUNT } from '../../src/core/match/plate-code.ts';
import { alignmentSteps, plateDistance } from '../../src/core/match/plate-distance.ts';
import type { PlateSet } from '../../src/core/match/plate-set.ts';
import { buildPlateSet, findPlate, plateAt, searchFuzzy, searchWildcard } from '../../src/core/match/plate-set.ts';
import { parsePlateQuery } from '../../src/core/plate/plate-query.ts';
import type { PlateText } from '../../src/core/plate/plate-text.ts';

const seed = Number(process.env.WAYMARK_SEED ?? Date.now() % 2 ** 31);
console.info(`match property tests: WAYMARK_SEED=${seed}`);

/** Few letters make near misses; letters from both mask words (Y and Z are in the second). */
const nearAlphabet = fc.constantFrom('0', '1', 'H', 'O', 'V', 'W', 'Y', 'Z', 'A', '8');
const wholeAlphabet = fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ');
const plateOf = (letters: fc.Arbitrary<string>): fc.Arbitrary<PlateText> =>
  fc.array(letters, { minLength: 1, maxLength: 10 }).map((symbols) => symbols.join('') as PlateText);
const plate = fc.oneof(
  { weight: 4, arbitrary: plateOf(nearAlphabet) },
  { weight: 1, arbitrary: plateOf(wholeAlphabet) },
);

const bytes = (length: number, max: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length, min: 1, max }).map((array) => Uint8Array.from(array));

const randomModel: fc.Arbitrary<CostModel> = fc
  .record({
    id: fc.constant('random/1'),
    substitution: bytes(SYMBOL_COUNT * SYMBOL_COUNT, 20),
    insertion: bytes(SYMBOL_COUNT, 20),
    deletion: bytes(SYMBOL_COUNT, 20),
    transposition: fc.integer({ min: 1, max: 20 }),
    pairs: fc.array(
      fc.record({
        first: fc.integer({ min: 0, max: 35 }),
        second: fc.integer({ min: 0, max: 35 }),
        single: fc.integer({ min: 0, max: 35 }),
        mergeCost: fc.integer({ min: 1, max: 20 }),
        splitCost: fc.integer({ min: 1, max: 20 }),
      }),
      { maxLength: 12 },
    ),
  })
  .map((model) => {
    for (let symbol = 0; symbol < SYMBOL_COUNT; symbol++) model.substitution[symbol * SYMBOL_COUNT + symbol] = 0;
    return model;
  });
const PAIRS = ['11', 'VV', '01', 'HH', 'Z8'];

/** Even and dear edits with cheap steps of two letters: here a bound that forgets such a step loses matches. */
const evenModel: fc.Arbitrary<CostModel> = fc
  .record({
    edit: fc.integer({ min: 6, max: 20 }),
    transposition: fc.integer({ min: 1, max: 20 }),
    pairs: fc.array(fc.tuple(fc.constantFrom(...PAIRS), nearAlphabet, fc.integer({ min: 1, max: 5 })), {
      minLength: 1,
      maxLength: 6,
    }),
  })
  .map(({ edit, transposition, pairs }) => ({ ...buildCostModel({ id: 'even/1', edit, pairs }), transposition }));
const model = fc.oneof(fc.constant(CAMERA_MODEL), randomModel, evenModel);

/** What two-letter steps make of a query: chance alone would hardly ever bring such texts. */
function pairNeighbours(query: string): PlateText[] {
  const texts: string[] = [];
  for (let at = 0; at < query.length; at++) {
    for (const pair of PAIRS) texts.push(query.slice(0, at) + pair + query.slice(at + 1));
    for (const single of '01HVWZ8') texts.push(query.slice(0, at) + single + query.slice(at + 2));
  }
  return texts.filter((text) => text.length > 0 && text.length <= 12) as PlateText[];
}

function found(set: PlateSet, costModel: CostModel, query: string, maxCost: number): { plate: string; cost: number }[] {
  const { ids, costs } = searchFuzzy(set, costModel, query, maxCost);
  return Array.from(ids, (id, index) => ({ plate: plateAt(set, id), cost: costs[index] ?? -1 }));
}

test('fuzzy: ids, costs and order equal brute force for any model, cost and length', () => {
  fc.assert(
    fc.property(
      fc.array(plate, { maxLength: 120 }),
      plate,
      model,
      fc.integer({ min: 0, max: 24 }),
      (strangers, query, costModel, maxCost) => {
        const plates = [...strangers, ...pairNeighbours(query)];
        const set = buildPlateSet(plates);
        expect(found(set, costModel, query, maxCost)).toEqual(bruteForceFuzzy(plates, costModel, query, maxCost));
      },
    ),
    { seed, numRuns: 6000 },
  );
});

test('fuzzy over a dense set of one shape equals brute force', () => {
  const dense: PlateText[] = [];
  for (let number = 0; number < 20_000; number++) {
    const digits = String(number % 100).padStart(2, '0');
    const letters = [number % 7, Math.floor(number / 7) % 11, Math.floor(number / 77) % 13];
    dense.push((letters.map((n) => 'ABHOVWYZ01MN8'.charAt(n)).join('') + digits) as PlateText);
  }
  const set = buildPlateSet(dense);
  fc.assert(
    fc.property(fc.constantFrom(...dense), fc.constantFrom(0, 4, 8, 12, 16, 24), (query, maxCost) => {
      expect(found(set, CAMERA_MODEL, query, maxCost)).toEqual(bruteForceFuzzy(dense, CAMERA_MODEL, query, maxCost));
    }),
    { seed, numRuns: 6 },
  );
});

test('wildcards equal a regular expression', () => {
  const pattern = fc
    .array(fc.oneof(nearAlphabet, fc.constantFrom('?', '*')), { minLength: 1, maxLength: 10 })
    .map((tokens) => parsePlateQuery(tokens.join('')));
  fc.assert(
    fc.property(fc.array(plate, { maxLength: 150 }), pattern, (plates, parsed) => {
      fc.pre(parsed.ok && parsed.query.kind === 'wildcard');
      if (!parsed.ok) return;
      const set = buildPlateSet(plates);
      const matched = Array.from(searchWildcard(set, parsed.query.pattern), (id) => plateAt(set, id));
      expect(matched).toEqual(bruteForceWildcard(plates, parsed.query.pattern));
    }),
    { seed, numRuns: 3000 },
  );
});

test('every plate is found by its text, and no other is', () => {
  fc.assert(
    fc.property(fc.array(plate, { maxLength: 200 }), plate, (plates, stranger) => {
      const set = buildPlateSet(plates);
      for (const text of plates) expect(plateAt(set, findPlate(set, text))).toBe(text);
      expect(findPlate(set, stranger) >= 0).toBe(plates.includes(stranger));
    }),
    { seed, numRuns: 500 },
  );
});

test('a reversed model measures the same from the other side; alignment steps add up to the cost', () => {
  fc.assert(
    fc.property(plate, plate, model, (truth, read, costModel) => {
      const cost = plateDistance(costModel, truth, read);
      expect(plateDistance(reverseModel(costModel), read, truth)).toBe(cost);
      const steps = alignmentSteps(costModel, truth, read);
      expect(steps.reduce((sum, step) => sum + step.cost, 0)).toBe(cost);
      expect(steps.reduce((sum, step) => sum + step.fromCount, 0)).toBe(truth.length);
      expect(steps.reduce((sum, step) => sum + step.toCount, 0)).toBe(read.length);
    }),
    { seed, numRuns: 2000 },
  );
});
