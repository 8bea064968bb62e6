/**
 * Takes out of a pack's input what its profile and whoever makes it withhold, before anything is made of it. Runs anywhere
 * (pure). Nothing goes in silence: every kind of thing removed stands in the profile with number and ground, every entry,
 * picture and paper withheld in the disclosure schedule. What the log entries under the exhibits say stays, and is told.
 * Spec: docs/spec/pack.md, EP24 and EP30 to EP32.
 */
import type { AuditEntry } from '../../audit/entry.ts';
import type { WithheldEntry } from '../../audit/shown-log.ts';
import { sha256OfBytes } from '../manifest.ts';
import type { PackImage, PackInput, PackWithheld } from '../pack-input.ts';
import { redactedImageOf, withheldEntriesOf, withheldPaperOf } from '../pack-names.ts';
import { collectValues } from './collect-values.ts';
import { hideDependants, necessaryEntries } from './necessary-entries.ts';
import { type RedactionProfileId, redactionProfiles } from './profiles.ts';
import { type Finder, finderOf, type RemovedValue, squeeze, textsIn, withTexts } from './removed-value.ts';

/** What somebody withholds besides what the profile removes, each with its ground. */
export type WithholdChoice =
  | { kind: 'entry'; seq: number; ground: string }
  | { kind: 'picture'; number: string; ground: string }
  /** `copy`: the picture with the rectangles burnt in; it goes in the place of the original. */
  | { kind: 'boxes'; number: string; ground: string; boxes: number; copy: PackImage }
  | { kind: 'paper'; sha256: string; ground: string };

export type RemovedFile = { what: string; sha256: string };

export type Redaction = {
  input: PackInput;
  removed: { what: string; count: number; ground: string }[];
  /** What no stream of the finished file may hold. */
  values: RemovedValue[];
  files: RemovedFile[];
  /** What would have been removed, and stands in log entries the exhibits rest on. */
  kept: { what: string; count: number; why: string }[];
  /** Why no pack can be made of this; empty where one can. */
  blocked: string[];
};

export function redactPack(
  input: PackInput,
  profileId: RedactionProfileId,
  choices: readonly WithholdChoice[] = [],
): Redaction {
  const profile = redactionProfiles[profileId];
  const titled = { ...input, profile: { id: profileId, title: profile.title, removed: [] } };
  const none = { removed: [], values: [], files: [], kept: [] };
  if (profileId === 'full') {
    const blocked = choices.length === 0 ? [] : ['A full pack withholds nothing. Choose for whom it is made.'];
    return { input: titled, ...none, blocked };
  }
  const blocked: string[] = [];
  const needed = necessaryEntries(input);
  const { go, kept } = splitKept(input, needed, collectValues(input, profile.rules));
  const finders = go.map(finderOf);
  const hidden = hiddenEntries(input, needed, finders, choices, blocked);
  const kinds = new Set(profile.rules.map(({ kind }) => kind));
  const ruled = profile.rules.flatMap(({ kind, ground }): WithholdChoice[] => {
    if (kind === 'pictures')
      return input.exhibits.map(({ exhibit }) => ({ kind: 'picture' as const, number: exhibit.number, ground }));
    if (kind === 'papers') return input.documents.map(({ sha256 }) => ({ kind: 'paper' as const, sha256, ground }));
    return [];
  });
  // What somebody chose stands before what the profile would do: a picture with boxes is not withheld whole.
  const scrubbed = scrub(titled, finders);
  const without = withoutFiles(scrubbed, [...choices, ...ruled], hidden);
  const lines = withheldLines(input.log, hidden);
  if (kinds.has('scene')) without.input = withoutPlaces(without.input);
  const removed = [
    ...tally(go.map(({ what, ground }) => ({ what, ground }))),
    ...tally(without.gone.map(({ what, ground }) => ({ what, ground }))),
  ];
  return {
    input: {
      ...without.input,
      profile: { ...titled.profile, removed },
      log: input.log.filter(({ seq }) => !hidden.has(seq)),
      withheldLog: input.log.filter(({ seq }) => hidden.has(seq)).map(commitmentOf),
      withheld: [...input.withheld, ...lines, ...without.lines],
    },
    removed,
    values: [...go, ...blindsOf(input.log, hidden)],
    files: without.files,
    kept,
    blocked: [...blocked, ...namedInExport(input.log.at(-1), finders)],
  };
}

/** Values that entries the pack rests on say: those stay, since each entry is signed as a whole. */
function splitKept(input: PackInput, needed: ReadonlySet<number>, values: RemovedValue[]) {
  const last = input.log.at(-1);
  const shown = textsIn(
    input.log
      .filter((entry) => entry !== last && needed.has(entry.seq))
      .map(({ hash, prev, devicePrev, blind, ...said }) => said),
  ).map((text) => [text, squeeze(text)] as const);
  const stays = (value: RemovedValue): boolean => {
    const finder = finderOf(value);
    return shown.some(([text, squeezed]) => finder.holds(text, squeezed));
  };
  const held = new Set(values.filter(stays));
  const why = 'Stands in entries of the log the exhibits rest on; each is hashed as a whole';
  return {
    go: values.filter((value) => !held.has(value)),
    kept: tally([...held].map(({ what }) => ({ what, ground: why }))).map(({ what, count }) => ({ what, count, why })),
  };
}

/** Ground by number of every entry that is to travel as its commitment. */
function hiddenEntries(
  { log }: PackInput,
  needed: ReadonlySet<number>,
  finders: readonly Finder[],
  choices: readonly WithholdChoice[],
  blocked: string[],
): Map<number, string> {
  const hidden = new Map<number, string>();
  for (const choice of choices) {
    if (choice.kind !== 'entry') continue;
    if (needed.has(choice.seq))
      blocked.push(`Log entry ${choice.seq} cannot be withheld: the exhibits or the export itself rest on it.`);
    else if (log.some(({ seq }) => seq === choice.seq)) hidden.set(choice.seq, choice.ground);
    else blocked.push(`The log has no entry ${choice.seq}.`);
  }
  for (const entry of log) {
    if (needed.has(entry.seq) || hidden.has(entry.seq)) continue;
    const said = textsIn([entry.details, entry.actor, entry.authority]).map((text) => [text, squeeze(text)] as const);
    const first = finders.find((finder) => said.some(([text, squeezed]) => finder.holds(text, squeezed)));
    if (first !== undefined) hidden.set(entry.seq, first.value.ground);
  }
  hideDependants(log, needed, hidden);
  return hidden;
}

/** What a person typed for this pack stands in its announcement, which nothing can take out. */
function namedInExport(last: AuditEntry | undefined, finders: readonly Finder[]): string[] {
  const said = textsIn([last?.details ?? {}, last?.actor ?? {}]).map((text) => [text, squeeze(text)] as const);
  const named = finders.filter((finder) => said.some(([text, squeezed]) => finder.holds(text, squeezed)));
  return tally(named.map(({ value: { what, ground } }) => ({ what, ground }))).map(
    ({ what }) =>
      `Title, reason, recipients or a stated reason of this pack name what its profile removes: ${what.toLowerCase()}.`,
  );
}

/** All that pages and tables are drawn from; what is signed by others or hashed stays as it is. */
function scrub(input: PackInput, finders: readonly Finder[]): PackInput {
  const change = (text: string): string => finders.reduce((now, finder) => finder.replace(now), text);
  const texts = <T>(value: T): T => withTexts(value, change);
  const { id, ...record } = input.case;
  return {
    ...input,
    title: texts(input.title),
    case: { id, ...texts(record) },
    authorities: texts(input.authorities),
    exhibits: texts(input.exhibits),
    journeys: texts(input.journeys),
    excluded: texts(input.excluded),
    leftOut: texts(input.leftOut),
    people: texts(input.people),
    vehicles: texts(input.vehicles),
    documents: input.documents.map((paper) => ({ ...paper, name: change(paper.name) })),
  };
}

type Gone = { what: string; ground: string };

/** Pictures and papers: their bytes go, their hashes and the ground stay. */
function withoutFiles(input: PackInput, choices: readonly WithholdChoice[], hidden: ReadonlyMap<number, string>) {
  const gone: Gone[] = [];
  const files: RemovedFile[] = [];
  const lines: PackWithheld[] = [];
  const exhibits = input.exhibits.map((row) => {
    const { number } = row.exhibit;
    const choice = choices.find((one) => (one.kind === 'picture' || one.kind === 'boxes') && one.number === number);
    if (choice === undefined || row.image === null) return row;
    gone.push({
      what: choice.kind === 'boxes' ? 'Part of a picture of an exhibit' : 'Picture of an exhibit',
      ground: choice.ground,
    });
    files.push({ what: `picture of ${number}`, sha256: row.image.sha256 });
    if (choice.kind !== 'boxes') return { ...row, image: null, imageWithheld: choice.ground };
    lines.push({ what: redactedImageOf(number, row.image.sha256, choice.copy.sha256), ground: choice.ground });
    return { ...row, image: null, imageWithheld: choice.ground, redacted: choice.copy };
  });
  const logged = new Set(
    input.log.flatMap(({ seq, action, details }) =>
      action === 'authority-attach' && !hidden.has(seq) ? [String(details.sha256)] : [],
    ),
  );
  const documents = input.documents.flatMap((paper) => {
    const choice = choices.find((one) => one.kind === 'paper' && one.sha256 === paper.sha256);
    const ground = choice?.ground ?? (logged.has(paper.sha256) ? null : 'The log entry that names it is withheld');
    if (ground === null) return [paper];
    if (paper.bytes !== null) {
      gone.push({ what: 'Paper an authority rests on', ground });
      files.push({ what: 'paper', sha256: sha256OfBytes(paper.bytes) });
    }
    if (logged.has(paper.sha256)) return [{ ...paper, bytes: null, withheld: ground }];
    // The manifest lists papers that the log shows; of this one only its hash is told.
    if (!lines.some(({ what }) => what === withheldPaperOf(paper.sha256)))
      lines.push({ what: withheldPaperOf(paper.sha256), ground });
    return [];
  });
  const known = new Set(documents.map(({ documentId }) => documentId));
  const authorities = input.authorities.map((record) => ({
    ...record,
    documents: record.documents.filter(({ id }) => known.has(id)),
  }));
  return { input: { ...input, exhibits, documents, authorities }, gone, files, lines };
}

/** The area an authority is limited to has no text of its own. */
const withoutPlaces = (input: PackInput): PackInput => ({
  ...input,
  authorities: input.authorities.map((record) => ({ ...record, scope: { ...record.scope, area: null } })),
});

const commitmentOf = ({ seq, hash, prev }: AuditEntry): WithheldEntry => ({ v: 2, withheld: true, seq, hash, prev });

/** One line for every run of entries with one ground, in the words a schedule names them by. */
function withheldLines(log: readonly AuditEntry[], hidden: ReadonlyMap<number, string>): PackWithheld[] {
  const lines: { from: number; to: number; ground: string }[] = [];
  for (const { seq } of log) {
    const ground = hidden.get(seq);
    if (ground === undefined) continue;
    const last = lines.at(-1);
    if (last?.to === seq - 1 && last.ground === ground) last.to = seq;
    else lines.push({ from: seq, to: seq, ground });
  }
  return lines.map(({ from, to, ground }) => ({ what: withheldEntriesOf(from, to), ground }));
}

/** The blind of an entry is in nothing else: where it is found, the entry has leaked, and its hash can be tried. */
const blindsOf = (log: readonly AuditEntry[], hidden: ReadonlyMap<number, string>): RemovedValue[] =>
  log.flatMap(({ seq, blind }) => {
    const ground = hidden.get(seq);
    if (ground === undefined || blind === undefined) return [];
    return [{ text: blind, what: `Log entry ${seq}`, ground, seek: 'anywhere' as const, instead: '' }];
  });

function tally(things: readonly Gone[]): (Gone & { count: number })[] {
  const counted = new Map<string, Gone & { count: number }>();
  for (const { what, ground } of things) {
    const key = `${what}\n${ground}`;
    const line = counted.get(key) ?? { what, ground, count: 0 };
    line.count += 1;
    counted.set(key, line);
  }
  return [...counted.values()];
}
