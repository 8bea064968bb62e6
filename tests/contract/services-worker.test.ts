// The services in their worker, spoken to over a MessagePort as the hosts do.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { WorkstationClient } from '../../src/services/index.ts';
import type { ServicesWorkerData, ServicesWorkerReport } from '../../src/services/worker-protocol.ts';
import { startTrainingServer, type TrainingServer } from '../fixtures/training-server.ts';

let training: TrainingServer;
let worker: Worker;
let dataDir: string;

beforeAll(async () => {
  training = await startTrainingServer({ detections: 600, pictures: 2 });
  dataDir = mkdtempSync(join(tmpdir(), 'waymark-worker-'));
  const workerData: ServicesWorkerData = {
    dataDir,
    workers: { match: new URL('../../src/match/match.worker.ts', import.meta.url).href, pack: null },
    resourcesDir: null,
    offer: null,
    host: 'loopback',
    version: '0.0.0-test',
  };
  worker = new Worker(new URL('../../src/services/services.worker.ts', import.meta.url), { workerData });
  const report = await new Promise<ServicesWorkerReport>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  expect(report).toEqual({ type: 'ready' });
}, 120_000);
afterAll(async () => {
  await worker?.terminate();
  await training?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function connect(): { client: WorkstationClient; close(): void } {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ type: 'connect', port: port2 }, [port2]);
  port1.start();
  return {
    client: createORPCClient<WorkstationClient>(new RPCLink({ port: port1 as unknown as MessagePort })),
    close: () => port1.close(),
  };
}

test('SV5 two clients are served by one worker; streams, typed errors and a clean end pass the port', async () => {
  const first = connect();
  const second = connect();
  expect(await first.client.session.state()).toMatchObject({ phase: 'unenrolled', host: 'loopback' });
  await expect(second.client.cases.list()).rejects.toMatchObject({
    code: 'APP_ERROR',
    data: { code: 'NOT_SIGNED_IN' },
  });
  const enrol = { serverUrl: training.server.url, deviceName: 'Worker desk' };
  await expect(first.client.session.enrol({ ...enrol, code: 'wrong-code' })).rejects.toMatchObject({
    data: { code: 'WRONG_CODE' },
  });
  await first.client.session.enrol({ ...enrol, code: await training.code() });
  await first.client.session.signIn({ username: training.lesson.username, passphrase: training.passphrase });
  expect((await second.client.session.state()).phase).toBe('signed-in');

  // Sync begins by itself; its state streams until it is in step.
  const seen: string[] = [];
  for await (const status of await second.client.sync.watch()) {
    seen.push(status.state);
    if (status.state !== 'idle' || status.held.detections <= 500 || status.waiting.images > 0) continue;
    if (seen.includes('running')) break;
    // It was in step before anybody watched: another round is watched from its start.
    await first.client.sync.start();
  }
  expect(seen).toContain('running');

  const created = await first.client.cases.create({ name: 'Worker', summary: '', fileNumber: null, charges: '' });
  const refused = await first.client.find.run({
    caseId: created.id,
    authorityId: null,
    query: training.lesson.plate,
    fromMs: null,
    toMs: null,
    area: null,
    cameraIds: null,
    pageSize: 10,
  });
  expect(refused.outcome).toBe('refused');
  await expect(
    first.client.cases.create({ name: '', summary: '', fileNumber: null, charges: '' }),
  ).rejects.toMatchObject({
    data: { code: 'BAD_INPUT' },
  });

  // A stream of work over the port: read to its end, and left.
  const { fileNumber: number, purpose, narrative, convoy } = training.lesson;
  const kind = 'file-number' as const;
  const declared = await first.client.authority.declare({ caseId: created.id, kind, number, purpose, narrative });
  if (declared.outcome !== 'declared') throw new Error('the declaration was refused');
  const window = { fromMs: Date.now() - 30 * 86_400_000, toMs: Date.now() };
  const sweep = { caseId: created.id, authorityId: declared.authority.id, ...window, gapMs: 300_000 };
  const types: string[] = [];
  for await (const event of await first.client.movement.allConvoys(sweep)) {
    types.push(event.type);
    if (event.type === 'done')
      expect(event.result.pairs[0]?.plates.every((one) => convoy.plates.includes(one))).toBe(true);
  }
  expect(types.at(-1)).toBe('done');
  expect(types).toContain('progress');
  // So little data may be worked through before word of the leaving arrives: left again until it arrives in time.
  let left: string | undefined;
  for (let tries = 0; tries < 10 && left !== 'cancelled'; tries += 1) {
    for await (const event of await first.client.movement.allConvoys(sweep)) {
      expect(event.type).toBe('progress');
      break;
    }
    left = await vi.waitFor(async () => {
      const log = await first.client.log.list({ caseId: created.id, before: null, limit: 200 });
      const ends = log.entries.filter(({ action, phase }) => action === 'all-convoys' && phase === 'result');
      expect(ends).toHaveLength(2 + tries);
      return ends[0]?.outcome;
    }, 20_000);
  }
  expect(left).toBe('cancelled');
  second.close();
  expect((await first.client.cases.list()).map(({ id }) => id)).toEqual([created.id]);

  const exited = new Promise<number>((resolve) => worker.once('exit', resolve));
  worker.postMessage({ type: 'close' });
  expect(await exited).toBe(0);
});
