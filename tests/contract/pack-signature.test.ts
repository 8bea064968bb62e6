/** The outside of a pack against every one-byte change, on a small file signed for real. */
import { beforeAll, expect, test } from 'vitest';
import { readLayout } from '../../src/core/evidence/pdf-layout.ts';
import { PackFault } from '../../src/core/evidence/verdict.ts';
import { type CheckedSignature, checkSignature } from '../../src/core/evidence/verify-signature.ts';
import { signPdf } from '../../src/evidence/sign-pdf.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';

const placeholder = 8192;
let signer: TestSigner;
let signed: Uint8Array;
let gap: { start: number; end: number };

function prepare(filling = 'x'.repeat(1200)) {
  const head = `%PDF-1.7\n${filling}/ByteRange [0 AAAAAAAAAA BBBBBBBBBB CCCCCCCCCC] /Contents `;
  const tail = '\nstartxref\n1234\n%%EOF\n';
  const start = head.length;
  const end = start + placeholder + 2;
  const number = (n: number): string => String(n).padEnd(10);
  const ranged = head
    .replace('AAAAAAAAAA', number(start))
    .replace('BBBBBBBBBB', number(end))
    .replace('CCCCCCCCCC', number(tail.length));
  return {
    bytes: new TextEncoder().encode(`${ranged}<${'0'.repeat(placeholder)}>${tail}`),
    byteRange: [0, start, end, tail.length] as const,
    contentsAt: start + 1,
    contentsLength: placeholder,
  };
}

function check(bytes: Uint8Array): CheckedSignature {
  const layout = readLayout(bytes);
  return checkSignature(layout.cms, layout.digest, 'here');
}

/** The code a change is found by; null where it passes. */
function codeOf(bytes: Uint8Array): string | null {
  try {
    check(bytes);
    return null;
  } catch (error) {
    if (error instanceof PackFault) return error.problem.code;
    throw error;
  }
}

beforeAll(async () => {
  signer = await makeTestAuthority();
  const prepared = prepare();
  gap = { start: prepared.byteRange[1], end: prepared.byteRange[2] };
  signed = await signPdf(prepared, signer);
});

test('EP a signed file passes and says by whom', () => {
  expect(check(signed).signer).toMatchObject({
    subject: 'CN=Workstation 1',
    issuer: 'CN=Waymark test authority',
    test: true,
  });
});

test('T20 every byte of the signature value and around it, changed in three ways, is found', {
  timeout: 120_000,
}, () => {
  const passing: string[] = [];
  for (let at = gap.start - 120; at < signed.length; at += 1)
    for (const mask of [0x01, 0x20, 0x80]) {
      const bytes = signed.slice();
      bytes[at] = (bytes[at] ?? 0) ^ mask;
      if (codeOf(bytes) === null) passing.push(`byte ${at} ^ ${mask}`);
    }
  expect(passing).toEqual([]);
});

test('T20 red proof: without the form check, changes inside the signature value pass', () => {
  // Upper-case digits decode to the same value: only the form check sees them.
  const at = signed.findIndex((byte, i) => i > gap.start && i < gap.end && byte >= 0x61 && byte <= 0x66);
  const bytes = signed.slice();
  bytes[at] = (bytes[at] ?? 0) ^ 0x20;
  const decode = (from: Uint8Array): string =>
    Buffer.from(Buffer.from(from.subarray(gap.start + 1, gap.end - 1)).toString('latin1'), 'hex').toString('hex');
  expect(decode(bytes)).toBe(decode(signed));
  expect(codeOf(bytes)).toBe('signature-form');
});

test('T20 appended bytes, a later revision, a second range and a cut file are told apart', () => {
  const plus = (text: string): Uint8Array => new Uint8Array([...signed, ...new TextEncoder().encode(text)]);
  expect(codeOf(plus('\n'))).toBe('bytes-after-end');
  expect(codeOf(plus('1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n'))).toBe('bytes-after-end');
  expect(codeOf(plus('/ByteRange [0 1 2 3]'))).toBe('several-signatures');
  expect(codeOf(signed.subarray(0, 1100))).toBe('no-signature');
  expect(codeOf(signed.subarray(0, signed.length - 1))).toBe('bytes-not-signed');
  expect(codeOf(new Uint8Array(0))).toBe('not-a-pack');
  expect(codeOf(new TextEncoder().encode('plain text '.repeat(200)))).toBe('not-a-pack');
});

test('T20 a range that leaves a hole is not a signature over the file', async () => {
  const prepared = prepare();
  const text = new TextDecoder().decode(prepared.bytes).replace('/ByteRange [0 ', '/ByteRange [9 ');
  const bytes = await signPdf({ ...prepared, bytes: new TextEncoder().encode(text) }, signer);
  expect(codeOf(bytes)).toBe('bytes-not-signed');
});

test('T20 a certificate that its authority did not issue is found', async () => {
  const other = await makeTestAuthority();
  const mixed = {
    ...signer,
    certificates: [signer.certificates[0] as Uint8Array, other.certificates[1] as Uint8Array],
  };
  expect(codeOf(await signPdf(prepare(), mixed))).toBe('certificate-chain');
  const selfMade = {
    ...signer,
    certificates: [signer.certificates[0] as Uint8Array, signer.certificates[0] as Uint8Array],
  };
  expect(codeOf(await signPdf(prepare(), selfMade))).toBe('certificate-chain');
});

test('T20 a signature by another key than the certificate names is found', async () => {
  const other = await makeTestAuthority();
  expect(codeOf(await signPdf(prepare(), { ...signer, privateKeyPkcs8: other.privateKeyPkcs8 }))).toBe(
    'signature-wrong',
  );
});

test('a hundred million zeros are turned away at once', () => {
  expect(codeOf(new Uint8Array(100_000_000))).toBe('not-a-pack');
  const zeros = new Uint8Array(100_000_000);
  zeros.set(new TextEncoder().encode('%PDF-1.7\n'));
  expect(codeOf(zeros)).toBe('no-signature');
});
