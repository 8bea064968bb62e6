import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AuthorityRecord, plainAuthority, type Role, type User } from '../model/domain.ts';
import { type DeclarationQuestion, decideDeclaration, decideFind, type FindQuestion } from './decide-access.ts';
import { reasonCodes } from './reason-code.ts';
import type { Asking } from './repetition.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 12, 3, 0, 0);
const officer: User = { id: 'u1', username: 'te', name: 'T. Example', title: 'Constable', role: 'investigator' };
const authority: AuthorityRecord = {
  id: 'a1',
  caseId: 'c1',
  kind: 'file-number',
  number: '261107/4182',
  purpose: 'aggravated-robbery',
  narrative: 'Witness saw a silver ute leave Hinuera Rd',
  declaredBy: officer,
  fromMs: now - hour,
  toMs: now + 7 * hour,
  assignment: 'provisional',
  withdrawnMs: null,
  ...plainAuthority,
};
const lawful: FindQuestion = {
  user: officer,
  caseId: 'c1',
  authority,
  query: 'KJT417',
  window: { fromMs: null, toMs: null },
  nowMs: now,
  recentAskings: [],
  leaseUntilMs: now + hour,
};
/** Askings of one plate at these times. */
const at = (times: readonly number[], plateKey = 'KJT417'): Asking[] =>
  times.map((timeMs) => ({ plateKey, timeMs, analysis: false }));
const codes = (question: FindQuestion): string[] => decideFind(question).reasons.map((reason) => reason.code);
const withAuthority = (change: Partial<AuthorityRecord>): FindQuestion => ({
  ...lawful,
  authority: { ...authority, ...change },
});

test('AR3 a lawful query is allowed, says what was in order and carries the window', () => {
  const decision = decideFind(lawful);
  expect(decision.outcome).toBe('allowed');
  expect(decision.reasons).toEqual([]);
  expect(decision.inOrder.map((fine) => fine.rule.id)).toContain('NZ-WINDOW-1');
  expect(decision.window).toEqual({ fromMs: now - 60 * day, toMs: now, clamped: false });
});

test('AR3 every reason names rule, version, source and remedy, and its code is of the closed set', () => {
  const decision = decideFind({
    ...withAuthority({ number: 'x', purpose: 'x', narrative: 'asdf asdf asdf', withdrawnMs: now, caseId: 'c2' }),
    user: { ...officer, id: 'u2', role: 'auditor' },
    query: '*',
    leaseUntilMs: null,
    window: { fromMs: now, toMs: now - 1 },
  });
  expect(decision.outcome).toBe('refused');
  expect(decision.window).toBeNull();
  expect(decision.reasons.length).toBeGreaterThanOrEqual(9);
  for (const reason of decision.reasons) {
    expect(reasonCodes).toContain(reason.code);
    expect(reason.rule.source).not.toBe('');
    expect(reason.rule.version).toBeGreaterThan(0);
    expect(reason.message).not.toBe('');
    expect(reason.remedy).not.toBe('');
  }
});

test('AR4 without an authority a query is refused', () => {
  expect(codes({ ...lawful, authority: null })).toEqual(['no-authority']);
});

test.each<[string, Partial<AuthorityRecord>, string]>([
  ['another case', { caseId: 'c2' }, 'wrong-case'],
  ['somebody else', { declaredBy: { ...officer, id: 'u9' } }, 'other-person'],
  ['withdrawn', { withdrawnMs: now - 1 }, 'authority-withdrawn'],
  ['refused by the register', { assignment: 'rejected' }, 'assignment-rejected'],
  ['lapsed this millisecond', { fromMs: now - 8 * hour, toMs: now }, 'authority-lapsed'],
  ['8 hours over, whatever its record says', { fromMs: now - 8 * hour, toMs: now + day }, 'authority-lapsed'],
  ['from the future', { fromMs: now + 1, toMs: now + 2 }, 'authority-not-yet'],
])('AR4 an authority of %s does not carry a query', (_name, change, code) => {
  expect(codes(withAuthority(change))).toEqual([code]);
});

test('AR4 an authority holds until the last millisecond of its 8 hours', () => {
  expect(codes(withAuthority({ fromMs: now - 8 * hour + 1, toMs: now + 1 }))).toEqual([]);
});

test.each<[string, FindQuestion['window'], { fromMs: number; toMs: number; clamped: boolean } | 'empty-window']>([
  ['exactly 60 days', { fromMs: now - 60 * day, toMs: now }, { fromMs: now - 60 * day, toMs: now, clamped: false }],
  ['1 ms more', { fromMs: now - 60 * day - 1, toMs: now }, { fromMs: now - 60 * day, toMs: now, clamped: true }],
  ['all time', { fromMs: 0, toMs: null }, { fromMs: now - 60 * day, toMs: now, clamped: true }],
  ['into the future', { fromMs: now - day, toMs: now + day }, { fromMs: now - day, toMs: now, clamped: false }],
  ['before the limit', { fromMs: 0, toMs: now - 60 * day - 1 }, 'empty-window'],
  ['backwards', { fromMs: now, toMs: now - 1 }, 'empty-window'],
])('AR5 window: %s', (_name, window, expected) => {
  const decision = decideFind({ ...lawful, window });
  if (expected === 'empty-window') expect(decision.reasons.map((reason) => reason.code)).toEqual([expected]);
  else expect(decision.window).toEqual(expected);
});

test('AR6 the sixth asking in 24 hours is stopped, the fifth is not', () => {
  const asked = (count: number): number[] => Array.from({ length: count }, (_, at) => now - at * hour - 1);
  expect(codes({ ...lawful, recentAskings: at(asked(4)) })).toEqual([]);
  expect(codes({ ...lawful, recentAskings: at(asked(5)) })).toEqual(['rekeying']);
  expect(codes({ ...lawful, recentAskings: at(asked(5), 'KJT418') })).toEqual([]);
});

test('AR6 the twelfth asking in 7 days is stopped, and a clock set back hides none', () => {
  const spread = Array.from({ length: 11 }, (_, at) => now - at * 15 * hour - 1);
  expect(codes({ ...lawful, recentAskings: at(spread.slice(0, 10)) })).toEqual([]);
  expect(codes({ ...lawful, recentAskings: at(spread) })).toEqual(['rekeying']);
  expect(codes({ ...lawful, recentAskings: at([1, 2, 3, 4, 5].map((n) => now + n * day)) })).toEqual(['rekeying']);
});

test('AR6 an analysis that is part of an asking sees nothing that came after it', () => {
  const minute = 60_000;
  const found = at([now - 20 * minute, now - 9 * minute, now - 4 * minute]);
  const window = (change: Partial<FindQuestion>) => decideFind({ ...lawful, recentAskings: found, ...change }).window;
  expect(window({ wholePlate: true })).toEqual({ fromMs: now - 60 * day, toMs: now - 4 * minute, clamped: false });
  expect(window({})?.toMs).toBe(now);
  expect(window({ wholePlate: true, query: 'KJT418' })?.toMs).toBe(now);
  const since: FindQuestion = {
    ...lawful,
    wholePlate: true,
    recentAskings: found,
    window: { fromMs: now - minute, toMs: null },
  };
  expect(codes(since)).toEqual(['empty-window']);
  // Another look ten minutes after the asking that counted is an asking of its own, and sees what is held then.
  expect(decideFind({ ...lawful, wholePlate: true, recentAskings: at([now - 10 * minute]) }).window?.toMs).toBe(now);
});

test('AR6 analyses within ten minutes of an asking are part of it, and do not draw it out', () => {
  const minute = 60_000;
  const analyses = (from: number, count: number, stepMs: number): Asking[] =>
    Array.from({ length: count }, (_, n) => ({ plateKey: 'KJT417', timeMs: from + n * stepMs, analysis: true }));
  const found = at([now - 9 * minute]);
  const many = [...found, ...analyses(now - 8 * minute, 20, 10_000)];
  expect(codes({ ...lawful, wholePlate: true, recentAskings: many })).toEqual([]);
  expect(codes({ ...lawful, recentAskings: many })).toEqual([]);
  // One an hour, or one every nine minutes for an hour: each run of ten minutes counts.
  expect(codes({ ...lawful, wholePlate: true, recentAskings: analyses(now - 5 * hour, 5, hour - 1) })).toEqual([
    'rekeying',
  ]);
  expect(codes({ ...lawful, wholePlate: true, recentAskings: analyses(now - 109 * minute, 12, 9 * minute) })).toEqual([
    'rekeying',
  ]);
  // A find always counts, and an analysis of another plate shares nothing.
  expect(codes({ ...lawful, recentAskings: at([1, 2, 3, 4, 5].map((n) => now - n * minute)) })).toEqual(['rekeying']);
  expect(
    codes({ ...lawful, recentAskings: [...at([now - minute], 'KJT418'), ...analyses(now - 5 * hour, 5, hour - 1)] }),
  ).toEqual(['rekeying']);
});

test('AR6 a pattern that leaves little of a plate open asks for it; before version 2 it did not', () => {
  const patterns = ['KJT417*', 'K?T417', 'KJT4?7', '*JT417', 'KJT417'].map((plateKey, n) => ({
    plateKey,
    timeMs: now - n * hour - 1,
    analysis: false,
  }));
  expect(codes({ ...lawful, recentAskings: patterns })).toEqual(['rekeying']);
  expect(codes({ ...lawful, query: 'KJT41?', recentAskings: patterns })).toEqual(['rekeying']);
  expect(codes({ ...lawful, query: 'K*', recentAskings: patterns })).toEqual([]);
  expect(codes({ ...lawful, query: 'KJT41?', recentAskings: patterns.slice(1) })).toEqual([]);
  const before = Date.UTC(2025, 10, 12);
  const moved = patterns.map(({ plateKey }) => ({ plateKey, timeMs: before - 1, analysis: false }));
  const early = {
    ...withAuthority({ number: '251107/4182', fromMs: before - hour, toMs: before + hour }),
    nowMs: before,
  };
  expect(codes({ ...early, leaseUntilMs: before + hour, recentAskings: moved })).toEqual([]);
});

test('AR14 a question about one vehicle takes no wildcards', () => {
  expect(codes({ ...lawful, wholePlate: true })).toEqual([]);
  expect(codes({ ...lawful, wholePlate: true, query: 'KJT4?7' })).toEqual(['bad-query']);
  expect(codes({ ...lawful, wholePlate: true, query: '' })).toEqual(['bad-query']);
});

test('AR15 a question without a plate names its time, from and to', () => {
  const all = { ...lawful, query: null, sweep: { scenes: [] } };
  expect(codes({ ...all, window: { fromMs: now - day, toMs: now } })).toEqual([]);
  for (const window of [
    { fromMs: null, toMs: null },
    { fromMs: now - day, toMs: null },
    { fromMs: null, toMs: now },
  ])
    expect(codes({ ...all, window })).toEqual(['no-window']);
  const wide = decideFind({ ...all, window: { fromMs: 0, toMs: now } });
  expect(wide.window).toEqual({ fromMs: now - 60 * day, toMs: now, clamped: true });
});

test('AR15 each scene names its place and a time of the last 60 days', () => {
  const scene = { window: { fromMs: now - day, toMs: now }, namesPlace: true };
  const ask = (scenes: readonly (typeof scene)[]): string[] =>
    codes({ ...lawful, query: null, window: { fromMs: now - day, toMs: now }, sweep: { scenes } });
  expect(ask([scene, scene])).toEqual([]);
  expect(ask([scene, { ...scene, namesPlace: false }])).toEqual(['no-place']);
  expect(ask([scene, { ...scene, window: { fromMs: 0, toMs: now - 61 * day } }])).toEqual(['empty-window']);
  expect(ask([scene, { ...scene, window: { fromMs: now, toMs: now - 1 } }])).toEqual(['empty-window']);
});

test('AR7 the auditor may make no query and declare nothing', () => {
  const auditor: User = { ...officer, role: 'auditor' };
  expect(codes({ ...lawful, user: auditor })).toEqual(['role-may-not-query']);
  expect(decideDeclaration({ ...declaration, user: auditor }).outcome).toBe('refused');
});

test('AR13 one record is looked at only where a query of the case brought it', () => {
  expect(codes({ ...lawful, query: null, broughtByQuery: true })).toEqual([]);
  expect(codes({ ...lawful, query: null, broughtByQuery: false })).toEqual(['not-found-by-query']);
});

test('AR8 no query at or after the end of the lease, none without a lease', () => {
  expect(codes({ ...lawful, leaseUntilMs: now + 1 })).toEqual([]);
  expect(codes({ ...lawful, leaseUntilMs: now })).toEqual(['lease-ended']);
  expect(codes({ ...lawful, leaseUntilMs: null })).toEqual(['no-lease']);
});

test('a query that could ask for everything is refused; looking at one record asks for no plate', () => {
  expect(codes({ ...lawful, query: '**' })).toEqual(['bad-query']);
  expect(codes({ ...lawful, query: '' })).toEqual(['bad-query']);
  expect(codes({ ...lawful, query: null, recentAskings: at(Array(20).fill(now)) })).toEqual([]);
});

const declaration: DeclarationQuestion = {
  user: officer,
  number: '261107/4182',
  purpose: 'burglary',
  narrative: 'Check whether the ute returned to Tauranga',
  nowMs: now,
};
const declared = (change: Partial<DeclarationQuestion>): string[] =>
  decideDeclaration({ ...declaration, ...change }).reasons.map((reason) => reason.code);

test.each<[string, string[]]>([
  ['261107/4182', []],
  ['  261107/4182 ', []],
  ['991231/0001', []],
  ['000229/0001', []],
  ['010229/0001', ['bad-file-number']],
  ['261301/0001', ['bad-file-number']],
  ['261100/0001', ['bad-file-number']],
  ['261113/0001', ['future-file-number']],
  ['271101/0001', ['future-file-number']],
  ['261107/418', ['bad-file-number']],
  ['261107-4182', ['bad-file-number']],
  ['２６１１０７/4182', ['bad-file-number']],
  ['261107/4182\n1', ['bad-file-number']],
  ['', ['bad-file-number']],
  ['OR-12345678N', ['online-report-number']],
  ['or-12345678n', ['online-report-number']],
])('AR9 file number %j → %j', (number, expected) => {
  expect(declared({ number })).toEqual(expected);
});

test('AR9 today is today in New Zealand, not in London', () => {
  const eveningUtc = Date.UTC(2026, 10, 11, 20, 0, 0); // 12 November, 09:00 NZDT
  expect(declared({ number: '261112/0001', nowMs: eveningUtc })).toEqual([]);
  const beforeMidnight = Date.UTC(2026, 6, 11, 11, 59, 0); // 11 July, 23:59 NZST
  expect(declared({ number: '260712/0001', nowMs: beforeMidnight })).toEqual(['future-file-number']);
});

test.each<[string, string[]]>([
  ['Check whether the ute returned', []],
  ['Kōtare ngā ara', []],
  ['Ko\u0304tare nga\u0304 ara', []],
  ['Property damage near Liberty St', []],
  ['刑事事件の捜査のため 車両を確認する', []],
  ['too short', ['junk-reason']],
  ['onewordonlybutlong', ['junk-reason']],
  ['test test test test', ['junk-reason']],
  ['12345 67890 12345', ['junk-reason']],
  ['...... ,,,,,, !!!!', ['junk-reason']],
  ['aaaaaaaaaa aaab', ['junk-reason']],
  ['asdf asdf qwer zxcv', ['junk-reason']],
  ['qwertyuiop asdfghjkl', ['junk-reason']],
  ['lkjhg poiuy mnbvc', ['junk-reason']],
  ['a            b', ['junk-reason']],
  ['', ['junk-reason']],
])('AR10 narrative %j → %j', (narrative, expected) => {
  expect(declared({ narrative })).toEqual(expected);
});

test('AR10 a purpose off the list is refused', () => {
  expect(declared({ purpose: '' })).toEqual(['unknown-purpose']);
  expect(declared({ purpose: 'curiosity' })).toEqual(['unknown-purpose']);
});

/** Written apart from the engine, from docs/spec/authority.md: is this query lawful? */
function oracle(q: FindQuestion): boolean {
  const a = q.authority;
  if (q.user.role === 'auditor' || a === null) return false;
  if (a.caseId !== q.caseId || a.declaredBy.id !== q.user.id || a.withdrawnMs !== null) return false;
  if (a.assignment === 'rejected') return false;
  const age = q.nowMs - a.fromMs;
  if (age < 0 || age >= 8 * hour || q.nowMs >= a.toMs) return false;
  if (q.leaseUntilMs === null || q.leaseUntilMs <= q.nowMs) return false;
  const since = (ms: number): number => q.recentAskings.filter(({ timeMs }) => q.nowMs - timeMs < ms).length;
  if (since(day) + 1 >= 6 || since(7 * day) + 1 >= 12) return false;
  const from = q.window.fromMs === null ? -Infinity : q.window.fromMs;
  const to = q.window.toMs === null ? Infinity : q.window.toMs;
  if (from > Math.min(to, q.nowMs) || to < q.nowMs - 60 * day) return false;
  return /[A-Z0-9]/i.test(q.query ?? 'A');
}

test('AR11 the engine agrees with an independent oracle on 20,000 random questions', () => {
  const aroundNow = fc.oneof(
    fc.integer({ min: now - 70 * day, max: now + 2 * day }),
    fc.constantFrom(now, now - 1, now + 1, now - 8 * hour, now - 8 * hour + 1, now - 60 * day, now - 60 * day - 1),
  );
  const question = fc.record({
    user: fc.record({
      ...Object.fromEntries(Object.entries(officer).map(([key, value]) => [key, fc.constant(value)])),
      id: fc.constantFrom('u1', 'u1', 'u1', 'u2'),
      role: fc.constantFrom<Role>('investigator', 'analyst', 'prosecutor', 'admin', 'auditor'),
    }),
    caseId: fc.constantFrom('c1', 'c1', 'c1', 'c2'),
    authority: fc.option(
      fc.record({
        assignment: fc.constantFrom('provisional' as const, 'confirmed' as const, 'rejected' as const),
        withdrawnMs: fc
          .option(aroundNow, { freq: 2, nil: null })
          .map((ms) => (ms !== null && ms % 3 === 0 ? ms : null)),
        fromMs: fc.oneof(
          { weight: 6, arbitrary: fc.integer({ min: now - 9 * hour, max: now + 1 }) },
          { weight: 1, arbitrary: aroundNow },
        ),
        toMs: fc.oneof(
          { weight: 6, arbitrary: fc.integer({ min: now - 1, max: now + 9 * hour }) },
          { weight: 1, arbitrary: aroundNow },
        ),
      }),
      { freq: 9, nil: null },
    ),
    query: fc.constantFrom('KJT417', 'KJ?4', '*', '??', null),
    window: fc.record({
      fromMs: fc.option(aroundNow, { freq: 1, nil: null }),
      toMs: fc.option(aroundNow, { freq: 1, nil: null }),
    }),
    recent: fc.array(fc.integer({ min: now - 8 * day, max: now }), { maxLength: 12 }),
    leaseUntilMs: fc.option(fc.constantFrom(now - 1, now, now + 1, now + day), { freq: 9, nil: null }),
  });
  const seen = { allowed: 0, refused: 0 };
  fc.assert(
    fc.property(question, (random) => {
      const asked = {
        ...lawful,
        user: random.user as User,
        caseId: random.caseId,
        authority: random.authority === null ? null : { ...authority, ...random.authority },
        query: random.query,
        window: random.window,
        recentAskings: random.query === null ? [] : at(random.recent, random.query),
        leaseUntilMs: random.leaseUntilMs,
      };
      const decision = decideFind(asked);
      seen[decision.outcome] += 1;
      expect(decision.outcome).toBe(oracle(asked) ? 'allowed' : 'refused');
      expect(decision.reasons.length === 0).toBe(decision.outcome === 'allowed');
      if (decision.window !== null) {
        expect(decision.window.fromMs).toBeGreaterThanOrEqual(now - 60 * day);
        expect(decision.window.toMs).toBeLessThanOrEqual(now);
      }
    }),
    { numRuns: 20_000 },
  );
  // Red proof: a generator that only ever asked the one or the other would prove nothing.
  expect(seen.allowed).toBeGreaterThan(200);
  expect(seen.refused).toBeGreaterThan(200);
});
