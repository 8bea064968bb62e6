/**
 * The time stamp of a pack's signature (RFC 3161, in PAdES-B-T): read, written in one form, and checked. Runs anywhere,
 * pure. A token brings every certificate up to the root of its authority and nothing that its signature or a certificate
 * above does not vouch for, so that no bit of it can be another. Whether that root is to be trusted, the reader says.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Chain, checkChain } from './certificate-chain.ts';
import { oids, readSigned, WeakSignature } from './cms-form.ts';
import { compareBytes, type DerValue, derChildren, derTags, readDer, writeDer, writeOid } from './der.ts';
import { digestOf, type HashName, hashNamed, verifySignature } from './signature-algorithm.ts';
import { PackFault, type PackProblem } from './verdict.ts';

/** What a token says. */
export type TimeStamp = {
  /** UTC ms, and how far the authority may be off. */
  timeMs: number;
  accuracyMs: number;
  /** Under which policy, and its number of this stamp, lower-case hex. */
  policy: string;
  serialHex: string;
  /** As asked with, lower-case hex; null: none. */
  nonceHex: string | null;
  /** Who stamped, and the root above, with its certificate. */
  by: string;
  authority: string;
  authorityFingerprint: string;
  root: Uint8Array;
};
export type TimeStampFound =
  | { kind: 'none' }
  | { kind: 'read'; stamp: TimeStamp }
  | { kind: 'wrong'; problem: PackProblem };

/** A token in the form of a pack, checked. `signature`: the value that was stamped. Never throws. */
export function readTimeStamp(token: Uint8Array, signature: Uint8Array): TimeStampFound {
  try {
    return { kind: 'read', stamp: checkToken(token, signature) };
  } catch (error) {
    const message =
      error instanceof PackFault || error instanceof WeakSignature ? error.message : 'The time stamp cannot be read.';
    return { kind: 'wrong', problem: { code: 'time-stamp-wrong', message, where: WHERE } };
  }
}

const WHERE = 'time stamp';
const fault = (message: string): PackFault => new PackFault('time-stamp-wrong', message, WHERE);

/** Throws where anything about it does not hold. The imprint comes first: that of another file is the common case. */
export function checkToken(token: Uint8Array, signature: Uint8Array): TimeStamp {
  const parts = readSigned(token, 'time-stamp');
  const content = parts.content ?? new Uint8Array();
  const info = readInfo(content);
  if (compareBytes(digestOf(info.imprintHash, signature), info.imprint) !== 0)
    throw fault('The time stamp is that of another signature.');
  const [leaf] = parts.certificates;
  if (leaf === undefined) throw fault('The time stamp brings no certificate.');
  checkAttributes(parts.signedAttributes, digestOf(parts.hash, content), leaf);
  const chain = checkChain(parts.certificates, 'time-stamp', WHERE);
  if (!verifySignature(parts.signature, parts.signedAttributes, parts.algorithm, chain.leaf.key))
    throw fault('The time stamp was not made with the key of its certificate.');
  const { timeMs, accuracyMs, policy, serialHex, nonceHex } = info;
  if (timeMs < chain.validFromMs || timeMs > chain.validToMs)
    throw fault('The certificate of the time-stamp server was not valid at the time it stamped.');
  return { timeMs, accuracyMs, policy, serialHex, nonceHex, ...whoOf(chain) };
}

const whoOf = ({ leaf, root }: Chain): Pick<TimeStamp, 'by' | 'authority' | 'authorityFingerprint' | 'root'> => ({
  by: leaf.subject,
  authority: root.subject,
  authorityFingerprint: root.fingerprint,
  root: root.bytes,
});

/** How far the clocks of a workstation and a time-stamp server may be apart. */
const TOLERANCE_MS = 5 * 60_000;

/** What is wrong between a stamp and the time a pack says it was made; null: nothing. A later stamp is no fault. */
export function checkStampedTime({ timeMs, accuracyMs }: TimeStamp, madeMs: number): PackProblem | null {
  if (timeMs + accuracyMs >= madeMs - TOLERANCE_MS) return null;
  const earlier = Math.round((madeMs - timeMs) / 60_000);
  return {
    code: 'time-stamp-wrong',
    message: `The time stamp is ${earlier} minutes older than the pack says it is.`,
    where: WHERE,
  };
}

type Info = Pick<TimeStamp, 'timeMs' | 'accuracyMs' | 'policy' | 'serialHex' | 'nonceHex'> & {
  imprint: Uint8Array;
  imprintHash: HashName;
};

/** TSTInfo (RFC 3161 2.4.2). */
function readInfo(der: Uint8Array): Info {
  const [version, policy, imprint, serial, time, ...rest] = derChildren(readDer(der, derTags.sequence));
  const [hash, digest] = imprint === undefined ? [] : derChildren(imprint);
  if (
    version === undefined ||
    bytesToHex(version.bytes) !== '020101' ||
    policy?.tag !== derTags.oid ||
    digest?.tag !== derTags.octetString ||
    serial?.tag !== derTags.integer ||
    time?.tag !== derTags.generalizedTime
  )
    throw new Error('form');
  const imprintHash = hashNamed(hash?.bytes ?? new Uint8Array());
  if (imprintHash === null) throw fault('The time stamp rests on a hash that is not strong enough.');
  const of = (tag: number): DerValue | undefined => rest.find((value) => value.tag === tag);
  // Critical extensions are not known here; others are passed over.
  const extensions = of(0xa1);
  if (extensions !== undefined && derChildren(extensions).some((one) => derChildren(one)[1]?.tag === 0x01))
    throw fault('The time stamp has a condition that is not known here.');
  const nonce = of(derTags.integer);
  return {
    imprint: digest.content,
    imprintHash,
    policy: readOid(policy.content),
    serialHex: bytesToHex(serial.content),
    timeMs: readTime(time.content),
    accuracyMs: readAccuracy(of(derTags.sequence)),
    nonceHex: nonce === undefined ? null : bytesToHex(nonce.content),
  };
}

/** `YYYYMMDDhhmmss[.f…]Z`, UTC ms. */
function readTime(content: Uint8Array): number {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/.exec(String.fromCharCode(...content));
  if (match === null) throw new Error('time');
  const [, year, month, day, hour, minute, second, fraction = ''] = match;
  const timeMs = Date.parse(
    `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`,
  );
  if (Number.isNaN(timeMs)) throw new Error('time');
  return timeMs;
}

/** Seconds, milliseconds and microseconds, each left out where it is none; rounded up. */
function readAccuracy(value: DerValue | undefined): number {
  if (value === undefined) return 0;
  const unitsMs: Readonly<Record<number, number>> = { [derTags.integer]: 1000, 128: 1, 129: 0.001 };
  const totalMs = derChildren(value).reduce(
    (sum, { tag, content }) => sum + Number(BigInt(`0x0${bytesToHex(content)}`)) * (unitsMs[tag] ?? Number.NaN),
    0,
  );
  if (Number.isNaN(totalMs)) throw new Error('accuracy');
  return Math.ceil(totalMs);
}

function readOid(content: Uint8Array): string {
  const parts: number[] = [];
  let part = 0;
  for (const byte of content) {
    part = part * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    parts.push(part);
    part = 0;
  }
  const [first = 0, ...rest] = parts;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

/**
 * Content type, digest of what is stamped, and the certificate that stamps by its hash (RFC 5816): without the last, a
 * token could be shown under another certificate of the same key.
 */
function checkAttributes(signedAttributes: Uint8Array, digest: Uint8Array, leaf: Uint8Array): void {
  const attributes = derChildren(readDer(signedAttributes, derTags.set)).map((attribute) => {
    const [oid, values, ...more] = derChildren(attribute);
    const [value, ...others] = values === undefined ? [] : derChildren(values);
    if (oid === undefined || value === undefined || others.length + more.length > 0) throw new Error('attribute');
    return { oid: bytesToHex(oid.bytes), value };
  });
  if (new Set(attributes.map(({ oid }) => oid)).size !== attributes.length) throw new Error('twice');
  const given = (oid: string): DerValue | undefined =>
    attributes.find((attribute) => attribute.oid === bytesToHex(writeOid(oid)))?.value;
  const same = (value: DerValue | undefined, bytes: Uint8Array): boolean =>
    value !== undefined && compareBytes(value.bytes, bytes) === 0;
  if (!same(given(oids.contentType), writeOid(oids.timeStampInfo))) throw fault('This is no time stamp.');
  if (!same(given(oids.messageDigest), writeDer(derTags.octetString, digest)))
    throw fault('The time stamp was changed after it was given.');
  const named = given(oids.signingCertificateV2);
  if (named === undefined)
    throw fault('The time stamp does not name its certificate by a hash that is strong enough (RFC 5816).');
  if (!namesCertificate(named, leaf)) throw fault('The time stamp names another certificate.');
}

/** Whether the first ESSCertIDv2 (RFC 5035) is that of the certificate. */
function namesCertificate(value: DerValue, certificate: Uint8Array): boolean {
  const [list] = derChildren(value);
  const [first] = list === undefined ? [] : derChildren(list);
  const parts = first === undefined ? [] : derChildren(first);
  const [head] = parts;
  // The hash algorithm is left out where it is SHA-256.
  const hash = head?.tag === derTags.sequence ? hashNamed(head.bytes) : 'sha256';
  const digest = parts.find(({ tag }) => tag === derTags.octetString);
  return hash !== null && digest !== undefined && compareBytes(digestOf(hash, certificate), digest.content) === 0;
}
