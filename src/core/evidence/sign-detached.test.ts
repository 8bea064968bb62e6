import { utf8ToBytes } from '@noble/hashes/utils.js';
import { beforeAll, expect, test } from 'vitest';
import { fixtureNames } from '../../../tests/fixtures/fixture-keys.ts';
import { makeTestAuthority, type TestSigner } from '../../../tests/fixtures/test-authority.ts';
import { signDetached } from './sign-detached.ts';
import { PackFault } from './verdict.ts';
import { checkDetached } from './verify-signature.ts';

const manifest = utf8ToBytes('{"v":2}');
let signer: TestSigner;
let p7s: Uint8Array;

beforeAll(async () => {
  signer = await makeTestAuthority();
  p7s = signDetached(manifest, signer);
});

const problemOf = (signature: Uint8Array, bytes: Uint8Array): [string, string] | null => {
  try {
    checkDetached(signature, bytes, 'manifest.json.p7s');
    return null;
  } catch (error) {
    if (!(error instanceof PackFault)) throw error;
    return [error.problem.code, error.problem.message];
  }
};

test('EP45 a detached signature names the workstation and its keys, and is the same each time', () => {
  expect(checkDetached(p7s, manifest, '').names).toEqual(fixtureNames);
  expect(signDetached(manifest, signer)).toEqual(p7s);
  expect(signDetached(utf8ToBytes('{"v":3}'), signer)).not.toEqual(p7s);
});

test('other bytes, another key’s signature and a changed byte anywhere are told by one code', async () => {
  expect(problemOf(p7s, utf8ToBytes('{"v":3}'))).toEqual([
    'manifest-signature',
    'The manifest is not the one that was signed.',
  ]);
  const other = await makeTestAuthority('Another test authority');
  const mixed = signDetached(manifest, { ...signer, privateKeyPkcs8: other.privateKeyPkcs8 });
  expect(problemOf(mixed, manifest)?.[0]).toBe('manifest-signature');
  for (let at = 0; at < p7s.length; at += 7)
    expect(problemOf(p7s.with(at, (p7s[at] ?? 0) ^ 1), manifest)?.[0], `byte ${at}`).toBe('manifest-signature');
});

test('a key that is none is refused before anything is signed', () => {
  expect(() => signDetached(manifest, { ...signer, privateKeyPkcs8: new Uint8Array(40) })).toThrow(
    'The signing key of this workstation cannot be read. No pack was made.',
  );
});
