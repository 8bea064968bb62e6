import { describe, expect, test } from 'vitest';
import { findStays, habitualPlaces, hoursOfWeek } from './habits.ts';
import { LocalClock } from './local-clock.ts';

const clock = new LocalClock('Pacific/Auckland');
const MINUTE_MS = 60_000;
const at = (camera: number, minutes: number) => ({ camera, timeMs: minutes * MINUTE_MS });

describe('MV12 stays', () => {
  test('runs at one camera, the longest first; short ones and lone reads are none', () => {
    const visits = [at(1, 0), at(1, 5), at(2, 20), at(2, 50), at(2, 60), at(3, 70), at(1, 100), at(1, 115)];
    expect(findStays(visits)).toEqual([
      { camera: 2, fromMs: 20 * MINUTE_MS, toMs: 60 * MINUTE_MS, reads: 3 },
      { camera: 1, fromMs: 100 * MINUTE_MS, toMs: 115 * MINUTE_MS, reads: 2 },
    ]);
  });

  test('more than twelve hours apart are two visits', () => {
    expect(findStays([at(1, 0), at(1, 12 * 60)])).toHaveLength(1);
    expect(findStays([at(1, 0), at(1, 12 * 60 + 1)])).toEqual([]);
  });

  test('none of none, one or the same instant', () => {
    expect(findStays([])).toEqual([]);
    expect(findStays([at(1, 3)])).toEqual([]);
    expect(findStays([at(1, 3), at(1, 3)])).toEqual([]);
  });
});

describe('MV12 places and hours', () => {
  const utc = (text: string): number => Date.parse(`${text}Z`);
  // 23:30 on Friday and 00:30 and 08:00 on Saturday in New Zealand: two local days, one UTC day.
  const visits = [
    { camera: 7, timeMs: utc('2026-06-05T11:30:00') },
    { camera: 7, timeMs: utc('2026-06-05T12:30:00') },
    { camera: 9, timeMs: utc('2026-06-05T20:00:00') },
  ];

  test('days are local, and places stand by days', () => {
    expect(habitualPlaces(visits, clock)).toEqual([
      { camera: 7, reads: 2, days: 2, shareOfDays: 1, usualHours: [0, 23] },
      { camera: 9, reads: 1, days: 1, shareOfDays: 0.5, usualHours: [8] },
    ]);
    expect(habitualPlaces([], clock)).toEqual([]);
  });

  test('the week has 168 cells that hold every read', () => {
    const cells = hoursOfWeek(visits, clock);
    expect(cells).toHaveLength(168);
    expect(cells.reduce((sum, count) => sum + count, 0)).toBe(3);
    expect([cells[4 * 24 + 23], cells[5 * 24], cells[5 * 24 + 8]]).toEqual([1, 1, 1]);
  });

  test('on the night the clocks go back both hours from 2 to 3 are one cell', () => {
    const night = [utc('2026-04-04T13:30:00'), utc('2026-04-04T14:30:00'), utc('2026-04-04T15:30:00')];
    const cells = hoursOfWeek(
      night.map((timeMs) => ({ camera: 0, timeMs })),
      clock,
    );
    expect([cells[6 * 24 + 2], cells[6 * 24 + 3]]).toEqual([2, 1]);
  });
});
