/**
 * Writes the manifest of a pack from its input and its other attachments. Runs anywhere (pure).
 * Everything is copied by name: a field added to the input never reaches the manifest by itself.
 */
import { MANIFEST_VERSION, type ManifestAttachment, type PackManifestV2, type PackSignature } from './manifest.ts';
import type { PackInput } from './pack-input.ts';
import {
  CASE_PROOF_NAME,
  clipName,
  documentFileName,
  exhibitOf,
  imageOf,
  paperOf,
  WITNESSED_NAME,
} from './pack-names.ts';
import { packSections } from './sections.ts';

/** What was attempted, what is here, and for each thing that is not, why: so that absence is never taken for failure. */
export function completenessOf(input: PackInput): PackManifestV2['completeness'] {
  const unavailable = input.exhibits.flatMap(({ exhibit, detection, image, imageWithheld, confirmation }) => {
    if (image !== null) return [];
    if (imageWithheld != null)
      return [
        {
          what: imageOf(exhibit.number),
          reason: `Withheld: ${imageWithheld}. SHA-256 of the image: ${detection.imageSha256 ?? 'not known'}.`,
        },
      ];
    const note = confirmation.groundNote === '' ? '' : ` Stated at the confirmation: ${confirmation.groundNote}`;
    const reason =
      detection.imageSha256 === null
        ? `The camera sent no image with this read.${note}`
        : `The camera sent an image (SHA-256 ${detection.imageSha256}) that this workstation does not hold.${note}`;
    return [{ what: imageOf(exhibit.number), reason }];
  });
  for (const document of input.documents)
    if (document.bytes === null)
      unavailable.push({
        what: paperOf(document),
        reason:
          document.withheld == null
            ? 'This workstation does not hold the paper itself.'
            : `Withheld: ${document.withheld}.`,
      });
  for (const { number, why } of input.leftOut) unavailable.push({ what: exhibitOf(number), reason: why });
  if (input.receipt === null) {
    unavailable.push({
      what: "Server's receipt for the log",
      reason: 'The server had not receipted any part of the log of this workstation when the pack was made.',
    });
  }
  if (input.witnessed === null) {
    unavailable.push({
      what: 'Cosigned head of the log',
      reason: 'Nobody had cosigned a head of the log of this workstation when the pack was made.',
    });
  }
  const { exhibits, leftOut, documents, clips } = input;
  const attempted = exhibits.length + leftOut.length + documents.length + clips.length + 2;
  return { attempted, produced: attempted - unavailable.length, unavailable };
}

/**
 * @param attachments every attachment but the manifest, in file order
 * @param signature as was chosen; null: a draft, which nobody signs
 */
export function buildManifest(
  input: PackInput,
  attachments: readonly ManifestAttachment[],
  signature: PackSignature | null,
): PackManifestV2 {
  const { case: record, checkpoint, coverage } = input;
  return {
    v: MANIFEST_VERSION,
    packId: input.packId,
    number: input.number,
    space: input.space,
    title: input.title,
    madeMs: input.madeMs,
    case: { id: record.id, name: record.name, fileNumber: record.fileNumber },
    device: { id: input.device.id, name: input.device.name },
    policy: input.policy === null ? null : { version: input.policy.version, digest: input.policy.digest },
    software: { name: input.software.name, version: input.software.version },
    rules: input.rules.map((rule) => ({ id: rule.id, version: rule.version })),
    log: { name: checkpoint.log, entries: checkpoint.size, head: checkpoint.head },
    checkpoint,
    receipt: input.receipt,
    exhibits: input.exhibits.map(({ exhibit, detection, confirmation }) => ({
      number: exhibit.number,
      detectionId: exhibit.detectionId,
      plate: exhibit.plate,
      confirmationId: confirmation.id,
      imageSha256: detection.imageSha256,
    })),
    completeness: completenessOf(input),
    coverage: {
      liveCameras: coverage.liveCameras,
      totalCameras: coverage.totalCameras,
      fromMs: coverage.fromMs,
      toMs: coverage.toMs,
    },
    attachments: [...attachments],
    ...(signature === null ? {} : { signature: { by: signature.by, timeStamp: signature.timeStamp } }),
    profile: {
      id: input.profile.id,
      title: input.profile.title,
      removed: input.profile.removed.map(({ what, count, ground }) => ({ what, count, ground })),
    },
    sections: input.sections.map(({ id, included }) => {
      const title = packSections.find((section) => section.id === id)?.title ?? id;
      return { id, title, included, note: included ? '' : `“${title}” was left out of this pack by whoever made it.` };
    }),
    withheld: input.withheld.map(({ what, ground }) => ({ what, ground })),
    caseProof: CASE_PROOF_NAME,
    witnessed: input.witnessed === null ? null : WITNESSED_NAME,
    witnesses: input.witnesses.map(({ name, publicKeyHex }) => ({ name, publicKeyHex })),
    documents: input.documents.map((document, index) => ({
      authorityId: document.authorityId,
      name: document.name,
      sha256: document.sha256,
      attachment: document.bytes === null ? null : documentFileName(index + 1, document),
    })),
    clips: input.clips.map((clip) => ({
      number: clip.number,
      sha256: clip.sha256,
      attachment: clipName(clip),
      proxyOf: clip.proxyOf,
    })),
  };
}
