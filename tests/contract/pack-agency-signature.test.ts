/**
 * Signatures of version 2: an agency's chain of RSA or ECDSA, a key that cannot leave its token, and a time stamp; each of
 * them attacked by somebody who holds genuine keys. On a small file signed for real, as the form of the pages is
 * tested elsewhere.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import * as asn1 from 'asn1js';
import fc from 'fast-check';
import * as pkijs from 'pkijs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  encodeCms,
  encodeSigned,
  encodeSignedAttributes,
  readSigned,
  type SignedParts,
} from '../../src/core/evidence/cms-form.ts';
import { derTags, readDer, writeDer } from '../../src/core/evidence/der.ts';
import { judgeCertificates, judgeStamp } from '../../src/core/evidence/judge-signature.ts';
import type { AgencySigner, PackSigner, SigningToken } from '../../src/core/evidence/pack-signer.ts';
import { readLayout } from '../../src/core/evidence/pdf-layout.ts';
import { readTimeStamp } from '../../src/core/evidence/time-stamp.ts';
import { PackFault } from '../../src/core/evidence/verdict.ts';
import { type CheckedSignature, checkSignature } from '../../src/core/evidence/verify-signature.ts';
import { checkAgencySigner, signBytes } from '../../src/evidence/sign-bytes.ts';
import { contentsDigits, signPdf } from '../../src/evidence/sign-pdf.ts';
import { documentSigning, type Link, makeAgency, type TestAgency, timeStamping } from '../fixtures/agency-chain.ts';
import { makeTestAuthority, type TestSigner } from '../fixtures/test-authority.ts';
import { makeStampAuthority, makeToken, type WrongStamp } from '../fixtures/time-stamp-authority.ts';

const MADE_MS = Date.UTC(2026, 10, 7, 12);
let workstation: TestSigner;
/** RSA below an issuing authority: as agencies have them. */
let agency: TestAgency;
let stamps: TestAgency;

beforeAll(async () => {
  workstation = await makeTestAuthority();
  agency = await makeAgency([
    { kind: 'RSA-2048', purposes: [documentSigning], purposesCritical: true },
    { kind: 'RSA-2048', pathLength: 0 },
    { kind: 'RSA-3072', pathLength: 1 },
  ]);
  stamps = await makeStampAuthority();
});

const signerOf = (by: AgencySigner): PackSigner => ({ ...workstation, agency: by });

function prepare(signer: PackSigner, filling = 'x'.repeat(1200)) {
  const digits = contentsDigits({ ...signer, timeStamp: { url: '', roots: [] } });
  const head = `%PDF-1.7\n${filling}/ByteRange [0 AAAAAAAAAA BBBBBBBBBB CCCCCCCCCC] /Contents `;
  const tail = '\nstartxref\n1234\n%%EOF\n';
  const start = head.length;
  const end = start + digits + 2;
  const number = (n: number): string => String(n).padEnd(10);
  const ranged = head
    .replace('AAAAAAAAAA', number(start))
    .replace('BBBBBBBBBB', number(end))
    .replace('CCCCCCCCCC', number(tail.length));
  return {
    bytes: new TextEncoder().encode(`${ranged}<${'0'.repeat(digits)}>${tail}`),
    byteRange: [0, start, end, tail.length] as const,
    contentsAt: start + 1,
    contentsLength: digits,
  };
}

const signed = (by: AgencySigner): Promise<Uint8Array> => signPdf(prepare(signerOf(by)), signerOf(by));
const check = (bytes: Uint8Array): CheckedSignature => {
  const { cms, digest } = readLayout(bytes);
  return checkSignature(cms, digest, 'here');
};
const codeOf = (bytes: Uint8Array): string | null => {
  try {
    check(bytes);
    return null;
  } catch (error) {
    if (error instanceof PackFault) return error.problem.code;
    throw error;
  }
};
/** The file with another CMS in its place. */
function withCms(bytes: Uint8Array, change: (cms: Uint8Array) => Uint8Array): Uint8Array {
  const { cms, gap } = readLayout(bytes);
  const room = gap.end - gap.start - 2;
  const hex = Buffer.from(change(cms)).toString('hex').padEnd(room, '0');
  const changed = Buffer.from(bytes);
  changed.write(hex, gap.start + 1, 'latin1');
  return new Uint8Array(changed);
}
/** A file signed by the workstation or an agency, stamped with what this gives. */
async function stamped(
  wrong: WrongStamp = {},
  by: TestAgency = stamps,
  over: TestAgency = agency,
): Promise<Uint8Array> {
  const { privateKeyPkcs8, certificates, algorithm } = over;
  const bytes = await signed({ privateKeyPkcs8, certificates, algorithm });
  const parts = readSigned(readLayout(bytes).cms, 'data');
  const timeStamp = await makeToken(parts.signature, by, { timeMs: MADE_MS, ...wrong });
  return withCms(bytes, () => encodeCms({ ...parts, timeStamp }));
}

describe('EP40 an agency’s chain', () => {
  test.each([
    ['RSA, one authority', [{ kind: 'RSA-2048' }, { kind: 'RSA-2048' }]],
    ['P-256, two authorities on P-384 and P-521', [{}, { kind: 'P-384' }, { kind: 'P-521', hash: 'SHA-384' }]],
    ['P-384, three authorities', [{ kind: 'P-384' }, {}, {}, { kind: 'P-384' }]],
    ['P-256 that vouches for itself', [{ ca: null }]],
    ['RSA below ECDSA, for e-mail', [{ kind: 'RSA-2048', purposes: ['1.3.6.1.5.5.7.3.4'] }, {}]],
  ] as [string, Link[]][])('%s', async (_name, links) => {
    const by = await makeAgency(links);
    await checkAgencySigner(by, MADE_MS);
    const checked = check(await signed(by));
    expect(checked.signer).toMatchObject({ subject: 'CN=Digital Evidence Unit', test: false });
    expect(checked.authority).toEqual(by.root);
    expect(checked.notWorkstation).not.toBeNull();
    expect(judgeCertificates(checked, 2, { madeMs: MADE_MS, trustedMs: null })).toEqual([]);
    // Version 1 never had such a signer: it cannot be slipped under an old manifest.
    expect(judgeCertificates(checked, 1, { madeMs: MADE_MS, trustedMs: null })).toMatchObject([
      { code: 'certificate-form' },
    ]);
  });

  test('RSA-PSS', async () => {
    const { certificates, privateKeyPkcs8 } = agency;
    expect(codeOf(await signed({ certificates, privateKeyPkcs8, algorithm: 'rsa-pss-sha256' }))).toBeNull();
  });

  const bad: [string, Link[], string][] = [
    ['RSA of 1024 bits', [{ kind: 'RSA-1024' }, {}], 'signature-weak'],
    ['a root of RSA 1024', [{}, { kind: 'RSA-1024' }], 'signature-weak'],
    ['a certificate signed with SHA-1', [{ hash: 'SHA-1' }, { kind: 'RSA-2048' }], 'signature-weak'],
    ['an intermediate that signs', [{ ca: true, usage: 0x06 }, {}, {}], 'certificate-chain'],
    ['an intermediate without digitalSignature, though no authority', [{ usage: 0x06 }, {}], 'certificate-chain'],
    ['a certificate for servers', [{ purposes: ['1.3.6.1.5.5.7.3.1'] }, {}], 'certificate-chain'],
    ['one for time stamps', [{ purposes: [timeStamping], purposesCritical: true }, {}], 'certificate-chain'],
    ['no key usage', [{ usage: null }, {}], 'certificate-chain'],
    ['an authority that is none', [{}, { ca: false, usage: 0x06 }, {}], 'certificate-chain'],
    ['an authority without basic constraints', [{}, { ca: null, usage: 0x06 }, {}], 'certificate-chain'],
    ['an authority that may not certify', [{}, { usage: 0x80 }, {}], 'certificate-chain'],
    ['a path that is longer than allowed', [{}, {}, { pathLength: 0 }], 'certificate-chain'],
    ['a constraint nobody here knows', [{}, { unknownCritical: true }, {}], 'certificate-chain'],
    ['another name than its issuer’s', [{ issuerName: 'Somebody' }, {}], 'certificate-chain'],
    ['five certificates', [{}, {}, {}, {}, {}], 'certificate-form'],
    ['a root above that is not sent', [{}, { issuerName: 'Root above' }], 'certificate-chain'],
  ];
  test.each(bad)('EP41 refused: %s', async (_name, links, code) => {
    const by = await makeAgency(links);
    expect(codeOf(await signed(by))).toBe(code);
    await expect(checkAgencySigner(by, MADE_MS)).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });

  test('one certificate missing, two swapped, one of another chain, or one key for two', async () => {
    const [leaf, issuing, root] = agency.certificates as [Uint8Array, Uint8Array, Uint8Array];
    const other = await makeAgency([{}, {}]);
    for (const certificates of [
      [leaf, root],
      [leaf, root, issuing],
      [leaf, issuing],
      [leaf, issuing, other.root],
      [leaf, leaf],
    ])
      expect(codeOf(await signed({ ...agency, certificates }))).toBe('certificate-chain');
    expect(codeOf(await signed({ ...agency, certificates: other.certificates }))).toBe('signature-wrong');
  });

  test('out of date when the pack was made', async () => {
    const old = await makeAgency([{ toMs: MADE_MS - 60_000 }, {}]);
    const checked = check(await signed(old));
    expect(judgeCertificates(checked, 2, { madeMs: MADE_MS, trustedMs: null })).toMatchObject([
      { code: 'certificate-dates' },
    ]);
    await expect(checkAgencySigner(old, MADE_MS)).rejects.toMatchObject({
      message: expect.stringContaining('out of date'),
      tip: expect.stringContaining('workstation’s certificate'),
    });
  });

  test('a key that is not the certificate’s is noticed before a page is drawn', async () => {
    const other = await makeAgency([{ kind: 'RSA-2048' }, {}]);
    const mixed = { ...agency, privateKeyPkcs8: other.privateKeyPkcs8 };
    await expect(checkAgencySigner(mixed, MADE_MS)).rejects.toMatchObject({
      message: expect.stringContaining('not the one it names'),
    });
    expect(codeOf(await signed(mixed))).toBe('signature-wrong');
  });
});

describe('EP44 a key that cannot leave its token', () => {
  test('signs once, and what it is asked is what is signed', async () => {
    const asked: { length: number; algorithm: string }[] = [];
    const token: SigningToken = {
      certificates: async () => agency.certificates,
      sign: async (tbs, algorithm) => {
        asked.push({ length: tbs.length, algorithm });
        return signBytes(tbs, agency);
      },
    };
    const by: AgencySigner = { certificates: await token.certificates(), algorithm: 'rsa-sha256', token };
    await checkAgencySigner(by, MADE_MS);
    expect(codeOf(await signed(by))).toBeNull();
    expect(asked).toEqual([{ length: expect.any(Number), algorithm: 'rsa-sha256' }]);
  });
});

describe('EP42 the form', () => {
  test('every byte of the signature value, certificates and time stamp included', async () => {
    const file = await stamped({}, stamps, await makeAgency([{}, {}]));
    const { gap } = readLayout(file);
    const end = gap.start + 2 * readLayout(file).cms.length + 40;
    const passing: number[] = [];
    for (let at = gap.start - 100; at < end; at += 1) {
      const changed = file.slice();
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      if (holds(changed)) passing.push(at);
    }
    expect(passing).toEqual([]);
  }, 120_000);

  const holds = (bytes: Uint8Array): boolean => {
    try {
      return check(bytes).timeStamp.kind !== 'wrong';
    } catch {
      return false;
    }
  };

  test('any bytes are refused or are the one writing of what they say', async () => {
    const seed = Date.now() % 2 ** 31;
    console.info(`seed ${seed}`);
    const { cms } = readLayout(await stamped());
    const token = readSigned(cms, 'data').timeStamp ?? new Uint8Array();
    const writings = (bytes: Uint8Array): void => {
      for (const kind of ['data', 'time-stamp'] as const) {
        let parts: SignedParts | null = null;
        try {
          parts = readSigned(bytes, kind);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        if (parts !== null) expect(encodeSigned(parts)).toEqual(bytes);
      }
      expect(['read', 'wrong']).toContain(readTimeStamp(bytes, new Uint8Array(1)).kind);
    };
    const spoilt = fc
      .tuple(fc.constantFrom(cms, token), fc.nat(4000), fc.uint8Array({ maxLength: 12 }), fc.boolean())
      .map(([from, at, put, over]) =>
        Uint8Array.from([...from.subarray(0, at), ...put, ...from.subarray(over ? at + put.length : at)]),
      );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), writings), { seed, numRuns: 500 });
    fc.assert(fc.property(spoilt, writings), { seed, numRuns: 500 });
  }, 120_000);

  test('the verdict needs no WebCrypto: it is the same where a page has none', async () => {
    const file = await stamped();
    vi.stubGlobal('crypto', undefined);
    const { timeStamp, signer } = check(file);
    expect([timeStamp.kind, signer.subject]).toEqual(['read', 'CN=Digital Evidence Unit']);
    expect(codeOf(file.with(40, 0x79))).toBe('content-changed');
  });

  test('red proof: what nobody signed is found by writing again alone', async () => {
    const file = await stamped();
    expect(codeOf(file)).toBeNull();
    const { cms } = readLayout(file);
    // A length in a longer form, and something behind the content: every signature stays as it is.
    const { content } = readDer(cms, derTags.sequence);
    const octets = [content.length >> 16, (content.length >> 8) & 0xff, content.length & 0xff];
    const longer = Uint8Array.from([0x30, 0x83, ...octets, ...content]);
    const more = writeDer(derTags.sequence, content, Uint8Array.of(5, 0));
    const read = (der: Uint8Array): Uint8Array => {
      const { content: inner } = new pkijs.ContentInfo({ schema: asn1.fromBER(Uint8Array.from(der).buffer).result });
      const [signer] = new pkijs.SignedData({ schema: inner }).signerInfos;
      return new Uint8Array(signer?.signature.valueBlock.valueHexView ?? []);
    };
    for (const written of [longer, more]) {
      expect(codeOf(withCms(file, () => written))).toBe('signature-form');
      expect(written).not.toEqual(cms);
    }
    // A reader that does not write again takes the longer one for the same.
    expect(read(longer)).toEqual(read(cms));
  });

  test('EP41 a signature with SHA-1, though its certificates are sound', async () => {
    const parts = readSigned(readLayout(await signed(agency)).cms, 'data');
    const file = await signed(agency);
    const sha1 = Buffer.from('300d06092a864886f70d0101050500', 'hex');
    const sha2 = Buffer.from('300d06092a864886f70d01010b0500', 'hex');
    const weak = withCms(file, (cms) => {
      const at = Buffer.from(cms).lastIndexOf(sha2);
      const changed = Buffer.from(cms);
      sha1.copy(changed, at);
      return changed;
    });
    expect(parts.algorithm).toBe('rsa-sha256');
    expect(codeOf(weak)).toBe('signature-weak');
  });

  test('T20 a range with a hole, bytes after the end, a second signature and a later revision', async () => {
    const file = await stamped();
    const plus = (text: string): Uint8Array => new Uint8Array([...file, ...new TextEncoder().encode(text)]);
    expect(codeOf(plus('\n'))).toBe('bytes-after-end');
    expect(codeOf(plus('1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n'))).toBe('bytes-after-end');
    expect(codeOf(plus('/ByteRange [0 1 2 3]'))).toBe('several-signatures');
    const prepared = prepare(signerOf(agency));
    const holed = new TextDecoder().decode(prepared.bytes).replace('/ByteRange [0 ', '/ByteRange [9 ');
    const bytes = await signPdf({ ...prepared, bytes: new TextEncoder().encode(holed) }, signerOf(agency));
    expect(codeOf(bytes)).toBe('bytes-not-signed');
    const shadow = file.slice();
    shadow[40] = 0x79;
    expect(codeOf(shadow)).toBe('content-changed');
  });

  test('the hashes of the certificates are signed: another certificate of the same key is another', async () => {
    const file = await signed(agency);
    const parts = readSigned(readLayout(file).cms, 'data');
    const fewer = encodeSignedAttributes(new Uint8Array(32), [sha256(agency.certificates[0] as Uint8Array)]);
    expect(codeOf(withCms(file, () => encodeCms({ ...parts, signedAttributes: fewer })))).toBe('content-changed');
    const [leaf, , root] = agency.certificates as [Uint8Array, Uint8Array, Uint8Array];
    expect(codeOf(withCms(file, () => encodeCms({ ...parts, certificates: [leaf, root] })))).toBe('signature-form');
  });
});

describe('EP47 the time stamp', () => {
  const found = async (wrong: WrongStamp = {}, by?: TestAgency): Promise<string> => {
    const { timeStamp } = check(await stamped(wrong, by));
    return timeStamp.kind === 'wrong' ? `${timeStamp.problem.code}: ${timeStamp.problem.message}` : timeStamp.kind;
  };

  test('says when, by whom and under whom', async () => {
    const { timeStamp } = check(await stamped());
    expect(timeStamp).toMatchObject({
      kind: 'read',
      stamp: {
        timeMs: MADE_MS,
        accuracyMs: 1000,
        policy: '1.2.3.4.1',
        by: 'CN=Time Stamps 1',
        authority: 'CN=Time Stamp Root',
        root: stamps.root,
      },
    });
    expect(check(await signed(agency)).timeStamp).toEqual({ kind: 'none' });
  });

  test.each([
    ['a server on RSA below an authority', [{ kind: 'RSA-2048' }, { kind: 'RSA-2048' }, { kind: 'RSA-2048' }]],
    ['a server on P-384', [{ kind: 'P-384' }, {}]],
  ] as [string, [Link, ...Link[]]][])('%s', async (_name, [leaf, ...above]) => {
    expect(await found({}, await makeStampAuthority(leaf, above))).toBe('read');
  });

  test.each([
    ['of another signature', { imprint: new Uint8Array(32) }, 'is that of another signature'],
    ['changed after it was given', { after: (info: Uint8Array) => info.with(-1, 2) }, 'was changed after it was given'],
    ['that is no stamp but data', { contentType: '1.2.840.113549.1.7.1' }, 'This is no time stamp'],
    ['that names another certificate', { names: new Uint8Array(9) }, 'names another certificate'],
    ['that names its certificate by SHA-1', { sha1Name: true }, 'a hash that is strong enough'],
    ['on a condition', { criticalExtension: true }, 'a condition that is not known'],
    ['before its certificate', { timeMs: Date.UTC(2019, 0, 1) }, 'was not valid at the time it stamped'],
  ] as [string, WrongStamp, string][])('refused: %s', async (_name, wrong, message) => {
    expect(await found(wrong)).toMatch(new RegExp(`^time-stamp-wrong: .*${message}`));
  });

  test.each([
    ['whose certificate is not for time stamps', { purposes: [documentSigning] }, 'not one for time stamps'],
    ['whose purpose is not critical', { purposesCritical: false }, 'not one for time stamps'],
    ['that may also do something else', { purposes: [timeStamping, documentSigning] }, 'not one for time stamps'],
    ['that has lapsed', { toMs: MADE_MS - 60_000 }, 'was not valid at the time it stamped'],
    ['on RSA of 1024 bits', { kind: 'RSA-1024' }, 'not strong enough'],
    ['that may not sign', { usage: 0x20 }, 'may not be used for signatures'],
  ] as [string, Link, string][])('refused: a server %s', async (_name, leaf, message) => {
    expect(await found({}, await makeStampAuthority(leaf))).toMatch(new RegExp(`^time-stamp-wrong: .*${message}`));
  });

  test('T20 a genuine token swapped in from another file, and one by another key', async () => {
    const one = readSigned(readLayout(await stamped()).cms, 'data');
    const swapped = withCms(await stamped(), (cms) =>
      encodeCms({ ...readSigned(cms, 'data'), timeStamp: one.timeStamp }),
    );
    // RSA signs the same bytes the same way: the other file has to be another.
    const other = await signPdf(prepare(signerOf(agency), 'y'.repeat(1300)), signerOf(agency));
    const carried = withCms(other, (cms) => encodeCms({ ...readSigned(cms, 'data'), timeStamp: one.timeStamp }));
    expect(check(swapped).timeStamp.kind).toBe('read');
    expect(check(carried).timeStamp).toMatchObject({ kind: 'wrong', problem: { code: 'time-stamp-wrong' } });
    const forger = await makeStampAuthority();
    const forged = await found(
      { certificates: stamps.certificates, names: stamps.certificates[0] as Uint8Array },
      forger,
    );
    expect(forged).toContain('was not made with the key of its certificate');
  });
});

describe('EP48 whose stamp, and when', () => {
  const judged = async (wrong: WrongStamp, anchors?: Uint8Array[], madeMs: number | null = MADE_MS) =>
    judgeStamp(check(await stamped(wrong)).timeStamp, { anchors, required: true, madeMs, promised: undefined });

  test('without an anchor the fingerprint is named and nothing rests on it; with the root, it counts', async () => {
    const open = await judged({});
    expect(open).toMatchObject({ problems: [], trustedMs: null });
    expect(open.detail).toContain('compare its fingerprint');
    expect(await judged({}, [stamps.root])).toMatchObject({ problems: [], trustedMs: MADE_MS });
    const other = await makeStampAuthority();
    expect(await judged({}, [other.root])).toMatchObject({
      problems: [{ code: 'time-stamp-unknown' }],
      trustedMs: null,
    });
  });

  test('five minutes before the pack was made are borne, more are not; later is no fault', async () => {
    expect((await judged({ timeMs: MADE_MS - 5 * 60_000 })).problems).toEqual([]);
    expect((await judged({ timeMs: MADE_MS - 6 * 60_000 })).problems).toMatchObject([{ code: 'time-stamp-wrong' }]);
    expect((await judged({ timeMs: MADE_MS + 90 * 86_400_000 })).problems).toEqual([]);
  });

  test('certificates are judged at the time of a trusted stamp, else at the pack’s own word', async () => {
    const old = await makeAgency([{ toMs: MADE_MS + 3_600_000 }, {}]);
    const checked = check(await stamped({}, stamps, old));
    const codes = (madeMs: number, trustedMs: number | null) =>
      judgeCertificates(checked, 2, { madeMs, trustedMs }).map(({ code }) => code);
    expect(codes(MADE_MS, null)).toEqual([]);
    // Dated back by its own word, stamped when the certificate had lapsed.
    expect(codes(MADE_MS, MADE_MS + 2 * 3_600_000)).toEqual(['certificate-dates']);
    expect(codes(MADE_MS + 2 * 3_600_000, MADE_MS)).toEqual([]);
  });
});
