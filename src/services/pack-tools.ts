/**
 * Verifies packs against the authority this workstation was enrolled under, and bags them. Runs in the services worker.
 */
import { createHash } from 'node:crypto';
import type { PackVerdictView } from '../contract/workstation.ts';
import { bagOfPack, zipOfBag } from '../core/evidence/bag.ts';
import { verifyPack } from '../core/evidence/verify.ts';
import type { DeviceFile } from '../workspace/index.ts';

/**
 * Never throws for what the bytes contain. The last certificate learnt on enrolment is the trust anchor.
 * @param roots DER of the roots that agency certificates and time stamps used here rest on
 */
export async function verifyPackBytes(
  bytes: Uint8Array,
  device: DeviceFile,
  roots: { agency: Uint8Array[]; timeStamp: Uint8Array[] },
): Promise<PackVerdictView> {
  const anchor = device.certificatesBase64.at(-1);
  const trustAnchors = anchor === undefined ? [] : [new Uint8Array(Buffer.from(anchor, 'base64'))];
  const { status, trust, checks, problems } = await verifyPack(bytes, {
    trustAnchors: [...trustAnchors, ...roots.agency],
    timeStampAnchors: roots.timeStamp,
    timeStampOptional: true,
  });
  return { status, trust, checks, problems };
}

/** The same pack as a zipped bag of files. Throws BAD_INPUT where the bytes are no pack. */
export async function packBag(
  pdf: Uint8Array,
  pdfName: string,
): Promise<{ bytes: Uint8Array; fileName: string; sha256: string }> {
  const folder = pdfName.replace(/\.pdf$/, '');
  const bytes = zipOfBag(await bagOfPack(pdf, pdfName), folder);
  return { bytes, fileName: `${folder}.zip`, sha256: createHash('sha256').update(bytes).digest('hex') };
}
