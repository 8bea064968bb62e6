// A key that cannot leave its token, asked from the pack worker: what is signed there is signed here.
import { beforeAll, expect, test } from 'vitest';
import { makeAgency, type TestAgency } from '../../tests/fixtures/agency-chain.ts';
import { makePackInput } from '../../tests/fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../../tests/fixtures/test-authority.ts';
import type { PackSigner, SigningToken } from '../core/evidence/pack-signer.ts';
import { verifyPack } from '../core/evidence/verify.ts';
import { workerPackBuilder } from './pack-builder.ts';
import { signBytes } from './sign-bytes.ts';

const input = makePackInput({ empty: true, entries: 0 });
let workstation: TestSigner;
let agency: TestAgency;
beforeAll(async () => {
  workstation = await makeTestAuthority();
  agency = await makeAgency([{ kind: 'P-384' }, {}]);
});

/** A token that keeps its key on this side, and counts. */
function tokenOf(sign: SigningToken['sign']): { signer: PackSigner; asked: () => number } {
  let asked = 0;
  const token: SigningToken = {
    certificates: async () => agency.certificates,
    sign: async (tbs, algorithm) => {
      asked += 1;
      return sign(tbs, algorithm);
    },
  };
  const { certificates, algorithm } = agency;
  return { signer: { ...workstation, agency: { certificates, algorithm, token } }, asked: () => asked };
}

test('EP44 a worker asks the token once, and the pack verifies under its root', { timeout: 120_000 }, async () => {
  const { signer, asked } = tokenOf((tbs) => signBytes(tbs, agency));
  const { bytes } = await workerPackBuilder().build(input, signer);
  expect(asked()).toBe(1);
  const verdict = await verifyPack(bytes, { trustAnchors: [agency.root, ...workstation.anchors] });
  expect(verdict).toMatchObject({ status: 'valid', signer: { subject: 'CN=Digital Evidence Unit' } });
});

test('EP44 a token that is locked, or holds another key, ends the making with what to do', {
  timeout: 120_000,
}, async () => {
  const locked = tokenOf(async () => {
    throw new Error('CKR_PIN_LOCKED');
  });
  await expect(workerPackBuilder().build(input, locked.signer)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'The token did not sign. No pack was made.',
    tip: expect.stringContaining('connected and unlocked'),
  });
  const other = await makeAgency([{ kind: 'P-384' }, {}]);
  const wrong = tokenOf((tbs) => signBytes(tbs, other));
  await expect(workerPackBuilder().build(input, wrong.signer)).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining('another key'),
  });
});
