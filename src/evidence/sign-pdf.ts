/**
 * Signs a prepared PDF: PAdES-B-B, or B-T where a server stamps the time, over every byte but its own value. Node and
 * workers.
 */
import { createHash } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { AppError } from '../core/errors.ts';
import { encodeCms, encodeSignedAttributes } from '../core/evidence/cms-form.ts';
import type { PackSigner } from '../core/evidence/pack-signer.ts';
import { fetchTimeStamp } from './fetch-time-stamp.ts';
import type { Before } from './pack-output.ts';
import { pageSigner, signBytes } from './sign-bytes.ts';

/** A whole PDF with room for its signature, or its end where the beginning is on its way already. Offsets in bytes. */
export type PreparedPdf = {
  bytes: Uint8Array;
  /** What the file begins with; without, all of it is in `bytes`. */
  before?: Before | null;
  /** `[0, length of the first part, start of the second part, its length]`: all but `<…>`, counted in the whole file. */
  byteRange: readonly [number, number, number, number];
  /** First hexadecimal digit of the placeholder in `bytes`, and how many digits it has. */
  contentsAt: number;
  contentsLength: number;
};

/** Attributes, a signature of RSA 8192 and what holds the parts together. */
const CMS_BYTES = 4096;
/** A token with four certificates of RSA 4096 and its own parts. */
const TIME_STAMP_BYTES = 16_384;

/** How much room a signature by this signer needs, in hexadecimal digits. */
export function contentsDigits(signer: PackSigner): number {
  const certificates = pageSigner(signer).certificates.reduce((sum, { length }) => sum + length, 0);
  const bytes = CMS_BYTES + certificates + (signer.timeStamp === null ? 0 : TIME_STAMP_BYTES);
  return Math.max(16_384, Math.ceil(bytes / 512) * 1024);
}

/**
 * Fills the placeholder in place and returns the same bytes.
 * @param signal stops waiting for the time-stamp server
 * @throws AppError where no stamp could be had although one was asked for: see `fetchTimeStamp`
 */
export async function signPdf(
  prepared: PreparedPdf,
  signer: PackSigner,
  { madeMs = null, signal }: { madeMs?: number | null; signal?: AbortSignal | undefined } = {},
): Promise<Uint8Array> {
  const { bytes, before = null, contentsAt, contentsLength } = prepared;
  const by = pageSigner(signer);
  const hash = before === null ? createHash('sha256') : before.hash();
  hash.update(bytes.subarray(0, contentsAt - 1));
  hash.update(bytes.subarray(contentsAt + contentsLength + 1));
  const signedAttributes = encodeSignedAttributes(
    new Uint8Array(hash.digest()),
    by.certificates.map((certificate) => sha256(certificate)),
  );
  const signature = await signBytes(signedAttributes, by);
  const timeStamp =
    signer.timeStamp === null ? null : await fetchTimeStamp(signature, signer.timeStamp, { madeMs, signal });
  const { certificates, algorithm } = by;
  const digits = bytesToHex(encodeCms({ certificates, signedAttributes, algorithm, signature, timeStamp }));
  if (digits.length > contentsLength)
    throw new AppError('INTERNAL', { message: 'The signature is larger than the room that was kept for it.' });
  const padded = digits.padEnd(contentsLength, '0');
  for (let i = 0; i < padded.length; i += 1) bytes[contentsAt + i] = padded.charCodeAt(i);
  return bytes;
}
