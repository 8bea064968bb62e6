// A server's time-stamp token, written anew in the one form a pack takes. Runs in Node and workers. What the server signed
// stays to the byte; what nobody signed is put in order: certificates from the one that stamped up to the root, with
// imported ones where the server sent too few, and no revocation lists or unsigned attributes.

import type * as pkijs from 'pkijs';
import { SignedData } from 'pkijs';
import { readCertificate } from '../core/evidence/certificate.ts';
import { encodeSigned, oids } from '../core/evidence/cms-form.ts';
import { compareBytes, derTags, writeDer } from '../core/evidence/der.ts';
import { type AlgorithmName, algorithmNamed, type HashName, hashNamed } from '../core/evidence/signature-algorithm.ts';
import { PackFault } from '../core/evidence/verdict.ts';
import { orderChain } from './order-chain.ts';

const fault = (message: string): PackFault => new PackFault('time-stamp-wrong', message, 'time stamp');

/** @throws PackFault where it is no token, weak, or its chain does not reach a root */
export function tokenInForm(token: pkijs.ContentInfo, roots: readonly Uint8Array[]): Uint8Array {
  const signed = new SignedData({ schema: token.content });
  const [signer, ...others] = signed.signerInfos;
  const content = signed.encapContentInfo.eContent?.getValue();
  if (signer?.signedAttrs === undefined || others.length > 0 || content === undefined)
    throw fault('What the time-stamp server answered is no time stamp.');
  if (signed.encapContentInfo.eContentType !== oids.timeStampInfo)
    throw fault('What the time-stamp server answered is no time stamp.');
  const hash = hashNamed(der(signer.digestAlgorithm));
  const algorithm = hash === null ? null : algorithmOf(signer.signatureAlgorithm, hash);
  if (hash === null || algorithm === null)
    throw fault('The time-stamp server signs with an algorithm that is not strong enough, or not known here.');
  const sent = (signed.certificates ?? []).map((one) => new Uint8Array(one.toSchema().toBER()));
  const sid = der(signer.sid);
  const leaf = sent.find((certificate) => isNamed(certificate, sid));
  if (leaf === undefined) throw fault('The time-stamp server did not send the certificate it stamps with.');
  const { chain, whole } = orderChain(leaf, [...sent, ...roots]);
  if (!whole)
    throw new PackFault(
      'certificate-chain',
      'The certificate of the time-stamp server does not lead to a root that was imported.',
      'time stamp',
    );
  return encodeSigned({
    kind: 'time-stamp',
    content: new Uint8Array(content),
    hash,
    certificates: chain,
    signedAttributes: new Uint8Array(signer.signedAttrs.encodedValue),
    algorithm,
    signature: new Uint8Array(signer.signature.valueBlock.valueHexView),
    timeStamp: null,
  });
}

const der = (part: { toSchema(): { toBER(): ArrayBuffer } }): Uint8Array => new Uint8Array(part.toSchema().toBER());

/** Older servers name the key’s algorithm alone, and the hash beside it. */
const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';

const algorithmOf = (identifier: pkijs.AlgorithmIdentifier, hash: HashName): AlgorithmName | null =>
  identifier.algorithmId === RSA_ENCRYPTION ? `rsa-${hash}` : algorithmNamed(der(identifier));

function isNamed(certificate: Uint8Array, sid: Uint8Array): boolean {
  try {
    const { issuerDer, serialDer } = readCertificate(certificate, 'time stamp');
    return compareBytes(writeDer(derTags.sequence, issuerDer, serialDer), sid) === 0;
  } catch {
    return false;
  }
}
