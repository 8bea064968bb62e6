// Nobody asks for a vehicle of their own or of their household: compared by keyed hash, offline too, patterns included;
// a senior may give leave, and the answer is marked.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { platesAskedFor } from '../../src/services/vehicle-interest.ts';
import { readRegister } from '../../src/workspace/index.ts';
import { startTrainingServer, type TrainingServer } from '../fixtures/training-server.ts';
import { type Desk, deskOf } from './authority-station.ts';

let training: TrainingServer;
let officer: Desk;
let senior: Desk;
let authorityId = '';
beforeAll(async () => {
  training = await startTrainingServer({ detections: 300, pictures: 0 });
  officer = await deskOf(training, 't.example');
  senior = await deskOf(training, 's.inspector');
  const { fileNumber: number, purpose, narrative } = training.lesson;
  const declared = await officer.client.authority.declare({
    caseId: officer.caseId,
    kind: 'file-number',
    number,
    purpose,
    narrative,
  });
  if (declared.outcome !== 'declared') throw new Error('not declared');
  authorityId = declared.authority.id;
}, 120_000);
afterAll(async () => {
  await officer?.services.close();
  await senior?.services.close();
  await training?.close();
});

async function find(query: string) {
  const answer = await officer.client.find.run({
    ...{ caseId: officer.caseId, authorityId, query, fromMs: null, toMs: null, area: null, cameraIds: null },
  });
  if (answer.outcome === 'ran') return { codes: [], marks: answer.decision.inOrder.map(({ rule }) => rule.id) };
  return { codes: answer.decision.reasons.map(({ code }) => code), marks: [] };
}

test('SV19 one’s own vehicle is refused, whole and as a pattern, with its entry; the server holds no plate of it', async () => {
  const { plate } = training.register.ownVehicle;
  for (const query of [
    plate,
    ` ${plate.toLowerCase()} `,
    `${plate.slice(0, 4)}??`,
    `?${plate.slice(1)}`,
    `${plate.slice(0, 5)}*`,
  ]) {
    expect([query, (await find(query)).codes]).toEqual([query, ['own-vehicle']]);
  }
  expect(officer.entries().at(-1)).toMatchObject({ action: 'find', outcome: 'refused' });
  const analysed = await officer.client.movement.pattern({
    ...{ caseId: officer.caseId, authorityId, plate, fromMs: null, toMs: null },
  });
  expect(analysed).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'own-vehicle' }] } });
  const tracked = await officer.client.authority.track({ caseId: officer.caseId, authorityId, plate });
  expect(tracked.outcome === 'refused' && tracked.decision.reasons.map(({ code }) => code)).toContain('own-vehicle');
  const rows = await training.server.parts.store.db.selectFrom('own_vehicles').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(plate);
  expect(JSON.stringify(readRegister(officer.session().workspace.read))).not.toContain(plate);
});

test('SV19 a query that names too little of it, or another plate, runs', async () => {
  const { plate } = training.register.ownVehicle;
  for (const query of [`${plate.slice(0, 2)}*`, 'QQQ111']) expect((await find(query)).codes).toEqual([]);
});

test('SV19 offline too, after a restart', async () => {
  const { plate } = training.register.ownVehicle;
  const { client } = officer;
  const login = { username: 't.example', passphrase: training.passphrase };
  await client.session.lock();
  await client.session.signIn(login);
  officer.session().intel.setToken(null);
  expect((await find(plate)).codes).toContain('own-vehicle');
});

test('SV20 a declared interest bars, and with a senior’s leave is allowed and marked', async () => {
  await officer.sync();
  const { client } = officer;
  expect((await find('HSE777')).codes).toEqual([]);
  const barred = await client.authority.declareInterest({ plate: 'hse 777', relation: 'household', reason: '' });
  expect(barred).toMatchObject({ outcome: 'done', interest: { state: 'barred', plate: '' } });
  expect((await find('HSE777')).codes).toEqual(['own-vehicle']);
  const junk = await client.authority.declareInterest({ plate: 'HSE777', relation: 'household', reason: 'asdf' });
  expect(junk).toMatchObject({ outcome: 'refused', decision: { reasons: [{ code: 'junk-reason' }] } });
  const asked = await client.authority.declareInterest({
    plate: 'HSE777',
    relation: 'household',
    reason: 'My partner’s car was taken in the burglary that I work on; nobody else is on the file.',
  });
  if (asked.outcome !== 'done') throw new Error('not asked');
  expect((await find('HSE777')).codes).toEqual(['own-vehicle']);
  const { id: interestId } = asked.interest;
  const leave = { interestId, decision: 'approve' as const, note: 'Agreed for this file.' };
  const own = await client.authority.decideInterest(leave);
  expect(own.outcome === 'refused' && own.decision.reasons.map(({ code }) => code)).toContain('own-approval');
  expect(await officer.session().intel.api.register.decideInterest(leave)).toMatchObject({ outcome: 'refused' });
  const waiting = await senior.client.authority.toApprove();
  expect(waiting.interests).toMatchObject([{ id: interestId, plate: 'HSE777', by: { username: 't.example' } }]);
  expect(await senior.client.authority.decideInterest(leave)).toMatchObject({
    outcome: 'done',
    interest: { state: 'approved' },
  });
  await officer.sync();
  const allowed = await find('HSE777');
  expect(allowed.codes).toEqual([]);
  expect(allowed.marks).toContain('NZ-OWN-1');
  const device = officer.entries('device').filter(({ action }) => action === 'interest-declare');
  expect(device.map(({ phase, outcome }) => `${phase} ${outcome}`)).toEqual([
    'intent pending',
    'result ran',
    'event refused',
    'intent pending',
    'result ran',
  ]);
});

test('SV19 a pattern asks for the plates of which it gives two thirds, for no others', () => {
  expect(platesAskedFor('ABC123')).toEqual(['ABC123']);
  expect(platesAskedFor('ABC1??')).toHaveLength(36 * 36);
  expect(platesAskedFor('ABC1??')).toContain('ABC1Z9');
  expect(platesAskedFor('ABC12*')).toContain('ABC123');
  expect(platesAskedFor('*BC123')).toContain('ABC123');
  expect(platesAskedFor('AB????')).toEqual([]);
  expect(platesAskedFor('A*')).toEqual(['A']);
});
