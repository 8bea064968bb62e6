import { expect, test } from 'vitest';
import {
  causesOf,
  doubtInShort,
  doubtText,
  expectedText,
  gapText,
  hoursText,
  liftText,
  metText,
} from './movement-words.ts';

test('a count of meetings never stands without what chance alone would give', () => {
  expect(metText(9, 0.42)).toBe('met 9 times; chance alone would give 0.4');
  expect(metText(2, 0.004)).toBe('met twice; chance alone would give under 0.01');
  expect(expectedText(0.05)).toBe('0.05');
  expect(expectedText(1234.4)).toBe('1,234');
});

test('a lift is given no more figures than it has', () => {
  expect([1.24, 9.96, 46.2, 20_000].map(liftText)).toEqual(['1.2×', '10×', '46×', 'over 1,000×']);
});

test('who drove ahead is said in words', () => {
  expect(gapText(95_000)).toBe('1 min 35 s behind');
  expect(gapText(-12_000)).toBe('12 s ahead');
  expect(gapText(-400)).toBe('in the same second');
});

test('usual hours are joined to the spans they form', () => {
  expect(hoursText([17, 7, 8])).toBe('07–09, 17–18');
  expect(hoursText([])).toBe('');
  expect(hoursText([23, 0])).toBe('00–01, 23–24');
});

test('the likeliest cause of an impossible leg comes first', () => {
  const doubt = { misread: 0.05, clone: 0.93, clock: 0.02, text: '' };
  expect(causesOf(doubt).map((item) => item.cause)).toEqual(['clone', 'misread', 'clock']);
  expect(doubtText(doubt)).toBe('two vehicles carry this plate (a clone), 0.93');
  expect(doubtInShort(doubt)).toBe('cloned plate 0.93');
});
