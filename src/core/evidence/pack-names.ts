/**
 * Names of the attachments of a pack, and the exact words by which a pack names what it does not hold. Runs anywhere
 * (pure). Writer and verifier agree here: what the one states, the other finds again.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

export const LOG_NAME = 'log/case-log.jsonl';
export const CHECKPOINT_NAME = 'log/checkpoint.json';
export const RECEIPT_NAME = 'log/receipt.json';
export const CASE_PROOF_NAME = 'log/case-proof.json';
export const WITNESSED_NAME = 'log/witnessed.json';
export const POLICY_NAME = 'policy/sync-policy.json';
export const RULES_NAME = 'policy/rules.json';
export const CASE_UCO_NAME = 'case/case-uco.jsonld';
export const EXHIBITS_CSV_NAME = 'exhibits/exhibits.csv';
export const EXHIBITS_GEOJSON_NAME = 'exhibits/exhibits.geojson';
export const CERTIFICATES_NAME = 'certificates/workstation.pem';
export const MANIFEST_SIGNATURE_NAME = 'manifest.json.p7s';

type ImageMime = 'image/png' | 'image/jpeg';
const EXTENSIONS: Readonly<Record<ImageMime, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg' };

/** `images/E-01.png` */
export const imageName = (exhibitNumber: string, mime: ImageMime): string =>
  `images/${exhibitNumber}.${EXTENSIONS[mime]}`;

/** `authorities/02-Complaint-form.pdf`: a name that every file system takes. `place` from 1. */
export function documentFileName(place: number, { name, mime }: { name: string; mime: string }): string {
  const extension = { 'application/pdf': 'pdf', 'image/png': 'png', 'image/jpeg': 'jpg' }[mime] ?? 'bin';
  const stem = safeName(name.replace(/\.[A-Za-z0-9]{1,5}$/, ''));
  return `authorities/${String(place).padStart(2, '0')}-${stem === '' ? 'paper' : stem}.${extension}`;
}

const VIDEO: Readonly<Record<string, string>> = {
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/x-msvideo': 'avi',
  'video/x-matroska': 'mkv',
  'video/webm': 'webm',
};

/** Names that Windows keeps for devices, whatever follows the full stop. */
const DEVICES = /^(?:CON|PRN|AUX|NUL|COM\d|LPT\d)$/;

/** `clips/CH03.avi`, and `clips/CH03-proxy.mp4` for what was made to be playable. Two numbers never share one. */
export const clipName = ({ number, mime, proxyOf }: { number: string; mime: string; proxyOf: string | null }): string =>
  `clips/${clipStem(number)}${proxyOf === null ? '' : '-proxy'}.${VIDEO[mime] ?? 'bin'}`;

/** What is not in the number as it stands, small letters among it, is told apart by a digest of the number. */
function clipStem(number: string): string {
  const stem = safeName(number);
  if (stem !== '' && stem === number && stem === stem.toUpperCase() && !DEVICES.test(stem)) return stem;
  const digest = bytesToHex(sha256(utf8ToBytes(number))).slice(0, 12);
  return `${stem === '' ? 'clip' : stem}-${digest}`;
}

/** ASCII letters, digits and hyphens, at most 60 of them. */
export const safeName = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);

export const imageOf = (exhibitNumber: string): string => `Image of ${exhibitNumber}`;
export const exhibitOf = (exhibitNumber: string): string => `Exhibit ${exhibitNumber}`;
/** The hash says which: two papers may carry one name. */
export const paperOf = ({ name, sha256 }: { name: string; sha256: string }): string =>
  `Paper "${name}", SHA-256 ${sha256}`;

/** `redacted/E-01.png`: a copy with parts made black, always a PNG; the image itself is not in the pack. */
export const redactedName = (exhibitNumber: string): string => `redacted/${exhibitNumber}.png`;

/** How a disclosure schedule ties such a copy to the image it was made of. */
export const redactedImageOf = (exhibitNumber: string, sha256: string, copySha256: string): string =>
  `Image of ${exhibitNumber} as the camera sent it, SHA-256 ${sha256}; a copy with parts made black, SHA-256 ${copySha256}, is attached`;

/** What such a line says; null where it is none. */
export function readRedactedImage(what: string): { number: string; sha256: string; copySha256: string } | null {
  const said =
    /^Image of (E-\d{2,}) as the camera sent it, SHA-256 ([0-9a-f]{64}); a copy with parts made black, SHA-256 ([0-9a-f]{64}), is attached$/.exec(
      what,
    );
  const [, number, sha256, copySha256] = said ?? [];
  return number === undefined || sha256 === undefined || copySha256 === undefined
    ? null
    : { number, sha256, copySha256 };
}

/** A paper of which not even the name is told. */
export const withheldPaperOf = (sha256: string): string => `A paper of an authority, SHA-256 ${sha256}`;

/** `Log entry 7`, `Log entries 7 to 9`: how a disclosure schedule names entries that stand as their commitment alone. */
export const withheldEntriesOf = (fromSeq: number, toSeq: number): string =>
  fromSeq === toSeq ? `Log entry ${fromSeq}` : `Log entries ${fromSeq} to ${toSeq}`;

/** The range such a line names; null where it names no entries. */
export function readWithheldEntries(what: string): { fromSeq: number; toSeq: number } | null {
  const one = /^Log entry ([1-9]\d{0,8})$/.exec(what);
  if (one !== null) return { fromSeq: Number(one[1]), toSeq: Number(one[1]) };
  const range = /^Log entries ([1-9]\d{0,8}) to ([1-9]\d{0,8})$/.exec(what);
  if (range === null) return null;
  const [fromSeq, toSeq] = [Number(range[1]), Number(range[2])];
  return fromSeq < toSeq ? { fromSeq, toSeq } : null;
}
