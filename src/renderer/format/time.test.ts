import { expect, test } from 'vitest';
import { exactText, fromWallValue, spanText, timeText, wallValue, windowText } from './time.ts';

const at = (iso: string): number => Date.parse(iso);

test('a time carries its local zone, summer and winter', () => {
  expect(timeText(at('2026-11-06T13:24:31.240Z'))).toBe('Sat 7 Nov 02:24:31 NZDT');
  expect(timeText(at('2026-07-01T00:00:00Z'))).toBe('Wed 1 Jul 12:00:00 NZST');
  expect(exactText(at('2026-11-06T13:24:31.004Z'))).toBe('Sat 7 Nov 2026, 02:24:31.004 NZDT');
});

test('midnight is 00, never 24', () => {
  expect(timeText(at('2026-11-06T11:00:00Z'))).toBe('Sat 7 Nov 00:00:00 NZDT');
});

test('a window over the change to daylight saving names both zones', () => {
  expect(windowText(at('2026-09-12T09:42:00Z'), at('2026-11-11T08:42:00Z'))).toBe(
    '12 Sept 21:42 NZST – 11 Nov 21:42 NZDT',
  );
  expect(windowText(at('2026-11-01T00:00:00Z'), at('2026-11-02T00:00:00Z'))).toBe('1 Nov 13:00 – 2 Nov 13:00 NZDT');
});

test('wall-clock values go there and back through every hour around both changes', () => {
  // 27 September 2026 02:00 NZST jumps to 03:00; 5 April 2026 03:00 NZDT falls back to 02:00.
  for (const start of ['2026-09-26T00:00:00Z', '2026-04-03T12:00:00Z', '2026-12-31T00:00:00Z']) {
    for (let hour = 0; hour < 48; hour++) {
      const timeMs = at(start) + hour * 3_600_000;
      const back = fromWallValue(wallValue(timeMs));
      const repeated = timeMs === at('2026-04-04T14:00:00Z');
      expect(back).toBe(repeated ? timeMs - 3_600_000 : timeMs);
    }
  }
});

test('the hour that daylight saving skips means the time after the jump', () => {
  expect(fromWallValue('2026-09-27T02:30')).toBe(at('2026-09-26T14:30:00Z'));
});

test('what is no date and time is refused', () => {
  for (const value of ['', '2026-11-07', '2026-13-40T00:00', 'now', '2026-11-07T02:24Z']) {
    expect(fromWallValue(value)).toBeNull();
  }
});

test('a span is rounded down', () => {
  expect(spanText(7 * 3_600_000 + 41 * 60_000 + 59_999)).toBe('7 h 41 min');
  expect(spanText(59_999)).toBe('59 s');
  expect(spanText(-5)).toBe('0 s');
  expect(spanText(76 * 3_600_000)).toBe('3 d 4 h');
});
