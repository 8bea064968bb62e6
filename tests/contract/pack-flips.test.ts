/**
 * Rule EP12: one byte changed anywhere makes a pack not valid, and never something else. Every byte of the signature, of
 * what names it and of the file's end, in two ways each; elsewhere by stride and at random (the seed is printed).
 */
import { randomInt } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { readLayout } from '../../src/core/evidence/pdf-layout.ts';
import { verifyPack } from '../../src/core/evidence/verify.ts';
import { checkSignature } from '../../src/core/evidence/verify-signature.ts';
import { buildPack } from '../../src/evidence/build-pack.ts';
import { forgePack } from '../fixtures/forge-pack.ts';
import { makePackInput } from '../fixtures/pack-input.fixture.ts';
import { makeTestAuthority } from '../fixtures/test-authority.ts';

/** A small signed pack: the exhaustive part is quadratic in its size. */
let small: Uint8Array;
/** A whole pack with its pages. */
let whole: Uint8Array;

beforeAll(async () => {
  const signer = await makeTestAuthority();
  small = await forgePack(makePackInput({ empty: true, entries: 0 }), signer);
  whole = (await buildPack(makePackInput({ empty: true, entries: 0 }), signer)).bytes;
}, 180_000);

const flipped = (bytes: Uint8Array, at: number, mask: number): Uint8Array => {
  const changed = bytes.slice();
  changed[at] = (changed[at] ?? 0) ^ mask;
  return changed;
};

/** Whether the outside holds: where it does not, `verifyPack` cannot say `valid` (asserted on samples below). */
const outsideHolds = (bytes: Uint8Array): boolean => {
  try {
    const { cms, digest } = readLayout(bytes);
    checkSignature(cms, digest, '');
    return true;
  } catch {
    return false;
  }
};

const offsetOf = (bytes: Uint8Array, text: string): number => {
  const at = Buffer.from(bytes).lastIndexOf(text);
  if (at < 0) throw new Error(`no ${text}`);
  return at;
};

test('EP12 every byte of the header, the signature and its dictionary, the cross-references and the trailer', {
  timeout: 300_000,
}, async () => {
  const dictionary = Buffer.from(small).lastIndexOf('obj', offsetOf(small, '/ByteRange')) - 8;
  const end = Buffer.from(small).indexOf('endobj', offsetOf(small, '/Contents <')) + 6;
  const regions = [
    [0, 32],
    [dictionary, end],
    [offsetOf(small, 'xref\n0 '), small.length],
  ] as const;
  expect(end - dictionary).toBeGreaterThan(16_384);
  const passing: string[] = [];
  let tried = 0;
  for (const [from, to] of regions)
    for (let at = from; at < to; at += 1)
      // One bit that walks with the place, and the one that turns a letter's case.
      for (const mask of [1 << (at % 8), 0x20]) {
        tried += 1;
        if (outsideHolds(flipped(small, at, mask))) passing.push(`byte ${at} ^ ${mask}`);
      }
  expect(passing).toEqual([]);
  expect(tried).toBeGreaterThan(33_000);
  for (let at = dictionary; at < end; at += 337)
    expect((await verifyPack(flipped(small, at, 0x20))).status, `byte ${at}`).toBe('invalid');
});

test('EP12 EP14 each byte that makes the file look like a pack: not valid, never unreadable', async () => {
  const marks = ['%PDF-1.', '/ByteRange', '/Contents', '/ETSI.CAdES.detached', 'startxref', '%%EOF'];
  for (const mark of marks) {
    const start = mark === '%PDF-1.' ? 0 : offsetOf(small, mark);
    for (let at = start; at < start + mark.length; at += 1)
      for (const mask of [1, 0x20])
        expect((await verifyPack(flipped(small, at, mask))).status, `${mark}, byte ${at}`).toBe('invalid');
  }
});

test('EP12 a whole pack, by stride and at random', { timeout: 300_000 }, async () => {
  const seed = Number(process.env.WAYMARK_SEED ?? randomInt(2 ** 31));
  console.log(`seed ${seed} (WAYMARK_SEED)`);
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
  expect((await verifyPack(whole)).status).toBe('valid');
  const places = [
    ...Array.from({ length: 120 }, (_, i) => Math.floor((i * whole.length) / 120)),
    ...Array.from({ length: 120 }, () => random(whole.length)),
  ];
  for (const at of places) {
    const mask = 1 << random(8);
    expect((await verifyPack(flipped(whole, at, mask))).status, `seed ${seed}, byte ${at} ^ ${mask}`).toBe('invalid');
  }
});

test('EP12 red proof: with the value compared by what it decodes to, a changed letter case would pass', () => {
  const start = offsetOf(small, '/Contents <') + '/Contents <'.length;
  const at = small.findIndex((byte, index) => index >= start && byte >= 0x61 && byte <= 0x66);
  const changed = flipped(small, at, 0x20);
  const decoded = (bytes: Uint8Array): string =>
    Buffer.from(Buffer.from(bytes.subarray(start, start + 4000)).toString('latin1'), 'hex').toString('hex');
  expect(decoded(changed)).toBe(decoded(small));
  expect(outsideHolds(changed)).toBe(false);
});
