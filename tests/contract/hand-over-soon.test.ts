// SY10: what a person's work wrote into the log is handed over a moment after it, not at the next round that is due.
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  signedInWorkstation,
  startTrainingServer,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

let training: TrainingServer;
let desk: Workstation;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 200, pictures: 0 });
  desk = await signedInWorkstation(training);
}, 120_000);
afterAll(async () => {
  await desk?.services.close();
  await training?.close();
});

const status = () => desk.client.sync.status();
/** From the end of the last round to the next one. */
const pauseMs = async (): Promise<number> => {
  const { nextTryMs, lastContactMs } = await status();
  return (nextTryMs ?? Number.NaN) - (lastContactMs ?? Number.NaN);
};
const handedOver = async (): Promise<boolean> => {
  const { state, waiting } = await status();
  return state === 'idle' && waiting.logEntries === 0;
};

test('SY10 a round comes soon after an entry, once, and the entry is with the server', async () => {
  await desk.client.sync.start();
  await expect.poll(handedOver, { timeout: 60_000 }).toBe(true);
  // Of the round itself nothing is left to hand over: the next one is half a minute away.
  expect(await pauseMs()).toBeGreaterThanOrEqual(30_000);
  await desk.client.cases.create({ name: 'Soon', summary: '', fileNumber: null, charges: '' });
  const after = await status();
  // On a slow machine it is under way, or done, by now.
  if (after.state === 'idle' && after.waiting.logEntries > 0)
    expect((after.nextTryMs ?? Number.NaN) - Date.now()).toBeLessThanOrEqual(3000);
  await expect.poll(handedOver, { timeout: 60_000 }).toBe(true);
  expect(await pauseMs()).toBeGreaterThanOrEqual(30_000);
});

test('SY10 a round asked for while one is under way is made after it', async () => {
  const { session } = desk.services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  const contacts = new Set<number | null>([(await status()).lastContactMs]);
  const watching = new AbortController();
  const watched = (async () => {
    for await (const { lastContactMs } of session.sync.watch(watching.signal)) contacts.add(lastContactMs);
  })();
  await desk.client.sync.start();
  expect((await status()).state).toBe('running');
  await desk.client.sync.start();
  // Well before the round that is due in any case.
  await expect.poll(() => contacts.size, { timeout: 15_000 }).toBe(3);
  watching.abort();
  await watched.catch(() => undefined);
});

test('SY10 on a pause nothing is handed over by itself', async () => {
  await desk.client.sync.pause();
  await desk.client.cases.create({ name: 'Paused', summary: '', fileNumber: null, charges: '' });
  expect(await status()).toMatchObject({ state: 'paused', nextTryMs: null, waiting: { logEntries: 1 } });
});
