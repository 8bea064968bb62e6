/** Times as they are written in files of detections: what is told is taken, and what is not is never guessed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isZone, parseInstant } from './instants.ts';

const plain = { zone: null, dateOrder: null } as const;
const auckland = { zone: 'Pacific/Auckland', dateOrder: null } as const;
const read = (text: string, options: Parameters<typeof parseInstant>[1] = plain): string => {
  const result = parseInstant(text, options);
  return result.ok ? new Date(result.timeMs).toISOString() : result.reason;
};

describe('instants', () => {
  test.each([
    ['2026-11-06T13:24:31.240Z', '2026-11-06T13:24:31.240Z'],
    ['2026-11-06T13:24:31+13:00', '2026-11-06T00:24:31.000Z'],
    ['2026-11-06 13:24:31 +1300', '2026-11-06T00:24:31.000Z'],
    ['2026-11-06T13:24Z', '2026-11-06T13:24:00.000Z'],
    ['20261106T13:24:31Z', '2026-11-06T13:24:31.000Z'],
    ['2026-11-06 01:24:31 PM UTC', '2026-11-06T13:24:31.000Z'],
    ['2026-11-06 12:00:00 am Z', '2026-11-06T00:00:00.000Z'],
    ['1794000000', '2026-11-06T21:20:00.000Z'],
    ['1794000000123', '2026-11-06T21:20:00.123Z'],
    ['1794000000123456', '2026-11-06T21:20:00.123Z'],
    ['1794000000.5', '2026-11-06T21:20:00.500Z'],
    ['06/06/2026 13:24Z', '2026-06-06T13:24:00.000Z'],
  ])('%s is %s', (text, instant) => {
    expect(read(text)).toBe(instant);
  });

  test.each([
    ['2026-11-06 13:24:31', /without its zone .*--zone/],
    ['10/03/2021 - 03:53:03', /swapped .*--date-order.*--zone/],
    ['10/03/2021 03:53:03Z', /swapped .*--date-order dmy or mdy\)/],
    ['', /no time/],
    ['yesterday', /not understood/],
    ['2026-11-06', /not understood/],
    ['2026-02-30T00:00Z', /does not exist/],
    ['2026-13-01T00:00Z', /does not exist/],
    ['2026-11-06T24:00Z', /does not exist/],
    ['2026-11-06T13:61Z', /does not exist/],
    ['2026-11-06T13:10 PM Z', /does not exist/],
    ['1066-10-14T09:00Z', /before 1990/],
    ['123456789', /before 1990/],
    ['9'.repeat(17), /before 1990/],
    [`2026-11-06T13:24Z${' x'.repeat(100)}`, /too long/],
  ])('%s is refused with what to do', (text, why) => {
    expect(read(text)).toMatch(why);
  });

  test('day and month stand in the order that is told', () => {
    const zone = 'America/Los_Angeles';
    expect(read('10/03/2021 - 03:53:03', { zone, dateOrder: 'mdy' })).toBe('2021-10-03T10:53:03.000Z');
    expect(read('10/03/2021 - 03:53:03', { zone, dateOrder: 'dmy' })).toBe('2021-03-10T11:53:03.000Z');
    expect(read('25/12/2021 10:00', { zone, dateOrder: 'mdy' })).toMatch(/does not exist/);
  });

  test('local times follow the clocks: an hour skipped is refused, the first of an hour that comes twice is taken', () => {
    expect(read('2026-07-01 12:00', auckland)).toBe('2026-07-01T00:00:00.000Z');
    expect(read('2026-12-01 12:00', auckland)).toBe('2026-11-30T23:00:00.000Z');
    // Clocks went forward on 27 September 2026 at 2, and back on 5 April at 3.
    expect(read('2026-09-27 02:30', auckland)).toMatch(/skipped/);
    expect(read('2026-09-27 03:00', auckland)).toBe('2026-09-26T14:00:00.000Z');
    expect(read('2026-04-05 02:30', auckland)).toBe('2026-04-04T13:30:00.000Z');
    expect(read('2026-04-05 03:00', auckland)).toBe('2026-04-04T15:00:00.000Z');
  });

  test('any instant written in a zone is read back, but for the second pass of an hour that comes twice', () => {
    const written = new Intl.DateTimeFormat('sv-SE', {
      timeZone: 'Pacific/Auckland',
      dateStyle: 'short',
      timeStyle: 'medium',
    });
    fc.assert(
      fc.property(fc.integer({ min: 700_000_000, max: 4_000_000_000 }), (second) => {
        const text = written.format(second * 1000);
        const result = parseInstant(text, auckland);
        expect(result.ok).toBe(true);
        if (result.ok && result.timeMs !== second * 1000) {
          expect(written.format(result.timeMs)).toBe(text);
          expect(second * 1000 - result.timeMs).toBe(3_600_000);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('no text makes it throw, and zones are known by name alone', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => void parseInstant(text, auckland)));
    expect(['Pacific/Auckland', 'UTC', 'Mars/Olympus', ''].map(isZone)).toEqual([true, true, false, false]);
  });
});
