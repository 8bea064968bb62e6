import { expect, test } from 'vitest';
import { windowOfDays } from './audit-filter.ts';
import { barAt, barsOf, barTitle, brushOf, moveBrush, ticksOf } from './day-bars.ts';

const days = (count: number, from = '2026-10-01') =>
  Array.from({ length: count }, (_, at) => ({
    day: new Date(Date.parse(`${from}T00:00:00Z`) + at * 86_400_000).toISOString().slice(0, 10),
    ran: 10 + at,
    refused: at % 3,
  }));

test('a day on which nobody asked has its empty place', () => {
  const bars = barsOf(
    [
      { day: '2026-09-26', ran: 3, refused: 1 },
      { day: '2026-09-29', ran: 5, refused: 0 },
    ],
    92,
  );
  expect(bars.map((bar) => [bar.firstDay, bar.ran, bar.refused])).toEqual([
    ['2026-09-26', 3, 1],
    ['2026-09-27', 0, 0],
    ['2026-09-28', 0, 0],
    ['2026-09-29', 5, 0],
  ]);
  expect(barsOf([], 92)).toEqual([]);
});

test('gathering days loses no query and keeps within the bars there is room for', () => {
  for (const count of [1, 91, 92, 93, 365, 1000]) {
    const given = days(count);
    const bars = barsOf(given, 92);
    expect(bars.length).toBeLessThanOrEqual(92);
    expect(bars.reduce((sum, bar) => sum + bar.ran, 0)).toBe(given.reduce((sum, day) => sum + day.ran, 0));
    expect(bars[0]?.firstDay).toBe(given[0]?.day);
    expect(bars.at(-1)?.lastDay).toBe(given.at(-1)?.day);
  }
});

test('the brush covers the bars of its window, and a window beside them has none', () => {
  const bars = barsOf(days(30), 92);
  const week = windowOfDays('2026-10-05', '2026-10-11');
  expect(brushOf(bars, week.fromMs, week.toMs)).toEqual({ first: 4, last: 10 });
  expect(brushOf(bars, week.fromMs, null)).toEqual({ first: 4, last: 29 });
  expect(brushOf(bars, null, null)).toBe(null);
  const later = windowOfDays('2026-12-01', '2026-12-02');
  expect(brushOf(bars, later.fromMs, later.toMs)).toBe(null);
});

test('an end of the brush stays within the bars and pushes the other before it', () => {
  expect(moveBrush({ first: 2, last: 5 }, 'first', 8, 30)).toEqual({ first: 8, last: 8 });
  expect(moveBrush({ first: 2, last: 5 }, 'last', 1, 30)).toEqual({ first: 1, last: 1 });
  expect(moveBrush({ first: 2, last: 5 }, 'last', Number.POSITIVE_INFINITY, 30)).toEqual({ first: 2, last: 29 });
  expect(barAt(1, 30)).toBe(29);
  expect(barAt(-0.1, 30)).toBe(0);
});

test('the first and last day are written beneath, and the day the clocks change', () => {
  const ticks = ticksOf(barsOf(days(60, '2026-09-13'), 92));
  expect(ticks[0]?.text).toBe('13 Sept');
  expect(ticks.at(-1)?.text).toBe('11 Nov');
  expect(ticks.some((tick) => tick.text === '27 Sept: NZDT begins' && tick.at === 14)).toBe(true);
  expect(ticksOf(barsOf(days(1), 92))).toEqual([{ at: 0, text: '1 Oct' }]);
});

test('a bar of several days is named by its first and last', () => {
  expect(barTitle({ firstDay: '2026-10-28', lastDay: '2026-11-03', ran: 0, refused: 0 })).toBe('28 Oct – 3 Nov');
  expect(barTitle({ firstDay: '2026-11-11', lastDay: '2026-11-11', ran: 0, refused: 0 })).toBe('Wed 11 Nov');
});
