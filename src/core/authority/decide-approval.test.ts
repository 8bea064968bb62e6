// Handing in and approving authorities, tracking under them, and what they reach.
import { expect, test } from 'vitest';
import { type AuthorityRecord, plainAuthority, type Role, type User } from '../model/domain.ts';
import { decideFind, type FindQuestion } from './decide-access.ts';
import { decideApproval, decideSubmission } from './decide-approval.ts';
import { decideInterestApproval, decideInterestRequest } from './decide-interest.ts';
import { decideTrack, type TrackQuestion } from './decide-track.ts';
import { rankOf } from './rank.ts';
import { nzRuleBook } from './rules/nz.ts';
import { ukRuleBook } from './rules/uk.ts';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 12, 3);
const person = (id: string, title: string, role: Role = 'investigator'): User => ({
  id,
  username: id,
  name: id,
  title,
  role,
});
const officer = person('u1', 'Constable');
const senior = person('u2', 'Inspector');
const paper = { id: 'd', name: 'W', mime: 'application/pdf', bytes: 1, sha256: '0'.repeat(64), addedMs: 0 } as const;
const warrant: AuthorityRecord = {
  ...plainAuthority,
  id: 'a1',
  caseId: 'c1',
  kind: 'surveillance-device-warrant',
  number: 'W-1',
  purpose: 'homicide',
  narrative: 'Following the silver ute of the robbery',
  declaredBy: officer,
  fromMs: now - hour,
  toMs: now + day,
  assignment: 'provisional',
  withdrawnMs: null,
  issuer: 'District Court at Tauranga',
  scope: { plates: ['KJT417'], people: [], area: null, devices: [] },
  documents: [paper],
  approval: { state: 'submitted', submittedMs: now, by: null, atMs: null, note: '' },
};
const approvedBy = (by: User): AuthorityRecord => ({
  ...warrant,
  approval: { state: 'approved', submittedMs: now, by, atMs: now, note: '' },
});
const emergency: AuthorityRecord = {
  ...approvedBy(senior),
  kind: 'emergency',
  ground: 's48-prevent-harm',
  impracticable: 'The child is in the car and it is moving',
};
const codesOf = (decision: { reasons: { code: string }[] }): string[] => decision.reasons.map(({ code }) => code);
const submitted = (change: Partial<AuthorityRecord>, earlier: AuthorityRecord[] = []) =>
  codesOf(decideSubmission({ record: { ...warrant, ...change }, nowMs: now, earlier }));

test('AR20 a warrant says its number, court, plates and times, and has its paper', () => {
  expect(submitted({})).toEqual([]);
  expect(submitted({ documents: [] })).toEqual(['document-missing']);
  const empty = { number: ' ', issuer: '', scope: plainAuthority.scope };
  expect(submitted(empty)).toEqual(['not-stated', 'not-stated', 'not-stated']);
  const fields = decideSubmission({ record: { ...warrant, ...empty }, nowMs: now, earlier: [] }).reasons;
  expect(fields.map(({ field }) => field)).toEqual(['number', 'issuer', 'plates']);
  expect(submitted({ toMs: warrant.fromMs })).toContain('too-long');
});

test.each<[AuthorityRecord['kind'], number]>([
  ['surveillance-device-warrant', 60 * day],
  ['production-order', 30 * day],
  ['senior-authority', day],
])('AR20 a paper of kind %s that names a longer time than it may last is refused, not cut', (kind, lengthMs) => {
  const fromMs = now;
  expect(submitted({ kind, fromMs, toMs: fromMs + lengthMs })).toEqual([]);
  expect(submitted({ kind, fromMs, toMs: fromMs + lengthMs + 1 })).toEqual(['too-long']);
});

test('AR20 the emergency power names a situation, and says why a warrant cannot be had', () => {
  const said = (change: Partial<AuthorityRecord>) => submitted({ ...emergency, ...change });
  expect(said({})).toEqual([]);
  expect(said({ ground: '' })).toEqual(['not-stated']);
  expect(said({ ground: 'hunch' })).toEqual(['unknown-ground']);
  expect(said({ impracticable: '' })).toEqual(['not-stated']);
  expect(said({ impracticable: 'asdf asdf asdf' })).toEqual(['warrant-practicable']);
});

test('AR16 an unknown kind carries nothing, and a kind only what it is for', () => {
  const order = { ...approvedBy(senior), kind: 'production-order' as const };
  expect(codesOf(decideSubmission({ record: order, nowMs: now, earlier: [], book: ukRuleBook }))).toContain(
    'wrong-kind',
  );
  expect(found({ authority: order })).toEqual(['wrong-kind']);
  expect(found({ authority: order, query: null })).toEqual([]);
  expect(tracked({ authority: { ...order, kind: 'operation', approval: null } })).toContain('wrong-kind');
});

const decided = (approver: User, change: Partial<AuthorityRecord> = {}, verdict: 'approve' | 'refuse' = 'approve') =>
  codesOf(decideApproval({ approver, record: { ...warrant, ...change }, nowMs: now, verdict }));

test('AR21 nobody approves their own request, whatever their rank', () => {
  expect(decided(senior)).toEqual([]);
  expect(decided({ ...senior, id: officer.id })).toEqual(['own-approval']);
  expect(decided(senior, { declaredBy: senior })).toEqual(['own-approval']);
});

test.each<[string, Role, string[]]>([
  ['Sergeant', 'investigator', []],
  ['Detective Sergeant', 'investigator', []],
  ['Senior Sergeant', 'admin', []],
  ['Constable', 'investigator', ['approver-not-entitled']],
  ['Detective', 'investigator', ['approver-not-entitled']],
  ['Sergeant’s assistant', 'investigator', ['approver-not-entitled']],
  ['', 'investigator', ['approver-not-entitled']],
  ['Inspector', 'analyst', ['approver-not-entitled']],
  ['Inspector', 'auditor', ['approver-not-entitled']],
])('AR21 a warrant approved by %j in the role of %s: %j', (title, role, expected) => {
  expect(decided(person('u3', title, role))).toEqual(expected);
});

test('AR21 ranks are in the order of the profile', () => {
  const ranks = [
    '',
    'Constable',
    'Detective',
    'Senior Constable',
    'Sergeant',
    'detective  inspector',
    'Superintendent',
  ];
  expect(ranks.map((title) => rankOf(title, nzRuleBook))).toEqual([0, 1, 1, 2, 3, 5, 6]);
});

test('AR21 decided once; to refuse, an authority need not be in order', () => {
  expect(decided(senior, { approval: approvedBy(senior).approval })).toEqual(['already-decided']);
  expect(decided(senior, { documents: [] })).toEqual(['document-missing']);
  expect(decided(senior, { documents: [] }, 'refuse')).toEqual([]);
  expect(decided(person('u3', 'Constable'), {}, 'refuse')).toEqual(['approver-not-entitled']);
});

const tracked = (change: Partial<TrackQuestion> = {}) =>
  codesOf(
    decideTrack({
      user: officer,
      caseId: 'c1',
      authority: approvedBy(senior),
      plate: 'kjt 417',
      nowMs: now,
      leaseUntilMs: now + 1,
      stolen: [],
      earlier: [],
      ...change,
    }),
  );

test('AR24 a live alert needs a tracking authority in force, approved by a second person, for the plate', () => {
  expect(tracked()).toEqual([]);
  expect(tracked({ authority: null })).toEqual(['no-authority']);
  expect(tracked({ authority: warrant })).toEqual(['not-approved']);
  expect(tracked({ authority: approvedBy(officer) })).toEqual(['own-approval', 'approver-not-entitled']);
  expect(tracked({ authority: approvedBy(person('u3', 'Constable')) })).toEqual(['approver-not-entitled']);
  expect(tracked({ plate: 'QRS900' })).toEqual(['out-of-scope']);
  expect(tracked({ plate: 'KJT4?7' })).toEqual(['bad-plate']);
  expect(tracked({ nowMs: warrant.toMs, leaseUntilMs: null })).toEqual(['authority-lapsed', 'no-lease']);
  expect(tracked({ user: { ...officer, role: 'analyst' } })).toEqual(['role-may-not-query']);
});

const found = (change: Partial<FindQuestion> = {}) =>
  codesOf(
    decideFind({
      user: officer,
      caseId: 'c1',
      authority: {
        ...warrant,
        kind: 'file-number',
        number: '261107/4182',
        scope: plainAuthority.scope,
        approval: null,
      },
      query: 'KJT417',
      window: { fromMs: null, toMs: null },
      nowMs: now,
      recentAskings: [],
      leaseUntilMs: now + 1,
      ...change,
    }),
  );

test('AR24 repetition is waived only for whoever holds a tracking authority for that very plate', () => {
  const recentAskings = Array.from({ length: 8 }, (_, n) => ({
    plateKey: 'KJT417',
    timeMs: now - n - 1,
    analysis: false,
  }));
  expect(found({ recentAskings })).toEqual(['rekeying']);
  expect(found({ recentAskings, tracking: [approvedBy(senior)] })).toEqual([]);
  const other = { ...warrant.scope, plates: ['QRS900'] };
  for (const held of [
    warrant,
    approvedBy(officer),
    { ...approvedBy(senior), scope: other },
    { ...approvedBy(senior), declaredBy: senior },
    { ...approvedBy(senior), toMs: now },
    { ...approvedBy(senior), withdrawnMs: now },
    { ...approvedBy(senior), kind: 'senior-authority' as const },
  ])
    expect(found({ recentAskings, tracking: [held] })).toEqual(['rekeying']);
});

test('AR22 the emergency power is not had again for the same plate on the same ground', () => {
  const again = { ...emergency, id: 'a2', fromMs: now - 1 };
  const had = (earlier: Partial<AuthorityRecord>): string[] => submitted(again, [{ ...emergency, ...earlier }]);
  expect(had({})).toEqual(['restarted']);
  expect(had({ withdrawnMs: now - 2 })).toEqual(['restarted']);
  expect(had({ declaredBy: senior, caseId: 'c9' })).toEqual(['restarted']);
  expect(had({ ground: 's48-arms' })).toEqual([]);
  expect(had({ scope: { ...emergency.scope, plates: ['QRS900'] } })).toEqual([]);
  expect(had({ approval: null })).toEqual([]);
  expect(had({ approval: null, firstUsedMs: now - hour })).toEqual(['restarted']);
  expect(tracked({ authority: again, earlier: [emergency] })).toEqual(['restarted']);
  expect(tracked({ authority: emergency, earlier: [emergency, again] })).toEqual([]);
});

test('AR23 an authority carries no question beyond its plates, area and devices', () => {
  const within = (scope: Partial<AuthorityRecord['scope']>, change: Partial<FindQuestion> = {}): string[] => {
    const authority = { ...approvedBy(senior), kind: 'senior-authority' as const, toMs: now + hour };
    return found({ authority: { ...authority, scope: { ...plainAuthority.scope, ...scope } }, ...change });
  };
  expect(within({ plates: ['KJT417'] })).toEqual([]);
  expect(within({ plates: ['KJT417'] }, { query: 'KJT41?' })).toEqual(['out-of-scope']);
  expect(within({ plates: ['QRS900'] })).toEqual(['out-of-scope']);
  const area = { lon: 176.1, lat: -37.7, radiusM: 1000 };
  expect(within({ area })).toEqual(['out-of-scope']);
  expect(within({ area }, { area })).toEqual([]);
  expect(within({ area }, { area: { ...area, radiusM: 1000.1 } })).toEqual(['out-of-scope']);
  // 0.01° of longitude are about 880 m here.
  expect(within({ area }, { area: { lon: 176.11, lat: -37.7, radiusM: 100 } })).toEqual([]);
  expect(within({ area }, { area: { lon: 176.11, lat: -37.7, radiusM: 200 } })).toEqual(['out-of-scope']);
  expect(within({ devices: ['cam1', 'cam2'] }, { devices: ['cam2'] })).toEqual([]);
  expect(within({ devices: ['cam1'] }, { devices: ['cam1', 'cam2'] })).toEqual(['out-of-scope']);
  expect(within({ devices: ['cam1'] })).toEqual(['out-of-scope']);
});

test('AR25 one’s own vehicle is neither found nor tracked without leave', () => {
  const vehicle = (allowed: boolean) => ({ asked: ['m1', 'm2'], held: [{ mac: 'm2', relation: 'own', allowed }] });
  expect(found({ vehicle: vehicle(false) })).toEqual(['own-vehicle']);
  expect(found({ vehicle: vehicle(true) })).toEqual([]);
  expect(found({ vehicle: { ...vehicle(false), asked: ['m1'] } })).toEqual([]);
  expect(tracked({ vehicle: vehicle(false) })).toEqual(['own-vehicle']);
});

test('AR25 leave is asked in words, and given by an inspector who is somebody else', () => {
  const asked = (reason: string | null) => codesOf(decideInterestRequest({ user: officer, reason, nowMs: now }));
  expect(asked(null)).toEqual([]);
  expect(asked('My car was stolen from Elizabeth St')).toEqual([]);
  expect(asked('because')).toEqual(['junk-reason']);
  const given = (approver: User, state = 'submitted') =>
    codesOf(decideInterestApproval({ approver, interest: { by: officer, state }, nowMs: now }));
  expect(given(senior)).toEqual([]);
  expect(given({ ...senior, id: officer.id })).toEqual(['own-approval']);
  expect(given(person('u3', 'Sergeant'))).toEqual(['approver-not-entitled']);
  expect(given(senior, 'barred')).toEqual(['already-decided']);
});
