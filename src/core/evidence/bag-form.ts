/** The form of a bag (BagIt 1.0, RFC 8493) as packs travel in it, for who writes one and who checks one. Runs anywhere. */

export const BAGIT_NAME = 'bagit.txt';
export const BAG_INFO_NAME = 'bag-info.txt';
export const PAYLOAD_LIST_NAME = 'manifest-sha256.txt';
export const TAG_LIST_NAME = 'tagmanifest-sha256.txt';
export const BAGIT_TEXT = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';
export const PAYLOAD_FOLDER = 'data/';

/** A name that stands for itself in a bag, in a zip and on every file system. */
export const isPlainPath = (path: string): boolean =>
  path.length <= 255 &&
  path.split('/').every((part) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(part) && !part.endsWith('.'));

/** What `bag-info.txt` says, all of it taken from the pack and its files. `payloadBytes`: together, `data/` alone. */
export const bagInfoText = (
  { number, madeMs, software }: { number: string; madeMs: number; software: { name: string; version: string } },
  payloadBytes: number,
  payloadFiles: number,
): string =>
  [
    `Bag-Software-Agent: ${oneLine(`${software.name} ${software.version}`)}`,
    `Bagging-Date: ${new Date(madeMs).toISOString().slice(0, 10)}`,
    `External-Identifier: ${oneLine(number)}`,
    `Internal-Sender-Description: ${senderDescription}`,
    `Payload-Oxum: ${payloadBytes}.${payloadFiles}`,
    '',
  ].join('\n');

const senderDescription = 'An evidence pack and everything attached to it. The PDF is signed; check it first.';

/** The five lines of {@link bagInfoText} in their order, with any pack's values. */
export const isBagInfo = (text: string): boolean => bagInfoForm.test(text);
const value = '[^\\p{Cc}\\p{Zl}\\p{Zp}]*';
const bagInfoForm = new RegExp(
  `^Bag-Software-Agent: ${value}\\nBagging-Date: \\d{4}-\\d{2}-\\d{2}\\nExternal-Identifier: ${value}\\n` +
    `Internal-Sender-Description: ${senderDescription.replaceAll('.', '\\.')}\\nPayload-Oxum: \\d+\\.\\d+\\n$`,
  'u',
);

const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
