import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorkspace, type Workspace } from '../workspace/index.ts';
import { createIntelClient } from './intel-client.ts';
import { createSyncEngine, type SyncEngine, type SyncEngineOptions } from './sync-engine.ts';

let dir: string;
let workspace: Workspace;
let engine: SyncEngine | null;
const user = { id: 'u1', username: 't.example', name: 'T', title: '', role: 'investigator' as const };

beforeEach(async () => {
  engine = null;
  dir = mkdtempSync(join(tmpdir(), 'waymark-engine-'));
  workspace = await createWorkspace({
    dir: join(dir, 'users', 't.example'),
    device: { deviceId: 'd1', deviceSecretHex: '11'.repeat(32), deviceKeySeedHex: '22'.repeat(32) },
    passphrase: 'training-passphrase',
    clock: Date.now,
    random: (length) => new Uint8Array(randomBytes(length)),
    space: 'training',
    serverId: 's1',
    user,
  });
});
afterEach(async () => {
  await engine?.close();
  workspace.close();
  rmSync(dir, { recursive: true, force: true });
});

function engineWith(change: Partial<SyncEngineOptions>): SyncEngine {
  const fetch = async (): Promise<Response> => {
    throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
  };
  engine = createSyncEngine({
    workspace,
    intel: createIntelClient({ serverUrl: 'http://intel.test', device: null, fetch, nowMs: Date.now }),
    server: { serverId: 's1', publicKeyHex: '0'.repeat(64) },
    deviceId: 'd1',
    space: 'training',
    actor: user,
    nowMs: () => 1_000_000,
    monotonicMs: () => 0,
    leaseNowMs: () => 1_000_000,
    newId: () => 'id',
    random01: () => 0,
    onHeldChange: async () => {},
    signIn: async () => ({ state: 'offline', reason: 'The connection failed (ECONNREFUSED).' }),
    ...change,
  });
  return engine;
}
const until = async (one: SyncEngine, state: string) => {
  for await (const status of one.watch()) if (status.state === state) return status;
  throw new Error('ended');
};

test('SY10 offline is a state with the next try, later each time', async () => {
  const one = engineWith({ backOff: { baseMs: 1000, maxMs: 60_000 } });
  one.start();
  const first = await until(one, 'offline');
  expect(first).toMatchObject({ message: 'The connection failed (ECONNREFUSED).', nextTryMs: 1_000_500, lease: null });
  const second = await one.syncNow();
  expect(second).toMatchObject({ state: 'offline', nextTryMs: 1_001_000 });
});

test('SY10 pause stops a round under way, holds, and start goes on at once', async () => {
  let calls = 0;
  const one = engineWith({
    signIn: (signal) =>
      ++calls === 1
        ? new Promise((resolve) => signal.addEventListener('abort', () => resolve({ state: 'offline', reason: 'x' })))
        : Promise.resolve({ state: 'offline', reason: 'second' }),
  });
  one.start();
  expect(one.status().state).toBe('running');
  one.pause();
  expect(one.status()).toMatchObject({ state: 'paused', nextTryMs: null });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(one.status().state).toBe('paused');
  one.start();
  expect(await until(one, 'offline')).toMatchObject({ message: 'second' });
});

test('SY10 pause and start in one breath lead to a fresh round, not to a failure', async () => {
  let calls = 0;
  const one = engineWith({
    signIn: (signal) =>
      ++calls === 1
        ? new Promise((resolve) => signal.addEventListener('abort', () => resolve({ state: 'offline', reason: 'x' })))
        : Promise.resolve({ state: 'offline', reason: 'second' }),
  });
  one.start();
  one.pause();
  one.start();
  expect(await until(one, 'offline')).toMatchObject({ message: 'second' });
  expect(calls).toBe(2);
});

test('SY10 credentials the server no longer takes raise an alert and are not tried again and again at once', async () => {
  const one = engineWith({
    signIn: async () => ({ state: 'wrong', message: 'No.' }),
    backOff: { baseMs: 60_000, maxMs: 60_000 },
  });
  one.start();
  const status = await until(one, 'failed');
  expect(status).toMatchObject({ message: 'No.', nextTryMs: 1_030_000, alerts: [{ severity: 'error' }] });
});

test('what is written between rounds is told at once, without a round', async () => {
  let rounds = 0;
  const one = engineWith({ signIn: async () => ({ state: 'offline', reason: `round ${++rounds}` }) });
  const told = one.watch();
  await told.next();
  const next = told.next();
  one.heldChanged();
  expect((await next).value).toMatchObject({ message: 'Not synced yet.' });
  expect(rounds).toBe(0);
});

test('SY10 an entry written while the server cannot be reached does not hasten the next try', async () => {
  let rounds = 0;
  const one = engineWith({
    signIn: async () => ({ state: 'offline', reason: `round ${++rounds}` }),
    backOff: { baseMs: 60_000, maxMs: 60_000 },
    handOverMs: 1,
  });
  one.start();
  const { nextTryMs } = await until(one, 'offline');
  one.heldChanged();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(one.status()).toMatchObject({ state: 'offline', nextTryMs });
  expect(rounds).toBe(1);
});
