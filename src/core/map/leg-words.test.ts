import { expect, test } from 'vitest';
import { distanceWords, durationWords, legKind, legWords } from './leg-words.ts';

const MINUTE = 60_000;

test('a leg becomes a gap above fifty minutes, and impossible beats both', () => {
  expect(legKind(50 * MINUTE)).toBe('reads');
  expect(legKind(50 * MINUTE + 1)).toBe('gap');
  expect(legKind(MINUTE, true)).toBe('impossible');
});

test('durations and distances are words a reader can check', () => {
  expect(durationWords(58_999)).toBe('58 s');
  expect(durationWords(4 * MINUTE + 5000)).toBe('4 min 05 s');
  expect(durationWords(55 * MINUTE)).toBe('55 min');
  expect(durationWords(67 * MINUTE + 33_000)).toBe('1 h 07 min');
  expect(durationWords(51 * 60 * MINUTE)).toBe('2 d 3 h');
  expect(distanceWords(419.6)).toBe('420 m');
  expect(distanceWords(2900)).toBe('2.9 km');
  expect(distanceWords(73_900)).toBe('74 km');
});

test('a gap says how long, how far and how fast on average; a leg with reads says nothing', () => {
  const from = { lon: 175, lat: -37 };
  const to = { lon: 175, lat: -37 - 74 / 111.195 };
  expect(legWords('gap', from, to, 67 * MINUTE)).toEqual(['No read 1 h 07 min', '74 km, 66 km/h average']);
  expect(legWords('impossible', from, to, 100_000)).toEqual(['Impossible leg, struck', '74 km in 1 min 40 s']);
  expect(legWords('reads', from, to, MINUTE)).toEqual([]);
});
