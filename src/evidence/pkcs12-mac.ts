// The integrity code of a PKCS#12 file (RFC 7292, appendix B): derived from the passphrase as UTF-16, so that one with
// macrons opens what other programs wrote. Runs in Node. Pure but for its use of node's HMAC.

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HashName } from '../core/evidence/signature-algorithm.ts';

/** Bytes a hash works on at a time. */
const BLOCK_BYTES: Readonly<Record<HashName, number>> = { sha256: 64, sha384: 128, sha512: 128 };
/** RFC 7292 B.3: the derived bytes are a key for the integrity code. */
const MAC_KEY = 3;

export type Pkcs12Mac = { hash: HashName; salt: Uint8Array; iterations: number; digest: Uint8Array };

/** Whether the code over `content` was made with this passphrase. */
export function macHolds(mac: Pkcs12Mac, content: Uint8Array, passphrase: string): boolean {
  const made = createHmac(mac.hash, deriveKey(mac, passphrase)).update(content).digest();
  return made.length === mac.digest.length && timingSafeEqual(made, mac.digest);
}

/** One block of the derivation: as long as the hash, which is as long as the key. */
function deriveKey({ hash, salt, iterations }: Pkcs12Mac, passphrase: string): Buffer {
  const block = BLOCK_BYTES[hash];
  // Big-endian UTF-16 with a final zero.
  const password = Buffer.from(`${passphrase}\0`, 'utf16le').swap16();
  let derived = createHash(hash)
    .update(Buffer.alloc(block, MAC_KEY))
    .update(repeated(salt, block))
    .update(repeated(password, block))
    .digest();
  for (let round = 1; round < iterations; round += 1) derived = createHash(hash).update(derived).digest();
  return derived;
}

/** As often as it takes to fill whole blocks, cut off there. */
function repeated(bytes: Uint8Array, block: number): Buffer {
  const length = block * Math.ceil(bytes.length / block);
  return Buffer.alloc(length, bytes);
}
