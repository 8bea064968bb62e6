/**
 * The test authority that certifies workstations, so that packs can be signed with X.509. Runs on the server.
 * It vouches for nothing outside Waymark, and its name says so. Certificates are made by pkijs over WebCrypto.
 */
import { randomBytes, webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { type CertificateNames, certificateUris } from '../core/evidence/certificate-names.ts';
import type { Space } from '../core/model/domain.ts';

const EC = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const YEAR_MS = 365 * 24 * 3_600_000;
const CLOCK_SLACK_MS = 3_600_000;
const ENGINE_NAME = 'waymark-server';

/** DER as base64. */
export type Authority = { readonly privateKeyPkcs8: string; readonly certificate: string };

function engine(): pkijs.ICryptoEngine {
  const crypto = webcrypto as unknown as Crypto;
  return new pkijs.CryptoEngine({ name: ENGINE_NAME, crypto, subtle: crypto.subtle });
}

/** A new P-256 authority, valid for ten years. */
export async function makeAuthority(space: Space, nowMs: number): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);
  const certificate = blank(nowMs, 10 * YEAR_MS);
  name(certificate.subject, space === 'training' ? 'Waymark TRAINING test authority' : 'Waymark test authority');
  name(certificate.issuer, space === 'training' ? 'Waymark TRAINING test authority' : 'Waymark test authority');
  await certificate.subjectPublicKeyInfo.importKey(keys.publicKey as unknown as CryptoKey, engine());
  const keyId = await keyIdentifier(certificate);
  certificate.extensions = [
    extension('2.5.29.19', true, new pkijs.BasicConstraints({ cA: true, pathLenConstraint: 0 }).toSchema()),
    // keyCertSign, cRLSign
    extension('2.5.29.15', true, bits(0b0000_0110, 1)),
    extension('2.5.29.14', false, new asn1js.OctetString({ valueHex: keyId })),
  ];
  await certificate.sign(keys.privateKey as unknown as CryptoKey, 'SHA-256', engine());
  return {
    privateKeyPkcs8: base64(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)),
    certificate: base64(certificate.toSchema(true).toBER(false)),
  };
}

/**
 * A certificate for a workstation's P-256 key, valid for a year, for signatures and non-repudiation. It names the
 * workstation with the key of its query log, and this server with the key of its receipts.
 * Throws where `spki` is no P-256 public key.
 */
export async function certify(
  authority: Authority,
  subject: { readonly commonName: string; readonly spki: Uint8Array; readonly names: CertificateNames },
  nowMs: number,
): Promise<string> {
  const publicKey = await webcrypto.subtle.importKey('spki', new Uint8Array(subject.spki), EC, true, ['verify']);
  const issuer = pkijs.Certificate.fromBER(bytes(authority.certificate));
  const certificate = blank(nowMs, YEAR_MS);
  name(certificate.subject, subject.commonName);
  certificate.issuer = issuer.subject;
  await certificate.subjectPublicKeyInfo.importKey(publicKey as unknown as CryptoKey, engine());
  const authorityKeyId = new pkijs.AuthorityKeyIdentifier({
    keyIdentifier: new asn1js.OctetString({ valueHex: await keyIdentifier(issuer) }),
  });
  const uris = certificateUris(subject.names).map((value) => new pkijs.GeneralName({ type: 6, value }));
  certificate.extensions = [
    extension('2.5.29.19', true, new pkijs.BasicConstraints({ cA: false }).toSchema()),
    // digitalSignature, nonRepudiation
    extension('2.5.29.15', true, bits(0b1100_0000, 6)),
    extension('2.5.29.14', false, new asn1js.OctetString({ valueHex: await keyIdentifier(certificate) })),
    extension('2.5.29.35', false, authorityKeyId.toSchema()),
    extension('2.5.29.17', false, new pkijs.GeneralNames({ names: uris }).toSchema()),
  ];
  const key = await webcrypto.subtle.importKey('pkcs8', bytes(authority.privateKeyPkcs8), EC, false, ['sign']);
  await certificate.sign(key as unknown as CryptoKey, 'SHA-256', engine());
  return base64(certificate.toSchema(true).toBER(false));
}

function blank(nowMs: number, lastsMs: number): pkijs.Certificate {
  const certificate = new pkijs.Certificate({ version: 2 });
  const serial = randomBytes(16);
  // Positive and of full length (RFC 5280 4.1.2.2).
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  certificate.serialNumber = new asn1js.Integer({ valueHex: new Uint8Array(serial).buffer });
  certificate.notBefore.value = new Date(nowMs - CLOCK_SLACK_MS);
  certificate.notAfter.value = new Date(nowMs + lastsMs);
  return certificate;
}

function name(target: pkijs.RelativeDistinguishedNames, commonName: string): void {
  const add = (type: string, value: string): void => {
    const attribute = new pkijs.AttributeTypeAndValue({ type, value: new asn1js.Utf8String({ value }) });
    target.typesAndValues.push(attribute);
  };
  add('2.5.4.10', 'Waymark');
  add('2.5.4.3', commonName.slice(0, 64));
}

function extension(
  extnID: string,
  critical: boolean,
  value: { toBER(sizeOnly?: boolean): ArrayBuffer },
): pkijs.Extension {
  return new pkijs.Extension({ extnID, critical, extnValue: value.toBER(false) });
}

function bits(octet: number, unusedBits: number): asn1js.BitString {
  return new asn1js.BitString({ valueHex: new Uint8Array([octet]).buffer, unusedBits });
}

/** RFC 5280 4.2.1.2 (1): SHA-1 over the key bits. An identifier, not a protection. */
async function keyIdentifier(certificate: pkijs.Certificate): Promise<ArrayBuffer> {
  const key = certificate.subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView;
  return webcrypto.subtle.digest('SHA-1', new Uint8Array(key));
}

const base64 = (buffer: ArrayBuffer): string => Buffer.from(buffer).toString('base64');
const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(Buffer.from(text, 'base64'));
