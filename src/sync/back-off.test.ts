import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

const plan = { baseMs: 2000, maxMs: 300_000 };

test('SY10 delays double, are capped, and keep at least half of themselves', () => {
  expect([1, 2, 3, 4].map((failures) => backOffMs(failures, 0, plan))).toEqual([1000, 2000, 4000, 8000]);
  expect(backOffMs(1, 0.999, plan)).toBeGreaterThan(1990);
  expect(backOffMs(50, 0, plan)).toBe(150_000);
  expect(backOffMs(5000, 0.5, plan)).toBe(225_000);
});
