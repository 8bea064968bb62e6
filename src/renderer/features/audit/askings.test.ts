import { expect, test } from 'vitest';
import type { AuditDrillDown } from '../../../contract/audit-answers.ts';
import { askingsText, askingsWithin, marksOf } from './askings.ts';

type Asking = AuditDrillDown['askings'][number];
const asking = (timeMs: number, outcome: Asking['outcome'] = 'ran'): Asking => ({
  ref: { deviceId: 'd', userId: 'u', deviceSeq: timeMs + 1 },
  timeMs,
  outcome,
  why: '',
});
const span = { fromMs: 0, toMs: 1000 };

test('the line ends with the entry looked at: what came later is not counted', () => {
  const all = [asking(0), asking(1), asking(500), asking(1000), asking(1001)];
  expect(askingsWithin(all, 1000, 1000).map((item) => item.timeMs)).toEqual([1, 500, 1000]);
});

test('marks that would cover each other stand on levels of their own', () => {
  const marks = marksOf([asking(100), asking(110), asking(120), asking(900)], span, 0.05, 900);
  expect(marks.map((mark) => mark.level)).toEqual([0, 1, 2, 0]);
  expect(marks.map((mark) => mark.here)).toEqual([false, false, false, true]);
});

test('a crowd is gathered, but a refusal is never gathered with what ran', () => {
  const crowd = Array.from({ length: 40 }, (_, at) => asking(100 + at));
  const marks = marksOf([...crowd, asking(141, 'refused')], span, 0.05, 141);
  expect(marks).toHaveLength(4);
  expect(marks[2]).toMatchObject({ first: 3, last: 40, refused: false });
  expect(marks[3]).toMatchObject({ first: 41, last: 41, refused: true, here: true });
});

test('what came of them is said in numbers', () => {
  expect(askingsText([asking(1), asking(2, 'refused')])).toBe('1 ran, 1 refused');
  expect(askingsText([asking(1), asking(2)])).toBe('2 ran');
  expect(askingsText([asking(1), asking(2, 'failed')])).toBe('1 ran, 1 failed');
});
