import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moved, pagesText } from './reorder.ts';

test('an item stands where it was moved to, the others keep their order, ends hold', () => {
  expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a']);
  const list = ['a', 'b'];
  expect(moved(list, 1, 2)).toBe(list);
  expect(moved(list, 0, -1)).toBe(list);
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer(), { minLength: 2 }), fc.nat(), fc.nat(), (numbers, a, b) => {
      const [from, to] = [a % numbers.length, b % numbers.length];
      const after = moved(numbers, from, to);
      expect(after[to]).toBe(numbers[from]);
      expect(after.filter((n) => n !== numbers[from])).toEqual(numbers.filter((n) => n !== numbers[from]));
    }),
  );
});

test('pages read as a range', () => {
  expect(pagesText({ fromPage: 4, toPage: 5 })).toBe('4–5');
  expect(pagesText({ fromPage: 3, toPage: 3 })).toBe('3');
  expect(pagesText(undefined)).toBe('');
});
