// Times of packs across the changes of New Zealand's clocks.

import { expect, test } from 'vitest';
import { localDay, localIso, localTime, localZone, utcIso, utcIsoSeconds } from './pack-time.ts';

test('summer, winter and both changes keep their offset, zone and milliseconds', () => {
  expect(localIso(Date.parse('2026-11-06T13:24:31.240Z'))).toBe('2026-11-07T02:24:31.240+13:00');
  expect(localIso(Date.parse('2026-06-30T12:00:00.007Z'))).toBe('2026-07-01T00:00:00.007+12:00');
  // 5 April 2026, 03:00 NZDT becomes 02:00 NZST: the hour between is written twice and told apart by its offset.
  expect(localIso(Date.parse('2026-04-04T13:30:00Z'))).toBe('2026-04-05T02:30:00.000+13:00');
  expect(localIso(Date.parse('2026-04-04T14:30:00Z'))).toBe('2026-04-05T02:30:00.000+12:00');
  expect([localZone(Date.parse('2026-04-04T13:59:59.999Z')), localZone(Date.parse('2026-04-04T14:00:00Z'))]).toEqual([
    'NZDT',
    'NZST',
  ]);
});

test('words for people', () => {
  const timeMs = Date.parse('2026-09-12T09:16:04.900Z');
  expect(localTime(timeMs)).toBe('Sat 12 Sep 2026 21:16:04 NZST');
  expect(localDay(Date.parse('2026-11-06T13:24:31Z'))).toBe('Sat 7 Nov 2026');
  expect(utcIso(timeMs)).toBe('2026-09-12T09:16:04.900Z');
  expect(utcIsoSeconds(timeMs)).toBe('2026-09-12T09:16:04Z');
});
