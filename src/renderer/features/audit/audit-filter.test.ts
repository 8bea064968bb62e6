import { expect, test } from 'vitest';
import {
  dayAfter,
  dayOf,
  EVERYTHING,
  isNarrowed,
  overviewFilter,
  plateOf,
  viewTitle,
  windowOfDays,
  windowTitle,
  withoutNarrowing,
} from './audit-filter.ts';

const HOUR_MS = 3_600_000;

test('a window of days holds whole local days, also those of 23 and 25 hours', () => {
  const plain = windowOfDays('2026-11-05', '2026-11-11');
  expect(plain.toMs - plain.fromMs + 1).toBe(7 * 24 * HOUR_MS);
  const spring = windowOfDays('2026-09-27', '2026-09-27');
  expect(spring.toMs - spring.fromMs + 1).toBe(23 * HOUR_MS);
  const autumn = windowOfDays('2026-04-05', '2026-04-05');
  expect(autumn.toMs - autumn.fromMs + 1).toBe(25 * HOUR_MS);
  expect([dayOf(spring.fromMs), dayOf(spring.toMs)]).toEqual(['2026-09-27', '2026-09-27']);
});

test('days are counted by the calendar, over the change of clocks and the year', () => {
  expect(dayAfter('2026-09-26', 1)).toBe('2026-09-27');
  expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
  expect(dayAfter('2026-03-01', -1)).toBe('2026-02-28');
});

test('a window is said in whole days where it is one, and with clock times where it is not', () => {
  const { fromMs, toMs } = windowOfDays('2026-11-05', '2026-11-11');
  expect(windowTitle(fromMs, toMs)).toBe('5 – 11 Nov');
  const months = windowOfDays('2026-10-28', '2026-11-03');
  expect(windowTitle(months.fromMs, months.toMs)).toBe('28 Oct – 3 Nov');
  const day = windowOfDays('2026-11-11', '2026-11-11');
  expect(windowTitle(day.fromMs, day.toMs)).toBe('11 Nov');
  expect(windowTitle(fromMs + 90 * 60_000, toMs)).toBe('5 Nov 01:30 – 11 Nov 23:59');
  expect(windowTitle(null, null)).toBe('all that is held');
});

test('counts over time are asked for without the window and the tab', () => {
  const filter = { ...EVERYTHING, tab: 'refusals' as const, ...windowOfDays('2026-11-05', '2026-11-11'), userId: 'u1' };
  expect(overviewFilter(filter)).toEqual({ ...EVERYTHING, userId: 'u1' });
  expect(withoutNarrowing(filter)).toEqual({ ...EVERYTHING, tab: 'refusals' });
});

test('a tab alone narrows nothing; every other part does', () => {
  expect(isNarrowed({ ...EVERYTHING, tab: 'exports' })).toBe(false);
  for (const part of [{ userId: 'u' }, { text: 'x' }, { plate: 'QZX1' }, { toMs: 5 }, { caseLog: 'case:c' }]) {
    expect(isNarrowed({ ...EVERYTHING, ...part })).toBe(true);
  }
});

test('a plate is compared in capitals without spaces', () => {
  expect(plateOf(' qzx 101 ')).toBe('QZX101');
  expect(plateOf('kj?4*')).toBe('KJ?4*');
  expect(plateOf(' - ')).toBe(null);
});

test('a view is named by what it narrows to', () => {
  const people = [{ userId: 'u1', name: 'Officer B. Specimen', title: 'Constable' }];
  expect(viewTitle({ ...EVERYTHING, tab: 'refusals', userId: 'u1', plate: 'QZX101' }, people)).toBe(
    'Refusals, Officer B. Specimen, QZX101',
  );
  expect(viewTitle({ ...EVERYTHING, text: 'x'.repeat(200) }, people).length).toBe(100);
});
