import { constants, generateKeyPairSync, type KeyObject, privateEncrypt, sign } from 'node:crypto';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import {
  type AlgorithmName,
  algorithmDer,
  algorithmNamed,
  digestOf,
  readPublicKey,
  verifySignature,
} from './signature-algorithm.ts';

type Pair = { publicKey: KeyObject; privateKey: KeyObject };
const rsa = (modulusLength: number, publicExponent = 65_537): Pair =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent });
const ec = (namedCurve: string): Pair => generateKeyPairSync('ec', { namedCurve });
const spki = ({ publicKey }: Pair): Uint8Array => new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }));
const keyOf = (pair: Pair) => {
  const key = readPublicKey(spki(pair));
  if (key === null) throw new Error('refused');
  return key;
};
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
const made = (algorithm: AlgorithmName, { privateKey }: Pair, message: Uint8Array): Uint8Array => {
  const hash = algorithm.slice(algorithm.lastIndexOf('-') + 1);
  const key = algorithm.startsWith('rsa-pss') ? { key: privateKey, ...pss } : privateKey;
  return new Uint8Array(sign(hash, message, key));
};
const message = utf8ToBytes('The quick brown fox');

describe('EP40 RSA as OpenSSL signs it', () => {
  // 2049 and 2047-bit-long encodings: the top octet of PSS falls away.
  for (const bits of [2048, 2049, 2052, 3072, 4096]) {
    const pair = rsa(bits);
    const key = keyOf(pair);
    test.each([
      'rsa-sha256',
      'rsa-sha384',
      'rsa-sha512',
      'rsa-pss-sha256',
      'rsa-pss-sha384',
      'rsa-pss-sha512',
    ] as const)(`${bits} bits, %s`, (algorithm) => {
      for (let round = 0; round < 5; round += 1) {
        const text = utf8ToBytes(`message ${round}`);
        const signature = made(algorithm, pair, text);
        expect(verifySignature(signature, text, algorithm, key)).toBe(true);
        expect(verifySignature(signature, message, algorithm, key)).toBe(false);
        for (const at of [0, 1, signature.length >> 1, signature.length - 1])
          expect(verifySignature(signature.with(at, (signature[at] ?? 0) ^ 1), text, algorithm, key)).toBe(false);
        expect(verifySignature(Uint8Array.of(0, ...signature), text, algorithm, key)).toBe(false);
        expect(verifySignature(signature.subarray(1), text, algorithm, key)).toBe(false);
      }
    });
  }

  test('a signature plus the modulus, a salt of another length, another hash or scheme is none', () => {
    const pair = rsa(2048);
    const key = keyOf(pair);
    if (key.kind !== 'rsa') throw new Error('no RSA');
    const signature = made('rsa-sha256', pair, message);
    const larger = (BigInt(`0x${Buffer.from(signature).toString('hex')}`) + key.modulus).toString(16);
    if (larger.length <= 512)
      expect(verifySignature(new Uint8Array(Buffer.from(larger, 'hex')), message, 'rsa-sha256', key)).toBe(false);
    expect(verifySignature(signature, message, 'rsa-sha384', key)).toBe(false);
    expect(verifySignature(signature, message, 'rsa-pss-sha256', key)).toBe(false);
    expect(verifySignature(signature, message, 'ecdsa-sha256', key)).toBe(false);
    const long = sign('sha256', message, { key: pair.privateKey, ...pss, saltLength: 40 });
    expect(verifySignature(new Uint8Array(long), message, 'rsa-pss-sha256', key)).toBe(false);
  });

  test('padding that was shortened or followed by something, genuinely signed, is refused', () => {
    const pair = rsa(2048);
    const key = keyOf(pair);
    const head = Buffer.from('3031300d060960864801650304020105000420', 'hex');
    const info = Buffer.concat([head, digestOf('sha256', message)]);
    const raw = (block: Buffer): Uint8Array =>
      new Uint8Array(privateEncrypt({ key: pair.privateKey, padding: constants.RSA_NO_PADDING }, block));
    const block = (filling: number, tail: number): Buffer =>
      Buffer.concat([Buffer.of(0, 1), Buffer.alloc(filling, 0xff), Buffer.of(0), info, Buffer.alloc(tail)]);
    const whole = 256 - 3 - info.length;
    expect(verifySignature(raw(block(whole, 0)), message, 'rsa-sha256', key)).toBe(true);
    expect(verifySignature(raw(block(8, whole - 8)), message, 'rsa-sha256', key)).toBe(false);
    // Without the NULL of the hash's parameters: another encoding of the same, not the one there is.
    const bare = Buffer.from('302f300b0609608648016503040201', 'hex');
    const other = Buffer.concat([bare, Buffer.of(0x04, 0x20), digestOf('sha256', message)]);
    const padded = Buffer.concat([Buffer.of(0, 1), Buffer.alloc(256 - 3 - other.length, 0xff), Buffer.of(0), other]);
    expect(verifySignature(raw(padded), message, 'rsa-sha256', key)).toBe(false);
  });
});

test.each([
  ['prime256v1', 'ecdsa-sha256'],
  ['secp384r1', 'ecdsa-sha256'],
  ['secp384r1', 'ecdsa-sha384'],
  ['secp521r1', 'ecdsa-sha512'],
] as const)('ECDSA on %s with %s as OpenSSL signs it', (curve, algorithm) => {
  const pair = ec(curve);
  const signature = made(algorithm, pair, message);
  expect(verifySignature(signature, message, algorithm, keyOf(pair))).toBe(true);
  for (let at = 0; at < signature.length; at += 3)
    expect(verifySignature(signature.with(at, (signature[at] ?? 0) ^ 1), message, algorithm, keyOf(pair))).toBe(false);
  expect(verifySignature(signature, message, algorithm, keyOf(ec(curve)))).toBe(false);
});

test('EP41 keys that are too weak, or of another kind, are none', () => {
  expect(readPublicKey(spki(rsa(1024)))).toBeNull();
  expect(readPublicKey(spki(rsa(2048, 3)))).toBeNull();
  expect(readPublicKey(spki(ec('secp256k1')))).toBeNull();
  expect(readPublicKey(spki(generateKeyPairSync('ed25519')))).toBeNull();
  expect(readPublicKey(spki(generateKeyPairSync('rsa-pss', { modulusLength: 2048 })))).toBeNull();
});

test('EP41 an algorithm is named by its exact bytes and SHA-1 by none', () => {
  const names = ['ecdsa-sha256', 'rsa-sha256', 'rsa-pss-sha256', 'rsa-sha512', 'ecdsa-sha384'] as const;
  for (const name of names) expect(algorithmNamed(algorithmDer(name))).toBe(name);
  expect(Buffer.from(algorithmDer('rsa-sha256')).toString('hex')).toBe('300d06092a864886f70d01010b0500');
  expect(algorithmNamed(Buffer.from('300d06092a864886f70d0101050500', 'hex'))).toBeNull();
  expect(algorithmNamed(Buffer.from('300906072a8648ce3d0401', 'hex'))).toBeNull();
});
