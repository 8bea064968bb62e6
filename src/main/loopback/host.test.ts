import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { closeCodes } from './guard.ts';
import { type LoopbackHost, startLoopbackHost } from './host.ts';

let host: LoopbackHost;
let ports: MessagePort[];

beforeEach(async () => {
  const dir = mkdtempSync(join(tmpdir(), 'waymark-host-'));
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>desk</title>');
  ports = [];
  host = await startLoopbackHost({
    rendererDir: dir,
    services: {
      connect() {
        const { port1, port2 } = new MessageChannel();
        // Stands for the services: answers every frame with itself, doubled.
        port2.on('message', (frame) => port2.postMessage(typeof frame === 'string' ? frame + frame : frame));
        ports.push(port2);
        return port1;
      },
    },
  });
});
afterEach(async () => {
  for (const port of ports) port.close();
  await host.close();
});

const token = (): string => new URL(host.url()).hash.replace('#token=', '');
const socket = (origin = host.origin): WebSocket =>
  new WebSocket(`${host.origin.replace('http', 'ws')}/rpc`, { origin });

async function connected(first: string, origin = host.origin): Promise<{ ws: WebSocket; answer: string }> {
  const ws = socket(origin);
  await once(ws, 'open');
  ws.send(first);
  const [data] = await once(ws, 'message');
  return { ws, answer: String(data) };
}

async function closedWith(first: string | Buffer): Promise<number> {
  const ws = socket();
  await once(ws, 'open');
  ws.send(first);
  const [code] = await once(ws, 'close');
  return code;
}

function statusOf(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    request(host.origin, { path, headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

test('the right token opens a channel that carries text and bytes, and brings the next token', async () => {
  const { ws, answer } = await connected(token());
  expect(answer).toMatch(/^ready [\w-]{43}$/);
  ws.send('ab');
  expect(String((await once(ws, 'message'))[0])).toBe('abab');
  ws.send(Buffer.from([1, 2, 255]));
  expect([...((await once(ws, 'message'))[0] as Buffer)]).toEqual([1, 2, 255]);
  ws.close();
  await once(ws, 'close');
  const again = await connected(answer.slice('ready '.length));
  expect(again.answer).toMatch(/^ready /);
  again.ws.close();
});

test('T15 a wrong, replayed or binary token is refused', async () => {
  expect(await closedWith('x'.repeat(43))).toBe(closeCodes.wrongToken);
  expect(await closedWith(Buffer.from(token()))).toBe(closeCodes.wrongToken);
  const used = token();
  const { ws } = await connected(used);
  ws.close();
  await once(ws, 'close');
  expect(await closedWith(used)).toBe(closeCodes.wrongToken);
});

test('T15 a second client is refused while the first is there, and does not use up its token', async () => {
  const { ws, answer } = await connected(token());
  expect(await closedWith(answer.slice('ready '.length))).toBe(closeCodes.secondClient);
  ws.close();
  await once(ws, 'close');
  const again = await connected(answer.slice('ready '.length));
  again.ws.close();
});

test('T15 another origin, no origin, another host and another path are refused', async () => {
  for (const origin of ['http://evil.example', 'http://localhost:1', 'null']) {
    const [error] = await once(socket(origin), 'error');
    expect(String(error)).toContain('403');
  }
  expect(await statusOf('/', { host: 'evil.example' })).toBe(403);
  expect(await statusOf('/', { host: host.origin.replace('http://127.0.0.1', 'localhost') })).toBe(403);
  const elsewhere = new WebSocket(`${host.origin.replace('http', 'ws')}/other`, { origin: host.origin });
  expect(String((await once(elsewhere, 'error'))[0])).toContain('403');
});

test('T15 a frame over the limit ends the connection', async () => {
  const { ws } = await connected(token());
  ws.send('x'.repeat(1_000_001));
  const [code] = await once(ws, 'close');
  expect(code).toBe(1009);
});

test('a client that goes away ends its services port', async () => {
  const { ws } = await connected(token());
  const gone = once(ports[0] as MessagePort, 'close');
  ws.close();
  await gone;
});

test('only the built files are served, with a strict policy', async () => {
  const response = await fetch(host.origin);
  expect(response.status).toBe(200);
  const policy = response.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("require-trusted-types-for 'script'");
  expect(policy).not.toContain('unsafe-eval');
  for (const path of ['/../package.json', '/%2e%2e/package.json', '/etc/passwd', '/index.html/..'])
    expect(await statusOf(path, { host: host.origin.slice(7) })).toBe(404);
  expect(await statusOf('/', { host: host.origin.slice(7) }, 'POST')).toBe(404);
});
