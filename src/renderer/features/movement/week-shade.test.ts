import { expect, test } from 'vitest';
import { shadeOf } from './week-shade.ts';

test('no read has no shade, the busiest hour the strongest, one read alone is its own peak', () => {
  expect([0, 1, 4, 8, 9].map((reads) => shadeOf(reads, 9))).toEqual([0, 1, 2, 3, 4]);
  expect(shadeOf(1, 1)).toBe(4);
  expect(shadeOf(0, 0)).toBe(0);
});
