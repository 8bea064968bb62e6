// Ends to the second through changes of the clocks, against an oracle that only asks the runtime to format instants.
import { expect, test } from 'vitest';
import { endOfSpan, instantOf, type LegalSpan } from './legal-time.ts';

const zone = 'Pacific/Auckland';
const at = (text: string): number => Date.parse(text);
const second = 1000;
const hour = 3_600_000;
const day = 24 * hour;

test('AR18 hours run on through a change of the clocks, days and months keep the time of day', () => {
  // 27 September 2026: 02:00 NZST becomes 03:00 NZDT. 5 April 2026: 03:00 NZDT becomes 02:00 NZST.
  expect(endOfSpan(at('2026-09-26T10:00:00+12:00'), { hours: 48 }, zone)).toBe(at('2026-09-28T11:00:00+13:00'));
  expect(endOfSpan(at('2026-09-26T10:00:00+12:00'), { days: 2 }, zone)).toBe(at('2026-09-28T10:00:00+13:00'));
  expect(endOfSpan(at('2026-04-04T10:00:00+13:00'), { days: 2 }, zone)).toBe(at('2026-04-06T10:00:00+12:00'));
  expect(endOfSpan(at('2026-09-01T10:00:00+12:00'), { months: 1 }, zone)).toBe(at('2026-10-01T10:00:00+13:00'));
});

test('AR18 a month ends on the day of the same number, or on the last of a shorter month', () => {
  expect(endOfSpan(at('2026-01-31T10:00:00+13:00'), { months: 1 }, zone)).toBe(at('2026-02-28T10:00:00+13:00'));
  expect(endOfSpan(at('2028-01-31T10:00:00+13:00'), { months: 1 }, zone)).toBe(at('2028-02-29T10:00:00+13:00'));
  expect(endOfSpan(at('2026-12-15T23:59:59+13:00'), { months: 1 }, zone)).toBe(at('2027-01-15T23:59:59+13:00'));
  expect(endOfSpan(at('2026-10-31T00:00:00+13:00'), { months: 3 }, zone)).toBe(at('2027-01-31T00:00:00+13:00'));
});

test('AR18 a local time that never comes is the change itself, one that comes twice is its first', () => {
  expect(instantOf(at('2026-09-27T02:30:00Z'), zone)).toBe(at('2026-09-27T03:00:00+13:00'));
  expect(instantOf(at('2026-04-05T02:30:00Z'), zone)).toBe(at('2026-04-05T02:30:00+13:00'));
});

const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** Local date and time of an instant as the runtime writes it. */
function localText(timeMs: number): string {
  const parts = format.formatToParts(timeMs);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

/** What the wall clock shows at the end, by string arithmetic on the local date; then the first second that shows it or more. */
function oracle(fromMs: number, span: LegalSpan): number {
  if ('hours' in span) return fromMs + span.hours * hour;
  const [date = '', time = ''] = localText(fromMs).split('T');
  const [year = 0, month = 0, dayOfMonth = 0] = date.split('-').map(Number);
  let wanted: string;
  if ('days' in span) {
    wanted = new Date(Date.parse(`${date}T00:00:00Z`) + span.days * day).toISOString().slice(0, 10);
  } else {
    const months = year * 12 + (month - 1) + span.months;
    const [y, m] = [Math.floor(months / 12), (months % 12) + 1];
    const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
    const last = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m - 1] ?? 31;
    const pad = (n: number): string => String(n).padStart(2, '0');
    wanted = `${y}-${pad(m)}-${pad(Math.min(dayOfMonth, last))}`;
  }
  const target = `${wanted}T${time}`;
  // New Zealand is 12 or 13 hours ahead. A minute at a time, then a second at a time.
  const startMs = Date.parse(`${target}Z`) - 13 * hour - 60 * second;
  for (let minuteMs = startMs; minuteMs < startMs + 4 * hour; minuteMs += 60 * second) {
    if (localText(minuteMs + 59 * second) < target) continue;
    for (let timeMs = minuteMs; timeMs < minuteMs + 60 * second; timeMs += second) {
      if (localText(timeMs) >= target) return timeMs;
    }
  }
  throw new Error('no such instant');
}

test('AR18 1,000 ends around each change of the clocks agree to the second with the runtime’s own formatting', () => {
  const changes = [at('2026-09-26T14:00:00Z'), at('2027-04-03T14:00:00Z')];
  const spans: LegalSpan[] = [{ days: 60 }, { days: 30 }, { months: 1 }, { hours: 48 }];
  const seen = new Set<number>();
  let checked = 0;
  for (const changeMs of changes) {
    for (let n = 0; n < 1000; n += 1) {
      const span = spans[n % spans.length] ?? { hours: 48 };
      // Ends spread over three hours either side of the change, at odd seconds.
      const endNearMs = changeMs - 3 * hour + Math.floor((n * 21_601) / 1000) * second;
      const lengthMs = 'hours' in span ? span.hours * hour : 'days' in span ? span.days * day : 30 * day;
      const fromMs = endNearMs - lengthMs;
      const endMs = endOfSpan(fromMs, span, zone);
      expect(endMs, `${n} ${JSON.stringify(span)}`).toBe(oracle(fromMs, span));
      seen.add(endMs - fromMs - lengthMs);
      checked += 1;
    }
  }
  expect(checked).toBe(2000);
  // Red proof: some of these really crossed a change.
  expect(seen.has(hour) || seen.has(-hour)).toBe(true);
});
