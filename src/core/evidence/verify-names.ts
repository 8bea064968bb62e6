/**
 * Whether the names of the attachments are ones that every reader takes alike: plain, told apart without regard to case,
 * and each one of those that this pack has a use for. Runs anywhere, pure. Never imports a writer.
 */
import { isPlainPath } from './bag-form.ts';
import { MANIFEST_NAME, type PackManifest } from './manifest.ts';
import {
  CASE_PROOF_NAME,
  CASE_UCO_NAME,
  CERTIFICATES_NAME,
  CHECKPOINT_NAME,
  EXHIBITS_CSV_NAME,
  EXHIBITS_GEOJSON_NAME,
  imageName,
  LOG_NAME,
  MANIFEST_SIGNATURE_NAME,
  POLICY_NAME,
  RECEIPT_NAME,
  RULES_NAME,
  redactedName,
  WITNESSED_NAME,
} from './pack-names.ts';
import type { PackProblem } from './verdict.ts';

const inVersion1: readonly string[] = [
  LOG_NAME,
  CHECKPOINT_NAME,
  RECEIPT_NAME,
  EXHIBITS_CSV_NAME,
  EXHIBITS_GEOJSON_NAME,
];
const sinceVersion2: readonly string[] = [
  CASE_PROOF_NAME,
  WITNESSED_NAME,
  POLICY_NAME,
  RULES_NAME,
  CASE_UCO_NAME,
  CERTIFICATES_NAME,
];

/** So many are told one by one. */
const MAX_TOLD = 20;

/** Of the names the manifest lists, once each: what is attached besides them is told elsewhere. */
export function findNames(manifest: PackManifest, listed: Iterable<string>): PackProblem[] {
  const known = namesOf(manifest);
  // The two that no list names take their names all the same.
  const folded = new Set([MANIFEST_NAME, MANIFEST_SIGNATURE_NAME]);
  const problems: PackProblem[] = [];
  for (const name of listed) {
    const key = name.toLowerCase();
    const why = !isPlainPath(name)
      ? 'A name of an attachment is not a plain path, and programs would read it in different ways.'
      : folded.has(key)
        ? 'The names of two attachments differ in capital letters alone.'
        : known.has(name)
          ? null
          : 'An attachment has a name that nothing in a pack has.';
    folded.add(key);
    if (why === null) continue;
    problems.push({ code: 'manifest-form', message: why, where: shown(name) });
    if (problems.length === MAX_TOLD) break;
  }
  return problems;
}

/** Every name that this manifest gives a use: fixed ones, and those of its exhibits, papers and clips. */
function namesOf(manifest: PackManifest): Set<string> {
  const names = new Set(inVersion1);
  for (const { number } of manifest.exhibits)
    names.add(imageName(number, 'image/png')).add(imageName(number, 'image/jpeg'));
  if (manifest.v === 1) return names;
  for (const name of sinceVersion2) names.add(name);
  for (const { number } of manifest.exhibits) names.add(redactedName(number));
  for (const { attachment } of manifest.documents) if (attachment?.startsWith('authorities/')) names.add(attachment);
  for (const { attachment } of manifest.clips) if (attachment.startsWith('clips/')) names.add(attachment);
  return names;
}

/** Marks that steer a terminal or the direction of writing are not handed on. */
const shown = (name: string): string => JSON.stringify(name.replace(/[^\x20-\x7e]/g, '?')).slice(0, 200);
