/**
 * One X.509 certificate (RFC 5280) as the verifier needs it: the parts that signatures cover as the very bytes they are,
 * the key, the dates, and what the certificate may be used for. Runs anywhere, pure. Algorithms and keys are those of
 * `signature-algorithm.ts`; a weaker one is told apart from a certificate that cannot be read.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { BitString } from 'asn1js';
import * as pkijs from 'pkijs';
import { parseCertificate } from './cms-form.ts';
import { compareBytes, derChildren, derTags, readDer } from './der.ts';
import { type AlgorithmName, algorithmNamed, type PublicKey, readPublicKey } from './signature-algorithm.ts';
import { PackFault } from './verdict.ts';

export type Certificate = {
  bytes: Uint8Array;
  /** SHA-256 of the whole, lower-case hex. */
  fingerprint: string;
  /** `CN=…, O=…`, in the order it is written. */
  subject: string;
  issuer: string;
  /** DER of issuer name and serial number, as a CMS names its signer. */
  issuerDer: Uint8Array;
  serialDer: Uint8Array;
  notBeforeMs: number;
  notAfterMs: number;
  key: PublicKey;
  keyDer: Uint8Array;
  /** What its issuer signed, with what, and the value. */
  tbs: Uint8Array;
  algorithm: AlgorithmName;
  signature: Uint8Array;
  authority: boolean;
  /** How many authorities may stand below this one and above the leaf; null: not limited. */
  pathLength: number | null;
  /** First octet of the key usage; null where it is not given. */
  usage: number | null;
  /** Object identifiers of the extended key usage; null where it is not given. */
  purposes: string[] | null;
  /** Extensions that must be understood, and whether one stands there twice. */
  critical: string[];
  twice: boolean;
  /** URIs among the alternative names. */
  uris: string[];
};

export const extensionOids = {
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  alternativeNames: '2.5.29.17',
} as const;

/** Throws {@link PackFault} `certificate-form`, or `signature-weak` for an algorithm or key that is not of the set. */
export function readCertificate(bytes: Uint8Array, at: string): Certificate {
  let weak = '';
  try {
    const [tbs, algorithmDer, bits, ...more] = derChildren(readDer(bytes, derTags.sequence));
    if (tbs === undefined || algorithmDer === undefined || bits?.tag !== derTags.bitString || more.length > 0)
      throw new Error('form');
    if (bits.content[0] !== 0) throw new Error('unused bits');
    const parts = derChildren(tbs);
    // The version may be left out (version 1): then nothing says what the key is for, and no rule below is met.
    const [serial, innerAlgorithm, issuer, , , spki] = parts[0]?.tag === 0xa0 ? parts.slice(1) : parts;
    if (serial === undefined || innerAlgorithm === undefined || issuer === undefined || spki === undefined)
      throw new Error('form');
    // Inside and outside must name the same algorithm (RFC 5280 4.1.1.2).
    if (compareBytes(innerAlgorithm.bytes, algorithmDer.bytes) !== 0) throw new Error('algorithm');
    const parsed = parseCertificate(bytes);
    const algorithm = algorithmNamed(algorithmDer.bytes);
    const key = readPublicKey(spki.bytes);
    if (algorithm === null || key === null) {
      weak = algorithm === null ? 'algorithm' : 'key';
      throw new Error('weak');
    }
    return {
      bytes,
      fingerprint: bytesToHex(sha256(bytes)),
      subject: nameOf(parsed.subject),
      issuer: nameOf(parsed.issuer),
      issuerDer: issuer.bytes,
      serialDer: serial.bytes,
      notBeforeMs: parsed.notBefore.value.getTime(),
      notAfterMs: parsed.notAfter.value.getTime(),
      key,
      keyDer: spki.bytes,
      tbs: tbs.bytes,
      algorithm,
      signature: bits.content.subarray(1),
      ...readExtensions(parsed),
    };
  } catch {
    if (weak === '') throw new PackFault('certificate-form', 'A certificate cannot be read.', at);
    throw new PackFault(
      'signature-weak',
      `The ${weak} of a certificate is not strong enough, or not known here (RSA from 2048 bits, ECDSA on P-256, P-384 or P-521, SHA-256 or longer).`,
      at,
    );
  }
}

type Extensions = Pick<Certificate, 'authority' | 'pathLength' | 'usage' | 'purposes' | 'critical' | 'twice' | 'uris'>;

function readExtensions(certificate: pkijs.Certificate): Extensions {
  const extensions = certificate.extensions ?? [];
  const given = (oid: string): unknown => extensions.find(({ extnID }) => extnID === oid)?.parsedValue ?? null;
  const constraints = given(extensionOids.basicConstraints);
  const usage = given(extensionOids.keyUsage);
  const purposes = given(extensionOids.extendedKeyUsage);
  const names = given(extensionOids.alternativeNames);
  const limit = constraints instanceof pkijs.BasicConstraints ? constraints.pathLenConstraint : undefined;
  return {
    authority: constraints instanceof pkijs.BasicConstraints && constraints.cA === true,
    pathLength: limit === undefined ? null : Number(typeof limit === 'number' ? limit : limit.valueBlock.valueDec),
    usage: usage instanceof BitString ? (usage.valueBlock.valueHexView[0] ?? 0) : null,
    purposes: purposes instanceof pkijs.ExtKeyUsage ? purposes.keyPurposes : null,
    critical: extensions.filter(({ critical }) => critical === true).map(({ extnID }) => extnID),
    twice: new Set(extensions.map(({ extnID }) => extnID)).size !== extensions.length,
    uris:
      names instanceof pkijs.AltName
        ? names.altNames.flatMap((name) => (name.type === 6 ? [String(name.value)] : []))
        : [],
  };
}

const nameTypes: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};

function nameOf(name: pkijs.RelativeDistinguishedNames): string {
  return name.typesAndValues
    .map((part) => `${nameTypes[part.type] ?? part.type}=${String(part.value.valueBlock.value)}`)
    .join(', ');
}
