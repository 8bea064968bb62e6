/**
 * A bag of files beside a pack (RFC 8493): whether it is whole by its own lists, and whether its files are those of the
 * signed pack in it. Runs anywhere. Never imports a writer. The bag is not signed: only what agrees with the pack counts.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import {
  BAG_INFO_NAME,
  BAGIT_NAME,
  BAGIT_TEXT,
  bagInfoText,
  isBagInfo,
  isPlainPath,
  PAYLOAD_FOLDER,
  PAYLOAD_LIST_NAME,
  TAG_LIST_NAME,
} from './bag-form.ts';
import { MANIFEST_NAME } from './manifest.ts';
import { MANIFEST_SIGNATURE_NAME } from './pack-names.ts';
import { roomFor } from './pdf-attachments.ts';
import { type Found, type Inside, textOf } from './read-inside.ts';
import { PackFault, type PackProblem, type PackProblemCode, type PackVerdict } from './verdict.ts';
import { type VerifyOptions, verifyPack } from './verify.ts';
import { maxBagFiles, readZip } from './zip-entries.ts';

/** The files of a bag, from a folder or a zip. Paths are relative to the bag, with `/`. */
export type BagSource = { paths: readonly string[]; read(path: string): Uint8Array };

/** The pack in a bag and the bag against it. Never rejects for what the files contain. */
export async function verifyBag(source: BagSource, options: VerifyOptions = {}): Promise<PackVerdict> {
  if (source.paths.length > maxBagFiles)
    return noPack([{ code: 'bag-form', message: `The bag holds more than ${maxBagFiles} files.`, where: 'bag' }]);
  const bag = checkBag(source);
  if (bag.pdf === null) return noPack(bag.problems);
  return verifyPack(bag.pdf, { ...options, beside: (inside) => compareBag(bag, inside) });
}

/** The PDF of a bag, at the top of what it carries; null unless there is exactly one. */
export function packOfBag({ paths, read }: BagSource): Uint8Array | null {
  const [path, ...more] = paths.filter((name) => isPack.test(name));
  return path === undefined || more.length > 0 ? null : read(path);
}

const isPack = /^data\/[^/]+\.pdf$/i;

/** @throws PackFault `bag-form` where it is no zip that says one thing, or unpacks to more than it may */
export function openZip(bytes: Uint8Array): BagSource {
  const entries = readZip(bytes, roomFor(bytes.length));
  const [folder = ''] = (entries[0]?.name ?? '').split('/');
  if (!isPlainPath(folder) || !entries.every(({ name }) => name.startsWith(`${folder}/`)))
    throw new PackFault('bag-form', 'The zip does not hold one bag in one folder.', 'bag');
  const files = new Map(entries.map(({ name, bytes: file }) => [name.slice(folder.length + 1), file]));
  if (files.size !== entries.length) throw new PackFault('bag-form', 'Two files of the zip carry one name.', 'bag');
  for (const path of files.keys())
    if (!isPlainPath(path)) throw new PackFault('bag-form', 'The zip holds a file of an odd name.', path);
  return { paths: [...files.keys()], read: (path) => files.get(path) ?? new Uint8Array() };
}

type CheckedBag = {
  pdf: Uint8Array | null;
  payload: Map<string, string>;
  info: { text: string; bytes: number; files: number };
  problems: PackProblem[];
};

/** The bag by itself. `payload`: name within `data/`, without the pack, and SHA-256. */
function checkBag(source: BagSource): CheckedBag {
  const problems: PackProblem[] = [];
  const found = (code: PackProblemCode, message: string, where: string): void => {
    problems.push({ code, message, where });
  };
  const paths = new Set(source.paths);
  const read = (path: string): string => (paths.has(path) ? (textOf(source.read(path)) ?? '') : '');
  if (!areApart(source.paths)) found('bag-form', 'Two files of the bag carry one name on some file system.', 'bag');
  for (const path of paths)
    if (!isPlainPath(path)) found('bag-form', `The bag holds a file of an odd name: ${JSON.stringify(path)}.`, path);
  for (const path of paths)
    if (!path.startsWith(PAYLOAD_FOLDER) && !tagNames.has(path))
      found('bag-form', `The bag holds ${path}, which belongs to no pack.`, path);
  if (read(BAGIT_NAME) !== BAGIT_TEXT) found('bag-form', 'This is not a bag of BagIt 1.0.', BAGIT_NAME);
  const hashes = new Map<string, string>();
  let total = 0;
  let pdf: Uint8Array | null = null;
  const tops: string[] = [];
  for (const path of paths) {
    const bytes = source.read(path);
    hashes.set(path, bytesToHex(sha256(bytes)));
    if (!path.startsWith(PAYLOAD_FOLDER)) continue;
    total += bytes.length;
    if (isPack.test(path)) {
      tops.push(path);
      pdf = bytes;
    }
  }
  if (tops.length !== 1) {
    found('bag-form', `The bag holds ${tops.length} packs, not one.`, 'data');
    pdf = null;
  }
  const payload = [...paths].filter((path) => path.startsWith(PAYLOAD_FOLDER));
  problems.push(...checkList(PAYLOAD_LIST_NAME, read(PAYLOAD_LIST_NAME), payload, hashes));
  const tags = [...paths].filter((path) => !path.startsWith(PAYLOAD_FOLDER) && path !== TAG_LIST_NAME);
  problems.push(...checkList(TAG_LIST_NAME, read(TAG_LIST_NAME), tags, hashes));
  const info = { text: read(BAG_INFO_NAME), bytes: total, files: payload.length };
  if (!isBagInfo(info.text))
    found('bag-form', `${BAG_INFO_NAME} is missing or not written as such a file is.`, BAG_INFO_NAME);
  else if (!info.text.endsWith(`\nPayload-Oxum: ${total}.${payload.length}\n`))
    found('bag-form', 'The bag does not hold as much as it says.', BAG_INFO_NAME);
  const named = payload.filter((path) => path !== tops[0]);
  const files = new Map(named.map((path) => [path.slice(PAYLOAD_FOLDER.length), hashes.get(path) ?? '']));
  return { pdf, payload: files, info, problems };
}

const tagNames: ReadonlySet<string> = new Set([BAGIT_NAME, BAG_INFO_NAME, PAYLOAD_LIST_NAME, TAG_LIST_NAME]);

/** No two are one where capitals do not count, no folder is written in two ways, and none is a file and a folder. */
function areApart(paths: readonly string[]): boolean {
  const folded = (path: string): string => path.normalize('NFC').toLowerCase();
  const files = new Set(paths.map(folded));
  if (files.size !== paths.length) return false;
  const folders = new Map<string, string>();
  for (const path of paths)
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      const folder = path.slice(0, at);
      const key = folded(folder);
      if (files.has(key) || (folders.get(key) ?? folder) !== folder) return false;
      folders.set(key, folder);
    }
  return true;
}

/** A list of hashes names every one of these files, with its true hash, and no other. */
function checkList(
  name: string,
  text: string,
  paths: readonly string[],
  hashes: ReadonlyMap<string, string>,
): PackProblem[] {
  const wrong = (message: string, where: string): PackProblem => ({ code: 'bag-form', message, where });
  const lines = text.split('\n');
  if (lines.pop() !== '') return [wrong(`${name} is missing or cut off.`, name)];
  const held = new Set(paths);
  const listed = new Map<string, string>();
  for (const line of lines) {
    const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
    if (match?.[1] === undefined || match[2] === undefined || listed.has(match[2]))
      return [wrong(`${name} is not written as such a list is.`, name)];
    listed.set(match[2], match[1]);
  }
  return [
    ...paths.filter((path) => !listed.has(path)).map((path) => wrong(`${name} does not list ${path}.`, path)),
    ...[...listed].flatMap(([path, hash]) => {
      if (!held.has(path)) return [wrong(`${path} is listed and not in the bag.`, path)];
      return hashes.get(path) === hash ? [] : [wrong(`${path} is not what ${name} says.`, path)];
    }),
  ];
}

/** File by file against what the signed manifest says, and the two that it does not list against those in the PDF. */
function compareBag({ payload, info, problems }: CheckedBag, inside: Inside | null): Found {
  if (inside === null)
    return { detail: '', problems: [...problems, differs('The pack in the bag cannot be compared with it.', 'bag')] };
  const signed = new Map(inside.manifest.attachments.map(({ name, sha256: hash }) => [name, hash]));
  signed.set(MANIFEST_NAME, inside.manifestSha256);
  if (inside.signature !== null) signed.set(MANIFEST_SIGNATURE_NAME, bytesToHex(sha256(inside.signature)));
  const saysOther = info.text !== bagInfoText(inside.manifest, info.bytes, info.files);
  const differences = [
    ...(saysOther ? [differs(`${BAG_INFO_NAME} says other than the pack.`, BAG_INFO_NAME)] : []),
    ...[...signed].flatMap(([name, hash]) => {
      const held = payload.get(name);
      if (held === undefined) return [differs(`${name} is in the pack and not in the bag.`, name)];
      return held === hash ? [] : [differs(`${name} in the bag is not the one of the pack.`, name)];
    }),
    ...[...payload.keys()]
      .filter((name) => !signed.has(name))
      .map((name) => differs(`${name} is in the bag and not in the pack.`, name)),
  ];
  return {
    detail: `${payload.size} files of the bag are those of the signed pack.`,
    problems: [...problems, ...differences],
  };
}

const differs = (message: string, where: string): PackProblem => ({ code: 'bag-differs', message, where });

const noPack = (problems: PackProblem[]): PackVerdict => ({
  status: 'unreadable',
  trust: 'not-checked',
  checks: [],
  problems,
  signer: null,
  keeper: null,
  pack: null,
});
