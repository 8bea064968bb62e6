import { expect, test } from 'vitest';
import { serverAddress } from './server-address.ts';

const offer = (serverUrl: string) => ({ serverUrl, code: null, username: 'u', passphrase: 'p', lesson: null });

test('an embedded server is followed to its new port, and nothing else moves', () => {
  const embedded = 'http://127.0.0.1:4001';
  expect(serverAddress(embedded, offer('http://127.0.0.1:4002'))).toBe('http://127.0.0.1:4002');
  expect(serverAddress(embedded, null)).toBe(embedded);
  expect(serverAddress('https://intel.example', offer('http://127.0.0.1:4002'))).toBe('https://intel.example');
  for (const elsewhere of [
    'http://evil.example',
    'http://127.0.0.1.evil.example:1',
    'http://127.0.0.1:4002@evil.example',
  ])
    expect(serverAddress(embedded, offer(elsewhere))).toBe(embedded);
});
