// Puts certificates in order, from the one that signs up to its root. Runs in Node and workers. Each is followed by one
// that names itself as its issuer and whose key did sign it; names alone prove nothing.

import { type Certificate, readCertificate } from '../core/evidence/certificate.ts';
import { compareBytes } from '../core/evidence/der.ts';
import { verifySignature } from '../core/evidence/signature-algorithm.ts';

/** Longer than any chain that is accepted: enough to say that it is too long. */
const MAX_STEPS = 8;

/**
 * @param pool DER; what cannot be read or is too weak is passed over
 * @returns DER, leaf first; ends at a root, or at a certificate whose issuer is not in the pool
 * @throws PackFault where the leaf itself cannot be read or is too weak
 */
export function orderChain(leaf: Uint8Array, pool: readonly Uint8Array[]): { chain: Uint8Array[]; whole: boolean } {
  const known = pool.flatMap((der) => {
    try {
      return [readCertificate(der, 'certificate')];
    } catch {
      return [];
    }
  });
  const chain: Certificate[] = [readCertificate(leaf, 'certificate')];
  for (let at = chain[0]; at !== undefined && chain.length <= MAX_STEPS; at = chain.at(-1)) {
    const { subject, issuer, tbs, signature, algorithm, key } = at;
    if (subject === issuer && verifySignature(signature, tbs, algorithm, key))
      return { chain: chain.map(({ bytes }) => bytes), whole: true };
    const above = known.find(
      (one) =>
        one.subject === issuer &&
        chain.every(({ bytes }) => compareBytes(bytes, one.bytes) !== 0) &&
        verifySignature(signature, tbs, algorithm, one.key),
    );
    if (above === undefined) break;
    chain.push(above);
  }
  return { chain: chain.map(({ bytes }) => bytes), whole: false };
}
