/**
 * Whether everything that is not in a pack is named in it: sections left out, entries and things withheld, what was
 * removed for its profile, and a count of what was attempted that adds up. Runs anywhere, pure. Never imports a writer.
 */
import type { ShownLog } from '../audit/shown-log.ts';
import type { PackManifestV2 } from './manifest.ts';
import { readRedactedImage, readWithheldEntries, redactedName } from './pack-names.ts';
import type { Found, Inside } from './read-inside.ts';
import { packSections } from './sections.ts';
import type { PackProblem, PackProblemCode } from './verdict.ts';

export function checkDisclosure(inside: Inside, manifest: PackManifestV2, shown: ShownLog): Found {
  const problems = [
    ...findSections(manifest),
    ...findWithheld(manifest, shown),
    ...findRemoved(manifest),
    ...findCopies(inside, manifest),
    ...findMiscount(inside, manifest),
  ];
  const { profile, sections, withheld } = manifest;
  const left = sections.filter(({ included }) => !included).map(({ title }) => title);
  const removed = profile.removed.reduce((sum, { count }) => sum + count, 0);
  const told = [
    `Profile: ${profile.title}.`,
    left.length === 0 ? 'Every section is in.' : `Left out and named: ${left.join(', ')}.`,
    withheld.length === 0 ? 'Nothing is withheld.' : `${withheld.length} withheld and named.`,
    ...(removed === 0 ? [] : [`${removed} removed and listed.`]),
    ...(shown.withheld.size === 0
      ? []
      : [
          'What withheld entries say cannot be checked: whether one takes back an authority, a judgement or an exhibit.',
        ]),
  ];
  return { detail: told.join(' '), problems: problems.slice(0, MAX_TOLD) };
}

/** So many faults are told one by one. */
const MAX_TOLD = 100;

const problem = (code: PackProblemCode, message: string, where: string): PackProblem => ({ code, message, where });

/** Each once; locked ones in; of one left out a line. */
function findSections({ sections }: PackManifestV2): PackProblem[] {
  return packSections.flatMap(({ id, title, locked }) => {
    const [section, ...more] = sections.filter((one) => one.id === id);
    const left = (message: string): PackProblem[] => [problem('section-left-out', message, `section ${title}`)];
    if (section === undefined || more.length > 0) return left(`“${title}” is not named once among the sections.`);
    if (section.included) return [];
    if (locked) return left(`“${title}” may not be left out of a pack.`);
    return section.note.trim() === '' ? left(`“${title}” is left out without a line that says so.`) : [];
  });
}

/** Entries of the log that stand as their commitment alone: none in a full pack, each named in any other. */
function findWithheld({ profile, withheld }: PackManifestV2, shown: ShownLog): PackProblem[] {
  const problems: PackProblem[] = [];
  const seen = new Set<string>();
  const named = new Set<number>();
  let reached = 0;
  for (const { what } of withheld) {
    if (seen.has(what)) problems.push(problem('disclosure-form', `“${what}” is named twice.`, 'disclosure schedule'));
    seen.add(what);
    const range = readWithheldEntries(what);
    if (range === null) continue;
    const { fromSeq, toSeq } = range;
    // In order, apart and within the log: so each place is looked at once, however many lines there are.
    if (fromSeq <= reached || toSeq > shown.entries) {
      const message = `“${what}” is out of order, overlaps the line before it, or is beyond the log.`;
      problems.push(problem('disclosure-form', message, 'disclosure schedule'));
      continue;
    }
    reached = toSeq;
    for (let seq = fromSeq; seq <= toSeq; seq += 1) {
      named.add(seq);
      if (!shown.withheld.has(seq))
        problems.push(problem('disclosure-form', `“${what}” is named as withheld, and is shown.`, `log entry ${seq}`));
    }
  }
  for (const seq of shown.withheld) {
    const where = `log entry ${seq}`;
    if (profile.id === 'full')
      problems.push(problem('entry-withheld', `Entry ${seq} is withheld from a pack that says it is full.`, where));
    else if (!named.has(seq))
      problems.push(
        problem('entry-withheld', `Entry ${seq} is withheld, and the disclosure schedule does not name it.`, where),
      );
  }
  return problems;
}

function findRemoved({ profile }: PackManifestV2): PackProblem[] {
  if (profile.id !== 'full' || profile.removed.length === 0) return [];
  return [problem('disclosure-form', 'A pack that says it is full says that something was removed.', 'profile')];
}

/** A copy with parts made black is the one the schedule names, of an image that is not attached itself; none is unnamed. */
function findCopies({ hashes }: Inside, { withheld, exhibits }: PackManifestV2): PackProblem[] {
  const copies = new Set([...hashes.keys()].filter((name) => name.startsWith('redacted/')));
  const problems: PackProblem[] = [];
  const images = new Map(exhibits.map(({ number, imageSha256 }) => [number, imageSha256]));
  for (const { what } of withheld) {
    const said = readRedactedImage(what);
    if (said === null) continue;
    const name = redactedName(said.number);
    if (images.get(said.number) !== said.sha256 || hashes.get(name)?.sha256 !== said.copySha256)
      problems.push(problem('disclosure-form', `“${what}” is not what the pack holds.`, name));
    if (hashes.has(`images/${said.number}.png`) || hashes.has(`images/${said.number}.jpg`))
      problems.push(
        problem('disclosure-form', `The image of ${said.number} is named as withheld, and is shown.`, name),
      );
    copies.delete(name);
  }
  for (const name of copies)
    problems.push(problem('disclosure-form', `The disclosure schedule does not name ${name}.`, name));
  return problems;
}

/** What is here is counted again; what is not must make up the rest. */
function findMiscount({ hashes }: Inside, manifest: PackManifestV2): PackProblem[] {
  const { completeness, exhibits, documents, clips, receipt, witnessed } = manifest;
  const images = exhibits.filter(
    ({ number }) => hashes.has(`images/${number}.png`) || hashes.has(`images/${number}.jpg`),
  );
  const produced =
    images.length +
    documents.filter(({ attachment }) => attachment !== null).length +
    clips.length +
    (receipt === null ? 0 : 1) +
    (witnessed === null ? 0 : 1);
  const { attempted, unavailable } = completeness;
  if (completeness.produced === produced && attempted === produced + unavailable.length) return [];
  const message = `The completeness statement counts ${completeness.produced} produced of ${attempted}; ${produced} are here and ${unavailable.length} are named as not.`;
  return [problem('disclosure-form', message, 'completeness statement')];
}
