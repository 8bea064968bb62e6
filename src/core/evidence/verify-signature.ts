/**
 * Checks the CMS signature of a pack and the certificates it brings. Runs anywhere, pure.
 * Order: form (written again, byte for byte), content digest, certificate hashes, signature, chain, time stamp. Never
 * imports a writer.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { type Certificate, extensionOids, readCertificate } from './certificate.ts';
import { type Chain, checkChain } from './certificate-chain.ts';
import { type CertificateNames, readCertificateUris } from './certificate-names.ts';
import { encodeSignedAttributes, readSigned, type SignedParts, WeakSignature } from './cms-form.ts';
import { compareBytes } from './der.ts';
import { verifySignature } from './signature-algorithm.ts';
import { readTimeStamp, type TimeStampFound } from './time-stamp.ts';
import { PackFault, type PackProblem, type PackSignerView } from './verdict.ts';

export type CheckedSignature = {
  signer: PackSignerView;
  /** DER of the root that everything rests on. */
  authority: Uint8Array;
  /** While every certificate of the chain is valid, UTC ms. */
  validFromMs: number;
  validToMs: number;
  /** Whose log and whose receipts the authority vouches for; null where the certificate does not say. */
  names: CertificateNames | null;
  /** Why this is not the one form of a workstation's signature (EP8, EP20); null: it is. An agency's need not be. */
  notWorkstation: PackProblem | null;
  timeStamp: TimeStampFound;
};

/** Throws {@link PackFault} at the first thing that is wrong. `digest`: SHA-256 of the signed bytes. */
export function checkSignature(cms: Uint8Array, digest: Uint8Array, at: string): CheckedSignature {
  const parts = readParts(cms, at);
  const expected = encodeSignedAttributes(
    digest,
    parts.certificates.map((certificate) => sha256(certificate)),
  );
  if (compareBytes(expected, parts.signedAttributes) !== 0) {
    // Which of the two it is decides what a reader is told: the file changed, or the signature is another's.
    const changed = !includes(parts.signedAttributes, digest);
    throw changed
      ? new PackFault('content-changed', 'The file was changed after it was signed.', 'file')
      : new PackFault('signature-form', 'The signature does not name exactly these certificates.', at);
  }
  const chain = checkSigner(parts, at);
  const { leaf, root } = chain;
  return {
    signer: {
      subject: leaf.subject,
      issuer: root.subject,
      fingerprint: leaf.fingerprint,
      authorityFingerprint: root.fingerprint,
      test: /\btest\b/i.test(root.subject),
    },
    authority: root.bytes,
    validFromMs: chain.validFromMs,
    validToMs: chain.validToMs,
    names: readCertificateUris(leaf.uris),
    notWorkstation: notWorkstation(chain, parts, at),
    timeStamp: parts.timeStamp === null ? { kind: 'none' } : readTimeStamp(parts.timeStamp, parts.signature),
  };
}

/**
 * Checks the detached signature of a file that travels beside it, by the workstation's own certificate: the form of rule
 * EP8 and no other. Throws {@link PackFault} `manifest-signature` with what is wrong in words.
 */
export function checkDetached(p7s: Uint8Array, bytes: Uint8Array, at: string): CheckedSignature {
  try {
    const checked = checkSignature(p7s, sha256(bytes), at);
    if (checked.notWorkstation !== null) throw new PackFault('manifest-signature', checked.notWorkstation.message, at);
    // Unsigned there, as anything beside the signed attributes is: two files could stand for one signature (EP45).
    if (checked.timeStamp.kind !== 'none')
      throw new PackFault('manifest-signature', 'The signature of the manifest carries more than its form has.', at);
    return checked;
  } catch (error) {
    if (!(error instanceof PackFault)) throw error;
    const { code, message } = error.problem;
    const words = code === 'content-changed' ? 'The manifest is not the one that was signed.' : message;
    throw new PackFault('manifest-signature', words, at);
  }
}

function readParts(cms: Uint8Array, at: string): SignedParts {
  try {
    return readSigned(cms, 'data');
  } catch (error) {
    if (error instanceof WeakSignature) throw new PackFault('signature-weak', error.message, at);
    throw new PackFault('signature-form', 'The signature is not written in the form of a pack.', at);
  }
}

/** The signature first: the key of the leaf, then who vouches for it. */
function checkSigner(parts: SignedParts, at: string): Chain {
  const [leaf] = parts.certificates;
  if (leaf === undefined) throw new PackFault('certificate-form', 'The signature brings no certificate.', at);
  const { key } = readCertificate(leaf, at);
  if (!verifySignature(parts.signature, parts.signedAttributes, parts.algorithm, key))
    throw new PackFault('signature-wrong', 'The signature was not made with the key of its certificate.', at);
  return checkChain(parts.certificates, 'signature', at);
}

/** The only critical extensions that a workstation's certificates have. */
const plain: readonly string[] = [extensionOids.basicConstraints, extensionOids.keyUsage];

function notWorkstation({ certificates }: Chain, parts: SignedParts, at: string): PackProblem | null {
  const form = (message: string): PackProblem => ({ code: 'certificate-form', message, where: at });
  const isPlain = ({ key, algorithm, critical }: Certificate): boolean =>
    key.kind === 'ec' &&
    key.curve === 'P-256' &&
    algorithm === 'ecdsa-sha256' &&
    critical.every((oid) => plain.includes(oid));
  if (certificates.length !== 2) return form('The signature must bring the certificate and its authority.');
  if (!certificates.every(isPlain) || parts.algorithm !== 'ecdsa-sha256')
    return form('The certificate is not one of a workstation.');
  return null;
}

function includes(haystack: Uint8Array, needle: Uint8Array): boolean {
  for (let at = 0; at + needle.length <= haystack.length; at += 1)
    if (compareBytes(haystack.subarray(at, at + needle.length), needle) === 0) return true;
  return false;
}
