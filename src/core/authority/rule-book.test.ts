import { expect, test } from 'vitest';
import { plainAuthority } from '../model/domain.ts';
import { decideFind } from './decide-access.ts';
import { decideConfirmation } from './decide-confirmation.ts';
import { newestVersion, type Rule, ruleInForce, rulesInForce, rulesNotInForce, ruleVersion } from './rule-book.ts';
import { nzRuleBook } from './rules/nz.ts';

const version = (n: number, from: string): Rule<{ n: number }> => ({
  id: 'X',
  version: n,
  title: '',
  text: '',
  source: '',
  inForceFrom: from,
  inForceTo: null,
  unconfirmed: false,
  params: { n },
});
const versions = [version(1, '2024-01-01'), version(2, '2026-07-01')];

test('AR1 the latest version that has begun is in force, from its first instant', () => {
  const start = Date.parse('2026-07-01');
  expect(ruleInForce(versions, start - 1).version).toBe(1);
  expect(ruleInForce(versions, start).version).toBe(2);
});

test('AR1 a clock set before every version switches no rule off', () => {
  expect(ruleInForce(versions, 0).version).toBe(1);
});

test('AR1 a profile is data: another window in a new version changes the decision from its day on', () => {
  const [window] = nzRuleBook.rules.window;
  if (window === undefined) throw new Error('no window rule');
  const shorter = { ...window, version: 2, inForceFrom: '2027-01-01', params: { windowMs: 86_400_000, tiers: [] } };
  const book = { ...nzRuleBook, rules: { ...nzRuleBook.rules, window: [window, shorter] } };
  const ask = (nowMs: number): number | undefined =>
    decideFind({
      user: { id: 'u', username: 'u', name: 'U', title: '', role: 'analyst' },
      caseId: 'c',
      authority: {
        id: 'a',
        caseId: 'c',
        kind: 'file-number',
        number: '200101/0001',
        purpose: 'burglary',
        narrative: 'Looking for the van of the burglar',
        declaredBy: { id: 'u', username: 'u', name: 'U', title: '', role: 'analyst' },
        fromMs: nowMs,
        toMs: nowMs + 1000,
        assignment: 'confirmed',
        withdrawnMs: null,
        ...plainAuthority,
      },
      query: 'A',
      window: { fromMs: null, toMs: null },
      nowMs,
      recentAskings: [],
      leaseUntilMs: nowMs + 1,
      book,
    }).window?.fromMs;
  const before = Date.parse('2026-12-31');
  const after = Date.parse('2027-01-01');
  expect(ask(before)).toBe(before - 60 * 86_400_000);
  expect(ask(after)).toBe(after - 86_400_000);
});

test('AR2 every rule has a source, a text and an id of the profile; what is unconfirmed is marked', () => {
  const rules = rulesInForce(nzRuleBook, Date.parse('2026-11-12'));
  expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
  for (const rule of rules) {
    expect(rule.id).toMatch(/^NZ-[A-Z]+-\d$/);
    expect(rule.source.length).toBeGreaterThan(5);
    expect(rule.text.length).toBeGreaterThan(20);
  }
  expect(rules.find((rule) => rule.id === 'NZ-FILE-1')?.unconfirmed).toBe(true);
});

const judged = {
  user: { id: 'u', username: 'u', name: 'U', title: '', role: 'investigator' as const },
  plate: 'KJT417',
  typed: 'kjt 417',
  basis: 'image' as const,
  ground: null,
  groundNote: '',
  outcome: 'confirmed' as const,
  imageHeld: true,
  viewed: true,
  imageOpened: true,
  nowMs: 1_800_000_000_000,
};
const codes = (change: Partial<Parameters<typeof decideConfirmation>[0]>): string[] =>
  decideConfirmation({ ...judged, ...change }).reasons.map((reason) => reason.code);

test('AR12 a confirmation needs a blind re-type that is the plate', () => {
  expect(codes({})).toEqual([]);
  expect(codes({ typed: 'KJT471' })).toEqual(['retype-differs']);
  expect(codes({ typed: ' ' })).toEqual(['retype-missing']);
  expect(codes({ typed: '', outcome: 'rejected' })).toEqual([]);
  expect(codes({ user: { ...judged.user, role: 'auditor' } })).toEqual(['role-may-not-query']);
});

test('AR12 who has not looked at the record, or not opened its image, judges nothing', () => {
  expect(codes({ viewed: false })).toEqual(['not-looked-at']);
  expect(codes({ imageOpened: false })).toEqual(['image-not-opened']);
  expect(codes({ imageOpened: false, outcome: 'rejected', typed: '' })).toEqual(['image-not-opened']);
});

test('AR12 without an image a ground in words is needed; with one, the image is', () => {
  const noImage = { basis: 'no-image' as const, imageHeld: false, typed: '' };
  expect(codes({ ...noImage, ground: 'image-not-kept', groundNote: 'Camera keeps no pictures' })).toEqual([]);
  expect(codes({ ...noImage, ground: null, groundNote: 'Camera keeps no pictures' })).toEqual(['no-ground']);
  expect(codes({ ...noImage, ground: 'image-not-kept', groundNote: 'none' })).toEqual(['no-ground']);
  expect(codes({ ...noImage, imageHeld: true })).toEqual(['image-not-used']);
  expect(codes({ imageHeld: false })).toEqual(['no-image-to-confirm']);
});

test('AR1 every version is told: those in force, those that are not, and each by its number', () => {
  const nowMs = Date.UTC(2026, 10, 22);
  const inForce = rulesInForce(nzRuleBook, nowMs);
  const past = rulesNotInForce(nzRuleBook, nowMs);
  for (const { id, version, title, source } of [...inForce, ...past]) {
    expect(ruleVersion(nzRuleBook, id, version)).toMatchObject({ id, version, title, source });
  }
  expect(past.map(({ id, version }) => `${id} v${version}`)).toContain('NZ-REKEY-1 v1');
  expect(newestVersion(nzRuleBook, 'NZ-REKEY-1')?.version).toBe(2);
  expect(ruleVersion(nzRuleBook, 'NZ-REKEY-1', 99)).toBeNull();
  expect(newestVersion(nzRuleBook, 'ZZ-NONE-1')).toBeNull();
});
