// Whether something may go to another agency, and whether a vehicle may be recorded as stolen or looked for: the same
// decisions that the core takes, asked over the contract, each asking an entry. Memorandum alone, statutes that
// conflict, the setter who would track, and whoever followed the vehicle are refused.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decidePackSharing } from '../../src/services/sharing.ts';
import { startTrainingServer, type TrainingServer } from '../fixtures/training-server.ts';
import { type Desk, deskOf, draftedWith, draftOf } from './authority-station.ts';

let training: TrainingServer;
let officer: Desk;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 300, pictures: 0 });
  officer = await deskOf(training, 't.example');
}, 120_000);
afterAll(async () => {
  await officer?.services.close();
  await training?.close();
});

type Shared = Parameters<Desk['client']['authority']['shareCheck']>[0];
const codes = (answer: { decision: { reasons: readonly { code: string }[] } }) =>
  answer.decision.reasons.map(({ code }) => code);
const belief = {
  heldBy: 'holder',
  grounds: 'The vehicle carried the goods that Customs seized on 3 November.',
} as const;

test('SV22 sharing on a memorandum alone is refused with its rule, and allowed where the law is named; both are entries', async () => {
  const ask = (change: Partial<Shared>) =>
    officer.client.authority.shareCheck({
      caseId: officer.caseId,
      recipientAgency: 'New Zealand Customs Service',
      instruments: [{ code: 'ipp11-1-e', reference: 'principle 11(1)(e)' }],
      conflicting: [],
      belief,
      ...change,
    });
  const lawful = await ask({});
  expect(lawful).toMatchObject({ outcome: 'allowed', decision: { reasons: [] } });
  const memorandum = [{ code: 'mou', reference: 'Memorandum of 2019' }];
  const refused = await ask({ instruments: memorandum, belief: null });
  expect(codes(refused)).toEqual(['instrument-not-enough']);
  expect(refused.decision.reasons[0]?.rule).toMatchObject({ id: 'NZ-SHARE-1', version: 1 });
  expect(codes(await ask({ conflicting: ['Customs and Excise Act 2018, s 316'] }))).toEqual(['statutes-conflict']);
  expect(codes(await ask({ belief: { ...belief, heldBy: 'requester' } }))).toEqual(['belief-of-other-agency']);
  expect(codes(await ask({ recipientAgency: ' ' }))).toEqual(['not-stated']);
  const entries = officer.entries().filter(({ action }) => action === 'share-check');
  expect(entries.map(({ outcome }) => outcome)).toEqual(['recorded', 'refused', 'refused', 'refused', 'refused']);
  expect(entries[0]).toMatchObject({ seq: lawful.logSeq, details: { decided: 'allowed', belief } });
  expect(entries[1]).toMatchObject({
    seq: refused.logSeq,
    details: { instruments: memorandum, refused: [{ code: 'instrument-not-enough', rule: 'NZ-SHARE-1', version: 1 }] },
  });
});

test('SV22 a pack’s recipients that name an agency are held to the same decision; courts and counsel are not', () => {
  const { context } = officer.services;
  const session = officer.session();
  const ctx = { desk: context.desk, session, actor: session.user } as Parameters<typeof decidePackSharing>[0];
  const going = { recipients: 'Crown Solicitor, Hamilton', profile: 'full', sharing: null };
  expect(decidePackSharing(ctx, going)).toBeNull();
  const customs = decidePackSharing(ctx, { ...going, recipients: 'Crown Solicitor; NZ Customs' });
  expect(customs?.reasons.map(({ code }) => code)).toEqual(['no-instrument']);
  const partner = decidePackSharing(ctx, { ...going, recipients: 'Somebody', profile: 'partner' });
  expect(partner?.outcome).toBe('refused');
  const instruments = [{ code: 'aisa', reference: 'Approved agreement of 2017, schedule 2' }];
  const sharing = { instruments, heldBy: 'holder' as const, grounds: '' };
  expect(decidePackSharing(ctx, { ...going, recipients: 'NZTA', sharing })?.outcome).toBe('allowed');
});

test('SV22 a stolen record of the case is shown with who set it and what is allowed: not the setter, not without a report', async () => {
  const { theft } = training.register;
  const report = (desk: Desk) =>
    draftOf(desk.caseId, 'stolen-report', {
      number: theft.complaint,
      issuer: theft.complainant,
      plates: [theft.plate],
      purpose: '',
    });
  expect(await officer.client.authority.stolenFlags({ caseId: officer.caseId })).toEqual([]);
  const record = await draftedWith(officer.client, report(officer), null);
  const [mine, ...more] = await officer.client.authority.stolenFlags({ caseId: officer.caseId });
  expect(more).toEqual([]);
  expect(mine).toMatchObject({
    flag: { plate: theft.plate, complaint: theft.complaint, complainant: theft.complainant },
    setByMe: false,
    followedMs: null,
    authorityId: record.id,
    follow: { outcome: 'allowed' },
    flagAgain: { outcome: 'refused', reasons: [{ code: 'already-flagged' }] },
  });
  await officer.client.authority.withdraw({ caseId: officer.caseId, authorityId: record.id });
  const [without] = await officer.client.authority.stolenFlags({ caseId: officer.caseId });
  expect(without).toMatchObject({
    authorityId: null,
    follow: { outcome: 'refused', reasons: [{ code: 'no-authority' }] },
  });
  const setter = await deskOf(training, theft.setBy);
  try {
    await draftedWith(setter.client, report(setter), null);
    const [own] = await setter.client.authority.stolenFlags({ caseId: setter.caseId });
    expect(own?.setByMe).toBe(true);
    expect(own?.follow.reasons.map(({ code }) => code)).toEqual(['flag-setter-tracks']);
  } finally {
    await setter.services.close();
  }
});

test('SV22 whoever asked for authority to follow a vehicle may not record it as stolen; anybody else may', async () => {
  const ask = (plate: string, change: { complaint?: string; stolenMs?: number | null } = {}) =>
    officer.client.authority.decideStolenFlag({
      caseId: officer.caseId,
      plate,
      complaint: 'TC-2026-00999',
      complainant: 'R. Sample',
      stolenMs: Date.now() - 3_600_000,
      ...change,
    });
  expect((await ask('NEW900')).outcome).toBe('allowed');
  expect(codes(await ask('NEW900', { complaint: '', stolenMs: null }))).toEqual(['not-stated']);
  await draftedWith(
    officer.client,
    draftOf(officer.caseId, 'surveillance-device-warrant', { plates: ['NEW900'] }),
    null,
  );
  const conflicted = await ask('new 900');
  expect(codes(conflicted)).toEqual(['followed-before-flag']);
  expect(officer.entries().at(-1)).toMatchObject({
    action: 'stolen-flag',
    outcome: 'refused',
    seq: conflicted.logSeq,
    details: { plate: 'new 900', decided: 'refused', refused: [{ code: 'followed-before-flag', rule: 'NZ-FLAG-1' }] },
  });
});

test('SV22 a refusal under an older version of a rule is named in full: every version is told', async () => {
  const { rules, past } = await officer.client.authority.rules();
  const old = past.find(({ id, version }) => id === 'NZ-REKEY-1' && version === 1);
  expect(old?.title).toBeTruthy();
  expect(old?.source).toBeTruthy();
  expect(rules.find(({ id }) => id === 'NZ-REKEY-1')?.version).toBeGreaterThan(1);
  const named = (all: typeof rules) => all.map(({ id, version }) => `${id} v${version}`);
  expect(named(past).filter((name) => named(rules).includes(name))).toEqual([]);
});
