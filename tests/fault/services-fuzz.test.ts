// T14: frames that no client of ours would send must not end the services worker, nor be answered with anything of the case.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WorkstationClient } from '../../src/services/index.ts';
import type { ServicesWorkerData, ServicesWorkerReport } from '../../src/services/worker-protocol.ts';

let worker: Worker;
let dataDir: string;
const deaths: unknown[] = [];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'waymark-fuzz-'));
  const workerData: ServicesWorkerData = {
    dataDir,
    workers: { match: null, pack: null },
    resourcesDir: null,
    offer: null,
    host: 'loopback',
    version: '0.0.0-test',
  };
  worker = new Worker(new URL('../../src/services/services.worker.ts', import.meta.url), { workerData });
  worker.on('error', (error) => deaths.push(error));
  worker.on('exit', (code) => deaths.push(code));
  const report = await new Promise<ServicesWorkerReport>((resolve) => worker.once('message', resolve));
  expect(report).toEqual({ type: 'ready' });
}, 60_000);
afterAll(async () => {
  await worker?.terminate();
  rmSync(dataDir, { recursive: true, force: true });
});

function connect(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  worker.postMessage({ type: 'connect', port: port2 }, [port2]);
  port1.start();
  return port1;
}
async function answers(): Promise<void> {
  const port = connect();
  const client = createORPCClient<WorkstationClient>(new RPCLink({ port: port as never }));
  expect(await client.session.state()).toMatchObject({ phase: 'unenrolled' });
  port.close();
}

const bytes = (text: string): ArrayBuffer => Uint8Array.from(Buffer.from(text)).buffer;
const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
const frames: unknown[] = [
  '',
  'garbage',
  '{',
  'null',
  '[]',
  '{}',
  '"1"',
  '{"i":"1"}',
  '{"i":"1","t":99,"p":{}}',
  '{"i":"1","t":2,"p":{"event":"x"}}',
  '{"i":"1","t":3}',
  '{"i":1,"t":1,"p":{"u":"//","m":"GET","h":{}}}',
  '{"i":"1","t":1,"p":{"u":"/session/state"}}',
  '{"i":"1","p":{"u":"/__proto__/constructor","b":{"json":{"__proto__":{"x":1}}}}}',
  '{"i":"1","p":{"u":"/cases/create","b":{"json":1e999,"meta":[[0,"a","b"]]}}}',
  '{"i":"1","p":{"u":"/cases/list","b":{"json":{},"meta":[[5,"__proto__","polluted"]]}}}',
  '{"i":"1","p":{"u":"/cases/list","h":{"content-type":"multipart/form-data"},"b":"x"}}',
  '\u0000\u0001\u0002',
  `{"i":"1","p":{"u":"/cases/list","b":{"json":${deep}}}}`,
  'x'.repeat(900_000),
  bytes(''),
  bytes('garbage'),
  bytes('{"i":"1"}\u00ff\u00ff'),
  new Uint8Array([0xff, 0xff, 0xfe]).buffer,
  null,
  undefined,
  42,
  [],
  {},
  { i: '1' },
  { i: '1', t: 1, p: { u: {}, m: 7 } },
  { i: {}, t: 'x', p: null },
];

test('T14 any frame at all: the worker lives and serves the next client', async () => {
  for (const frame of frames) {
    const port = connect();
    port.postMessage(frame);
    await pause(15);
    port.close();
    expect(deaths, String(frame).slice(0, 60)).toEqual([]);
  }
  await answers();
});

test('T14 random bytes and broken copies of a true frame', async () => {
  const real = '{"i":"7","p":{"u":"/session/state","b":{"json":{}}}}';
  let state = 12_345;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return state % below;
  };
  const ports: MessagePort[] = [];
  // A port each: the first frame that is none ends its client.
  for (let n = 0; n < 500; n += 1) {
    const port = connect();
    ports.push(port);
    const copy = Buffer.from(real);
    for (let flips = 1 + next(4); flips > 0; flips -= 1) copy[next(copy.length)] = next(256);
    port.postMessage(n % 2 === 0 ? copy.toString('latin1') : Uint8Array.from(copy).buffer);
  }
  await pause(500);
  expect(deaths).toEqual([]);
  for (const port of ports) port.close();
  await answers();
});

test('T14 a client that sent no frame loses its own port only', async () => {
  const [bad, good] = [connect(), connect()];
  const ended = new Promise<void>((resolve) => bad.once('close', () => resolve()));
  bad.postMessage('garbage');
  await ended;
  const client = createORPCClient<WorkstationClient>(new RPCLink({ port: good as never }));
  expect(await client.session.state()).toMatchObject({ phase: 'unenrolled' });
  good.close();
});
