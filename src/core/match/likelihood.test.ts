import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlateText } from '../plate/plate-text.ts';
import type { ReadEvidence } from './likelihood.ts';
import { assessRead, effectiveCost, expectedFromLookAlikes, likelihoodBound, misreadShare } from './likelihood.ts';
import { likelihoodWord, reportLikelihood } from './likelihood-explanation.ts';
import { addToShape, shapeOf, shapeStatistics } from './plate-shape.ts';

const rare = { occupancy: 1e-6, passesPerText: 1e-6, passesPerSeenText: 2 };
const exact: ReadEvidence = {
  exact: true,
  cost: 0,
  misreadRate: 0.03,
  platePasses: 1,
  textPasses: 1,
  lookAlikeReads: 0,
  shape: rare,
};

test('a bare hit among 12 look-alikes that pass twice a day is right about one time in four', () => {
  // 12 look-alikes, 60 days, twice a day, 0.2 % confusion: 2.88 false reads.
  const { likelihood, expectedFalseReads, baseRate } = assessRead({ ...exact, lookAlikeReads: 12 * 2 * 60 * 0.002 });
  expect(expectedFalseReads).toBeCloseTo(2.88, 2);
  expect(likelihood).toBeGreaterThan(0.23);
  expect(likelihood).toBeLessThan(0.27);
  expect(baseRate).toBeCloseTo(0.944, 2);
});

test('an exact read is never certain, and nearly so only where nothing looks alike', () => {
  expect(assessRead(exact).likelihood).toBe(0.995);
  expect(assessRead({ ...exact, lookAlikeReads: 1 }).likelihood).toBeLessThan(0.5);
  expect(assessRead({ ...exact, lookAlikeReads: 1, platePasses: 40 }).likelihood).toBeGreaterThan(0.95);
});

test('a misread of a known vehicle is likely where its text is otherwise unheard of, unlikely where a vehicle carries it', () => {
  const misread = { ...exact, exact: false, cost: 2, platePasses: 20 };
  expect(assessRead(misread).likelihood).toBeGreaterThan(0.9);
  expect(assessRead({ ...misread, textPasses: 200 }).likelihood).toBeLessThan(0.1);
  const dense = { occupancy: 0.3, passesPerText: 0.9, passesPerSeenText: 3 };
  expect(assessRead({ ...misread, platePasses: 1, shape: dense }).likelihood).toBeLessThan(0.1);
});

test('a candidate is nearer than a far read, its confidence counts little', () => {
  expect(effectiveCost(16, null, null)).toBe(16);
  expect(effectiveCost(16, 0, null)).toBe(3);
  expect(effectiveCost(16, 0, 0.5)).toBe(4);
  expect(effectiveCost(2, 0, 0.1)).toBe(2);
  expect(misreadShare(2)).toBeGreaterThan(10 * misreadShare(8));
});

test('property: between 0 and .995, below its bound, falling with cost, rising with passes', () => {
  const evidence = fc.record({
    exact: fc.boolean(),
    cost: fc.double({ min: 0, max: 63, noNaN: true }),
    misreadRate: fc.double({ min: 0.001, max: 0.5, noNaN: true }),
    platePasses: fc.integer({ min: 0, max: 10_000 }),
    textPasses: fc.integer({ min: 1, max: 10_000 }),
    lookAlikeReads: fc.double({ min: 0, max: 1000, noNaN: true }),
    shape: fc.record({
      occupancy: fc.double({ min: 0, max: 1, noNaN: true }),
      passesPerText: fc.double({ min: 0, max: 100, noNaN: true }),
      passesPerSeenText: fc.double({ min: 0, max: 1000, noNaN: true }),
    }),
  });
  fc.assert(
    fc.property(evidence, (e) => {
      const { likelihood, baseRate } = assessRead(e);
      expect(likelihood).toBeGreaterThanOrEqual(0);
      expect(likelihood).toBeLessThanOrEqual(0.995);
      expect(baseRate).toBeGreaterThanOrEqual(0);
      expect(baseRate).toBeLessThanOrEqual(1);
      const slack = likelihood + 1e-9;
      expect(likelihoodBound(e)).toBeGreaterThanOrEqual(likelihood - 1e-9);
      expect(assessRead({ ...e, lookAlikeReads: e.lookAlikeReads + 1 }).baseRate).toBeGreaterThanOrEqual(
        e.exact ? baseRate : 0,
      );
      if (e.exact) {
        expect(assessRead({ ...e, lookAlikeReads: e.lookAlikeReads + 1 }).likelihood).toBeLessThanOrEqual(slack);
        expect(assessRead({ ...e, platePasses: e.platePasses + 1 }).likelihood).toBeGreaterThanOrEqual(
          likelihood - 1e-9,
        );
      } else {
        expect(assessRead({ ...e, cost: e.cost + 1 }).likelihood).toBeLessThanOrEqual(slack);
        expect(assessRead({ ...e, platePasses: e.platePasses + 1 }).likelihood).toBeGreaterThanOrEqual(
          likelihood - 1e-9,
        );
      }
    }),
    { numRuns: 2000 },
  );
});

test('words', () => {
  expect([0.95, 0.9, 0.66, 0.4, 0.1, 0.099, 0].map(likelihoodWord)).toEqual([
    'very likely',
    'very likely',
    'likely',
    'about even',
    'unlikely',
    'very unlikely',
    'very unlikely',
  ]);
});

test('a report says what was counted', () => {
  const lookAlikes = [
    { plate: 'A8C123', cost: 2, passes: 120 },
    { plate: 'ABG123', cost: 4, passes: 1400 },
  ];
  const evidence = { ...exact, lookAlikeReads: expectedFromLookAlikes(lookAlikes, 0.03) };
  const report = reportLikelihood({
    evidence,
    posterior: assessRead(evidence),
    lookAlikes,
    costModelId: 'camera/1',
    via: 'read',
    classLabel: 'Car',
  });
  expect(report.lookAlikes[0]?.plate).toBe('ABG123');
  const fact = (code: string) => report.explanation.find((entry) => entry.code === code);
  expect(fact('look-alikes')).toMatchObject({ value: 2, text: '2 look-alikes passed 1,520 times in the data held.' });
  expect(fact('misread-rate')?.text).toContain('3 %');
  expect(report.word).toBe(likelihoodWord(report.likelihood));
});

test('shapes: counts are per shape and series, spaces are counted right', () => {
  const car = shapeOf('ABC123' as PlateText);
  expect(shapeOf('NZZ999' as PlateText)).toBe(car);
  expect(shapeOf('ABO123' as PlateText)).not.toBe(car);
  expect(shapeOf('AB1234' as PlateText)).not.toBe(car);
  const counts = new Map();
  addToShape(counts, car, 176, 352);
  expect(shapeStatistics(counts, car)).toEqual({
    occupancy: 176 / 17_576_000,
    passesPerText: 352 / 17_576_000,
    passesPerSeenText: 2,
  });
  expect(shapeStatistics(counts, shapeOf('A' as PlateText)).occupancy).toBe(0);
  const long = shapeOf('ABCDEFGHIJKLMNOP' as PlateText);
  addToShape(counts, long, 1, 1);
  expect(shapeStatistics(counts, long).occupancy).toBeCloseTo(26 ** -16, 30);
});
