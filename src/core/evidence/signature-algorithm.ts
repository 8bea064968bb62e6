/**
 * The closed set of signature algorithms a pack, a certificate or a time stamp may be signed with, each with the exact
 * bytes of its AlgorithmIdentifier, and the one place that verifies with them. Runs anywhere, pure.
 * Not in the set: SHA-1 and MD5, RSA below 2048 bits, exponents below 65537, other curves. What is not in it is refused.
 */
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { derChildren, derTags, readDer, writeDer, writeOid } from './der.ts';
import { type RsaKey, rsaKeyOf, verifyPkcs1, verifyPss } from './rsa-verify.ts';

export type HashName = 'sha256' | 'sha384' | 'sha512';
type Scheme = 'ecdsa' | 'rsa' | 'rsa-pss';
export type AlgorithmName = `${Scheme}-${HashName}`;
export type PublicKey =
  | { kind: 'ec'; curve: 'P-256' | 'P-384' | 'P-521'; point: Uint8Array }
  | ({ kind: 'rsa' } & RsaKey);

const hashes = { sha256, sha384, sha512 } as const;
const hashOids = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const;
const hashNames: readonly HashName[] = ['sha256', 'sha384', 'sha512'];
const NULL = Uint8Array.of(derTags.null, 0);
const sequence = (...parts: Uint8Array[]): Uint8Array => writeDer(derTags.sequence, ...parts);

export const digestOf = (hash: HashName, message: Uint8Array): Uint8Array => hashes[hash](message);

/** As CMS wants it: without parameters (RFC 5754 2). */
export const hashAlgorithmDer = (hash: HashName): Uint8Array => sequence(writeOid(hashOids[hash]));
const hashWithNull = (hash: HashName): Uint8Array => sequence(writeOid(hashOids[hash]), NULL);

/** The hash of an AlgorithmIdentifier, its parameters absent or NULL; null where it is none of the set. */
export function hashNamed(der: Uint8Array): HashName | null {
  const hex = bytesToHex(der);
  return (
    hashNames.find((hash) => [hashAlgorithmDer(hash), hashWithNull(hash)].some((one) => bytesToHex(one) === hex)) ??
    null
  );
}

const oidsOf: Readonly<Record<'ecdsa' | 'rsa', Readonly<Record<HashName, string>>>> = {
  ecdsa: { sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha512: '1.2.840.10045.4.3.4' },
  rsa: { sha256: '1.2.840.113549.1.1.11', sha384: '1.2.840.113549.1.1.12', sha512: '1.2.840.113549.1.1.13' },
};

/** PSS with MGF1 of the same hash and a salt of its length (RFC 4055 3.1). */
function pssDer(hash: HashName, hashDer: Uint8Array): Uint8Array {
  const salt = Uint8Array.of(derTags.integer, 1, hashes[hash].outputLen);
  const mgf1 = sequence(writeOid('1.2.840.113549.1.1.8'), hashDer);
  return sequence(
    writeOid('1.2.840.113549.1.1.10'),
    sequence(writeDer(0xa0, hashDer), writeDer(0xa1, mgf1), writeDer(0xa2, salt)),
  );
}

/** The bytes of each AlgorithmIdentifier. The first writing of a name is the one that is written. */
const writings: readonly { name: AlgorithmName; der: Uint8Array }[] = hashNames.flatMap((hash) => [
  { name: `ecdsa-${hash}` as const, der: sequence(writeOid(oidsOf.ecdsa[hash])) },
  { name: `rsa-${hash}` as const, der: sequence(writeOid(oidsOf.rsa[hash]), NULL) },
  // Parameters absent: not how it is written, but to be accepted (RFC 4055 5).
  { name: `rsa-${hash}` as const, der: sequence(writeOid(oidsOf.rsa[hash])) },
  { name: `rsa-pss-${hash}` as const, der: pssDer(hash, hashAlgorithmDer(hash)) },
  // Hash parameters NULL inside, as older programs write them.
  { name: `rsa-pss-${hash}` as const, der: pssDer(hash, hashWithNull(hash)) },
]);
const byDer: ReadonlyMap<string, AlgorithmName> = new Map(writings.map(({ name, der }) => [bytesToHex(der), name]));

/** The algorithm these bytes name; null where it is none of the set. */
export const algorithmNamed = (der: Uint8Array): AlgorithmName | null => byDer.get(bytesToHex(der)) ?? null;

/** DER of the AlgorithmIdentifier. */
export function algorithmDer(name: AlgorithmName): Uint8Array {
  const found = writings.find((one) => one.name === name);
  if (found === undefined) throw new Error('no such algorithm');
  return found.der;
}

export const hashOf = (name: AlgorithmName): HashName => name.slice(name.lastIndexOf('-') + 1) as HashName;

const curves = {
  '1.2.840.10045.3.1.7': { curve: 'P-256', octets: 65 },
  '1.3.132.0.34': { curve: 'P-384', octets: 97 },
  '1.3.132.0.35': { curve: 'P-521', octets: 133 },
} as const;
const spkiHeads = Object.entries(curves).map(([oid, curve]) => ({
  ...curve,
  hex: bytesToHex(sequence(writeOid('1.2.840.10045.2.1'), writeOid(oid))),
}));
const rsaHead = bytesToHex(sequence(writeOid('1.2.840.113549.1.1.1'), NULL));
const MIN_RSA_BITS = 2048;
/** Above it nothing is gained, and verifying would cost a hostile file's reader dearly. */
const MAX_RSA_BITS = 8192;

/** The key of a SubjectPublicKeyInfo; null where it is of another kind or too weak. Throws on what is not DER. */
export function readPublicKey(spki: Uint8Array): PublicKey | null {
  const [head, bits, ...more] = derChildren(readDer(spki, derTags.sequence));
  if (head === undefined || bits?.tag !== derTags.bitString || bits.content[0] !== 0 || more.length > 0) return null;
  const key = bits.content.subarray(1);
  const headHex = bytesToHex(head.bytes);
  const ec = spkiHeads.find(({ hex }) => hex === headHex);
  if (ec !== undefined)
    return key[0] === 4 && key.length === ec.octets ? { kind: 'ec', curve: ec.curve, point: key } : null;
  if (headHex !== rsaHead) return null;
  const [modulus, exponent, ...rest] = derChildren(readDer(key, derTags.sequence));
  if (modulus?.tag !== derTags.integer || exponent?.tag !== derTags.integer || rest.length > 0) return null;
  const rsa = rsaKeyOf(modulus.content, exponent.content);
  const strong =
    rsa.bits >= MIN_RSA_BITS &&
    rsa.bits <= MAX_RSA_BITS &&
    rsa.modulus % 2n === 1n &&
    rsa.exponent >= 65_537n &&
    rsa.exponent < 2n ** 64n &&
    rsa.exponent % 2n === 1n;
  return strong ? { kind: 'rsa', ...rsa } : null;
}

const ecdsaOf = { 'P-256': p256, 'P-384': p384, 'P-521': p521 } as const;

/** Whether `signature` (ECDSA: DER of r and s) over `message` was made with the key. Never throws. */
export function verifySignature(
  signature: Uint8Array,
  message: Uint8Array,
  algorithm: AlgorithmName,
  key: PublicKey,
): boolean {
  const hash = hashOf(algorithm);
  const digest = digestOf(hash, message);
  try {
    if (algorithm.startsWith('ecdsa-'))
      return (
        key.kind === 'ec' &&
        ecdsaOf[key.curve].verify(signature, digest, key.point, { format: 'der', lowS: false, prehash: false })
      );
    if (key.kind !== 'rsa') return false;
    return algorithm.startsWith('rsa-pss-')
      ? verifyPss(signature, digest, hashes[hash], key)
      : verifyPkcs1(signature, digest, hashWithNull(hash), key);
  } catch {
    return false;
  }
}
