/**
 * Checks the CMS signature of a pack and the certificates it brings. Runs anywhere, pure.
 * Order: form (written again, byte for byte), content digest, certificate hashes, signature, chain. Never imports a writer.
 */
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { BitString } from 'asn1js';
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
  /** Validity of the leaf, UTC ms. */
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
    validFromMs: leaf.notBefore.value.getTime(),
    validToMs: leaf.notAfter.value.getTime(),
    names: readCertificateUris(urisOf(leaf)),
  };
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
    if (certificate.signatureAlgorithm.algorithmId !== oids.ecdsaWithSha256) throw new Error('algorithm');
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
  const constraints = authority.extensions?.find((extension) => extension.extnID === '2.5.29.19')?.parsedValue;
  if (!(constraints !== null && typeof constraints === 'object' && 'cA' in constraints && constraints.cA === true))
    throw fault('The authority may not issue certificates.');
  const usage = leaf.extensions?.find((extension) => extension.extnID === '2.5.29.15')?.parsedValue;
  // digitalSignature or nonRepudiation: the first two bits (RFC 5280 4.2.1.3).
  if (usage instanceof BitString && ((usage.valueBlock.valueHexView[0] ?? 0) & 0xc0) === 0)
    throw fault('The certificate may not be used for signatures.');
}

/** URIs among the certificate's alternative names (RFC 5280 4.2.1.6). */
function urisOf(certificate: pkijs.Certificate): string[] {
  const found = certificate.extensions?.filter((extension) => extension.extnID === '2.5.29.17') ?? [];
  const parsed: unknown = found.length === 1 ? found[0]?.parsedValue : null;
  if (parsed === null || typeof parsed !== 'object' || !('altNames' in parsed) || !Array.isArray(parsed.altNames))
    return [];
  return parsed.altNames.flatMap((name: pkijs.GeneralName) => (name.type === 6 ? [String(name.value)] : []));
}

function verifyEcdsa(signature: Uint8Array, message: Uint8Array, by: pkijs.Certificate): boolean {
  const point = by.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView;
  try {
    return p256.verify(signature, message, point, { format: 'der', lowS: false, prehash: true });
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
