import { expect, test } from 'vitest';
import { judgedMisreadRates } from './judged-rates.ts';

test('a camera judged often has a rate of its own, the others leave it to the matcher', () => {
  const rates = judgedMisreadRates([
    { cameraOrdinal: 4, judged: 400, wrong: 120 },
    { cameraOrdinal: 1, judged: 400, wrong: 2 },
    { cameraOrdinal: 2, judged: 24, wrong: 24 },
  ]);
  expect(rates).toHaveLength(5);
  expect(rates[0]).toBe(0);
  expect(rates[2]).toBe(0);
  expect(rates[4]).toBeGreaterThan(0.25);
  expect(rates[4]).toBeLessThan(0.31);
  expect(rates[1]).toBeGreaterThan(0);
  expect(rates[1]).toBeLessThan(0.05);
  expect(judgedMisreadRates([])).toHaveLength(0);
});
