/** Matches of a query, grouped by the text that matched and how. */
import { expect, test } from 'vitest';
import type { Match } from '../../../contract/matcher.ts';
import type { PlateText } from '../../../core/plate/plate-text.ts';
import { groupMatches } from './search-answer.ts';

const match = (detectionId: number, matchedText: string, likelihood: number, more: Partial<Match> = {}): Match => ({
  detectionId,
  readText: matchedText,
  plate: 'ABC123' as PlateText,
  matchedText,
  cost: 0,
  via: 'read',
  likelihood,
  baseRate: 0,
  lookAlikeCount: 0,
  folded: false,
  ...more,
});
const idOf = (row: number): string => `line-${row}`;

test('detections of one text in one way stand together, with the mean of their likelihoods', () => {
  const matches = [
    match(1, 'ABC123', 0.99),
    match(2, 'A8C123', 0.9, { cost: 3 }),
    match(3, 'ABC123', 0.89),
    match(4, 'ABC123', 0.5, { via: 'candidate' }),
  ];
  expect(groupMatches(matches, idOf, 10).matches).toEqual([
    {
      plate: 'ABC123',
      cost: 0,
      likelihood: 0.94,
      via: 'read',
      detections: ['line-1', 'line-3'],
      likelihoods: [0.99, 0.89],
    },
    { plate: 'A8C123', cost: 3, likelihood: 0.9, via: 'read', detections: ['line-2'], likelihoods: [0.9] },
    { plate: 'ABC123', cost: 0, likelihood: 0.5, via: 'candidate', detections: ['line-4'], likelihoods: [0.5] },
  ]);
});

test('equal likelihoods stand by cost, then text, then first readings before candidates', () => {
  const matches = [
    match(1, 'ZZZ1', 0.5, { cost: 8 }),
    match(2, 'BBB1', 0.5, { cost: 8, via: 'candidate' }),
    match(3, 'BBB1', 0.5, { cost: 8 }),
    match(4, 'YYY1', 0.5, { cost: 4 }),
  ];
  expect(groupMatches(matches, idOf, 10).matches.map(({ plate, via }) => `${plate} ${via}`)).toEqual([
    'YYY1 read',
    'BBB1 read',
    'BBB1 candidate',
    'ZZZ1 read',
  ]);
});

test('likelihoods that print alike are equal: the cost decides', () => {
  const matches = [match(1, 'BBB1', 0.3000002, { cost: 16 }), match(2, 'AAA1', 0.3000001, { cost: 8 })];
  expect(groupMatches(matches, idOf, 10).matches.map(({ plate }) => plate)).toEqual(['AAA1', 'BBB1']);
});

test('no more than the best are kept, and the others counted', () => {
  const matches = [match(1, 'AAA1', 0.9), match(3, 'BBB1', 0.5), match(4, 'CCC1', 0.4)];
  const { matches: best, unlisted } = groupMatches(matches, idOf, 2);
  expect(best.map(({ plate, detections }) => [plate, detections])).toEqual([
    ['AAA1', ['line-1']],
    ['BBB1', ['line-3']],
  ]);
  expect(unlisted).toBe(1);
});

test('folded detections stand apart from those of the same text, whose likelihood they leave alone', () => {
  const matches = [match(1, 'AAA1', 0.9), match(2, 'AAA1', 0.01, { folded: true })];
  expect(groupMatches(matches, idOf, 10).matches).toMatchObject([
    { plate: 'AAA1', likelihood: 0.9, detections: ['line-1'] },
    { plate: 'AAA1', likelihood: 0.01, detections: ['line-2'], folded: true },
  ]);
});
