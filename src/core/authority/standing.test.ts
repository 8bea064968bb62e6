// Where authorities of every kind stand, and what the ways to them ask for. Times are New Zealand's.
import { describe, expect, test } from 'vitest';
import { type AuthorityRecord, plainAuthority, type User } from '../model/domain.ts';
import { nzRuleBook } from './rules/nz.ts';
import { ukRuleBook } from './rules/uk.ts';
import { standingOf, stepsOpen } from './standing.ts';
import { waysToAuthority } from './ways-to-authority.ts';

const at = (text: string): number => Date.parse(text);
const hour = 3_600_000;
const officer: User = { id: 'u1', username: 'te', name: 'T. Example', title: 'Constable', role: 'investigator' };
const senior: User = { ...officer, id: 'u2', title: 'Inspector' };
const approval = { state: 'approved', submittedMs: 0, by: senior, atMs: 0, note: '' } as const;
const fromMs = at('2026-09-01T10:00:00+12:00');

function record(kind: AuthorityRecord['kind'], change: Partial<AuthorityRecord> = {}): AuthorityRecord {
  return {
    ...plainAuthority,
    id: 'a1',
    caseId: 'c1',
    kind,
    number: 'W-1',
    purpose: 'homicide',
    narrative: 'Following the silver ute of the robbery',
    declaredBy: officer,
    fromMs,
    toMs: at('2027-09-01T10:00:00+12:00'),
    assignment: 'confirmed',
    withdrawnMs: null,
    approval,
    ...change,
  };
}
const standing = (its: AuthorityRecord, nowMs: number) => standingOf(its, nowMs, nzRuleBook);

test('AR16 the ways to a function ask for what its kinds have, and for no more', () => {
  const kinds = (fn: 'find' | 'track' | 'recover-stolen') =>
    waysToAuthority(nzRuleBook, fn, fromMs).map(({ kind }) => kind);
  expect(kinds('find')).toEqual(['file-number', 'operation', 'senior-authority']);
  expect(kinds('track')).toEqual(['surveillance-device-warrant', 'production-order', 'emergency']);
  expect(kinds('recover-stolen')).toEqual(['stolen-report']);
  const [fileNumber] = waysToAuthority(nzRuleBook, 'find', fromMs);
  expect(fileNumber?.fields).toEqual(['number', 'purpose', 'narrative']);
  expect(fileNumber).toMatchObject({ needsApproval: false, documentRequired: false, maxLifetimeMs: 8 * hour });
  for (const fn of ['find', 'track', 'recover-stolen'] as const) {
    for (const way of waysToAuthority(nzRuleBook, fn, fromMs)) {
      expect(way.fields).toEqual(expect.arrayContaining(way.required));
      expect(way.grounds.length > 0).toBe(way.fields.includes('grounds'));
      expect(way.documentRequired).toBe(way.needsApproval);
    }
  }
});

test('AR16 a way says the longest time and the report in the calendar of the profile', () => {
  const [warrant] = waysToAuthority(nzRuleBook, 'track', fromMs);
  // Sixty days from 1 September cross the change of the clocks: an hour less.
  expect(warrant?.maxLifetimeMs).toBe(60 * 24 * hour - hour);
  // 31 October to 30 November.
  expect(warrant?.reportDueMs).toBe(30 * 24 * hour);
  expect(waysToAuthority(ukRuleBook, 'track', fromMs).map(({ kind }) => kind)).toEqual([
    'surveillance-device-warrant',
    'emergency',
  ]);
});

test('AR17 an authority holds up to its end, to the millisecond, and the end is the earliest there is', () => {
  const warrant = record('surveillance-device-warrant');
  const endsMs = at('2026-10-31T10:00:00+13:00');
  expect(standing(warrant, fromMs - 1).standing).toBe('not-yet');
  expect(standing(warrant, fromMs)).toMatchObject({ standing: 'in-force', endsMs, remainingMs: endsMs - fromMs });
  expect(standing(warrant, endsMs - 1)).toMatchObject({ standing: 'in-force', remainingMs: 1 });
  expect(standing(warrant, endsMs)).toMatchObject({ standing: 'lapsed', remainingMs: null });
  const paper = record('surveillance-device-warrant', { toMs: fromMs + 5 });
  expect(standing(paper, fromMs + 4).standing).toBe('in-force');
  expect(standing(paper, fromMs + 5).standing).toBe('lapsed');
});

test('AR17 the emergency power runs 48 hours from its first use, through a change of the clocks', () => {
  const night = at('2026-09-26T22:00:00+12:00');
  const unused = record('emergency', { fromMs: night });
  expect(standing(unused, night).endsMs).toBe(night + 48 * hour);
  const used = { ...unused, firstUsedMs: night + 10 * hour };
  expect(standing(used, night + 58 * hour - 1).standing).toBe('in-force');
  expect(standing(used, night + 58 * hour).standing).toBe('lapsed');
  expect(standing({ ...unused, firstUsedMs: night - hour }, night).endsMs).toBe(night + 47 * hour);
});

test('AR17 nothing unapproved, refused, withdrawn or rejected stands', () => {
  const now = fromMs + hour;
  const of = (change: Partial<AuthorityRecord>): string => standing(record('production-order', change), now).standing;
  expect(of({})).toBe('in-force');
  expect(of({ approval: null })).toBe('draft');
  expect(of({ approval: { ...approval, state: 'submitted', by: null } })).toBe('submitted');
  expect(of({ approval: { ...approval, state: 'refused' } })).toBe('refused');
  expect(of({ withdrawnMs: now })).toBe('withdrawn');
  expect(of({ assignment: 'rejected' })).toBe('rejected-by-register');
  const file = record('file-number', { approval: null, assignment: 'provisional' });
  expect(standing(file, now).standing).toBe('provisional');
  expect(standing({ ...file, assignment: 'confirmed' }, now).standing).toBe('in-force');
  expect(standingOf(record('production-order'), now, ukRuleBook).standing).toBe('lapsed');
});

describe('AR19 reports', () => {
  const dueMs = at('2026-11-30T10:00:00+13:00');
  const warrant = record('surveillance-device-warrant');

  test('AR19 a warrant’s is due one month after it ends, and overdue after that instant', () => {
    expect(standing(warrant, fromMs).report).toEqual({ dueMs, madeMs: null, overdue: false });
    expect(standing(warrant, dueMs).report?.overdue).toBe(false);
    expect(standing(warrant, dueMs + 1).report?.overdue).toBe(true);
    expect(standing({ ...warrant, reportedMs: dueMs }, dueMs + 1).report?.overdue).toBe(false);
    expect(standing({ ...warrant, approval: null }, dueMs + 1).report).toBeNull();
  });

  test('AR19 withdrawn earlier, the month runs from the withdrawal', () => {
    const withdrawnMs = at('2026-09-30T23:30:00+13:00');
    expect(standing({ ...warrant, withdrawnMs }, withdrawnMs).report?.dueMs).toBe(at('2026-10-30T23:30:00+13:00'));
  });

  test('AR19 an emergency power’s is due if it was used; a production order has none', () => {
    const unused = record('emergency');
    expect(standing(unused, fromMs + 49 * hour).report).toBeNull();
    const used = { ...unused, firstUsedMs: fromMs };
    expect(standing(used, fromMs + 49 * hour).report?.dueMs).toBe(at('2026-10-03T10:00:00+13:00'));
    expect(standing(record('production-order'), fromMs).report).toBeNull();
  });
});

test('AR17 only whoever declared it takes a step, and only one that is open', () => {
  const now = fromMs + hour;
  const steps = (its: AuthorityRecord, nowMs = now, user = officer) => stepsOpen(its, user, nowMs, nzRuleBook);
  const warrant = record('surveillance-device-warrant');
  expect(steps({ ...warrant, approval: null })).toEqual(['revise', 'attach', 'submit', 'withdraw']);
  expect(steps({ ...warrant, approval: { ...approval, state: 'refused' } })).toEqual(['revise']);
  expect(steps({ ...warrant, approval: { ...approval, state: 'submitted' } })).toEqual(['withdraw']);
  expect(steps(warrant)).toEqual(['withdraw']);
  expect(steps(warrant, now, senior)).toEqual([]);
  expect(steps({ ...warrant, withdrawnMs: now })).toEqual(['report']);
  expect(steps(warrant, at('2026-12-01T00:00:00+13:00'))).toEqual(['renew', 'report']);
  expect(steps({ ...record('emergency'), firstUsedMs: fromMs }, now + 72 * hour)).toEqual(['report']);
});
