/**
 * Threat T20 on the time stamp of a pack, which no signature of the pages covers: taken out, put in afterwards, or put
 * where none belongs, by somebody who holds the agency's key or none at all. Every control has its red proof.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeCms, readSigned } from '../../src/core/evidence/cms-form.ts';
import type { PackManifestV2 } from '../../src/core/evidence/manifest.ts';
import type { PackInput } from '../../src/core/evidence/pack-input.ts';
import type { AgencySigner } from '../../src/core/evidence/pack-signer.ts';
import { readAttachments } from '../../src/core/evidence/pdf-attachments.ts';
import { readLayout } from '../../src/core/evidence/pdf-layout.ts';
import { type VerifyOptions, verifyPack } from '../../src/core/evidence/verify.ts';
import { documentSigning, makeAgency, type TestAgency } from '../fixtures/agency-chain.ts';
import { type Forgery, forgePack, withFile } from '../fixtures/forge-pack.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';
import { makeStampAuthority, makeToken } from '../fixtures/time-stamp-authority.ts';

const DAY_MS = 86_400_000;
let signer: TestSigner;
let agency: TestAgency;
let stamps: TestAgency;
let input: PackInput;

beforeAll(async () => {
  signer = await makeTestAuthority();
  input = makePackInput({ entries: 0 });
  agency = await makeAgency([{ purposes: [documentSigning], toMs: input.madeMs + DAY_MS }, {}]);
  stamps = await makeStampAuthority();
});

/** Status and codes, each once. Both who sign are known. */
async function told(pdf: Uint8Array, options: VerifyOptions = {}): Promise<string[]> {
  const trustAnchors = [...signer.anchors, agency.root];
  const { status, problems } = await verifyPack(pdf, { trustAnchors, ...options });
  return [status, ...new Set(problems.map(({ code }) => code))];
}
const asked = (): VerifyOptions => ({ timeStampAnchors: [stamps.root] });

/** What the manifest says of the signature, whatever is done; null: nothing, as the oldest packs of version 2. */
const claiming =
  (signature: PackManifestV2['signature'] | null): Forgery['manifest'] =>
  ({ signature: _, ...manifest }) =>
    signature === null ? manifest : { ...manifest, signature };

/** Room is left for a stamp in either case. */
const made = (manifest: Forgery['manifest'], by: AgencySigner | null = null): Promise<Uint8Array> =>
  forgePack(input, { ...signer, agency: by }, manifest === undefined ? {} : { manifest });

function withCms(pdf: Uint8Array, change: (cms: Uint8Array) => Uint8Array): Uint8Array {
  const { cms, gap } = readLayout(pdf);
  const room = gap.end - gap.start - 2;
  const hex = bytesToHex(change(cms));
  expect(hex.length).toBeLessThanOrEqual(room);
  const changed = Buffer.from(pdf);
  changed.write(hex.padEnd(room, '0'), gap.start + 1, 'latin1');
  return new Uint8Array(changed);
}
async function stamped(pdf: Uint8Array, timeMs: number): Promise<Uint8Array> {
  const timeStamp = await makeToken(readSigned(readLayout(pdf).cms, 'data').signature, stamps, { timeMs });
  return withCms(pdf, (cms) => encodeCms({ ...readSigned(cms, 'data'), timeStamp }));
}
const stripped = (pdf: Uint8Array): Uint8Array =>
  withCms(pdf, (cms) => encodeCms({ ...readSigned(cms, 'data'), timeStamp: null }));

describe('EP51 the manifest says whether a stamp belongs to the pack', () => {
  test('T20 a pack stamped after its certificate lapsed is not valid, and taking the stamp out does not mend it', async () => {
    const promised = claiming({ by: 'agency', timeStamp: true });
    const good = await stamped(await made(promised, agency), input.madeMs);
    expect(await told(good, asked())).toEqual(['valid']);
    expect(await told(good)).toEqual(['valid']);
    const late = await stamped(good, input.madeMs + 30 * DAY_MS);
    expect(await told(late, asked())).toEqual(['invalid', 'certificate-dates']);
    expect(await told(stripped(late), asked())).toEqual(['invalid', 'time-stamp-missing']);
    // Nobody named an authority of stamps: the word of the workstation stands.
    expect(await told(stripped(late))).toEqual(['invalid', 'time-stamp-missing']);
    expect(await told(stripped(late), { ...asked(), timeStampOptional: true })).toEqual([
      'invalid',
      'time-stamp-missing',
    ]);
    // Red proof: it is that word that refuses it.
    const unsaid = await stamped(await made(claiming(null), agency), input.madeMs + 30 * DAY_MS);
    expect(await told(stripped(unsaid))).toEqual(['valid']);
  });

  test('T20 a stamp put into a pack that was made without one', async () => {
    const without = await made(undefined);
    expect(await told(without)).toEqual(['valid']);
    expect(await told(await stamped(without, input.madeMs))).toEqual(['invalid', 'signature-form']);
    const unsaid = await made(claiming(null));
    expect(await told(await stamped(unsaid, input.madeMs), asked())).toEqual(['valid']);
  });

  test('T20 pages signed by another than the manifest says: an agency for the workstation, and the other way round', async () => {
    expect(await told(await made(undefined, agency))).toEqual(['valid']);
    const other = await made(claiming({ by: 'workstation', timeStamp: false }), agency);
    expect(await told(other)).toEqual(['invalid', 'manifest-signature']);
    const own = await made(claiming({ by: 'agency', timeStamp: false }));
    expect(await told(own)).toEqual(['invalid', 'manifest-signature']);
    expect(await told(await made(claiming(null), agency))).toEqual(['valid']);
  });
});

test('EP48 T20 who names an authority of stamps asks for a stamp', async () => {
  const unsaid = await made(claiming(null), agency);
  expect(await told(unsaid)).toEqual(['valid']);
  expect(await told(unsaid, asked())).toEqual(['invalid', 'time-stamp-missing']);
  // The desk knows some, and asks for none.
  expect(await told(unsaid, { ...asked(), timeStampOptional: true })).toEqual(['valid']);
});

test('EP45 T20 the signature beside the manifest has no room for a stamp', async () => {
  const name = 'manifest.json.p7s';
  const good = await made(undefined);
  expect(await told(good)).toEqual(['valid']);
  // It is the same every time: a stamp for it can be had before the pack is made anew around it.
  const own = (await readAttachments(good)).find((file) => file.name === name);
  const parts = readSigned(own?.bytes ?? new Uint8Array(), 'data');
  const timeStamp = await makeToken(parts.signature, stamps, { timeMs: input.madeMs });
  const around = (bytes: Uint8Array) => forgePack(input, signer, { attached: withFile(name, () => bytes) });
  expect(await told(await around(encodeCms(parts)))).toEqual(['valid']);
  const swollen = await told(await around(encodeCms({ ...parts, timeStamp })));
  expect(swollen.slice(0, 2)).toEqual(['invalid', 'manifest-signature']);
});
