/**
 * Signs bytes that travel beside their signature, as `manifest.json` beside `manifest.json.p7s`, with the workstation's
 * certificate. Runs anywhere, pure. The signature is that of RFC 6979: the same bytes and key give the same signature,
 * so that a pack made twice from one input attaches the same file.
 */
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import * as pkijs from 'pkijs';
import { AppError } from '../errors.ts';
import { encodeCms, encodeSignedAttributes, parseDer } from './cms-form.ts';
import type { WorkstationSigner } from './pack-signer.ts';

/** @returns DER of a detached CMS in the form of rule EP8. Throws AppError BAD_INPUT where the key cannot be read. */
export function signDetached(bytes: Uint8Array, signer: WorkstationSigner): Uint8Array {
  const signedAttributes = encodeSignedAttributes(
    sha256(bytes),
    signer.certificates.map((certificate) => sha256(certificate)),
  );
  // Not the low form alone: WebCrypto signs the pages with either, and a verifier takes both.
  const signature = p256.sign(signedAttributes, secretKeyOf(signer.privateKeyPkcs8), {
    format: 'der',
    lowS: false,
    prehash: true,
  });
  return encodeCms({
    certificates: signer.certificates,
    signedAttributes,
    algorithm: 'ecdsa-sha256',
    signature,
    timeStamp: null,
  });
}

function secretKeyOf(pkcs8: Uint8Array): Uint8Array {
  try {
    const { parsedKey } = new pkijs.PrivateKeyInfo({ schema: parseDer(pkcs8) });
    if (!(parsedKey instanceof pkijs.ECPrivateKey)) throw new Error('no EC key');
    return new Uint8Array(parsedKey.privateKey.valueBlock.valueHexView);
  } catch (cause) {
    throw new AppError('BAD_INPUT', {
      message: 'The signing key of this workstation cannot be read. No pack was made.',
      tip: 'Enrol the workstation again to get one.',
      cause,
    });
  }
}
