// Certificates from a file that somebody chose, as the roots to trust a time-stamp server by. Runs in Node. The root comes
// first in the answer; certificates between it and the server may stand beside it.

import { AppError } from '../core/errors.ts';
import { readCertificate } from '../core/evidence/certificate.ts';
import { verifySignature } from '../core/evidence/signature-algorithm.ts';
import { PackFault } from '../core/evidence/verdict.ts';

const MAX_FILE_BYTES = 200_000;
const MAX_CERTIFICATES = 8;

const refused = (message: string): AppError =>
  new AppError('BAD_INPUT', {
    message: `${message} Nothing was changed.`,
    tip: 'Give the root certificate of the time-stamp server as PEM or DER, as whoever runs it publishes it.',
  });

/** PEM with one or more certificates, or one in DER. Throws AppError BAD_INPUT. */
export function readRoots(file: Uint8Array): Uint8Array[] {
  const text = Buffer.from(file).toString('latin1');
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/g)];
  const ders =
    blocks.length > 0
      ? blocks.map(([, body = '']) => new Uint8Array(Buffer.from(body, 'base64')))
      : [Uint8Array.from(file)];
  if (file.length > MAX_FILE_BYTES || ders.length > MAX_CERTIFICATES) throw refused('This file is too large for that.');
  try {
    const read = ders.map((der) => readCertificate(der, 'certificate'));
    const isRoot = ({ subject, issuer, tbs, signature, algorithm, key }: (typeof read)[number]): boolean =>
      subject === issuer && verifySignature(signature, tbs, algorithm, key);
    const roots = read.filter(isRoot);
    if (roots.length !== 1)
      throw refused(roots.length === 0 ? 'The file holds no root.' : 'The file holds several roots.');
    return [...roots, ...read.filter((one) => !isRoot(one))].map(({ bytes }) => bytes);
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw refused(error instanceof PackFault ? error.message : 'This is no certificate.');
  }
}
