// T15 from outside: what other programs and pages on the machine may do to the loopback host without its token.
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { type LoopbackHost, startLoopbackHost } from '../../src/main/loopback/host.ts';

let host: LoopbackHost;
let ports: MessagePort[];
let uncaught: unknown[];
const note = (error: unknown): void => void uncaught.push(error);

beforeEach(async () => {
  const dir = mkdtempSync(join(tmpdir(), 'waymark-loopback-'));
  writeFileSync(join(dir, 'index.html'), '<!doctype html><title>desk</title>');
  ports = [];
  uncaught = [];
  process.on('uncaughtException', note);
  host = await startLoopbackHost({
    rendererDir: dir,
    services: {
      connect() {
        const { port1, port2 } = new MessageChannel();
        port2.on('message', (frame) => port2.postMessage(frame));
        ports.push(port2);
        return port1;
      },
    },
  });
});
afterEach(async () => {
  process.off('uncaughtException', note);
  for (const port of ports) port.close();
  await host.close();
});

const portOf = (): number => Number(new URL(host.origin).port);
const token = (): string => new URL(host.url()).hash.replace('#token=', '');
async function raw(text: string): Promise<Socket> {
  const socket = connect(portOf(), '127.0.0.1');
  socket.on('error', () => {});
  socket.resume();
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}
const upgrade = (origin: string): string =>
  `GET /rpc HTTP/1.1\r\nHost: 127.0.0.1:${portOf()}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

async function works(): Promise<void> {
  const ws = new WebSocket(`${host.origin.replace('http', 'ws')}/rpc`, { origin: host.origin });
  await once(ws, 'open');
  ws.send(token());
  expect(String((await once(ws, 'message'))[0])).toMatch(/^ready /);
  ws.close();
  await once(ws, 'close');
}

test('T15 a refused upgrade that is torn down at once leaves the host running', async () => {
  for (let n = 0; n < 50; n += 1) {
    const socket = await raw(upgrade('http://evil.example'));
    socket.resetAndDestroy();
  }
  for (let n = 0; n < 20; n += 1) {
    const socket = await raw(upgrade(host.origin));
    socket.resetAndDestroy();
  }
  await pause(300);
  expect(uncaught).toEqual([]);
  await works();
});

test('T15 connections that never say a token are bounded, and the page still gets in', async () => {
  const opened: WebSocket[] = [];
  for (let n = 0; n < 300; n += 1) {
    const ws = new WebSocket(`${host.origin.replace('http', 'ws')}/rpc`, { origin: host.origin });
    ws.on('error', () => {});
    opened.push(ws);
  }
  await pause(1000);
  const open = opened.filter((ws) => ws.readyState === WebSocket.OPEN).length;
  expect(open).toBeLessThanOrEqual(16);
  // Still held by those that came first, or refused: the page itself comes last, speaks at once and gets in.
  await works();
  for (const ws of opened) ws.terminate();
});

test('T15 half a request is given up, so that it does not hold a place', { timeout: 30_000 }, async () => {
  const slow = await raw('GET / HTTP/1.1\r\nHost: 127');
  const silent = await raw('');
  // Left to itself Node waits a minute, twice what this test may take.
  await Promise.all([once(slow, 'close'), once(silent, 'close')]);
});

test('T15 whatever the path and the method, only the built files come back', async () => {
  const answer = async (head: string): Promise<string> => {
    const socket = await raw(`${head}\r\nHost: 127.0.0.1:${portOf()}\r\nConnection: close\r\n\r\n`);
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    await once(socket, 'close');
    return text;
  };
  for (const line of [
    'GET /../../etc/passwd HTTP/1.1',
    'GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1',
    'GET //etc/passwd HTTP/1.1',
    'GET /constructor HTTP/1.1',
    'GET /__proto__ HTTP/1.1',
    'GET /index.html%00.txt HTTP/1.1',
    'GET http://evil.example/ HTTP/1.1',
    'POST / HTTP/1.1',
    'TRACE / HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'CONNECT evil.example:80 HTTP/1.1',
  ])
    expect(await answer(line), line).not.toMatch(/ 200 |root:|<title>/);
  expect(await answer('GET / HTTP/1.1')).toContain('<title>');
});
