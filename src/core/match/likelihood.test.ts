import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlateText } from '../plate/plate-text.ts';
import type { ReadEvidence } from './likelihood.ts';
import { assessRead, chanceLookAlikeIsReal, effectiveCost, likelihoodBound, misreadShare } from './likelihood.ts';
import { likelihoodWord, reportLikelihood } from './likelihood-explanation.ts';
import { addToShape, countVehicles, shapeOf, shapeStatistics } from './plate-shape.ts';

const rare = { occupancy: 1e-6, passesPerText: 1e-6, passesPerVehicle: 2 };
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
  const dense = { occupancy: 0.3, passesPerText: 0.9, passesPerVehicle: 3 };
  expect(assessRead({ ...misread, platePasses: 1, shape: dense }).likelihood).toBeLessThan(0.1);
});

test('a candidate is nearer than a far read, the more so the less the engine preferred its reading', () => {
  expect(effectiveCost(16, null, null)).toBe(16);
  const unknown = effectiveCost(16, 0, null);
  expect(unknown).toBeGreaterThan(1);
  expect(unknown).toBeLessThan(5);
  expect(effectiveCost(16, 0, 0.9, 0.91)).toBeLessThan(unknown);
  expect(effectiveCost(16, 0, 0.8, 0.95)).toBeGreaterThan(unknown);
  expect(effectiveCost(2, 0, 0.1, 0.9)).toBe(2);
  expect(misreadShare(2)).toBeGreaterThan(10 * misreadShare(8));
});

test('a look-alike read once is a vehicle where plates stand dense, an odd read of the plate asked for where they do not', () => {
  const sparse = { occupancy: 1e-6, passesPerText: 1e-6, passesPerVehicle: 3 };
  const dense = { occupancy: 0.4, passesPerText: 1, passesPerVehicle: 3 };
  expect(chanceLookAlikeIsReal(1, 4, 5, 0.2, sparse)).toBeLessThan(0.05);
  expect(chanceLookAlikeIsReal(1, 4, 5, 0.2, dense)).toBeGreaterThan(0.4);
  expect(chanceLookAlikeIsReal(4, 4, 5, 0.2, sparse)).toBeGreaterThan(chanceLookAlikeIsReal(1, 4, 5, 0.2, sparse));
  expect(chanceLookAlikeIsReal(5, 4, 5, 0.2, sparse)).toBe(1);
});

test('look-alikes at a real cost weigh on an exact read: the more pass, the less it says', () => {
  const at = (count: number) =>
    assessRead({ ...exact, lookAlikeReads: count * 120 * exact.misreadRate * misreadShare(2) }).likelihood;
  const falling = [0, 1, 2, 4, 8, 12].map(at);
  for (const [index, value] of falling.slice(1).entries()) expect(value).toBeLessThan(falling[index] ?? 0);
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
      passesPerVehicle: fc.double({ min: 0, max: 1000, noNaN: true }),
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
  const evidence = { ...exact, lookAlikeReads: 1520 * 0.03 * misreadShare(3) };
  const report = reportLikelihood({
    evidence,
    posterior: assessRead(evidence),
    lookAlikes,
    costModelId: 'camera/2',
    via: 'read',
    misreadRateGiven: true,
    classLabel: 'Car',
  });
  expect(report.lookAlikes[0]?.plate).toBe('ABG123');
  const fact = (code: string) => report.explanation.find((entry) => entry.code === code);
  expect(fact('look-alikes')).toMatchObject({ value: 2, text: '2 look-alikes passed 1,520 times in the data held.' });
  expect(fact('misread-rate')?.text).toContain('3 %');
  expect(report.word).toBe(likelihoodWord(report.likelihood));
});

test('a likelihood can be worked out again by hand from the sentences printed with it, as the model page shows', () => {
  // Much like the real match of docs/model/plate-likelihood.md: four reads of the plate, one of the text, cost 12.
  const misread: ReadEvidence = {
    exact: false,
    cost: 12,
    misreadRate: 0.1609,
    platePasses: 4,
    textPasses: 1,
    lookAlikeReads: 2.21e-8,
    shape: { occupancy: 9.781e-6, passesPerText: 3.662e-6 / 0.1609, passesPerVehicle: 1.728 },
  };
  const hits = [
    misread,
    { ...misread, cost: 9.43, textPasses: 3, lookAlikeReads: 0.0021 },
    { ...misread, cost: 5, platePasses: 0, textPasses: 12, shape: { ...misread.shape, occupancy: 0.02 } },
    { ...exact, platePasses: 7, lookAlikeReads: 2.345 },
  ];
  for (const evidence of hits) {
    const posterior = assessRead(evidence);
    const { explanation } = reportLikelihood({
      evidence,
      posterior,
      lookAlikes: [],
      costModelId: 'camera/2',
      via: 'read',
      misreadRateGiven: false,
      classLabel: 'Car',
    });
    expect(byHand((code) => explanation.find((fact) => fact.code === code)?.text ?? '')).toBeCloseTo(
      posterior.likelihood,
      3,
    );
  }
  expect(assessRead(misread).likelihood).toBeCloseTo(0.5, 2);
});

/** The page's steps, with nothing but the numbers that stand in the sentences. */
function byHand(sentenceOf: (code: string) => string): number {
  const numbers = (code: string): number[] => (sentenceOf(code).match(/\d+(?:\.\d+)?(?:e-\d+)?/g) ?? []).map(Number);
  const [n = 0] = sentenceOf('plate-passes').startsWith('No ') ? [0] : numbers('plate-passes');
  const [, l = 0, v = 0] = numbers('expected-reads');
  const m = (numbers('misread-rate')[0] ?? 0) / 100;
  if (sentenceOf('read-exact') !== '') {
    const own = Math.max(1, n - l - v) * (1 - m);
    return own / (own + l + v);
  }
  const [c = 0] = numbers('read-differs');
  const [t = 0] = numbers('text-passes');
  const [, s = 0, k = 0] = numbers('text-is-real');
  const own = Math.max(1, n) * m * Math.exp(-(0.05 + 0.976 * Math.min(c, 8) + 0.904 * Math.max(0, c - 8)));
  const all = own + l + v;
  const run = (x: number, least: number): number => {
    const again = Math.max(least, x / (1 + x));
    return (x / (1 + x)) * again ** (t - 1) * (1 - again);
  };
  const odds = ((s / (1 - s)) * run(all + Math.max(1, k), 0)) / run(all, 0.233);
  const r = odds / (1 + odds);
  return Math.min(0.995, (1 - r) * (own / all) + r * (own / (all + Math.max(1, t - all) * (1 - m))));
}

test('shapes: counts are per shape and series, spaces are counted right', () => {
  const car = shapeOf('ABC123' as PlateText);
  expect(shapeOf('NZZ999' as PlateText)).toBe(car);
  expect(shapeOf('ABO123' as PlateText)).not.toBe(car);
  expect(shapeOf('AB1234' as PlateText)).not.toBe(car);
  const counts = new Map();
  addToShape(counts, car, 176, 352);
  const vehicles = { rightShare: 1, passesPerVehicle: 2 };
  // The text in question, read twice, does not vouch for itself; a quarter of a vehicle more is always reckoned with.
  const { occupancy, passesPerText, passesPerVehicle } = shapeStatistics(counts, car, 2, vehicles);
  expect(occupancy).toBeCloseTo(175.25 / 17_576_000, 12);
  expect(passesPerText).toBeCloseTo(350 / 17_576_000, 12);
  expect(passesPerVehicle).toBeCloseTo(2, 9);
  expect(shapeStatistics(counts, shapeOf('A' as PlateText), 0, vehicles).occupancy).toBeCloseTo(0.25 / 26, 9);
  const long = shapeOf('ABCDEFGHIJKLMNOP' as PlateText);
  addToShape(counts, long, 1, 1);
  expect(shapeStatistics(counts, long, 1, vehicles).occupancy).toBeCloseTo(0.25 * 26 ** -16, 30);
});

test('vehicles are counted from texts less those that misreads make, never fewer than a fifth of the texts', () => {
  const counts = new Map();
  addToShape(counts, 1, 1000, 2000);
  expect(countVehicles(counts, 0)).toEqual({ rightShare: 1, passesPerVehicle: 2 });
  const noisy = countVehicles(counts, 0.25);
  expect(noisy.rightShare).toBe(0.75);
  // 2,000 reads, 500 wrong, most of them a text of their own: some 620 vehicles behind 1,000 texts.
  expect(noisy.passesPerVehicle).toBeGreaterThan(2.2);
  expect(noisy.passesPerVehicle).toBeLessThan(2.7);
  expect(countVehicles(counts, 0.6).passesPerVehicle).toBe((2000 * 0.4) / 200);
  expect(countVehicles(new Map(), 0.03).passesPerVehicle).toBe(1);
});
