import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import {
  checkDeviceProof,
  claimedDevice,
  DEVICE_PROOF_MAX_AGE_MS,
  type DeviceKey,
  makeDeviceProof,
} from './device-proof.ts';

const keyFrom = (byte: number): DeviceKey => {
  const privateKeyHex = byte.toString(16).padStart(2, '0').repeat(32);
  return { privateKeyHex, publicKeyHex: bytesToHex(ed25519.getPublicKey(hexToBytes(privateKeyHex))) };
};
const key = keyFrom(7);
const nowMs = 1_795_000_000_000;
const call = {
  deviceId: 'd-1',
  method: 'POST',
  url: 'http://127.0.0.1:5/feed/pull?a=b',
  body: '{"from":0}',
  token: 't',
};
const expected = { ...call, publicKeyHex: key.publicKeyHex, nowMs, url: '/feed/pull?a=b' };

test('a fresh proof of the right key over the same call holds', async () => {
  const proof = await makeDeviceProof({ ...call, key, nowMs });
  expect(claimedDevice(proof)).toBe('d-1');
  expect(await checkDeviceProof(proof, expected)).toMatchObject({ ok: true, claims: { dev: 'd-1', htm: 'POST' } });
});

test.each([
  ['other-method', { method: 'GET' }],
  ['other-url', { url: '/feed/pull?a=c' }],
  ['other-body', { body: '{"from":1}' }],
  ['other-token', { token: 'u' }],
  ['other-token', { token: null }],
  ['other-device', { deviceId: 'd-2' }],
  ['wrong-key', { publicKeyHex: keyFrom(8).publicKeyHex }],
  ['stale', { nowMs: nowMs + DEVICE_PROOF_MAX_AGE_MS + 1000 }],
  ['stale', { nowMs: nowMs - DEVICE_PROOF_MAX_AGE_MS - 1000 }],
] as const)('%s: a proof taken elsewhere is refused', async (reason, change) => {
  const proof = await makeDeviceProof({ ...call, key, nowMs });
  expect(await checkDeviceProof(proof, { ...expected, ...change })).toEqual({ ok: false, reason });
});

test('a changed claim breaks the signature; nothing and nonsense are refused without an exception', async () => {
  const proof = await makeDeviceProof({ ...call, key, nowMs });
  const [head, , tail] = proof.split('.');
  const forged = `${head}.${btoa(JSON.stringify({ dev: 'd-1' })).replaceAll('=', '')}.${tail}`;
  expect(await checkDeviceProof(forged, expected)).toEqual({ ok: false, reason: 'wrong-key' });
  expect(await checkDeviceProof(undefined, expected)).toEqual({ ok: false, reason: 'missing' });
  expect(await checkDeviceProof('x'.repeat(100_000), expected)).toEqual({ ok: false, reason: 'malformed' });
  expect(claimedDevice('a.b.c')).toBeNull();
});

test('a sign-in proof has no token in it, and two proofs of one call differ', async () => {
  const signIn = { ...call, token: null, key, nowMs };
  const [one, two] = [await makeDeviceProof(signIn), await makeDeviceProof(signIn)];
  expect(one).not.toBe(two);
  const held = await checkDeviceProof(one, { ...expected, token: null });
  expect(held.ok && held.claims.ath).toBe(undefined);
});
