import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DeviceFile, listWorkspaceUsers, readDeviceFile, workspaceDir, writeDeviceFile } from './index.ts';
import { temporaryFolder } from './workspace.fixture.ts';

test('WS1 no user name leads out of the folder of users', () => {
  const root = '/data';
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('..', '.', '../x', 'a/b', 'a\\b', 'CON.', '%2e%2e', 'c:'),
      ),
      (name) => {
        try {
          const dir = workspaceDir(root, name);
          expect(dirname(resolve(dir))).toBe(join(root, 'users'));
          expect(dir).not.toMatch(/[\\:*?"<>|]/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'BAD_INPUT' });
        }
      },
    ),
  );
  for (const name of ['', 'x'.repeat(65), 'a\u0000b', 'a\nb', '\ud800'])
    expect(() => workspaceDir(root, name)).toThrow();
});

test('user names come back as they were given', () => {
  const root = temporaryFolder();
  const names = ['kōtare', 'a.b@police', 'Te Example', '..', "o'brien"];
  for (const name of names) {
    mkdirSync(workspaceDir(root, name), { recursive: true });
    writeFileSync(join(workspaceDir(root, name), 'keyring.json'), '{}');
  }
  mkdirSync(join(root, 'users', 'not encoded %'), { recursive: true });
  writeFileSync(join(root, 'users', 'not encoded %', 'keyring.json'), '{}');
  expect(listWorkspaceUsers(root)).toEqual([...names].sort());
  expect(listWorkspaceUsers(join(root, 'nowhere'))).toEqual([]);
});

const deviceFile: DeviceFile = {
  v: 1,
  deviceId: 'd',
  deviceName: 'Desk 4',
  deviceSecretHex: '1'.repeat(64),
  deviceKeySeedHex: '2'.repeat(64),
  devicePublicKeyHex: '3'.repeat(64),
  signingKeyPkcs8Base64: 'AAAA',
  certificatesBase64: ['AAAA', 'BBBB'],
  serverUrl: 'http://127.0.0.1:1',
  serverId: 's',
  serverPublicKeyHex: '4'.repeat(64),
  space: 'training',
};

test('WS1 device.json comes back, for its owner alone', () => {
  const root = join(temporaryFolder(), 'new');
  expect(readDeviceFile(root)).toBeNull();
  writeDeviceFile(root, deviceFile);
  expect(readDeviceFile(root)).toEqual(deviceFile);
  const path = join(root, 'device.json');
  if (process.platform === 'win32') return;
  expect(statSync(path).mode & 0o777).toBe(0o600);
  chmodSync(path, 0o644);
  expect(() => readDeviceFile(root)).toThrowError(expect.objectContaining({ code: 'BAD_INPUT' }));
});

test('WS1 a device.json that is not whole is named, not guessed at', () => {
  const root = temporaryFolder();
  writeDeviceFile(root, deviceFile);
  const path = join(root, 'device.json');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace('"deviceSecretHex": "1', '"deviceSecretHex": "z'));
  expect(() => readDeviceFile(root)).toThrowError(expect.objectContaining({ details: { field: 'deviceSecretHex' } }));
  writeFileSync(path, text.slice(0, 40));
  expect(() => readDeviceFile(root)).toThrowError(expect.objectContaining({ code: 'BAD_INPUT' }));
});
