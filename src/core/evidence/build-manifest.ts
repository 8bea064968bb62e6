/**
 * Writes the manifest of a pack from its input and its other attachments. Runs anywhere (pure).
 * Everything is copied by name: a field added to the input never reaches the manifest by itself.
 */
import type { ManifestAttachment, PackManifest } from './manifest.ts';
import type { PackInput } from './pack-input.ts';

/** What was attempted, what is here, and for each thing that is not, why: so that absence is never taken for failure. */
export function completenessOf(input: PackInput): PackManifest['completeness'] {
  const unavailable = input.exhibits.flatMap(({ exhibit, detection, image, confirmation }) => {
    if (image !== null) return [];
    const note = confirmation.groundNote === '' ? '' : ` Stated at the confirmation: ${confirmation.groundNote}`;
    const reason =
      detection.imageSha256 === null
        ? `The camera sent no image with this read.${note}`
        : `The camera sent an image (SHA-256 ${detection.imageSha256}) that this workstation does not hold.${note}`;
    return [{ what: `Image of ${exhibit.number}`, reason }];
  });
  if (input.receipt === null) {
    unavailable.push({
      what: "Server's receipt for the log",
      reason: 'The server had not receipted any part of the log of this workstation when the pack was made.',
    });
  }
  const attempted = input.exhibits.length + input.leftOut.length + 1;
  for (const { number, why } of input.leftOut) unavailable.push({ what: `Exhibit ${number}`, reason: why });
  return { attempted, produced: attempted - unavailable.length, unavailable };
}

/** @param attachments every attachment but the manifest, in file order */
export function buildManifest(input: PackInput, attachments: readonly ManifestAttachment[]): PackManifest {
  const { case: record, checkpoint, coverage } = input;
  return {
    v: 1,
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
  };
}
