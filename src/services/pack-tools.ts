/**
 * Verifies packs against the authority this workstation was enrolled under. Runs in the services worker.
 */
import type { PackVerdictView } from '../contract/workstation.ts';
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
  });
  return { status, trust, checks, problems };
}
