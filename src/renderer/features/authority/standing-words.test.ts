import { expect, test } from 'vitest';
import type { AuthorityStanding } from '../../../contract/authority-answers.ts';
import { plainAuthority } from '../../../core/model/domain.ts';
import { bySituation, clockOf, reportOf, toneOfStanding } from './standing-words.ts';

const nowMs = Date.parse('2026-11-12T00:00:00Z');
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function standing(word: AuthorityStanding['standing'], toMs: number, fromMs = nowMs - DAY_MS): AuthorityStanding {
  return {
    standing: word,
    remainingMs: null,
    report: null,
    uses: 0,
    may: [],
    record: {
      ...plainAuthority,
      id: `${word}-${fromMs}`,
      caseId: 'c1',
      kind: 'file-number',
      number: '261107/4182',
      purpose: 'burglary',
      narrative: '',
      declaredBy: { id: 'u1', username: 'x', name: 'X', title: '', role: 'investigator' },
      fromMs,
      toMs,
      assignment: 'confirmed',
      withdrawnMs: null,
    },
  };
}

test('amber in the last hour, red from the millisecond it lapses', () => {
  const tone = (toMs: number) => toneOfStanding(standing('in-force', toMs), nowMs);
  expect(tone(nowMs + 60 * MINUTE_MS)).toBe('plain');
  expect(tone(nowMs + 60 * MINUTE_MS - 1)).toBe('amber');
  expect(tone(nowMs + 1)).toBe('amber');
  expect(tone(nowMs)).toBe('red');
  expect(toneOfStanding(standing('draft', nowMs - 1), nowMs)).toBe('plain');
});

test('the clock counts seconds in the last hour and says when it lapsed', () => {
  expect(clockOf(standing('in-force', nowMs + 41 * MINUTE_MS + 7999), nowMs)).toBe('41 min 07 s left');
  expect(clockOf(standing('provisional', nowMs + 3 * DAY_MS), nowMs)).toBe('3 d 0 h left');
  expect(clockOf(standing('in-force', nowMs), nowMs)).toBe('Lapsed 13:00');
  expect(clockOf(standing('lapsed', nowMs - 3 * DAY_MS), nowMs)).toBe('Lapsed 9 Nov 13:00');
});

test('an overdue report is red, one due within a week amber', () => {
  const report = (dueMs: number, madeMs: number | null = null) =>
    reportOf(
      { ...standing('lapsed', nowMs), report: { dueMs, madeMs, overdue: madeMs === null && dueMs < nowMs } },
      nowMs,
    );
  expect(report(nowMs - 1)?.tone).toBe('red');
  expect(report(nowMs + 7 * DAY_MS - 1)?.tone).toBe('amber');
  expect(report(nowMs + 8 * DAY_MS)?.tone).toBe('plain');
  expect(report(nowMs - DAY_MS, nowMs - 2 * DAY_MS)).toEqual({ tone: 'plain', text: 'Reported 10 Nov' });
  expect(reportOf(standing('lapsed', nowMs), nowMs)).toBeNull();
});

test('what makes something lawful stands first', () => {
  const rows = [standing('lapsed', 0), standing('submitted', 0), standing('in-force', 0), standing('provisional', 0)];
  expect(rows.sort(bySituation).map((row) => row.standing)).toEqual(['in-force', 'provisional', 'submitted', 'lapsed']);
});
