import { expect, test } from 'vitest';
import { bytesText, countOf, distanceText, likelihoodText, percentText, positionText } from './number.ts';

test('a likelihood is never rounded to a certainty', () => {
  expect(likelihoodText(0.9996)).toBe('> 0.99');
  expect(likelihoodText(0.0001)).toBe('< 0.01');
  expect(likelihoodText(0.864)).toBe('0.86');
  expect(likelihoodText(1)).toBe('1.00');
});

test('counts are grouped and agree in number', () => {
  expect(countOf(1, 'read')).toBe('1 read');
  expect(countOf(2353, 'read')).toBe('2,353 reads');
  expect(countOf(0, 'entry', 'entries')).toBe('0 entries');
});

test('sizes and distances carry their unit', () => {
  expect(bytesText(999)).toBe('999 B');
  expect(bytesText(999_600)).toBe('1.0 MB');
  expect(bytesText(212_000_000)).toBe('212 MB');
  expect(distanceText(450)).toBe('450 m');
  expect(distanceText(2940)).toBe('2.9 km');
  expect(distanceText(1_234_000)).toBe('1,234 km');
});

test('a position names its hemispheres', () => {
  expect(positionText(-176.5, -44)).toBe('44.0000° S, 176.5000° W');
});

test('work is at 100 % only at its end', () => {
  expect([0, 0.29, 0.9999, 1, 1.2].map(percentText)).toEqual(['0 %', '29 %', '99 %', '100 %', '100 %']);
});
