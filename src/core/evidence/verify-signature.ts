/**
 * Checks the CMS signature of a pack and the certificates it brings. Runs anywhere, pure.
 * Order: form (written again, byte for byte), content digest, certificate hashes, signature, chain. Never imports a writer.
 */
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { BitString, ObjectIdentifier } from 'asn1js';
import type * as pkijs from 'pkijs';
import { type CertificateNames, readCertificateUris } from './certificate-names.ts';
import {
  type CmsParts,
  compareBytes,
  encodeCms,
  encodeSignedAttributes,
  oids,
  parseCertificate,
  readCms,
} from './cms-form.ts';
import { PackFault, type PackSignerView } from './verdict.ts';

export type CheckedSignature = {
  signer: PackSignerView;
  authority: Uint8Array;
  /** While leaf and authority are both valid, UTC ms. */
  validFromMs: number;
  validToMs: number;
  /** Whose log and whose receipts the authority vouches for; null where the certificate does not say. */
  names: CertificateNames | null;
};

/** Throws {@link PackFault} at the first thing that is wrong. `digest`: SHA-256 of the signed bytes. */
export function checkSignature(cms: Uint8Array, digest: Uint8Array, at: string): CheckedSignature {
  const parts = readParts(cms, at);
  const [leafBytes, authorityBytes] = parts.certificates;
  if (leafBytes === undefined || authorityBytes === undefined || parts.certificates.length !== 2)
    throw new PackFault('certificate-form', 'The signature must bring the certificate and its authority.', at);
  const expected = encodeSignedAttributes(digest, [sha256(leafBytes), sha256(authorityBytes)]);
  if (compareBytes(expected, parts.signedAttributes) !== 0) {
    // Which of the two it is decides what a reader is told: the file changed, or the signature is another's.
    const changed = !includes(parts.signedAttributes, digest);
    throw changed
      ? new PackFault('content-changed', 'The file was changed after it was signed.', 'file')
      : new PackFault('signature-form', 'The signature does not name exactly these certificates.', at);
  }
  const leaf = readCertificate(leafBytes, at);
  const authority = readCertificate(authorityBytes, at);
  if (!verifyEcdsa(parts.signature, parts.signedAttributes, leaf))
    throw new PackFault('signature-wrong', 'The signature was not made with the key of its certificate.', at);
  checkChain(leaf, authority, at);
  return {
    signer: {
      subject: nameOf(leaf.subject),
      issuer: nameOf(leaf.issuer),
      fingerprint: bytesToHex(sha256(leafBytes)),
      authorityFingerprint: bytesToHex(sha256(authorityBytes)),
      test: /\btest\b/i.test(nameOf(authority.subject)),
    },
    authority: authorityBytes,
    validFromMs: Math.max(...[leaf, authority].map(({ notBefore }) => notBefore.value.getTime())),
    validToMs: Math.min(...[leaf, authority].map(({ notAfter }) => notAfter.value.getTime())),
    names: readCertificateUris(urisOf(leaf)),
  };
}

/**
 * Checks the detached signature of a file that travels beside it, by the workstation's own certificate: the form of rule
 * EP8 and no other. Throws {@link PackFault} `manifest-signature` with what is wrong in words.
 */
export function checkDetached(p7s: Uint8Array, bytes: Uint8Array, at: string): CheckedSignature {
  try {
    return checkSignature(p7s, sha256(bytes), at);
  } catch (error) {
    if (!(error instanceof PackFault)) throw error;
    const { code, message } = error.problem;
    const words = code === 'content-changed' ? 'The manifest is not the one that was signed.' : message;
    throw new PackFault('manifest-signature', words, at);
  }
}

function readParts(cms: Uint8Array, at: string): CmsParts {
  let parts: CmsParts;
  let again: Uint8Array;
  try {
    parts = readCms(cms);
    again = encodeCms(parts);
  } catch {
    throw new PackFault('signature-form', 'The signature cannot be read.', at);
  }
  if (compareBytes(again, cms) !== 0)
    throw new PackFault('signature-form', 'The signature is not written in the form of a pack.', at);
  return parts;
}

function readCertificate(bytes: Uint8Array, at: string): pkijs.Certificate {
  try {
    const certificate = parseCertificate(bytes);
    // Inside and outside must name the same algorithm (RFC 5280 4.1.1.2), and the key be of the curve it is used on.
    for (const { algorithmId } of [certificate.signatureAlgorithm, certificate.signature])
      if (algorithmId !== oids.ecdsaWithSha256) throw new Error('algorithm');
    const { algorithmId, algorithmParams } = certificate.subjectPublicKeyInfo.algorithm;
    const curve = algorithmParams instanceof ObjectIdentifier ? algorithmParams.valueBlock.toString() : '';
    if (algorithmId !== oids.ecPublicKey || curve !== oids.p256) throw new Error('curve');
    return certificate;
  } catch {
    throw new PackFault('certificate-form', 'A certificate cannot be read.', at);
  }
}

function checkChain(leaf: pkijs.Certificate, authority: pkijs.Certificate, at: string): void {
  const fault = (message: string): PackFault => new PackFault('certificate-chain', message, at);
  const view = (certificate: pkijs.Certificate): Uint8Array => certificate.tbsView;
  const value = (certificate: pkijs.Certificate): Uint8Array => certificate.signatureValue.valueBlock.valueHexView;
  if (nameOf(leaf.issuer) !== nameOf(authority.subject)) throw fault('The certificate names another authority.');
  if (!verifyEcdsa(value(leaf), view(leaf), authority)) throw fault('The authority did not issue this certificate.');
  if (!verifyEcdsa(value(authority), view(authority), authority)) throw fault('The authority is not signed by itself.');
  if (compareBytes(keyOf(leaf), keyOf(authority)) === 0) throw fault('Certificate and authority share one key.');
  if (!isAuthority(authority) || !mayUse(authority, 0x04)) throw fault('The authority may not issue certificates.');
  if (isAuthority(leaf)) throw fault('The certificate is that of an authority.');
  // digitalSignature or nonRepudiation: the first two bits (RFC 5280 4.2.1.3).
  if (!mayUse(leaf, 0xc0)) throw fault('The certificate may not be used for signatures.');
  if (![leaf, authority].every(hasKnownConstraints))
    throw fault('A certificate has a constraint that is not known here.');
}

const keyOf = (certificate: pkijs.Certificate): Uint8Array =>
  certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView;

function extensionOf(certificate: pkijs.Certificate, oid: string): unknown {
  return certificate.extensions?.find(({ extnID }) => extnID === oid)?.parsedValue ?? null;
}

function isAuthority(certificate: pkijs.Certificate): boolean {
  const constraints = extensionOf(certificate, '2.5.29.19');
  return constraints !== null && typeof constraints === 'object' && 'cA' in constraints && constraints.cA === true;
}

/** Whether the key usage is given and has one of these bits of its first octet. */
function mayUse(certificate: pkijs.Certificate, bits: number): boolean {
  const usage = extensionOf(certificate, '2.5.29.15');
  return usage instanceof BitString && ((usage.valueBlock.valueHexView[0] ?? 0) & bits) !== 0;
}

/** Nothing twice, and nothing critical but what is judged here (RFC 5280 4.2): basic constraints and key usage. */
function hasKnownConstraints(certificate: pkijs.Certificate): boolean {
  const extensions = certificate.extensions ?? [];
  const judged = ['2.5.29.19', '2.5.29.15'];
  return (
    new Set(extensions.map(({ extnID }) => extnID)).size === extensions.length &&
    extensions.every(({ critical, extnID }) => critical !== true || judged.includes(extnID))
  );
}

/** URIs among the certificate's alternative names (RFC 5280 4.2.1.6). */
function urisOf(certificate: pkijs.Certificate): string[] {
  const parsed = extensionOf(certificate, '2.5.29.17');
  if (parsed === null || typeof parsed !== 'object' || !('altNames' in parsed) || !Array.isArray(parsed.altNames))
    return [];
  return parsed.altNames.flatMap((name: pkijs.GeneralName) => (name.type === 6 ? [String(name.value)] : []));
}

function verifyEcdsa(signature: Uint8Array, message: Uint8Array, by: pkijs.Certificate): boolean {
  try {
    return p256.verify(signature, message, keyOf(by), { format: 'der', lowS: false, prehash: true });
  } catch {
    return false;
  }
}

const nameTypes: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.6': 'C',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};

/** A name as `CN=…, O=…`, in the order it is written. */
function nameOf(name: pkijs.RelativeDistinguishedNames): string {
  return name.typesAndValues
    .map((part) => `${nameTypes[part.type] ?? part.type}=${String(part.value.valueBlock.value)}`)
    .join(', ');
}

function includes(haystack: Uint8Array, needle: Uint8Array): boolean {
  for (let at = 0; at + needle.length <= haystack.length; at += 1)
    if (compareBytes(haystack.subarray(at, at + needle.length), needle) === 0) return true;
  return false;
}
