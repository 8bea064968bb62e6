import { describe, expect, test } from 'vitest';
import { highestLiftAtLeast, liftOf, poissonLowerLimit, visitRate } from './lift.ts';

describe('MV5 lift and its careful figure', () => {
  test('the lower limits are those of the tables (Garwood)', () => {
    for (const [counted, limit] of [
      [0, 0],
      [1, 0.0253],
      [2, 0.2422],
      [3, 0.6187],
      [5, 1.6235],
      [10, 4.7954],
      [20, 12.2165],
      [50, 37.1105],
      [100, 81.3644],
    ] as const) {
      expect(poissonLowerLimit(counted)).toBeCloseTo(limit, 3);
    }
  });

  test('the limit grows without a jump where the formula takes over', () => {
    const steps = Array.from({ length: 20 }, (_, n) => poissonLowerLimit(191 + n) - poissonLowerLimit(190 + n));
    for (const step of steps) expect(step).toBeGreaterThan(0.9);
    for (const step of steps) expect(step).toBeLessThan(1.1);
  });

  test('one meeting of 0.001 expected stands far below thirteen of 0.02, and forty of two', () => {
    const [lucky, night, daily] = [liftOf(1, 0.001), liftOf(13, 0.02), liftOf(40, 2)];
    expect(lucky.lift).toBeCloseTo(1000);
    expect(lucky.liftAtLeast).toBeLessThan(0.1);
    expect(night.liftAtLeast).toBeGreaterThan(10);
    expect(daily.liftAtLeast).toBeGreaterThan(10);
    expect(highestLiftAtLeast(13)).toBeGreaterThan(night.liftAtLeast);
  });
});

describe('MV4 the rate of visits', () => {
  const DAY_MS = 86_400_000;
  const byHour = (hours: Record<number, number>) => Array.from({ length: 24 }, (_, hour) => hours[hour] ?? 0);

  test('sums over the hours of the day to the visits there were', () => {
    const visits = { total: 60, byHour: byHour({ 7: 10, 8: 40, 17: 10 }) };
    let sum = 0;
    for (let hour = 0; hour < 24; hour++) sum += visitRate(visits, hour, 60 * DAY_MS, 240_000) * ((60 * DAY_MS) / 24);
    expect(sum).toBeCloseTo(60, 6);
  });

  test('is highest at its own hours, never nothing, and nothing for who never came', () => {
    const visits = { total: 40, byHour: byHour({ 8: 40 }) };
    const rates = [8, 7, 3].map((hour) => visitRate(visits, hour, 60 * DAY_MS, 240_000));
    expect(rates[0]).toBeGreaterThan((rates[1] ?? 0) * 1.5);
    expect(rates[1]).toBeGreaterThan((rates[2] ?? 0) * 50);
    expect(rates[2]).toBeGreaterThan(0);
    expect(visitRate({ total: 0, byHour: byHour({}) }, 8, DAY_MS, 240_000)).toBe(0);
  });

  test('a camera that was live for an instant does not divide by nothing', () => {
    expect(Number.isFinite(visitRate({ total: 1, byHour: byHour({ 3: 1 }) }, 3, 0, 240_000))).toBe(true);
  });
});
