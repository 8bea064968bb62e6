/**
 * `waymark log verify` of an exported log: the lines, the checkpoint notes beside them, and the keys a reader names. Runs in
 * the CLI process; needs nothing but the files, and memory for one line, or for one log where it is one log alone.
 */
import { existsSync, readFileSync } from 'node:fs';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { logKey, ownerOf, type TreeHead } from '../../core/audit/checkpoint-note.ts';
import type { ReachedHead } from '../../core/audit/device-log.ts';
import { type Hash, verifyInclusion } from '../../core/audit/merkle.ts';
import type { NoteKey } from '../../core/audit/signed-note.ts';
import { nativeHasher } from '../../workspace/index.ts';
import { type Output, plural } from '../output.ts';
import { readFailure, readLineBatches } from '../text-file.ts';
import { checkCase } from './check-case.ts';
import { type DeviceCheck, type LogOwner, NO_TEXT, startDeviceCheck } from './check-device.ts';
import { checkNote } from './check-note.ts';
import { type LogFileHeader, logFileHeader, NOTE_FILES, splitLine } from './log-file.ts';
import { checkOf, type LogReport } from './log-report.ts';
import { NotChecked } from './open-log.ts';
import type { Problem } from './result-codes.ts';

export type FileOptions = {
  /** Note files; none: those beside the log. */
  readonly checkpoints: readonly string[];
  readonly serverKey: NoteKey | null;
  readonly witnesses: readonly NoteKey[];
};

/** `reached` for everything of a workspace, `leafHashes` for one log of it. */
type CheckedFile = {
  readonly entries: number;
  readonly problems: readonly Problem[];
  readonly reached: ReadonlyMap<number, ReachedHead>;
  readonly leafHashes: ReadonlyMap<number, Hash>;
  /** Place on the workstation of the last entry; 0 for none. */
  readonly lastPlace: number;
};

type Note = { readonly where: string; readonly text: string; readonly head: TreeHead };

/** Throws NotChecked. */
export async function verifyFile(path: string, options: FileOptions, output: Output): Promise<LogReport> {
  const notes: Note[] = [];
  const signed: Problem[] = [];
  const { header, checked } = await readLog(path, output, (of) => {
    for (const where of noteFiles(path, options.checkpoints)) {
      const text = readNote(where);
      const keys = { log: logKey(of.origin, of.devicePublicKey), server: null, witnesses: [] };
      const { head, problems } = checkNote(text, keys, where);
      signed.push(...problems);
      if (head !== null && problems.length === 0) notes.push({ where, text, head });
    }
    return notes.map(({ head }) => head.size);
  });
  const vouched = notes.flatMap((note) => againstNote(header, checked, note));
  const others = otherKeys(notes, options);
  const [largest = 0] = notes.map(({ head }) => head.size).toSorted((a, b) => b - a);
  const covered = header.of === 'device' ? largest : Math.max(0, ...header.proofs.map(({ index }) => index + 1));
  return {
    what: header.log === null ? `Everything of ${header.origin}` : `Log ${header.log} of ${header.origin}`,
    entries: checked.entries,
    checks: [
      checkOf('Entries', checked.problems, 'each as it was written, in its place.'),
      checkOf('Signature', signed, 'the checkpoint is signed by the key of this workstation.'),
      checkOf('Checkpoint', vouched, `these are the entries it vouches for, in a tree of ${largest}.`),
      ...(options.serverKey === null && options.witnesses.length === 0
        ? []
        : [checkOf('Cosigned', others, 'by everyone whose key was named.')]),
    ],
    problems: [...checked.problems, ...signed, ...vouched, ...others],
    notCovered: notCovered(header, checked, covered, options),
  };
}

async function readLog(
  path: string,
  output: Output,
  sizesFor: (header: LogFileHeader) => number[],
): Promise<{ header: LogFileHeader; checked: CheckedFile }> {
  let header: LogFileHeader | null = null;
  let check: FileCheck | null = null;
  let taken = 0;
  for await (const { texts } of readLineBatches(path)) {
    for (const text of texts) {
      if (text === '') continue;
      if (check === null) {
        header = headerOf(path, text);
        const owner = ownerOf(header.origin);
        if (owner === null) throw notALog(path);
        const sizes = sizesFor(header);
        check = header.of === 'device' ? checkOfAll(owner, sizes) : checkOfOne(owner);
        continue;
      }
      check.take(partsOf(text));
      taken += 1;
    }
    if (taken >= 1000) output.progress(`${taken} entries`);
  }
  if (header === null || check === null) throw notALog(path);
  return { header, checked: check.end() };
}

type FileCheck = { take: DeviceCheck['take']; end(): CheckedFile };

function checkOfAll(owner: LogOwner, sizes: readonly number[]): FileCheck {
  const check = startDeviceCheck(owner, sizes);
  return {
    take: check.take,
    end() {
      const checked = check.end();
      return { ...checked, leafHashes: new Map(), lastPlace: checked.entries };
    },
  };
}

function checkOfOne(owner: LogOwner): FileCheck {
  const records: { entry: unknown; leaf: unknown }[] = [];
  return {
    take: ({ entry, leaf }) => records.push({ entry: parsed(entry), leaf: parsed(leaf) }),
    end: () => ({ ...checkCase(records, owner), reached: new Map() }),
  };
}

function headerOf(path: string, text: string | null): LogFileHeader {
  const header = logFileHeader.safeParse(text === null ? null : parsed(text)).data;
  if (header === undefined) throw notALog(path);
  return header;
}

const notALog = (path: string): NotChecked =>
  new NotChecked('unreadable', `${path} is not an exported query log.`, {
    tip: 'One is made by `waymark log show --out FILE`. Its first line says whose log it is.',
  });

function noteFiles(path: string, named: readonly string[]): readonly string[] {
  if (named.length > 0) return named;
  const beside = NOTE_FILES.map((ending) => `${path}${ending}`).filter((file) => existsSync(file));
  if (beside.length > 0) return beside;
  throw new NotChecked('no-checkpoint', `There is no checkpoint note beside ${path}.`, {
    tip: `Name it with --checkpoint, or put ${path}${NOTE_FILES[0]} there again.`,
  });
}

function readNote(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new NotChecked('no-checkpoint', readFailure(path, error).message, { cause: error });
  }
}

/** What a note of the workstation says against what the lines give. */
function againstNote(header: LogFileHeader, checked: CheckedFile, { head, where }: Note): Problem[] {
  const mismatch = (message: string): Problem[] => [{ code: 'checkpoint-mismatch', message, where }];
  if (header.of === 'device') {
    if (head.size > checked.entries)
      return mismatch(`It vouches for ${head.size} entries, and here are ${checked.entries}.`);
    if (head.size === 0 || checked.reached.get(head.size)?.root === bytesToHex(head.root)) return [];
    return mismatch(`The first ${head.size} entries are not those it vouches for.`);
  }
  const proof = header.proofs.find(({ size }) => size === head.size);
  // A checkpoint from before the first entry of this log says nothing about it.
  if (proof === undefined)
    return checked.lastPlace > head.size ? [] : mismatch('Nothing says where this log stands in it.');
  const leaf = checked.leafHashes.get(proof.index + 1);
  const path = proof.path.map((hash) => hexToBytes(hash));
  if (leaf === undefined) return mismatch(`Entry ${proof.index + 1}, which it vouches for, is not here.`);
  const holds = verifyInclusion(
    { leaf, index: proof.index, size: proof.size, path, root: head.root },
    nativeHasher.sha256,
  );
  return holds ? [] : mismatch(`Entry ${proof.index + 1} is not the one it vouches for.`);
}

/** Each key that was named must have signed one of the notes. */
function otherKeys(notes: readonly Note[], { serverKey, witnesses }: FileOptions): Problem[] {
  const asked = [
    ...(serverKey === null ? [] : [{ server: serverKey, witnesses: [] }]),
    ...witnesses.map((witness) => ({ server: null, witnesses: [witness] })),
  ];
  return asked.flatMap((keys) => {
    const tried = notes.map(({ text, where }) => checkNote(text, { log: null, ...keys }, where).problems);
    return tried.length === 0 || tried.some((problems) => problems.length === 0) ? [] : (tried.at(-1) ?? []);
  });
}

function notCovered(
  header: LogFileHeader,
  checked: CheckedFile,
  covered: number,
  { serverKey }: FileOptions,
): string[] {
  const after = header.of === 'device' ? checked.entries - covered : Number(checked.lastPlace > covered);
  return [
    ...(after > 0
      ? [
          `${header.of === 'device' ? plural(after, 'entry', 'entries') : 'Entries'} after the checkpoint: nothing vouches for them.`,
        ]
      : []),
    ...(header.of === 'log'
      ? [
          'Entries of this log after the last one here, if there are any: the whole log of the workstation would show them.',
        ]
      : []),
    ...(serverKey === null
      ? [`Whose key signed: ${header.devicePublicKey} is taken from the file. Name the intel server with --server-key.`]
      : []),
  ];
}

/** The two texts of a line. What cannot be read has none: the verifier says so, and in which line. */
function partsOf(text: string | null): { entry: string; leaf: string } {
  const parts = text === null ? null : splitLine(text);
  if (parts !== null) return parts;
  const { entry, leaf } = ((text === null ? null : parsed(text)) ?? {}) as { entry?: unknown; leaf?: unknown };
  return { entry: JSON.stringify(entry) ?? NO_TEXT, leaf: JSON.stringify(leaf) ?? NO_TEXT };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
