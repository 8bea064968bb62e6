/**
 * A chain of certificates from the one that signs up to its root (RFC 5280 6, the rules a pack needs). Runs anywhere,
 * pure. Every certificate is vouched for by the next and the last by itself; whether that last one is to be trusted is
 * the reader's to say. Nothing is fetched: revocation is not judged here, and the verdict never says that it was.
 */
import { type Certificate, extensionOids, readCertificate } from './certificate.ts';
import { compareBytes } from './der.ts';
import { verifySignature } from './signature-algorithm.ts';
import { PackFault } from './verdict.ts';

export type Chain = {
  /** Leaf first, root last. */
  certificates: Certificate[];
  leaf: Certificate;
  root: Certificate;
  /** While all of them are in date, UTC ms. */
  validFromMs: number;
  validToMs: number;
};

/** What the leaf is used for here. */
export type ChainUse = 'signature' | 'time-stamp';

export const MAX_CHAIN = 4;

/** Key usage bits of the first octet (RFC 5280 4.2.1.3). */
const DIGITAL_SIGNATURE_OR_NON_REPUDIATION = 0xc0;
const KEY_CERT_SIGN = 0x04;

const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
/**
 * Purposes under which a document may be signed: any; email protection, as most agencies' certificates are issued; and
 * document signing as RFC 9336, Microsoft and Adobe name it.
 */
const DOCUMENT_PURPOSES: ReadonlySet<string> = new Set([
  '2.5.29.37.0',
  '1.3.6.1.5.5.7.3.4',
  '1.3.6.1.5.5.7.3.36',
  '1.3.6.1.4.1.311.10.3.12',
  '1.2.840.113583.1.1.5',
]);

/** Critical extensions that are judged here; with any other a certificate is refused (RFC 5280 4.2). */
const judged: ReadonlySet<string> = new Set([
  extensionOids.basicConstraints,
  extensionOids.keyUsage,
  extensionOids.extendedKeyUsage,
]);

/**
 * @param ders leaf first, root last, one to four
 * @throws PackFault `certificate-form`, `signature-weak` or `certificate-chain`
 */
export function checkChain(ders: readonly Uint8Array[], use: ChainUse, at: string): Chain {
  const certificates = ders.map((der) => readCertificate(der, at));
  const fault = (message: string): PackFault => new PackFault('certificate-chain', message, at);
  const [leaf] = certificates;
  const root = certificates.at(-1);
  if (leaf === undefined || root === undefined || certificates.length > MAX_CHAIN)
    throw new PackFault('certificate-form', `There must be one to ${MAX_CHAIN} certificates, up to the root.`, at);
  for (const [index, certificate] of certificates.entries()) {
    const issuer = certificates[index + 1] ?? certificate;
    if (certificate.issuer !== issuer.subject)
      throw fault(
        issuer === certificate
          ? 'The last certificate is no root: the chain is not whole.'
          : 'The certificate names another authority.',
      );
    if (!verifySignature(certificate.signature, certificate.tbs, certificate.algorithm, issuer.key))
      throw fault(
        issuer === certificate
          ? 'The authority is not signed by itself.'
          : 'The authority did not issue this certificate.',
      );
    if (certificates.some((other, place) => place > index && compareBytes(other.keyDer, certificate.keyDer) === 0))
      throw fault('Certificate and authority share one key.');
    if (certificate.twice || certificate.critical.some((oid) => !judged.has(oid)))
      throw fault('A certificate has a constraint that is not known here.');
    if (index > 0) {
      if (!certificate.authority || ((certificate.usage ?? 0) & KEY_CERT_SIGN) === 0)
        throw fault('The authority may not issue certificates.');
      if (certificate.pathLength !== null && index - 1 > certificate.pathLength)
        throw fault('The authority may not have another authority below it.');
    }
  }
  if (leaf.authority) throw fault('The certificate is that of an authority.');
  if (((leaf.usage ?? 0) & DIGITAL_SIGNATURE_OR_NON_REPUDIATION) === 0)
    throw fault('The certificate may not be used for signatures.');
  checkPurpose(leaf, use, fault);
  return {
    certificates,
    leaf,
    root,
    validFromMs: Math.max(...certificates.map(({ notBeforeMs }) => notBeforeMs)),
    validToMs: Math.min(...certificates.map(({ notAfterMs }) => notAfterMs)),
  };
}

function checkPurpose({ purposes, critical }: Certificate, use: ChainUse, fault: (message: string) => PackFault): void {
  if (use === 'time-stamp') {
    // Critical, and for nothing else (RFC 3161 2.3).
    const alone = purposes?.length === 1 && purposes[0] === TIME_STAMPING;
    if (!alone || !critical.includes(extensionOids.extendedKeyUsage))
      throw fault('The certificate of the time-stamp server is not one for time stamps.');
  } else if (purposes !== null && !purposes.some((oid) => DOCUMENT_PURPOSES.has(oid)))
    throw fault('The certificate may be used, but not for signing documents.');
}
