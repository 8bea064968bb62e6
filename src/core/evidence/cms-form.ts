/**
 * The one form in which a CMS may be written here (RFC 5652, one signer, signed attributes, certificates leaf first), and
 * reading it back. Runs anywhere. Shared by signer and verifier; knows neither. The verifier writes what it read once
 * more and compares bytes: what is not signed cannot differ by one bit.
 * Two things are written in it: the signature of a pack (PAdES-B-B, or B-T with a time stamp as its one unsigned
 * attribute), and the token of a time stamp (RFC 3161), which carries its content.
 */
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';
import { compareBytes, type DerValue, derChildren, derTags, readDer, writeDer, writeOid } from './der.ts';
import {
  type AlgorithmName,
  algorithmDer,
  algorithmNamed,
  type HashName,
  hashAlgorithmDer,
  hashNamed,
  hashOf,
} from './signature-algorithm.ts';

export { compareBytes } from './der.ts';

export const oids = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  timeStampToken: '1.2.840.113549.1.9.16.2.14',
  timeStampInfo: '1.2.840.113549.1.9.16.1.4',
} as const;

export type SignedParts = {
  /** `data`: detached, as over a PDF; `time-stamp`: the content is inside. */
  kind: 'data' | 'time-stamp';
  /** DER of what is stamped; null where the content is detached. */
  content: Uint8Array | null;
  /** Of content and attributes alike: the signature's own algorithm names the same. */
  hash: HashName;
  /** DER, leaf first, root last. */
  certificates: Uint8Array[];
  /** DER of the attributes as a SET OF: exactly the bytes that are signed. */
  signedAttributes: Uint8Array;
  algorithm: AlgorithmName;
  /** RSA: as it is; ECDSA: DER SEQUENCE of r and s. */
  signature: Uint8Array;
  /** DER of the time stamp over the signature; null: none. */
  timeStamp: Uint8Array | null;
};
/** What a pack's own signature is made of. */
export type CmsParts = Pick<SignedParts, 'certificates' | 'signedAttributes' | 'signature' | 'algorithm' | 'timeStamp'>;

/** The signature is made with an algorithm that is not of the set, as SHA-1 is not. */
export class WeakSignature extends Error {}

const buffer = (bytes: Uint8Array): ArrayBuffer => Uint8Array.from(bytes).buffer;
const sequence = (...parts: Uint8Array[]): Uint8Array => writeDer(derTags.sequence, ...parts);
const setOf = (...parts: Uint8Array[]): Uint8Array => writeDer(derTags.set, ...parts);
const octets = (content: Uint8Array): Uint8Array => writeDer(derTags.octetString, content);
/** Context-specific, constructed, number 0 or 1. */
const CONTEXT_0 = 0xa0;
const CONTEXT_1 = 0xa1;

/** Parses DER that must be whole; throws on anything else. */
export function parseDer(bytes: Uint8Array): asn1.BaseBlock {
  const parsed = asn1.fromBER(buffer(bytes));
  if (parsed.offset !== bytes.length) throw new Error('Not one whole DER value.');
  return parsed.result as asn1.BaseBlock;
}

/** A certificate from DER. */
export function parseCertificate(bytes: Uint8Array): pkijs.Certificate {
  return new pkijs.Certificate({ schema: parseDer(bytes) });
}

/** The signed attributes: content type, digest of the content, and the hashes of every certificate that is sent along. */
export function encodeSignedAttributes(
  contentDigest: Uint8Array,
  certificateDigests: readonly Uint8Array[],
): Uint8Array {
  const attribute = (oid: string, value: Uint8Array): Uint8Array => sequence(writeOid(oid), setOf(value));
  const encoded = [
    attribute(oids.contentType, writeOid(oids.data)),
    attribute(oids.messageDigest, octets(contentDigest)),
    // ESSCertIDv2 with the default hash algorithm (SHA-256), which DER leaves out; RFC 5035.
    attribute(
      oids.signingCertificateV2,
      sequence(sequence(...certificateDigests.map((digest) => sequence(octets(digest))))),
    ),
  ];
  // DER orders the members of a SET OF by their encoding.
  return setOf(...encoded.sort(compareBytes));
}

/** The whole CMS, byte for byte the only one with these parts. */
export const encodeCms = (parts: CmsParts): Uint8Array =>
  encodeSigned({ ...parts, kind: 'data', content: null, hash: 'sha256' });

/** The same for either kind. Throws where the leaf cannot be read. */
export function encodeSigned(parts: SignedParts): Uint8Array {
  const [leaf] = parts.certificates;
  if (leaf === undefined) throw new Error('A signature needs its certificate.');
  const stamp = parts.timeStamp;
  const signerInfo = sequence(
    integer(1),
    signerName(leaf),
    hashAlgorithmDer(parts.hash),
    writeDer(CONTEXT_0, readDer(parts.signedAttributes, derTags.set).content),
    algorithmDer(parts.algorithm),
    octets(parts.signature),
    ...(stamp === null ? [] : [writeDer(CONTEXT_1, sequence(writeOid(oids.timeStampToken), setOf(stamp)))]),
  );
  const contentType = writeOid(parts.kind === 'data' ? oids.data : oids.timeStampInfo);
  const signedData = sequence(
    // 3 where the content is not plain data (RFC 5652 5.1).
    integer(parts.kind === 'data' ? 1 : 3),
    setOf(hashAlgorithmDer(parts.hash)),
    sequence(contentType, ...(parts.content === null ? [] : [writeDer(CONTEXT_0, octets(parts.content))])),
    writeDer(CONTEXT_0, ...parts.certificates),
    setOf(signerInfo),
  );
  return sequence(writeOid(oids.signedData), writeDer(CONTEXT_0, signedData));
}

const integer = (value: number): Uint8Array => Uint8Array.of(derTags.integer, 1, value);

/** Issuer and serial number of the certificate that signs. */
function signerName(leaf: Uint8Array): Uint8Array {
  const [tbs] = derChildren(readDer(leaf, derTags.sequence));
  const parts = tbs === undefined ? [] : derChildren(tbs);
  const [serial, , issuer] = parts[0]?.tag === CONTEXT_0 ? parts.slice(1) : parts;
  if (serial === undefined || issuer === undefined) throw new Error('Not a certificate.');
  return sequence(issuer.bytes, serial.bytes);
}

/**
 * The parts of a CMS of either kind, in the form above alone: throws where what was read, written again, is not the same
 * to the byte. Says nothing about whether the parts are right.
 */
export function readSigned(der: Uint8Array, kind: SignedParts['kind']): SignedParts {
  const explicit = (value: DerValue | undefined): DerValue => inside(value, CONTEXT_0)[0] ?? missing();
  const content = derChildren(readDer(der, derTags.sequence));
  const [, , encapsulated, certificates, signers] = derChildren(explicit(content[1]));
  const [, info] = inside(encapsulated, derTags.sequence);
  const [, , hash, signed, algorithm, signature, unsigned] = inside(inside(signers, derTags.set)[0], derTags.sequence);
  const stamp = unsigned === undefined ? [] : inside(inside(unsigned, CONTEXT_1)[0], derTags.sequence);
  const parts: SignedParts = {
    kind,
    content: info === undefined ? null : explicit(info).content,
    hash: hashNamed(hash?.bytes ?? missing()) ?? missing(),
    certificates: inside(certificates, CONTEXT_0).map(({ bytes }) => bytes),
    signedAttributes: setOf(signed?.content ?? missing()),
    algorithm: algorithmNamed(algorithm?.bytes ?? missing()) ?? weak(),
    signature: signature?.content ?? missing(),
    timeStamp: unsigned === undefined ? null : (inside(stamp[1], derTags.set)[0]?.bytes ?? missing()),
  };
  const detached = kind === 'data';
  const oneHash = hashOf(parts.algorithm) === parts.hash && (!detached || parts.hash === 'sha256');
  if (!oneHash || detached !== (parts.content === null) || compareBytes(encodeSigned(parts), der) !== 0)
    throw new Error('Not written in the form of a pack.');
  return parts;
}

const weak = (): never => {
  throw new WeakSignature('The algorithm of the signature is not strong enough, or not known here.');
};
const missing = (): never => {
  throw new Error('A part is missing.');
};
function inside(value: DerValue | undefined, tag: number): DerValue[] {
  return value?.tag === tag ? derChildren(value) : missing();
}
