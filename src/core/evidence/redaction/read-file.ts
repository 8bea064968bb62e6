/**
 * Shows everything a file of a pack says to a seeker: JSON with its escapes resolved, tables, pictures with what stands in
 * their metadata, other files as bytes. Runs anywhere (pure).
 */
import { unzlibSync } from 'fflate';
import type { LeakSeeker } from './leak-seeker.ts';
import { latin1, pdfString } from './page-text.ts';
import { textsIn } from './removed-value.ts';

export function seekInFile(seeker: LeakSeeker, where: string, bytes: Uint8Array): void {
  seeker.bytes(where, bytes);
  if (isJpeg(bytes)) seekInJpeg(seeker, where, bytes);
  else if (isPng(bytes)) seekInPng(seeker, where, bytes);
  else seekInText(seeker, where, bytes);
}

const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8;
export const isPng = (bytes: Uint8Array): boolean => latin1(bytes.subarray(1, 4)) === 'PNG';

function seekInText(seeker: LeakSeeker, where: string, bytes: Uint8Array): void {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return;
  }
  const lines = text.split('\n');
  const parsed = parse(text);
  if (parsed !== undefined) seeker.text(where, textsIn(parsed).join('\n'));
  else if (lines.some((line) => line.startsWith('{')))
    lines.forEach((line, at) => {
      const one = parse(line);
      if (one !== undefined) seeker.text(`${where}, line ${at + 1}`, textsIn(one).join('\n'));
    });
  seeker.text(where, unescaped(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Text of XML and of tables besides as it stands. */
export const unescaped = (text: string): string => {
  if (!text.includes('&')) return text;
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  const plain = text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(amp|lt|gt|quot|apos));/gi, (whole, dec, hex, name) => {
    if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
    const code = dec === undefined ? Number.parseInt(hex, 16) : Number(dec);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
  return `${text}\n${plain}`;
};

/** Runs of text in metadata: one byte a character, UTF-8, and UTF-16 of both orders from either byte on. */
function seekInMetadata(seeker: LeakSeeker, where: string, bytes: Uint8Array): void {
  seeker.text(where, latin1(bytes));
  seeker.text(where, unescaped(new TextDecoder().decode(bytes)));
  for (const from of [0, 1]) {
    seeker.text(where, new TextDecoder('utf-16le').decode(bytes.subarray(from)));
    seeker.text(where, new TextDecoder('utf-16be').decode(bytes.subarray(from)));
  }
  seeker.text(where, pdfString(bytes));
}

/** Every segment before the picture itself: EXIF, XMP, comments, profiles; and whatever follows its end. */
function seekInJpeg(seeker: LeakSeeker, where: string, bytes: Uint8Array): void {
  let at = 2;
  while (at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xda || marker === 0xd9) break;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (marker >= 0xe0) seekInMetadata(seeker, `${where}, metadata`, bytes.subarray(at + 4, at + 2 + length));
    at += 2 + Math.max(2, length);
  }
  const end = lastEnd(bytes);
  if (end < bytes.length) seekInMetadata(seeker, `${where}, after the picture`, bytes.subarray(end));
}

function lastEnd(bytes: Uint8Array): number {
  for (let at = bytes.length - 2; at >= 0; at -= 1) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return at + 2;
  return bytes.length;
}

function seekInPng(seeker: LeakSeeker, where: string, bytes: Uint8Array): void {
  for (const { type, body } of pngChunks(bytes)) {
    if (type === 'IDAT' || type === 'PLTE') continue;
    seekInMetadata(seeker, `${where}, metadata`, body);
    // Packed text: keyword, NUL, flags, then zlib.
    for (let from = 0; from < Math.min(body.length, 400); from += 1)
      if (body[from] === 0x78) {
        try {
          seekInMetadata(seeker, `${where}, metadata`, unzlibSync(body.subarray(from)));
        } catch {
          // No packed text begins here.
        }
      }
  }
}

export function pngChunks(bytes: Uint8Array): { type: string; body: Uint8Array }[] {
  const chunks: { type: string; body: Uint8Array }[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    chunks.push({ type: latin1(bytes.subarray(at + 4, at + 8)), body: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  const { length } = chunks;
  const used = chunks.reduce((sum, { body }) => sum + body.length + 12, 8);
  if (length > 0 && used < bytes.length) chunks.push({ type: 'rest', body: bytes.subarray(used) });
  return chunks;
}
