// What an officer may try with the means of the desk to follow a vehicle past the rules and the log: each way is closed.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Detection } from '../../src/core/model/domain.ts';
import type { WorkstationClient } from '../../src/services/index.ts';
import { allAuditEntries, listCameras, upsertDetections } from '../../src/workspace/index.ts';
import {
  signedInWorkstation,
  startTrainingServer,
  syncNow,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

const DAY_MS = 86_400_000;
let training: TrainingServer;
const open: Workstation[] = [];
beforeAll(async () => {
  training = await startTrainingServer({ detections: 600, pictures: 0 });
}, 120_000);
afterAll(async () => {
  for (const { services } of open) await services.close();
  await training?.close();
});

async function declareAgain({ authority }: WorkstationClient, caseId: string) {
  const { fileNumber: number, purpose, narrative } = training.lesson;
  const declared = await authority.declare({ caseId, kind: 'file-number', number, purpose, narrative });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  return { caseId, authorityId: declared.authority.id };
}

/** A workstation with a case and an authority; `at.aheadMs` sets its clock. */
async function officer() {
  const at = { aheadMs: 0 };
  const desk = await signedInWorkstation(training, {
    clock: { nowMs: () => Date.now() + at.aheadMs, monotonicMs: () => performance.now() },
  });
  open.push(desk);
  const { client } = desk;
  const { id: caseId } = await client.cases.create({ name: 'Attack', summary: '', fileNumber: null, charges: '' });
  const asked = await declareAgain(client, caseId);
  // The lease clock has now seen a time after the declaration, and does not go back behind it.
  await syncNow(desk);
  const find = (query: string) =>
    client.find.run({ ...asked, query, fromMs: null, toMs: null, area: null, cameraIds: null });
  const entries = () => {
    const { session } = desk.services.context.desk;
    if (session === null) throw new Error('nobody is signed in');
    return allAuditEntries(session.workspace.read, `case:${caseId}`);
  };
  /** Reads as a sync would bring them; returns their ordinals. */
  const hold = async (reads: Partial<Detection>[]): Promise<number[]> => {
    const { session } = desk.services.context.desk;
    if (session === null) throw new Error('nobody is signed in');
    const [camera] = listCameras(session.workspace.read);
    const rows = reads.map((read): Detection => {
      const uuid = `attack-${++brought}`;
      return { ...plainRead, cameraId: camera?.id ?? '', id: `attacker:${uuid}`, uuid, ...read };
    });
    const { newAfterOrdinal: newAfter, inserted: added } = session.workspace.write((tx) => upsertDetections(tx, rows));
    await session.match.apply({ removed: [], replaced: [], newAfter, added });
    return rows.map((_, at) => newAfter + 1 + at);
  };
  return { at, desk, client, asked, find, entries, hold };
}

let brought = 0;
const plainRead: Omit<Detection, 'id' | 'uuid' | 'cameraId'> = {
  provider: 'attacker',
  timeMs: 0,
  timeOriginal: '',
  timeZone: null,
  clockOffsetMs: null,
  rebasedByMs: 0,
  read: '',
  confidence: null,
  candidates: [],
  imageSha256: null,
  make: null,
  colour: null,
  body: null,
};

test('AR6 T11 a clock set back between askings hides none of them', async () => {
  const { at, find } = await officer();
  const outcomes: string[] = [];
  for (let asking = 0; asking < 6; asking += 1) {
    at.aheadMs = -9 * DAY_MS * (asking + 1);
    outcomes.push((await find('ABC123')).outcome);
  }
  expect(outcomes).toEqual(['ran', 'ran', 'ran', 'ran', 'ran', 'refused']);
});

test('AR6 another look within a sitting shows no read that came after the asking it is part of', async () => {
  const { at, find, client, asked, hold } = await officer();
  const plate = 'QX4242';
  await hold([{ read: plate, timeMs: Date.now() - 60_000 }]);
  expect(await find(plate)).toMatchObject({ outcome: 'ran' });
  at.aheadMs = 5 * 60_000;
  await hold([{ read: plate, timeMs: Date.now() + 4 * 60_000 }]);
  const again = await client.movement.pattern({ ...asked, plate, fromMs: null, toMs: null });
  expect(again.outcome === 'ran' && again.result.sightings.map(({ read }) => read)).toEqual([plate]);
  const found = await find(plate);
  expect(found.outcome === 'ran' && found.matches.filter(({ read }) => read === plate)).toHaveLength(2);
});

test('AR15 scenes drawn around one vehicle again and again are stopped like askings of its plate', async () => {
  const { client, asked, entries } = await officer();
  const nowMs = Date.now();
  const scene = (fromMs: number) => ({ name: '', area: null, cameraIds: ['none'], fromMs, toMs: fromMs + 1000 });
  const sweep = (n: number) =>
    client.movement.colocation({ ...asked, scenes: [scene(nowMs - DAY_MS - n), scene(nowMs - 60_000)], atLeast: 2 });
  for (let n = 1; n < 30; n += 1) expect((await sweep(n)).outcome).toBe('ran');
  const stopped = { outcome: 'refused', decision: { reasons: [{ code: 'rekeying', rule: { id: 'NZ-SWEEP-1' } }] } };
  expect(await sweep(30)).toMatchObject(stopped);
  const window = { fromMs: nowMs - DAY_MS, toMs: nowMs };
  for await (const event of await client.movement.allConvoys({ ...asked, ...window }))
    expect(event).toMatchObject({ type: 'refused' });
  expect(entries().at(-1)).toMatchObject({ action: 'all-convoys', outcome: 'refused' });
});

test('AR15 two scenes that are one list nobody: who passed once was not at both', async () => {
  const { client, asked, entries } = await officer();
  const toMs = Date.now() - DAY_MS;
  const area = { lon: 174.5, lat: -40.5, radiusM: 1_500_000 };
  const scene = (fromMs: number, untilMs = toMs) => ({ name: '', area, cameraIds: null, fromMs, toMs: untilMs });
  const at = (...scenes: ReturnType<typeof scene>[]) => client.movement.colocation({ ...asked, scenes, atLeast: 2 });
  const day = scene(toMs - DAY_MS);
  for (const other of [day, scene(toMs - 3 * DAY_MS), scene(toMs, toMs), scene(toMs - 60_000)]) {
    await expect(at(day, other)).rejects.toMatchObject({ data: { code: 'BAD_INPUT' } });
    expect(entries().at(-1)).toMatchObject({ phase: 'result', outcome: 'failed' });
  }
  expect((await at(day, scene(toMs - 2 * DAY_MS, toMs - DAY_MS))).outcome).toBe('ran');
});

test('AR4 SV2 an authority withdrawn while its query runs releases nothing', async () => {
  const { desk, client, asked, entries } = await officer();
  const { session } = desk.services.context.desk;
  const matcher = await session?.match.ready();
  if (matcher === undefined) throw new Error('nobody is signed in');
  const answer = matcher.movement.bind(matcher);
  const spy = vi.spyOn(matcher, 'movement').mockImplementation(async (...call: Parameters<typeof answer>) => {
    const found = await answer(...call);
    await client.authority.withdraw(asked);
    return found;
  });
  const { plate } = training.lesson;
  await expect(client.movement.pattern({ ...asked, plate, fromMs: null, toMs: null })).rejects.toMatchObject({
    data: { code: 'FORBIDDEN' },
  });
  expect(entries().at(-1)).toMatchObject({ action: 'pattern', outcome: 'failed', details: { code: 'FORBIDDEN' } });
  const other = await declareAgain(client, asked.caseId);
  spy.mockImplementation(async (...call: Parameters<typeof answer>) => {
    const found = await answer(...call);
    await client.authority.withdraw(other);
    return found;
  });
  const seen: string[] = [];
  const window = { fromMs: Date.now() - 30 * DAY_MS, toMs: Date.now() };
  const stream = async () => {
    for await (const { type } of await client.movement.allConvoys({ ...other, ...window })) seen.push(type);
  };
  await expect(stream()).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } });
  expect(seen).not.toContain('done');
  expect(entries().at(-1)).toMatchObject({ action: 'all-convoys', outcome: 'failed' });
  spy.mockRestore();
});

test('AR5 look-alikes count the reads of the window alone, though older ones are held', async () => {
  const { client, asked, hold } = await officer();
  const held = (read: string, daysAgo: number) => ({ read, timeMs: Date.now() - daysAgo * DAY_MS });
  await hold([held('QZ7011', 70), held('QZ7O11', 70), held('QZ7011', 3), held('QZ701I', 70), held('QZ701I', 2)]);
  const answer = await client.find.lookAlikes({ ...asked, plate: 'QZ7011' });
  if (answer.outcome !== 'ran') throw new Error('it was refused');
  expect(answer.passes).toBe(1);
  expect(answer.lookAlikes.map(({ plate, passes }) => [plate, passes])).toEqual([['QZ701I', 1]]);
});

test('T21 makes and colours of reads that are gone are no longer told', async () => {
  const { desk, client, hold } = await officer();
  const ordinals = await hold([{ read: 'QZ8001', timeMs: Date.now(), make: 'Zeppelin', colour: 'Puce' }]);
  expect((await client.find.vocabulary()).makes).toContain('zeppelin');
  const { session } = desk.services.context.desk;
  await session?.match.apply({ removed: ordinals, replaced: [], newAfter: 0, added: 0 });
  const { makes, colours } = await client.find.vocabulary();
  expect([makes.includes('zeppelin'), colours.includes('puce')]).toEqual([false, false]);
});

test('AU10 long questions do not keep the log from the server, and one that no log keeps is not asked', async () => {
  const { desk, client, asked, entries } = await officer();
  // Each character takes six in JSON.
  const cameraIds = Array.from({ length: 2000 }, (_, n) => String(n).padEnd(64, '\u0001'));
  for (let n = 0; n < 24; n += 1) {
    const query = { query: `QY${1000 + n}`, fromMs: null, toMs: null, area: null, cameraIds };
    expect((await client.find.run({ ...asked, ...query })).outcome).toBe('ran');
  }
  const before = entries().length;
  const scene = (daysAgo: number) => {
    const toMs = Date.now() - daysAgo * DAY_MS;
    return { name: '', area: null, cameraIds, fromMs: toMs - 1000, toMs };
  };
  const scenes = Array.from({ length: 32 }, (_, n) => scene(n + 1));
  await expect(client.movement.colocation({ ...asked, scenes, atLeast: 2 })).rejects.toMatchObject({
    data: { code: 'BAD_INPUT' },
  });
  expect(entries()).toHaveLength(before);
  expect(await syncNow(desk)).toMatchObject({ state: 'idle', waiting: { logEntries: 0 } });
});
