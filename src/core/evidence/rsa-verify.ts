/**
 * Verifies RSA signatures (RFC 8017: RSASSA-PKCS1-v1_5 and RSASSA-PSS). Runs anywhere, pure and synchronous: WebCrypto is
 * not to be had on every page opened from a file, and its answer would come later than the rest of a verdict.
 * Only public values are worked on, so nothing here has to hide its timing. The encoded message is made anew and
 * compared whole (PKCS#1 v1.5), never parsed: padding that is merely tolerated is how such checks were broken before.
 */
import { pow } from '@noble/curves/abstract/modular.js';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { compareBytes, derTags, writeDer } from './der.ts';

export type RsaKey = { modulus: bigint; exponent: bigint; bits: number };
export type HashFunction = (message: Uint8Array) => Uint8Array;

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x0${bytesToHex(bytes)}`);

/** A key from its modulus and exponent as DER INTEGER contents. */
export function rsaKeyOf(modulusBytes: Uint8Array, exponentBytes: Uint8Array): RsaKey {
  const modulus = numberOf(modulusBytes);
  return { modulus, exponent: numberOf(exponentBytes), bits: modulus.toString(2).length };
}

/** The encoded message inside a signature, as long as the modulus; null where the signature cannot be one. */
function openSignature(signature: Uint8Array, key: RsaKey): Uint8Array | null {
  const length = Math.ceil(key.bits / 8);
  const value = numberOf(signature);
  if (signature.length !== length || value >= key.modulus) return null;
  return hexToBytes(
    pow(value, key.exponent, key.modulus)
      .toString(16)
      .padStart(length * 2, '0'),
  );
}

/** @param hashAlgorithm DER of the AlgorithmIdentifier of `digest`'s hash, its parameters NULL (RFC 8017 A.2.4) */
export function verifyPkcs1(
  signature: Uint8Array,
  digest: Uint8Array,
  hashAlgorithm: Uint8Array,
  key: RsaKey,
): boolean {
  const opened = openSignature(signature, key);
  if (opened === null) return false;
  const info = writeDer(derTags.sequence, hashAlgorithm, writeDer(derTags.octetString, digest));
  const filling = opened.length - info.length - 3;
  if (filling < 8) return false;
  const expected = new Uint8Array(opened.length).fill(0xff);
  expected.set([0x00, 0x01]);
  expected[2 + filling] = 0x00;
  expected.set(info, 3 + filling);
  return compareBytes(expected, opened) === 0;
}

/** RSASSA-PSS with MGF1 of the same hash and a salt as long as its digest (RFC 8017 9.1.2). */
export function verifyPss(signature: Uint8Array, digest: Uint8Array, hash: HashFunction, key: RsaKey): boolean {
  const opened = openSignature(signature, key);
  if (opened === null) return false;
  const bits = key.bits - 1;
  // Where the modulus is one bit longer than whole octets, the message is one octet shorter than it.
  const message = opened.subarray(opened.length - Math.ceil(bits / 8));
  if (message.length < opened.length && opened[0] !== 0) return false;
  const size = digest.length;
  const maskedLength = message.length - size - 1;
  if (maskedLength < size + 1 || message.at(-1) !== 0xbc) return false;
  const seed = message.subarray(maskedLength, maskedLength + size);
  const unused = 8 * message.length - bits;
  const topMask = 0xff >> unused;
  if (((message[0] ?? 0) & ~topMask & 0xff) !== 0) return false;
  const veil = mask(seed, maskedLength, hash);
  const block = message.slice(0, maskedLength).map((byte, i) => byte ^ (veil[i] ?? 0));
  block[0] = (block[0] ?? 0) & topMask;
  const saltAt = maskedLength - size;
  if (block.subarray(0, saltAt - 1).some((byte) => byte !== 0) || block[saltAt - 1] !== 0x01) return false;
  const again = hash(Uint8Array.from([...new Uint8Array(8), ...digest, ...block.subarray(saltAt)]));
  return compareBytes(again, seed) === 0;
}

/** MGF1 (RFC 8017 B.2.1). */
function mask(seed: Uint8Array, length: number, hash: HashFunction): Uint8Array {
  const out: number[] = [];
  for (let counter = 0; out.length < length; counter += 1)
    out.push(...hash(Uint8Array.from([...seed, 0, 0, counter >> 8, counter & 0xff])));
  return Uint8Array.from(out.slice(0, length));
}
