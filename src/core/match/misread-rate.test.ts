import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CameraSample } from './misread-rate.ts';
import { DEFAULT_MISREAD_RATE, estimateMisreadRates } from './misread-rate.ts';

const sample = (reads: number, explained: number, chance = 0, more: Partial<CameraSample> = {}): CameraSample => ({
  reads,
  explained: [explained * 0.4, explained * 0.5, explained],
  decoysExplained: [chance * reads * 0.4, chance * reads * 0.5, chance * reads],
  telling: [reads * 0.9, reads * 0.9, reads * 0.9],
  judged: 0,
  judgedWrong: 0,
  ...more,
});

test('with nothing seen every rate is the field figure', () => {
  const { pool, cameras, basis } = estimateMisreadRates([sample(0, 0), sample(0, 0)]);
  expect(pool).toBe(DEFAULT_MISREAD_RATE);
  for (const rate of cameras) expect(rate).toBeCloseTo(DEFAULT_MISREAD_RATE, 6);
  expect(basis).toBe(0);
  expect(estimateMisreadRates([]).pool).toBe(DEFAULT_MISREAD_RATE);
});

test('texts that look like misreads raise the rate, what chance explains does not', () => {
  const clean = estimateMisreadRates([sample(1000, 10)]).pool;
  const noisy = estimateMisreadRates([sample(1000, 150)]).pool;
  expect(clean).toBeLessThan(0.03);
  expect(noisy).toBeGreaterThan(0.15);
  expect(noisy).toBeLessThan(0.3);
  // As many explained, but decoys are explained as often: nothing is left to account for.
  expect(estimateMisreadRates([sample(1000, 150, 0.15)]).pool).toBeLessThan(0.02);
});

test('where chance explains nearly all, little is learnt and the field figure stands', () => {
  const { pool } = estimateMisreadRates([
    { ...sample(500, 0), explained: [470, 480, 490], decoysExplained: [465, 479, 490] },
  ]);
  expect(pool).toBeGreaterThan(0.01);
  expect(pool).toBeLessThan(0.1);
});

test('a camera with few reads is drawn to the pool, one with many stands for itself', () => {
  const { pool, cameras } = estimateMisreadRates([sample(2000, 20), sample(4, 4), sample(1000, 300)]);
  expect(cameras[0]).toBeLessThan(pool);
  expect(Math.abs((cameras[1] ?? 0) - pool)).toBeLessThan(0.1);
  expect(cameras[2]).toBeGreaterThan(0.3);
});

test('people who judged reads are believed over what only looks like misreads', () => {
  const unjudged = estimateMisreadRates([sample(200, 2)]).pool;
  const wrong = estimateMisreadRates([sample(200, 2, 0, { judged: 100, judgedWrong: 40 })]).pool;
  const right = estimateMisreadRates([sample(200, 60, 0, { judged: 400, judgedWrong: 4 })]).pool;
  expect(wrong).toBeGreaterThan(unjudged + 0.1);
  expect(right).toBeLessThan(estimateMisreadRates([sample(200, 60)]).pool);
});

test('property: a rate is always one, and more explained reads never lower it', () => {
  const counts = fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.double({ min: 0, max: 0.9, noNaN: true }));
  fc.assert(
    fc.property(counts, fc.double({ min: 0, max: 0.8, noNaN: true }), ([reads, chance], share) => {
      const at = (part: number) => estimateMisreadRates([sample(reads, reads * part, chance)]).pool;
      expect(at(share)).toBeGreaterThanOrEqual(0.002);
      expect(at(share)).toBeLessThanOrEqual(0.6);
      expect(at(Math.min(0.9, share + 0.1))).toBeGreaterThanOrEqual(at(share) - 1e-9);
    }),
    { numRuns: 500 },
  );
});

test('noise of what chance explains does not make a camera seem never to err, however many reads were looked at', () => {
  // A tenth of the decoys is explained, and by luck fewer of the reads: 3 % wrong would have added four.
  const { pool } = estimateMisreadRates([
    { ...sample(512, 0), explained: [40, 480, 505], decoysExplained: [51, 480, 505], telling: [512, 512, 512] },
  ]);
  expect(pool).toBeGreaterThan(0.015);
  expect(pool).toBeLessThan(0.031);
});
