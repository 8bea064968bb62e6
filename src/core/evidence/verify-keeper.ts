/**
 * Who kept the log of a pack. In version 1 whoever signed the pages; from version 2 on the workstation that signed the
 * manifest beside them, so that an agency's certificate may sign the pages. Runs anywhere, pure. Never imports a writer.
 * The names of the log's key and of the server come from that certificate alone: who signs the manifest must be as well
 * trusted as who signs the pages, or anybody in the agency could bring a log of their own.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { CertificateNames } from './certificate-names.ts';
import { compareBytes } from './der.ts';
import { judgeCertificates } from './judge-signature.ts';
import { claimOf } from './manifest.ts';
import { CERTIFICATES_NAME, MANIFEST_SIGNATURE_NAME } from './pack-names.ts';
import { certificatesOfPem } from './pem.ts';
import { type Inside, textOf } from './read-inside.ts';
import { PackFault, type PackProblem } from './verdict.ts';
import { type CheckedSignature, checkDetached } from './verify-signature.ts';

export type Keeper = {
  names: CertificateNames | null;
  /** The signature beside the manifest; null: version 1, or it does not hold. */
  checked: CheckedSignature | null;
  /** For the check of the signature, and of the certificate. */
  signature: PackProblem[];
  certificate: PackProblem[];
  /** Of the certificate, where it is another than that of the pages. */
  detail: string;
  /** False where the reader named authorities and this is none of them. */
  trusted: boolean;
};

export function checkKeeper(
  inside: Inside,
  pages: CheckedSignature | null,
  anchors: readonly Uint8Array[] | undefined,
): Keeper {
  const none = { checked: null, signature: [], certificate: [], detail: '', trusted: true };
  if (inside.manifest.v === 1) return { ...none, names: pages?.names ?? null };
  let checked: CheckedSignature;
  try {
    if (inside.signature === null)
      throw new PackFault(
        'manifest-signature',
        'The manifest is not signed by a workstation.',
        MANIFEST_SIGNATURE_NAME,
      );
    checked = checkDetached(inside.signature, inside.manifestBytes, MANIFEST_SIGNATURE_NAME);
  } catch (error) {
    if (!(error instanceof PackFault)) throw error;
    return { ...none, names: null, signature: [error.problem], trusted: anchors === undefined };
  }
  const { signer, authority, names } = checked;
  const signature: PackProblem[] = [];
  if (names === null)
    signature.push({
      code: 'manifest-signature',
      message: 'The certificate that signed the manifest does not say whose log it may keep.',
      where: MANIFEST_SIGNATURE_NAME,
    });
  const own = pages?.signer.fingerprint === signer.fingerprint;
  // An agency may put its name to the pages; another workstation would put its pages around a log it did not keep.
  if (!own && pages !== null && pages.names !== null)
    signature.push({
      code: 'manifest-signature',
      message: 'The pages were signed by another workstation than the one that kept the log.',
      where: MANIFEST_SIGNATURE_NAME,
    });
  const claim = claimOf(inside.manifest);
  if (claim !== undefined && pages !== null && claim.by !== (own ? 'workstation' : 'agency'))
    signature.push({
      code: 'manifest-signature',
      message:
        claim.by === 'agency'
          ? 'The manifest says that an agency signed the pages, and the workstation did.'
          : 'The manifest says that the workstation signed the pages, and somebody else did.',
      where: MANIFEST_SIGNATURE_NAME,
    });
  if (!attachesCertificates(inside, checked))
    signature.push({
      code: 'manifest-signature',
      message: 'The certificates attached are not those of the workstation that signed the manifest.',
      where: CERTIFICATES_NAME,
    });
  const trusted = anchors === undefined || anchors.some((anchor) => compareBytes(anchor, authority) === 0);
  return {
    names,
    checked,
    signature,
    trusted,
    certificate:
      trusted || own
        ? []
        : [
            {
              code: 'authority-unknown',
              message: 'The authority of the workstation that kept the log is not one that was named.',
              where: MANIFEST_SIGNATURE_NAME,
            },
          ],
    detail: own
      ? ''
      : ` Log and manifest by ${signer.subject}, issued by ${signer.issuer}. SHA-256 ${signer.authorityFingerprint}.`,
  };
}

/** The dates of the workstation's certificate, judged as those of the pages are. */
export function keeperDates(
  { checked }: Keeper,
  pages: CheckedSignature | null,
  times: { madeMs: number; trustedMs: number | null },
): PackProblem[] {
  if (checked === null || checked.signer.fingerprint === pages?.signer.fingerprint) return [];
  return judgeCertificates(checked, 2, times);
}

/** For whoever checks with other tools: the two certificates as text, the same ones. */
function attachesCertificates({ files }: Inside, { signer, authority }: CheckedSignature): boolean {
  const bytes = files.get(CERTIFICATES_NAME);
  const text = bytes === undefined ? null : textOf(bytes);
  const [leaf, root, ...more] = (text === null ? null : certificatesOfPem(text)) ?? [];
  return (
    leaf !== undefined &&
    root !== undefined &&
    more.length === 0 &&
    bytesToHex(sha256(leaf)) === signer.fingerprint &&
    compareBytes(root, authority) === 0
  );
}
