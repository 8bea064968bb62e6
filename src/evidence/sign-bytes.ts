// One signature by whoever signs the pages of a pack: the workstation's key, the agency's, or a token that keeps its key.
// Runs in Node and workers. A private key is used through WebCrypto and never leaves this file.

import { p256, p384 } from '@noble/curves/nist.js';
import { AppError } from '../core/errors.ts';
import { readCertificate } from '../core/evidence/certificate.ts';
import { type Chain, checkChain } from '../core/evidence/certificate-chain.ts';
import { compareBytes, derChildren, derTags, readDer, writeOid } from '../core/evidence/der.ts';
import type { AgencySigner, PackSigner, SigningAlgorithm } from '../core/evidence/pack-signer.ts';
import { verifySignature } from '../core/evidence/signature-algorithm.ts';
import { PackFault } from '../core/evidence/verdict.ts';

/** Whose certificate stands in the signature of the pages: the agency's where there is one. */
export const pageSigner = ({ agency, certificates, privateKeyPkcs8 }: PackSigner): AgencySigner =>
  agency ?? { certificates, privateKeyPkcs8, algorithm: 'ecdsa-sha256' };

/**
 * RSA: the signature; ECDSA: DER of r and s.
 * @throws AppError BAD_INPUT where a token does not sign, or gives what is not its certificate's signature
 */
export async function signBytes(message: Uint8Array, signer: AgencySigner): Promise<Uint8Array> {
  if (!('token' in signer)) return signWithKey(message, signer.privateKeyPkcs8, signer.algorithm);
  const refused = (why: string, cause?: unknown): AppError =>
    new AppError('BAD_INPUT', {
      message: `The token ${why}. No pack was made.`,
      tip: 'Check that it is connected and unlocked, and that it is the one whose certificate is set up, then try again.',
      ...(cause === undefined ? {} : { cause }),
    });
  const { certificates, algorithm, token } = signer;
  let signature: Uint8Array;
  try {
    signature = await token.sign(message, algorithm);
  } catch (cause) {
    throw refused('did not sign', cause);
  }
  const [leaf] = certificates;
  if (leaf === undefined || !verifySignature(signature, message, algorithm, readCertificate(leaf, 'certificate').key))
    throw refused('signed with another key than that of its certificate');
  return signature;
}

/**
 * Asks of an agency's certificate what the verifier will ask of it, before a page is drawn.
 * @param atMs when the pack is made
 * @throws AppError BAD_INPUT where a pack signed with it would not be valid
 */
export async function checkAgencySigner(signer: AgencySigner, atMs: number): Promise<void> {
  const refused = (why: string, cause?: unknown): AppError =>
    new AppError('BAD_INPUT', {
      message: `The agency’s certificate cannot sign: ${why} No pack was made.`,
      tip: 'Sign with the workstation’s certificate, or have the administrator import another.',
      ...(cause === undefined ? {} : { cause }),
    });
  let chain: Chain;
  try {
    chain = checkChain(signer.certificates, 'signature', 'certificate');
  } catch (error) {
    throw refused(error instanceof PackFault ? error.message : 'it cannot be read.', error);
  }
  if (atMs < chain.validFromMs) throw refused('it is not valid yet.');
  if (atMs > chain.validToMs) throw refused('it, or one above it, is out of date.');
  // A token may ask its holder for a PIN at each signature: it is asked once, when there is something to sign.
  if ('token' in signer) return;
  const probe = new TextEncoder().encode('probe');
  try {
    const { algorithm } = signer;
    if (verifySignature(await signBytes(probe, signer), probe, algorithm, chain.leaf.key)) return;
  } catch (error) {
    throw refused('its key cannot be used.', error);
  }
  throw refused('its key is not the one it names.');
}

async function signWithKey(message: Uint8Array, pkcs8: Uint8Array, algorithm: SigningAlgorithm): Promise<Uint8Array> {
  const data = Uint8Array.from(message);
  const importAs = (parameters: RsaHashedImportParams | EcKeyImportParams): Promise<CryptoKey> =>
    crypto.subtle.importKey('pkcs8', Uint8Array.from(pkcs8), parameters, false, ['sign']);
  if (algorithm !== 'ecdsa-sha256') {
    const name = algorithm === 'rsa-sha256' ? 'RSASSA-PKCS1-v1_5' : 'RSA-PSS';
    const key = await importAs({ name, hash: 'SHA-256' });
    return new Uint8Array(await crypto.subtle.sign({ name, saltLength: 32 }, key, data));
  }
  const wide = isP384(pkcs8);
  const key = await importAs({ name: 'ECDSA', namedCurve: wide ? 'P-384' : 'P-256' });
  const raw = new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, data));
  const { Signature } = wide ? p384 : p256;
  return Signature.fromBytes(raw, 'compact').toBytes('der');
}

/** By the algorithm at the head of the key (RFC 5958, RFC 5480). */
function isP384(pkcs8: Uint8Array): boolean {
  const [, algorithm] = derChildren(readDer(pkcs8, derTags.sequence));
  const curve = algorithm === undefined ? undefined : derChildren(algorithm)[1];
  return curve !== undefined && compareBytes(curve.bytes, writeOid('1.3.132.0.34')) === 0;
}
