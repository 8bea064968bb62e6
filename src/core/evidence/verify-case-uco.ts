/**
 * Whether the CASE/UCO description speaks of this pack: one writing, its context inside, one bundle of this pack, and
 * exactly the exhibits of the manifest with their reads, judgements and image hashes. Runs anywhere, pure; never imports a
 * writer. What else it says are words for other programs: they are the signer's, as the pages are.
 */
import { z } from 'zod';
import {
  bundleId,
  caseUcoContext,
  confirmationId,
  hashId,
  hashValueOf,
  imageId,
  observationId,
} from './case-uco-nodes.ts';
import { canonicalText, type PackManifest } from './manifest.ts';
import { CASE_UCO_NAME } from './pack-names.ts';
import type { PackProblem } from './verdict.ts';

const reference = z.looseObject({ '@id': z.string() });
const described = z.strictObject({
  '@context': z.record(z.string(), z.string()),
  '@graph': z.array(
    z.looseObject({
      '@id': z.string(),
      '@type': z.string(),
      'investigation:exhibitNumber': z.string().optional(),
      'uco-types:hashValue': z.looseObject({ '@value': z.string() }).optional(),
      'uco-core:object': z.array(reference).optional(),
    }),
  ),
});

/** @param bytes the attachment, as the manifest lists it */
export function findCaseUco(bytes: Uint8Array, { packId, exhibits }: PackManifest): PackProblem[] {
  const problem = (message: string): PackProblem => ({ code: 'case-uco-form', message, where: CASE_UCO_NAME });
  const document = read(bytes);
  if (document === null) return [problem('The CASE/UCO description does not have its form.')];
  const nodes = new Map(document['@graph'].map((node) => [node['@id'], node]));
  if (nodes.size !== document['@graph'].length) return [problem('The CASE/UCO description says something twice.')];
  const bundles = [...nodes.values()].filter((node) => node['@type'] === 'uco-core:Bundle');
  if (bundles.length !== 1 || bundles[0]?.['@id'] !== bundleId(packId))
    return [problem('The CASE/UCO description is that of another pack.')];
  const records = [...nodes.values()].filter((node) => node['@type'] === 'investigation:ProvenanceRecord');
  const byNumber = new Map(
    records.map((node) => [
      node['investigation:exhibitNumber'],
      new Set(node['uco-core:object']?.map((part) => part['@id'])),
    ]),
  );
  if (byNumber.size !== records.length)
    return [problem('The CASE/UCO description describes one exhibit twice, or one without a number.')];
  const problems = exhibits.flatMap(({ number, detectionId, confirmationId: judged, imageSha256 }) => {
    const parts = byNumber.get(number) ?? new Set();
    const needed = [observationId(detectionId), confirmationId(judged)];
    const image = imageSha256 === null ? null : imageId(detectionId, imageSha256);
    const hash = image === null || imageSha256 === null ? null : nodes.get(hashId(image, imageSha256));
    const whole =
      [...needed, ...(image === null ? [] : [image])].every((id) => parts.has(id) && nodes.has(id)) &&
      (imageSha256 === null || hash?.['uco-types:hashValue']?.['@value'] === hashValueOf(imageSha256));
    return whole ? [] : [problem(`The CASE/UCO description does not describe exhibit ${number} as the manifest does.`)];
  });
  if (records.length !== exhibits.length)
    problems.push(problem('The CASE/UCO description has other exhibits than the manifest.'));
  return problems;
}

function read(bytes: Uint8Array): z.infer<typeof described> | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    if (canonicalText(value) !== text) return null;
    const parsed = described.safeParse(value);
    if (!parsed.success) return null;
    return canonicalText(parsed.data['@context']) === canonicalText(caseUcoContext) ? parsed.data : null;
  } catch {
    return null;
  }
}
