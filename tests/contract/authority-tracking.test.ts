// Live alerts over a real server: set only under an authority to track that a second person approved, raised read by read
// as they come with the sync, unconfirmed, and ended with the authority to the millisecond.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrackAnswer } from '../../src/contract/authority-answers.ts';
import { FOLD_BELOW } from '../../src/core/match/likelihood.ts';
import { markRecovered } from '../../src/server/index.ts';
import { listAlerts } from '../../src/workspace/index.ts';
import { startTrainingServer, type TrainingServer } from '../fixtures/training-server.ts';
import {
  approvedBy,
  DAY_MS,
  type Desk,
  deskOf,
  draftedWith,
  draftOf,
  HOUR_MS,
  ingested,
  standingOf,
} from './authority-station.ts';

let training: TrainingServer;
let officer: Desk;
let senior: Desk;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 300, pictures: 0 });
  officer = await deskOf(training, 't.example');
  senior = await deskOf(training, 's.inspector');
}, 120_000);
afterAll(async () => {
  await officer?.services.close();
  await senior?.services.close();
  await training?.close();
});

const codes = (answer: TrackAnswer) =>
  answer.outcome === 'refused' ? answer.decision.reasons.map(({ code }) => code) : answer.outcome;

/** Follows, or says why not. */
const follow = (desk: Desk, authorityId: string | null, plate: string) =>
  desk.client.authority.track({ caseId: desk.caseId, authorityId, plate });

async function warrantFor(plate: string, change: Parameters<typeof draftOf>[2] = {}) {
  const record = await draftedWith(
    officer.client,
    draftOf(officer.caseId, 'surveillance-device-warrant', { plates: [plate], ...change }),
  );
  return approvedBy(officer, senior, record);
}

test('SV17 no alert without an authority to track, its document, its approval and its plate', async () => {
  const { client, caseId } = officer;
  expect(codes(await follow(officer, null, 'TRK001'))).toEqual(['no-authority']);
  const declared = await client.authority.declare({
    caseId,
    kind: 'file-number',
    number: training.lesson.fileNumber,
    purpose: training.lesson.purpose,
    narrative: training.lesson.narrative,
  });
  if (declared.outcome !== 'declared') throw new Error('not declared');
  expect(codes(await follow(officer, declared.authority.id, 'TRK001'))).toContain('wrong-kind');
  const record = await draftedWith(client, draftOf(caseId, 'surveillance-device-warrant', { plates: ['TRK001'] }));
  expect(codes(await follow(officer, record.id, 'TRK001'))).toEqual(['not-approved']);
  expect(officer.entries().at(-1)).toMatchObject({ action: 'track-start', outcome: 'refused' });
  await client.authority.submit({ authorityId: record.id });
  expect(codes(await follow(officer, record.id, 'TRK001'))).toEqual(['not-approved']);
  expect(await client.authority.tracking({ caseId })).toEqual([]);
  const approved = await warrantFor('TRK002');
  expect(codes(await follow(officer, approved.id, 'TRK001'))).toEqual(['out-of-scope']);
  expect(codes(await follow(officer, approved.id, 'TRK00?'))).toContain('bad-plate');
});

test('SV17 SV18 a read that comes while the watch runs is raised, unconfirmed, once, with its entry', async () => {
  const { client, caseId } = officer;
  const authority = await warrantFor('TRK100');
  const started = await follow(officer, authority.id, 'trk 100');
  if (started.outcome !== 'ran') throw new Error(JSON.stringify(started.decision.reasons));
  const now = Date.now();
  await ingested(training, [
    { read: 'TRK100', timeMs: now - HOUR_MS },
    { read: 'TRK100', timeMs: now + 1000 },
    { read: 'TRKI00', timeMs: now + 2000, candidates: ['TRK100'] },
    { read: 'ZZZ999', timeMs: now + 3000 },
  ]);
  officer.at.aheadMs = 60_000;
  await officer.sync();
  await officer.sync();
  const [watch] = await client.authority.tracking({ caseId });
  expect(watch).toMatchObject({ plate: 'TRK100', state: 'running', alerts: 2 });
  expect(watch?.reads.map(({ read }) => read)).toEqual(['TRKI00', 'TRK100']);
  const alerts = listAlerts(officer.session().workspace.read).filter(({ id }) => id.startsWith('track:'));
  expect(alerts).toHaveLength(2);
  for (const { message } of alerts) expect(message).toMatch(/Nobody has confirmed it/);
  const raised = officer.entries().filter(({ action }) => action === 'track-alert');
  expect(raised.map(({ details, authority: under }) => [details.watchId, details.read, under?.id])).toEqual([
    [started.watch.id, 'TRK100', authority.id],
    [started.watch.id, 'TRKI00', authority.id],
  ]);
  // What a watch raised may be looked at under the warrant, and is unconfirmed.
  const detectionId = watch?.reads[0]?.detectionId ?? '';
  const view = await client.detections.view({ caseId, authorityId: authority.id, detectionId, plate: 'TRK100' });
  expect(view).toMatchObject({ outcome: 'ran', state: 'unconfirmed' });
  const stopped = await client.authority.stopTracking({ caseId, watchId: started.watch.id, reason: 'Vehicle found.' });
  expect(stopped).toMatchObject({ state: 'ended', endedBy: 'stopped', alerts: 2 });
  await ingested(training, [{ read: 'TRK100', timeMs: now + 30_000 }]);
  await officer.sync();
  expect((await client.authority.tracking({ caseId }))[0]?.alerts).toBe(2);
  expect(officer.entries().at(-1)).toMatchObject({ action: 'track-stop', details: { reason: 'Vehicle found.' } });
  expect((await standingOf(officer, authority.id)).uses).toBe(2);
  officer.at.aheadMs = 0;
});

test('SV18 a misread that says another plate is raised with its likelihood; what looks like it too little is not', async () => {
  const { client, caseId } = officer;
  const plate = 'KRB188';
  const authority = await warrantFor(plate);
  const started = await follow(officer, authority.id, plate);
  if (started.outcome !== 'ran') throw new Error(JSON.stringify(started.decision.reasons));
  // The lease clock may be ahead of this one: all of it lies after the start.
  const now = Math.ceil(started.watch.startedMs);
  await ingested(training, [
    { read: 'KRB1B8', timeMs: now + 1000 },
    { read: 'KR8188', timeMs: now + 2000 },
    { read: 'ZXQ047', timeMs: now + 3000 },
    { read: plate, timeMs: now + 4000 },
  ]);
  await officer.sync();
  const watch = (await client.authority.tracking({ caseId })).find(({ id }) => id === started.watch.id);
  const raised = new Map(watch?.reads.map(({ read, likelihood }) => [read, likelihood]));
  expect([...raised.keys()].sort()).toEqual(['KR8188', 'KRB188', 'KRB1B8']);
  for (const misread of ['KRB1B8', 'KR8188']) {
    expect(raised.get(misread), misread).toBeGreaterThanOrEqual(FOLD_BELOW);
    expect(raised.get(misread), misread).toBeLessThan(1);
  }
  expect(raised.get(plate)).toBeGreaterThanOrEqual(raised.get('KRB1B8') ?? 1);
  const entries = officer.entries().filter(({ details }) => details.watchId === started.watch.id);
  const logged = entries.filter(({ action }) => action === 'track-alert').map(({ details }) => details);
  expect(logged.find(({ read }) => read === 'KRB1B8')?.likelihood).toBe(raised.get('KRB1B8'));
  const alert = listAlerts(officer.session().workspace.read).find(({ message }) => message.startsWith('KRB1B8,'));
  expect(alert?.message).toMatch(/may be KRB188: likelihood 0\.\d\d\. Nobody has confirmed it/);
  await client.authority.stopTracking({ caseId, watchId: started.watch.id, reason: 'Vehicle found.' });
});

test('SV15 SV18 withdrawing the authority ends its watches at once', async () => {
  const { client, caseId } = officer;
  const authority = await warrantFor('TRK300');
  expect((await follow(officer, authority.id, 'TRK300')).outcome).toBe('ran');
  await client.authority.withdraw({ caseId, authorityId: authority.id });
  const watch = (await client.authority.tracking({ caseId })).find(({ plate }) => plate === 'TRK300');
  expect(watch).toMatchObject({ state: 'ended', endedBy: 'withdrawn' });
});

test('SV17 an emergency power starts its clock at the first use and is not had again for the same plate and ground', async () => {
  const emergency = {
    plates: ['TRK400'],
    ground: 's48-prevent-harm',
    impracticable: 'The person was taken ten minutes ago and no Judge can be reached in that time.',
    number: '',
    issuer: '',
  };
  const record = await draftedWith(officer.client, draftOf(officer.caseId, 'emergency', emergency));
  await approvedBy(officer, senior, record);
  expect((await standingOf(officer, record.id)).report).toBeNull();
  const started = await follow(officer, record.id, 'TRK400');
  if (started.outcome !== 'ran') throw new Error(JSON.stringify(started.decision.reasons));
  expect(started.watch.endsMs).toBeLessThanOrEqual(started.watch.startedMs + 48 * HOUR_MS);
  expect((await standingOf(officer, record.id)).record.firstUsedMs).toBe(started.watch.startedMs);
  expect((await standingOf(officer, record.id)).report).toMatchObject({ madeMs: null });
  const again = await officer.client.authority.draft(draftOf(officer.caseId, 'emergency', emergency));
  expect(again.outcome === 'refused' && again.decision.reasons.map(({ code }) => code)).toEqual(['restarted']);
  // Somebody else, whose workstation knows nothing of the first: the server does.
  const theirs = await draftedWith(senior.client, draftOf(senior.caseId, 'emergency', emergency));
  expect(await senior.client.authority.submit({ authorityId: theirs.id })).toMatchObject({
    outcome: 'refused',
    decision: { reasons: [{ code: 'restarted' }] },
  });
  expect((await standingOf(senior, theirs.id)).standing).toBe('draft');
});

test('SV17 a stolen vehicle is followed on its complaint alone, not by who set the flag, and not after its recovery', async () => {
  const { theft } = training.register;
  const report = (caseId: string, number = theft.complaint) =>
    draftOf(caseId, 'stolen-report', { number, issuer: theft.complainant, plates: [theft.plate], purpose: '' });
  const setter = await deskOf(training, theft.setBy);
  try {
    const own = await draftedWith(setter.client, report(setter.caseId), null);
    expect(codes(await follow(setter, own.id, theft.plate))).toEqual(['flag-setter-tracks']);
  } finally {
    await setter.services.close();
  }
  const invented = await draftedWith(officer.client, report(officer.caseId, 'TC-0000-00000'), null);
  expect(codes(await follow(officer, invented.id, theft.plate))).toContain('not-reported-stolen');
  const record = await draftedWith(officer.client, report(officer.caseId), null);
  expect(record.approval).toBeNull();
  expect((await follow(officer, record.id, theft.plate)).outcome).toBe('ran');
  expect(await markRecovered(training.server.parts, theft.plate)).toBe(1);
  await officer.sync();
  const watch = (await officer.client.authority.tracking({ caseId: officer.caseId })).find(
    ({ plate }) => plate === theft.plate,
  );
  expect(watch).toMatchObject({ state: 'ended', endedBy: 'recovered' });
  expect(codes(await follow(officer, record.id, theft.plate))).toContain('recovered');
});

test('SV13 an operation counts within its dates and for those who belong to it', async () => {
  const { operation } = training.register;
  const draft = (name: string) => draftOf(officer.caseId, 'operation', { number: name, plates: [], issuer: '' });
  const mine = await draftedWith(officer.client, draft(operation.name.toUpperCase()), null);
  expect(mine.assignment).toBe('confirmed');
  const none = await draftedWith(officer.client, draft('Operation Nowhere'), null);
  expect(none.assignment).toBe('rejected');
  const asked = { caseId: officer.caseId, query: 'ABC123', fromMs: null, toMs: null, area: null, cameraIds: null };
  expect((await officer.client.find.run({ ...asked, authorityId: mine.id })).outcome).toBe('ran');
  expect(await officer.client.find.run({ ...asked, authorityId: none.id })).toMatchObject({
    outcome: 'refused',
    decision: { reasons: [{ code: 'assignment-rejected' }] },
  });
  expect((await standingOf(officer, mine.id)).uses).toBe(1);
  expect(mine.toMs - mine.fromMs).toBeLessThan(DAY_MS);
});

// Last: the clock of the desk does not come back from where this test sets it.
test('SV18 a watch ends with its authority, to the millisecond: what came a millisecond late is not raised', async () => {
  const { client, caseId } = officer;
  // The lease clock has seen what was ahead in other tests: everything here lies after it.
  const fromMs = officer.session().leaseClock.nowMs();
  // A server takes reads that are up to five minutes ahead of its clock.
  const toMs = Date.now() + 4 * 60_000;
  const authority = await warrantFor('TRK200', { fromMs: Math.floor(fromMs), toMs });
  const started = await follow(officer, authority.id, 'TRK200');
  expect(started).toMatchObject({ outcome: 'ran', watch: { endsMs: toMs } });
  await ingested(training, [
    { read: 'TRK200', timeMs: toMs - 1 },
    { read: 'TRK200', timeMs: toMs },
  ]);
  officer.at.aheadMs = toMs - 60_000 - Date.now();
  await officer.sync();
  const running = await client.authority.tracking({ caseId });
  expect(running[0]).toMatchObject({ plate: 'TRK200', state: 'running' });
  expect(running[0]?.reads.map(({ timeMs }) => timeMs)).toEqual([toMs - 1]);
  officer.at.aheadMs = toMs + 1000 - Date.now();
  const [ended] = await client.authority.tracking({ caseId });
  expect(ended).toMatchObject({ state: 'ended', endedBy: 'expired', endedMs: toMs });
  expect(codes(await follow(officer, authority.id, 'TRK200'))).toContain('authority-lapsed');
});
