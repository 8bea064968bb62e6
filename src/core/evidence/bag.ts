/**
 * A pack as a bag of files (BagIt 1.0, RFC 8493): the PDF and everything attached to it, side by side, with lists of
 * their hashes that any `sha256sum -c` can check. Runs anywhere (pure): the same pack gives the same bytes, as files and
 * as a zip. A bag says nothing that the pack in it does not: it is made from the PDF alone.
 */
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { zipSync } from 'fflate';
import { AppError } from '../errors.ts';
import {
  BAG_INFO_NAME,
  BAGIT_NAME,
  BAGIT_TEXT,
  bagInfoText,
  isPlainPath,
  PAYLOAD_FOLDER,
  PAYLOAD_LIST_NAME,
  TAG_LIST_NAME,
} from './bag-form.ts';
import { MANIFEST_NAME, packManifest, sha256OfBytes } from './manifest.ts';
import { readAttachments } from './pdf-attachments.ts';
import { parseJson } from './read-inside.ts';

export type BagFile = { path: string; bytes: Uint8Array };

/**
 * @param fileName of the PDF inside the bag
 * @throws AppError BAD_INPUT where this is no pack, or a name in it cannot stand in a bag
 */
export async function bagOfPack(pdf: Uint8Array, fileName: string): Promise<BagFile[]> {
  const attached = await readAttachments(pdf);
  const manifest = packManifest.safeParse(parseJson(attached.find(({ name }) => name === MANIFEST_NAME)?.bytes));
  if (!manifest.success) throw cannotBag('This file is not an evidence pack.');
  const payload = [{ path: `${PAYLOAD_FOLDER}${fileName}`, bytes: pdf }].concat(
    attached.map(({ name, bytes }) => ({ path: `${PAYLOAD_FOLDER}${name}`, bytes })),
  );
  const odd = payload.find(({ path }) => !isPlainPath(path));
  if (odd !== undefined) throw cannotBag(`"${odd.path}" cannot be the name of a file in a bag.`);
  if (new Set(payload.map(({ path }) => path.toLowerCase())).size !== payload.length)
    throw cannotBag('Two files of the bag would have one name.');
  const total = payload.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const tags: BagFile[] = [
    textFile(BAGIT_NAME, BAGIT_TEXT),
    textFile(BAG_INFO_NAME, bagInfoText(manifest.data, total, payload.length)),
    textFile(PAYLOAD_LIST_NAME, listOf(payload)),
  ];
  return [...payload, ...tags, textFile(TAG_LIST_NAME, listOf(tags))];
}

/** As one zip with the bag as its only folder. The time of every file in it is the first a zip can name. */
export function zipOfBag(files: readonly BagFile[], folder: string): Uint8Array {
  if (!isPlainPath(folder) || folder.includes('/')) throw cannotBag(`"${folder}" cannot be the name of a bag.`);
  const entries = files.map(({ path, bytes }) => [`${folder}/${path}`, bytes] as const);
  return zipSync(Object.fromEntries(entries), { level: 6, mtime: new Date(1980, 0, 1) });
}

const cannotBag = (message: string): AppError =>
  new AppError('BAD_INPUT', { message: `${message} No bag was made.`, tip: 'The pack itself is not touched.' });

const textFile = (path: string, text: string): BagFile => ({ path, bytes: utf8ToBytes(text) });

/** As `sha256sum` writes and reads it, in the order of the paths. */
const listOf = (files: readonly BagFile[]): string =>
  [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, bytes }) => `${sha256OfBytes(bytes)}  ${path}\n`)
    .join('');
