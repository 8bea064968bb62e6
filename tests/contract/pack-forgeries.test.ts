/**
 * Threats T7, T8, T20: packs made by somebody who holds a genuine pack-signing key. Every one is well-formed and signed
 * under the trusted authority; each states something that its log, its certificate or its server would not bear out.
 */
import { ed25519 } from '@noble/curves/ed25519.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry, AuditReceipt } from '../../src/core/audit/entry.ts';
import { receiptMessage } from '../../src/core/audit/hash.ts';
import { verifyLog } from '../../src/core/audit/verify.ts';
import type { PackInput } from '../../src/core/evidence/pack-input.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { type Forgery, forgePack, withHistory } from '../fixtures/forge-pack.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';

let signer: TestSigner;
let input: PackInput;

beforeAll(async () => {
  signer = await makeTestAuthority();
  input = makePackInput({ entries: 0 });
});

/** Status and codes, each once. */
async function told(made: PackInput, forgery: Forgery = {}, by: TestSigner = signer): Promise<string[]> {
  const { status, problems } = await verifyPack(await forgePack(made, by, forgery), { trustAnchors: by.anchors });
  return [status, ...new Set(problems.map(({ code }) => code))];
}
const history = (change: (log: AuditEntry[]) => AuditEntry[], key?: Uint8Array): PackInput =>
  withHistory(input, change, key);

test('the control: the fixture and its history written anew are valid', async () => {
  expect(await told(input)).toEqual(['valid']);
  expect(await told(history((log) => log))).toEqual(['valid']);
});

describe('whose keys', () => {
  test('T7 AU14 a log kept under another key than the certificate names is not this workstation’s log', async () => {
    const invented = history((log) => log, new Uint8Array(32).fill(1));
    expect(verifyLog(invented.log, invented.checkpoint).ok).toBe(true);
    expect(await told(invented)).toEqual(['invalid', 'log-key-unknown']);
  });

  test('T8 AU14 a log of another workstation, its checkpoint genuine', async () => {
    const device = { ...input.device, id: 'another-workstation' };
    const other = withHistory({ ...input, device }, (log) => log);
    expect(await told(other)).toEqual(['invalid', 'log-key-unknown']);
  });

  test('AU10 AU14 a receipt that the workstation gave itself', async () => {
    const self = new Uint8Array(32).fill(3);
    const { receipt } = input;
    if (receipt === null) throw new Error('the fixture has a receipt');
    const { signature: _, ...claimed } = receipt;
    const body: Omit<AuditReceipt, 'signature'> = { ...claimed, publicKey: bytesToHex(ed25519.getPublicKey(self)) };
    const forged = { ...body, signature: bytesToHex(ed25519.sign(receiptMessage(body), self)) };
    expect(await told({ ...input, receipt: forged })).toEqual(['invalid', 'receipt-wrong']);
    // The right key under another server's name.
    const named = { ...claimed, serverId: 'other.example' };
    const serverKey = new Uint8Array(32).fill(9);
    const signed = { ...named, signature: bytesToHex(ed25519.sign(receiptMessage(named), serverKey)) };
    expect(await told({ ...input, receipt: signed })).toEqual(['invalid', 'receipt-wrong']);
  });
});
