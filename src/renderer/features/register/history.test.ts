import { expect, test } from 'vitest';
import type { AuthorityStanding } from '../../../contract/authority-answers.ts';
import { plainAuthority } from '../../../core/model/domain.ts';
import { historyOf } from './history.ts';

const nowMs = Date.parse('2026-11-12T00:00:00Z');
const HOUR_MS = 3_600_000;
const person = (id: string) => ({
  id,
  username: id,
  name: `Officer ${id}`,
  title: 'Inspector',
  role: 'investigator' as const,
});

const approved: AuthorityStanding = {
  standing: 'in-force',
  remainingMs: 2 * HOUR_MS,
  report: { dueMs: nowMs + 40 * HOUR_MS, madeMs: null, overdue: false },
  uses: 1,
  may: [],
  record: {
    ...plainAuthority,
    id: 'a1',
    caseId: 'c1',
    kind: 'surveillance-device-warrant',
    number: 'SDW-1',
    purpose: 'burglary',
    narrative: '',
    declaredBy: person('A'),
    fromMs: nowMs - 3 * HOUR_MS,
    toMs: nowMs + 2 * HOUR_MS,
    assignment: 'confirmed',
    withdrawnMs: null,
    approval: {
      state: 'approved',
      submittedMs: nowMs - 5 * HOUR_MS,
      by: person('B'),
      atMs: nowMs - 4 * HOUR_MS,
      note: 'Read it.',
    },
  },
};

test('what happened stands in its order, and what is to come says so', () => {
  expect(historyOf(approved, nowMs).map(({ text, ahead }) => [text, ahead])).toEqual([
    ['Submitted by Officer A', false],
    ['Approved by Officer B, Inspector', false],
    ['Its time begins', false],
    ['Its time ends', true],
    ['Report is due', true],
  ]);
  expect(historyOf(approved, nowMs)[1]?.note).toBe('Read it.');
});

test('what was withdrawn does not lapse, and a report that was made is not due', () => {
  const record = { ...approved.record, withdrawnMs: nowMs - HOUR_MS };
  const report = { dueMs: nowMs, madeMs: nowMs - 1, overdue: false };
  expect(historyOf({ ...approved, record, report }, nowMs).map(({ text }) => text)).toEqual([
    'Submitted by Officer A',
    'Approved by Officer B, Inspector',
    'Its time begins',
    'Withdrawn',
    'Reported',
  ]);
});
