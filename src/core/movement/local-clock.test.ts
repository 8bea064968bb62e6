import { describe, expect, test } from 'vitest';
import { LocalClock } from './local-clock.ts';

const clock = new LocalClock('Pacific/Auckland');
const utc = (text: string): number => Date.parse(`${text}Z`);
const HOUR_MS = 3_600_000;

describe('MV12 local days and hours', () => {
  test('the clocks go back on the first Sunday of April: 2 o’clock comes twice', () => {
    // 5 April 2026, 3:00 NZDT becomes 2:00 NZST at 14:00 UTC the day before.
    const change = utc('2026-04-04T14:00:00');
    expect(clock.offsetMs(change - 1)).toBe(13 * HOUR_MS);
    expect(clock.offsetMs(change)).toBe(12 * HOUR_MS);
    expect([change - HOUR_MS, change - 1, change, change + HOUR_MS].map((timeMs) => clock.hour(timeMs))).toEqual([
      2, 2, 2, 3,
    ]);
    expect(clock.day(change - 1)).toBe(clock.day(change));
    // Sunday, both times.
    expect(clock.hourOfWeek(change - 1)).toBe(6 * 24 + 2);
    expect(clock.hourOfWeek(change)).toBe(6 * 24 + 2);
  });

  test('the clocks go forward on the last Sunday of September: 2 o’clock never comes', () => {
    // 27 September 2026, 2:00 NZST becomes 3:00 NZDT at 14:00 UTC the day before.
    const change = utc('2026-09-26T14:00:00');
    expect(clock.offsetMs(change - 1)).toBe(12 * HOUR_MS);
    expect(clock.offsetMs(change)).toBe(13 * HOUR_MS);
    expect([change - HOUR_MS, change - 1, change, change + HOUR_MS].map((timeMs) => clock.hour(timeMs))).toEqual([
      1, 1, 3, 4,
    ]);
  });

  test('a local day ends at local midnight, an hour sooner or later after a change', () => {
    const days = ['2026-04-04T10:59:59', '2026-04-04T11:00:00', '2026-04-05T11:59:59', '2026-04-05T12:00:00'];
    const first = clock.day(utc('2026-04-04T10:59:59'));
    expect(days.map((text) => clock.day(utc(text)) - first)).toEqual([0, 1, 1, 2]);
  });

  test('every quarter of an hour of ten years agrees with the runtime’s own formatting', () => {
    const format = new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone: 'Pacific/Auckland', hourCycle: 'h23' as const },
      ...{ weekday: 'short' as const, hour: '2-digit' as const },
    });
    const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
    // 1,009 quarters at a time: every hour and date comes up, in a hundredth of the look-ups.
    for (let timeMs = utc('2020-01-01T00:00:00'); timeMs < utc('2030-01-01T00:00:00'); timeMs += 1009 * 900_000) {
      const parts = new Map(format.formatToParts(timeMs).map(({ type, value }) => [type, value]));
      const expected = weekdays.indexOf(parts.get('weekday') ?? '') * 24 + Number(parts.get('hour'));
      expect(clock.hourOfWeek(timeMs)).toBe(expected);
    }
  });

  test('years before 1970, before Christ and beyond any date do not throw', () => {
    for (const timeMs of [-1e12, -8e15, 8.64e15, 1e300, Number.NEGATIVE_INFINITY]) {
      expect(Number.isNaN(clock.hour(timeMs)) || (clock.hour(timeMs) >= 0 && clock.hour(timeMs) < 24)).toBe(true);
    }
    expect(() => new LocalClock('Nowhere/At-all')).toThrow(RangeError);
  });
});
