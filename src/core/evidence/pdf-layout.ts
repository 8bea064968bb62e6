/**
 * The outside of a signed pack: one signature, its byte range over everything but its own value, nothing after the end.
 * Runs anywhere, pure; works on bytes alone and follows no pointer of the file, so that a hostile one costs one scan.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { PackFault } from './verdict.ts';

/** Largest pack looked at, bytes. */
export const maxPackBytes = 2_000_000_000;
const minPackBytes = 1_000;

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

export type PackLayout = {
  /** DER of the signature, without the padding of its placeholder. */
  cms: Uint8Array;
  /** SHA-256 of all bytes the signature covers. */
  digest: Uint8Array;
  /** Offsets of `<` and of the byte after `>`. */
  gap: { start: number; end: number };
};

/**
 * True where the file bears at least two of the three marks of a signed PDF. Every pack bears all three, so that one
 * spoilt byte leaves it a pack that does not hold, never a file that is none (EP12).
 */
export function looksLikePack(bytes: Uint8Array): boolean {
  const marks = [
    indexOf(bytes.subarray(0, 8), ascii('%PDF-1.')) === 0,
    indexOf(bytes, ascii('/ByteRange')) >= 0,
    indexOf(bytes, ascii('/ETSI.CAdES.detached')) >= 0,
  ];
  return marks.filter(Boolean).length >= 2;
}

/** Throws {@link PackFault}. What it means for the file as a whole, `looksLikePack` decides. */
export function readLayout(bytes: Uint8Array): PackLayout {
  if (bytes.length > maxPackBytes) throw new PackFault('too-large', 'The file is larger than any pack.', 'file');
  if (indexOf(bytes.subarray(0, 8), ascii('%PDF-1.')) !== 0)
    throw new PackFault('not-a-pack', 'This is not a PDF file.', 'byte 0');
  if (bytes.length < minPackBytes) throw new PackFault('too-short', 'The file is too short to be a pack.', 'file');
  const ranges = findRanges(bytes);
  const [range] = ranges;
  if (range === undefined)
    throw new PackFault('no-signature', 'The file carries no signature of a pack, or was cut off.', 'file');
  if (ranges.length > 1)
    throw new PackFault('several-signatures', 'The file carries more than one signature.', `byte ${ranges[1]?.at}`);
  const [start, firstLength, secondStart, secondLength] = range.numbers;
  const signedEnd = secondStart + secondLength;
  if (start !== 0 || secondStart <= firstLength || signedEnd > bytes.length)
    throw new PackFault(
      'bytes-not-signed',
      'The signature does not cover the file from its start.',
      `byte ${range.at}`,
    );
  if (signedEnd < bytes.length)
    throw new PackFault(
      'bytes-after-end',
      `${bytes.length - signedEnd} bytes follow what was signed.`,
      `byte ${signedEnd}`,
    );
  const cms = readContents(bytes, firstLength, secondStart);
  checkEnd(bytes);
  const hash = sha256.create();
  hash.update(bytes.subarray(0, firstLength));
  hash.update(bytes.subarray(secondStart));
  return { cms, digest: hash.digest(), gap: { start: firstLength, end: secondStart } };
}

export type ByteRange = { at: number; numbers: [number, number, number, number] };

/** More of them would only make the search long. */
const maxRanges = 10_000;

/**
 * The byte ranges of signatures over this file, two at most. An attached PDF may be signed itself: its range counts from
 * its own start, so that what it leaves out does not follow it here, and the file's own signature covers it.
 */
function findRanges(bytes: Uint8Array): ByteRange[] {
  const key = ascii('/ByteRange');
  const own: ByteRange[] = [];
  const others: ByteRange[] = [];
  let seen = 0;
  for (let at = indexOf(bytes, key); at >= 0 && own.length < 2; at = indexOf(bytes, key, at + 1)) {
    seen += 1;
    if (seen > maxRanges)
      throw new PackFault('several-signatures', 'The file carries more signatures than any pack.', `byte ${at}`);
    const text = String.fromCharCode(...bytes.subarray(at, at + 80));
    const match = /^\/ByteRange ?\[ ?(\d{1,10}) +(\d{1,10}) +(\d{1,10}) +(\d{1,10}) *\]/.exec(text);
    if (!match) continue;
    const range = { at, numbers: match.slice(1, 5).map(Number) as ByteRange['numbers'] };
    const gap = range.numbers[1] - at;
    (gap > 0 && gap < 400 ? own : others).push(range);
  }
  const [first] = own;
  if (first === undefined || own.length > 1) return [...own, ...others];
  return [first, ...others.filter(({ at }) => at >= first.numbers[2] + first.numbers[3])];
}

/** The byte range that `readLayout` went by; null where there is none, or two. */
export function findRange(bytes: Uint8Array): ByteRange | null {
  const [range, second] = findRanges(bytes);
  return second === undefined ? (range ?? null) : null;
}

/** The hexadecimal value between the two signed parts: lower case, whole, padded with zeros and nothing else. */
function readContents(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const fault = (message: string, at: number): PackFault => new PackFault('signature-form', message, `byte ${at}`);
  if (bytes[start] !== 0x3c) throw fault('The signature value does not begin where it must.', start);
  if (bytes[end - 1] !== 0x3e) throw fault('The signature value does not end where it must.', end - 1);
  const digits = end - start - 2;
  if (digits < 16 || digits % 2 !== 0 || digits > 200_000)
    throw fault('The signature value has a wrong length.', start);
  const value = new Uint8Array(digits / 2);
  for (let i = 0; i < value.length; i += 1) {
    const at = start + 1 + i * 2;
    const high = nibble(bytes[at]);
    const low = nibble(bytes[at + 1]);
    if (high < 0 || low < 0) throw fault('The signature value holds a character that it may not.', at);
    value[i] = high * 16 + low;
  }
  const length = derLength(value);
  if (length === null || length > value.length) throw fault('The signature value is not whole.', start + 1);
  for (let i = length; i < value.length; i += 1)
    if (value[i] !== 0) throw fault('Something follows the signature inside its place.', start + 1 + i * 2);
  return value.slice(0, length);
}

const nibble = (code: number | undefined): number => {
  if (code === undefined) return -1;
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  return code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
};

/** Whole length of a DER SEQUENCE of up to 65,535 content bytes; null where it is none. */
function derLength(value: Uint8Array): number | null {
  const [tag, first, second, third] = value;
  if (tag !== 0x30 || first === undefined) return null;
  if (first < 0x80) return 2 + first;
  if (first === 0x81 && second !== undefined) return 3 + second;
  if (first === 0x82 && second !== undefined && third !== undefined) return 4 + second * 256 + third;
  return null;
}

/** One cross-reference pointer and one end: a later revision would bring a second of each. */
function checkEnd(bytes: Uint8Array): void {
  const startxref = ascii('startxref');
  const first = indexOf(bytes, startxref, Math.max(0, bytes.length - 64));
  const tail = first < 0 ? '' : String.fromCharCode(...bytes.subarray(first));
  if (!/^startxref\r?\n\d+\r?\n%%EOF\r?\n?$/.test(tail))
    throw new PackFault('bytes-after-end', 'The file does not end as a pack ends.', `byte ${bytes.length}`);
}

/** First position of `needle` at or after `from`; -1 where there is none. Scans by the native search for its first byte. */
export function indexOf(bytes: Uint8Array, needle: Uint8Array, from = 0): number {
  const [first] = needle;
  if (first === undefined) return from;
  let at = bytes.indexOf(first, from);
  while (at >= 0 && at + needle.length <= bytes.length) {
    let same = 1;
    while (same < needle.length && bytes[at + same] === needle[same]) same += 1;
    if (same === needle.length) return at;
    at += 1;
    // A run of this byte is walked, not searched for one by one: a hostile file may hold nothing else.
    if (bytes[at] !== first) at = bytes.indexOf(first, at);
  }
  return -1;
}
