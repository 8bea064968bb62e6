/**
 * Signs a prepared PDF: PAdES-B-B, detached CMS with ECDSA P-256 over every byte but its own value. Node and workers.
 * The private key is used through WebCrypto and never leaves this function.
 */
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { AppError } from '../core/errors.ts';
import { encodeCms, encodeSignedAttributes, parseDer } from '../core/evidence/cms-form.ts';
import type { PackSigner } from '../core/evidence/pack-input.ts';

/** A whole PDF with room for its signature. Offsets in bytes. */
export type PreparedPdf = {
  bytes: Uint8Array;
  /** `[0, length of the first part, start of the second part, its length]`: all but `<…>`. */
  byteRange: readonly [number, number, number, number];
  /** First hexadecimal digit of the placeholder, and how many digits it has. */
  contentsAt: number;
  contentsLength: number;
};

/** Fills the placeholder in place and returns the same bytes. Throws where certificate and key do not belong together. */
export async function signPdf(prepared: PreparedPdf, signer: PackSigner): Promise<Uint8Array> {
  const { bytes, byteRange, contentsAt, contentsLength } = prepared;
  const hash = sha256.create();
  hash.update(bytes.subarray(byteRange[0], byteRange[0] + byteRange[1]));
  hash.update(bytes.subarray(byteRange[2], byteRange[2] + byteRange[3]));
  const signedAttributes = encodeSignedAttributes(
    hash.digest(),
    signer.certificates.map((certificate) => sha256(certificate)),
  );
  const signature = await signBytes(signedAttributes, signer.privateKeyPkcs8);
  const digits = bytesToHex(encodeCms({ certificates: signer.certificates, signedAttributes, signature }));
  if (digits.length > contentsLength)
    throw new AppError('INTERNAL', { message: 'The signature is larger than the room that was kept for it.' });
  const padded = digits.padEnd(contentsLength, '0');
  for (let i = 0; i < padded.length; i += 1) bytes[contentsAt + i] = padded.charCodeAt(i);
  return bytes;
}

/** ECDSA P-256 with SHA-256; DER of r and s. */
async function signBytes(message: Uint8Array, pkcs8: Uint8Array): Promise<Uint8Array> {
  parseDer(pkcs8);
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
  const key = await crypto.subtle.importKey('pkcs8', Uint8Array.from(pkcs8), algorithm, false, ['sign']);
  const raw = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, Uint8Array.from(message));
  return p256.Signature.fromBytes(new Uint8Array(raw), 'compact').toBytes('der');
}
