import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { createWorkspace, listWorkspaceUsers, openWorkspace, workspaceDir } from './index.ts';
import { delayAfter, MAX_DELAY_MS, unwrapKeyring } from './keyring.ts';
import { createInput, device, officer, temporaryFolder } from './workspace.fixture.ts';

let nowMs = 1_800_000_000_000;
let dataDir = '';
let dir = '';
let path = '';
const input = () => createInput(dir, { clock: () => nowMs });
beforeAll(async () => {
  dataDir = temporaryFolder();
  dir = workspaceDir(dataDir, officer.username);
  path = join(dir, 'keyring.json');
  (await createWorkspace(input())).close();
});

const json = (): { tries: { failures: number; notBeforeMs: number }; [key: string]: unknown } =>
  JSON.parse(readFileSync(path, 'utf8'));
const asOpened = async (change: Partial<Parameters<typeof openWorkspace>[0]> = {}) => {
  const result = await openWorkspace({ ...input(), ...change });
  if (result.outcome === 'opened') result.workspace.close();
  return result.outcome === 'opened' ? { outcome: 'opened', failuresBefore: result.failuresBefore } : result;
};

test('WS1 the keyring is readable by its owner alone and holds no key in the clear', async () => {
  if (process.platform !== 'win32') {
    for (const file of [path, join(dir, 'workspace.db'), join(dir, 'head.json')]) {
      expect(statSync(file).mode & 0o777, file).toBe(0o600);
    }
  }
  const unwrapped = await unwrapKeyring({
    path,
    passphrase: 'Kōtare over the ford',
    deviceSecretHex: device.deviceSecretHex,
    nowMs,
  });
  if (unwrapped.outcome !== 'opened') throw new Error('does not open');
  const text = readFileSync(path, 'utf8');
  expect(unwrapped.workspaceKey).toHaveLength(32);
  expect(text).not.toContain(unwrapped.workspaceKey.toString('hex'));
  expect(text).not.toContain(unwrapped.workspaceKey.toString('base64'));
  expect(json().kdf).toMatchObject({ name: 'argon2id', memoryKiB: 65_536, iterations: 3, parallelism: 1 });
});

test('WS2 wrong passphrases are counted and delayed, also after a restart; the right one says how many there were', async () => {
  expect(await asOpened({ passphrase: 'wrong' })).toEqual({
    outcome: 'wrong-passphrase',
    failures: 1,
    retryAfterMs: 1000,
  });
  expect(json().tries).toEqual({ failures: 1, notBeforeMs: nowMs + 1000 });
  nowMs += 999;
  expect(await asOpened()).toEqual({ outcome: 'delayed', failures: 1, retryAfterMs: 1 });
  nowMs += 1;
  expect(await asOpened({ passphrase: 'wrong' })).toEqual({
    outcome: 'wrong-passphrase',
    failures: 2,
    retryAfterMs: 2000,
  });
  nowMs += 2000;
  expect(await asOpened()).toEqual({ outcome: 'opened', failuresBefore: 2 });
  expect(json().tries).toEqual({ failures: 0, notBeforeMs: 0 });
});

test('WS2 a try is counted before it is made: killing the program wins no free one', async () => {
  const trying = openWorkspace({ ...input(), passphrase: 'wrong' });
  expect(json().tries.failures).toBe(1); // nothing was awaited yet
  await trying;
  nowMs += 1000;
  await asOpened();
});

test('WS2 the delay doubles to 15 minutes, and a clock set back adds nothing to it', async () => {
  expect([0, 1, 2, 5, 10, 60].map(delayAfter)).toEqual([0, 1000, 2000, 16_000, 512_000, MAX_DELAY_MS]);
  const before = json();
  writeFileSync(path, JSON.stringify({ ...before, tries: { failures: 3, notBeforeMs: nowMs + 1e12 } }));
  expect(await asOpened()).toMatchObject({ outcome: 'delayed', retryAfterMs: MAX_DELAY_MS });
  writeFileSync(path, JSON.stringify(before));
});

test('WS1 the passphrase opens on no other device; accents may come composed or not', async () => {
  const elsewhere = { ...device, deviceSecretHex: '33'.repeat(32) };
  expect(await asOpened({ device: elsewhere })).toMatchObject({ outcome: 'wrong-passphrase' });
  nowMs += 1000;
  expect(await asOpened({ passphrase: 'Ko\u0304tare over the ford' })).toMatchObject({ outcome: 'opened' });
});

test.each<[string, (ring: Record<string, unknown>) => unknown, string]>([
  ['with a key in the clear', (ring) => ({ ...ring, key: 'ab'.repeat(32) }), 'WORKSPACE_DAMAGED'],
  ['that is only a key', () => ({ v: 1, key: 'ab'.repeat(32) }), 'WORKSPACE_DAMAGED'],
  ['of a later version', (ring) => ({ ...ring, v: 2 }), 'FROM_THE_FUTURE'],
  ['of no version', (ring) => ({ ...ring, v: undefined }), 'WORKSPACE_DAMAGED'],
  ['made cheap to guess', (ring) => ({ ...ring, kdf: { ...(ring.kdf as object), memoryKiB: 8 } }), 'WORKSPACE_DAMAGED'],
  ['with one iteration', (ring) => ({ ...ring, kdf: { ...(ring.kdf as object), iterations: 1 } }), 'WORKSPACE_DAMAGED'],
  [
    'that asks for 4 TB',
    (ring) => ({ ...ring, kdf: { ...(ring.kdf as object), memoryKiB: 4e9 } }),
    'WORKSPACE_DAMAGED',
  ],
  ['that is cut', () => '{"v":1', 'WORKSPACE_DAMAGED'],
])('WS3 a keyring %s is refused and left untouched', async (_name, change, code) => {
  const before = readFileSync(path, 'utf8');
  const changed = change(JSON.parse(before));
  const text = typeof changed === 'string' ? changed : JSON.stringify(changed);
  writeFileSync(path, text);
  await expect(openWorkspace(input())).rejects.toMatchObject({ code });
  expect(readFileSync(path, 'utf8')).toBe(text);
  writeFileSync(path, before);
});

test('WS3 a wrapped key moved to other parameters or another workspace does not open', async () => {
  const before = readFileSync(path, 'utf8');
  writeFileSync(path, JSON.stringify({ ...json(), workspaceId: 'other' }));
  expect(await asOpened()).toMatchObject({ outcome: 'wrong-passphrase' });
  writeFileSync(path, before);
});

test('there is nothing to open, or something already there: both are said', async () => {
  await expect(openWorkspace({ ...input(), dir: workspaceDir(dataDir, 'nobody') })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  await expect(createWorkspace(input())).rejects.toMatchObject({ code: 'BAD_INPUT' });
  expect(listWorkspaceUsers(dataDir)).toEqual(['te']);
});
