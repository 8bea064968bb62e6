// What holds when the server cannot be reached, when the lease ends, and when one plate is asked for again and again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trainingFiles } from '../../src/core/training/index.ts';
import {
  openWorkstation,
  signedInWorkstation,
  startTrainingServer,
  syncNow,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

const HOUR_MS = 3_600_000;
let training: TrainingServer;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 600, pictures: 0 });
}, 120_000);
afterAll(async () => training?.close());

/** A workstation whose cable can be pulled and whose clock can be set. */
function moveable() {
  const at = { cable: true, aheadMs: 0 };
  const options = {
    fetch: (async (input, init) => {
      if (!at.cable) throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ENETUNREACH' } });
      return fetch(input, init);
    }) satisfies typeof fetch,
    clock: { nowMs: () => Date.now() + at.aheadMs, monotonicMs: () => performance.now() },
  };
  return { at, options };
}
const question = (caseId: string, authorityId: string | null, query: string) => ({
  caseId,
  authorityId,
  query,
  fromMs: null,
  toMs: null,
  area: null,
  cameraIds: null,
  pageSize: 10,
});
async function declare({ client }: Workstation, caseId: string, number: string) {
  const { purpose, narrative } = training.lesson;
  const declared = await client.authority.declare({ caseId, kind: 'file-number', number, purpose, narrative });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  return declared.authority;
}
const codes = (answer: { outcome: string; decision?: { reasons: { code: string }[] } }) =>
  answer.decision?.reasons.map(({ code }) => code) ?? [];

test('offline: the passphrase opens the workspace, queries run under a provisional authority, the log waits; then the lease ends', async () => {
  const { at, options } = moveable();
  const desk = await signedInWorkstation(training, options);
  const { client } = desk;
  const { username, fileNumber, plate } = training.lesson;
  const { id: caseId } = await client.cases.create({ name: 'Offline', summary: '', fileNumber: null, charges: '' });
  await client.session.lock();
  at.cable = false;
  expect(await client.session.signIn({ username, passphrase: training.passphrase })).toMatchObject({
    phase: 'signed-in',
  });
  expect(await syncNow(desk)).toMatchObject({ state: 'offline', lease: { ended: false } });
  const mine = await declare(desk, caseId, fileNumber);
  expect(mine.assignment).toBe('provisional');
  expect((await client.find.run(question(caseId, mine.id, plate))).outcome).toBe('ran');
  const waiting = (await client.sync.status()).waiting.logEntries;
  expect(waiting).toBeGreaterThan(3);

  const foreign = trainingFiles(Date.now()).find(({ assignedTo }) => !assignedTo.includes(username));
  if (foreign === undefined) throw new Error('the network has no file of somebody else');
  const theirs = await declare(desk, caseId, foreign.number);

  at.aheadMs = 25 * HOUR_MS;
  const late = await client.find.run(question(caseId, mine.id, 'A*'));
  expect(codes(late)).toContain('lease-ended');
  expect((await client.sync.status()).lease?.ended).toBe(true);
  at.aheadMs = 0;

  at.cable = true;
  expect(await syncNow(desk)).toMatchObject({ state: 'idle', lease: { ended: false } });
  const settled = await client.authority.list({ caseId });
  expect(settled.find(({ id }) => id === mine.id)?.assignment).toBe('confirmed');
  expect(settled.find(({ id }) => id === theirs.id)?.assignment).toBe('rejected');
  expect((await client.find.run(question(caseId, mine.id, 'B*'))).outcome).toBe('ran');
  expect(codes(await client.find.run(question(caseId, theirs.id, 'C*')))).toEqual(['assignment-rejected']);
  const log = await client.log.list({ caseId, before: null, limit: 500 });
  expect(log.entries.filter(({ action }) => action === 'authority-assignment')).toHaveLength(2);
  await desk.services.close();
});

test('a first sign-in needs the server and says so', async () => {
  const { at, options } = moveable();
  const desk = openWorkstation(training.folder(), options);
  await desk.client.session.enrol({ serverUrl: training.server.url, code: await training.code(), deviceName: 'First' });
  at.cable = false;
  const { username } = training.lesson;
  await expect(desk.client.session.signIn({ username, passphrase: training.passphrase })).rejects.toMatchObject({
    data: { code: 'OFFLINE' },
  });
  await desk.services.close();
});

test('one plate again and again is stopped and the refusal logged; a withdrawn authority makes nothing lawful', async () => {
  const desk = await signedInWorkstation(training);
  const { client } = desk;
  const { id: caseId } = await client.cases.create({ name: 'Again', summary: '', fileNumber: null, charges: '' });
  const mine = await declare(desk, caseId, training.lesson.fileNumber);
  const plate = training.lesson.clone.plate;
  const outcomes: string[] = [];
  // Spelt differently, it is the same plate.
  for (const spelling of [plate, plate.toLowerCase(), `${plate.slice(0, 3)} ${plate.slice(3)}`, plate, plate, plate]) {
    const answer = await client.find.run(question(caseId, mine.id, spelling));
    outcomes.push(answer.outcome);
    if (answer.outcome === 'refused') expect(codes(answer)).toEqual(['rekeying']);
  }
  expect(outcomes).toEqual(['ran', 'ran', 'ran', 'ran', 'ran', 'refused']);
  await client.authority.withdraw({ caseId, authorityId: mine.id });
  expect(codes(await client.find.run(question(caseId, mine.id, 'D*')))).toContain('authority-withdrawn');
  const old = await client.find.run({ ...question(caseId, mine.id, 'E*'), fromMs: 0, toMs: 1000 });
  expect(codes(old)).toContain('empty-window');
  await desk.services.close();
});

test('the auditor may sign in and read, and may make no query', async () => {
  const desk = openWorkstation(training.folder());
  const { client } = desk;
  await client.session.enrol({ serverUrl: training.server.url, code: await training.code(), deviceName: 'Audit' });
  await client.session.signIn({ username: 'a.auditor', passphrase: training.passphrase });
  const status = await syncNow(desk);
  expect(status.held).toEqual({ cameras: 0, detections: 0, images: 0 });
  const { id: caseId } = await client.cases.create({ name: 'Audit', summary: '', fileNumber: null, charges: '' });
  expect(codes(await client.find.run(question(caseId, null, 'A*')))).toContain('role-may-not-query');
  await desk.services.close();
});
