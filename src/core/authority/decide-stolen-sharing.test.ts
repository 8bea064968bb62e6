// Stolen flags, the alert they carry, and sharing with another agency.
import { expect, test } from 'vitest';
import { type AuthorityRecord, plainAuthority, type User } from '../model/domain.ts';
import { decideSharing, type SharingQuestion } from './decide-sharing.ts';
import { decideStolenFlag, type StolenFlagQuestion } from './decide-stolen-flag.ts';
import { decideTrack, type StolenVehicle } from './decide-track.ts';
import { nzRuleBook } from './rules/nz.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 12, 3);
const officer: User = { id: 'u1', username: 'te', name: 'T. Example', title: 'Constable', role: 'investigator' };
const codesOf = (decision: { reasons: { code: string }[] }): string[] => decision.reasons.map(({ code }) => code);

const flag: StolenVehicle = {
  plate: 'KJT417',
  complaint: '261107/4182',
  setBy: { id: 'u9' },
  setMs: now - day,
  recoveredMs: null,
};
const flagged = (change: Partial<StolenFlagQuestion> = {}) =>
  codesOf(
    decideStolenFlag({
      user: officer,
      plate: 'KJT417',
      complaint: '261107/4182',
      complainant: 'A. Owner',
      stolenMs: now - day,
      nowMs: now,
      held: [],
      lastFollowedMs: null,
      ...change,
    }),
  );

test('AR26 a stolen record says who complained, when and under what number', () => {
  expect(flagged()).toEqual([]);
  for (const missing of [{ complaint: ' ' }, { complainant: '' }, { stolenMs: null }, { stolenMs: now + 1 }])
    expect(flagged(missing)).toEqual(['not-stated']);
  expect(flagged({ plate: 'KJ?417' })).toEqual(['bad-plate']);
  expect(flagged({ held: [flag] })).toEqual(['already-flagged']);
  expect(flagged({ held: [{ ...flag, recoveredMs: now - 1 }] })).toEqual([]);
  expect(flagged({ user: { ...officer, role: 'auditor' } })).toEqual(['role-may-not-query']);
});

test('AR26 who followed the vehicle, or was refused to, does not flag it; a clock set back hides nothing', () => {
  expect(flagged({ lastFollowedMs: now - 30 * day + 1 })).toEqual(['followed-before-flag']);
  expect(flagged({ lastFollowedMs: now - 30 * day })).toEqual([]);
  expect(flagged({ lastFollowedMs: now + day })).toEqual(['followed-before-flag']);
});

test('AR26 the alert for a stolen vehicle is for its complaint, not for who set it, and ends with the recovery', () => {
  const report: AuthorityRecord = {
    ...plainAuthority,
    id: 'a1',
    caseId: 'c1',
    kind: 'stolen-report',
    number: '261107/4182',
    purpose: '',
    narrative: 'The owner came back to an empty drive',
    declaredBy: officer,
    fromMs: now - 1,
    toMs: now + day,
    assignment: 'provisional',
    withdrawnMs: null,
    issuer: 'A. Owner',
    scope: { ...plainAuthority.scope, plates: ['KJT417'] },
  };
  const tracked = (stolen: StolenVehicle[], change: Partial<AuthorityRecord> = {}): string[] =>
    codesOf(
      decideTrack({
        user: officer,
        caseId: 'c1',
        authority: { ...report, ...change },
        plate: 'KJT417',
        nowMs: now,
        leaseUntilMs: now + 1,
        stolen,
        earlier: [],
      }),
    );
  expect(tracked([flag])).toEqual([]);
  expect(tracked([])).toEqual(['not-reported-stolen']);
  expect(tracked([{ ...flag, complaint: 'another' }])).toEqual(['not-reported-stolen']);
  expect(tracked([{ ...flag, plate: 'QRS900' }])).toEqual(['not-reported-stolen']);
  expect(tracked([{ ...flag, setBy: { id: officer.id } }])).toEqual(['flag-setter-tracks']);
  expect(tracked([{ ...flag, recoveredMs: now }])).toEqual(['recovered']);
  expect(tracked([{ ...flag, recoveredMs: now + 1 }])).toEqual([]);
  expect(tracked([flag], { issuer: '' })).toEqual(['not-stated']);
});

const lawful: SharingQuestion = {
  user: officer,
  recipient: 'New Zealand Customs Service',
  instruments: [{ code: 'ipp11-1-e', reference: 'principle 11(1)(e)(i)' }],
  conflicting: [],
  belief: { heldBy: 'holder', grounds: 'The vehicle carries the goods they seek' },
  nowMs: now,
};
const shared = (change: Partial<SharingQuestion> = {}) => codesOf(decideSharing({ ...lawful, ...change }));
const named = (...codes: string[]) => ({ instruments: codes.map((code) => ({ code, reference: 'section 5' })) });

test('AR27 sharing names its instrument; a memorandum alone permits nothing', () => {
  expect(shared()).toEqual([]);
  expect(shared(named('mou'))).toEqual(['instrument-not-enough']);
  expect(shared(named('mou', 'statute'))).toEqual([]);
  expect(shared(named('aisa'))).toEqual([]);
  expect(shared(named())).toEqual(['no-instrument']);
  expect(shared(named('custom'))).toEqual(['no-instrument']);
  expect(shared({ instruments: [{ code: 'statute', reference: ' ' }] })).toEqual(['instrument-unnamed']);
  expect(shared({ recipient: '' })).toEqual(['not-stated']);
});

test('AR27 conflicting statutes are refused and go to those who settle it', () => {
  const decision = decideSharing({
    ...lawful,
    ...named('statute'),
    conflicting: ['Tax Administration Act 1994, s 18'],
  });
  expect(codesOf(decision)).toEqual(['statutes-conflict']);
  expect(decision.reasons[0]?.message).toContain('Tax Administration Act');
  expect(decision.reasons[0]?.remedy).toContain('legal section');
});

test('AR27 who must hold the belief is a dated parameter', () => {
  expect(shared({ belief: null })).toEqual(['belief-missing']);
  expect(shared({ belief: { heldBy: 'holder', grounds: 'because' } })).toEqual(['belief-missing']);
  const theirs = { belief: { heldBy: 'requester' as const, grounds: 'They seek the goods that it carries' } };
  expect(shared(theirs)).toEqual(['belief-of-other-agency']);
  const [rule] = nzRuleBook.rules.sharing;
  if (rule === undefined) throw new Error('no sharing rule');
  const later = {
    ...rule,
    version: 2,
    inForceFrom: '2027-01-01',
    params: { ...rule.params, beliefHeldBy: 'requester' as const },
  };
  const book = { ...nzRuleBook, rules: { ...nzRuleBook.rules, sharing: [rule, later] } };
  expect(shared({ ...theirs, book })).toEqual(['belief-of-other-agency']);
  expect(shared({ ...theirs, book, nowMs: Date.parse('2027-01-01') })).toEqual([]);
  expect(shared({ book, nowMs: Date.parse('2027-01-01') })).toEqual(['belief-of-other-agency']);
});
