/**
 * Reads a zip that can be read in one way only: every entry once, one after another from the first byte, saying in both
 * places the same, as `zipOfBag` writes it. Runs anywhere. Nothing is unpacked before the whole structure, the number of
 * entries and what they say they unpack to have been checked. Whatever another program could read otherwise is refused.
 */
import { inflateSync } from 'fflate';
import { walkDeflated } from './strict-deflate.ts';
import { PackFault } from './verdict.ts';

/** A pack of thousands of exhibits has fewer. */
export const maxBagFiles = 20_000;

export type ZipEntry = { name: string; bytes: Uint8Array };

const endBytes = 22;
const localBytes = 30;
const centralBytes = 46;
/** Version needed, flags, method, time, date, CRC-32, both sizes, both lengths: stand in the entry and in the directory. */
const sharedBytes = 26;
const [endMark, localMark, centralMark] = [0x06054b50, 0x04034b50, 0x02014b50];
const [stored, deflated] = [0, 8];
/** Midnight of 1 January 1980, the first a zip can name. */
const noTime = 0x00210000;
/** Made by, and the attributes that go with it: no system's (as Waymark writes), or Unix's of a regular file. */
const plainFiles: ReadonlyMap<number, number> = new Map([
  [20, 0],
  [0x0314, 0x81a40000],
]);

type Listed = { name: string; method: number; crc: number; packed: Uint8Array; size: number };

/**
 * @param room bytes to which all entries together may unpack
 * @throws PackFault `bag-form`
 */
export function readZip(zip: Uint8Array, room: number): ZipEntry[] {
  const listed = readDirectory(zip);
  let left = room;
  for (const { name, packed, size } of listed) {
    left -= Math.max(packed.length, size);
    if (left < 0) throw new PackFault('bag-form', 'The bag unpacks to more than it may.', name);
  }
  return listed.map((entry) => ({ name: entry.name, bytes: unpack(entry) }));
}

function readDirectory(zip: Uint8Array): Listed[] {
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - endBytes;
  if (end < 0 || view.getUint32(end, true) !== endMark) throw odd('It does not end where its directory ends.');
  const count = view.getUint16(end + 8, true);
  if (count > maxBagFiles) throw odd(`It holds more than ${maxBagFiles} files.`);
  const directory = view.getUint32(end + 16, true);
  const isWhole =
    view.getUint32(end + 4, true) === 0 &&
    view.getUint16(end + 10, true) === count &&
    directory + view.getUint32(end + 12, true) === end &&
    view.getUint16(end + 20, true) === 0;
  if (!isWhole) throw odd('Its end does not fit its directory.');
  const listed: Listed[] = [];
  let at = directory;
  let entryAt = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + centralBytes > end || view.getUint32(at, true) !== centralMark) throw odd('Its directory is cut off.');
    const packedSize = view.getUint32(at + 20, true);
    const nameSize = view.getUint16(at + 28, true);
    const name = String.fromCharCode(...zip.subarray(at + centralBytes, Math.min(at + centralBytes + nameSize, end)));
    const bodyAt = entryAt + localBytes + nameSize;
    if (at + centralBytes + nameSize > end || bodyAt + packedSize > directory) throw odd('An entry is cut off.', name);
    assertPlain(view, at, name);
    const isSame =
      view.getUint32(at + 42, true) === entryAt &&
      view.getUint32(entryAt, true) === localMark &&
      same(zip, at + 6, entryAt + 4, sharedBytes) &&
      same(zip, at + centralBytes, entryAt + localBytes, nameSize);
    if (!isSame) throw odd('An entry is not the one that the directory names.', name);
    listed.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: zip.subarray(bodyAt, bodyAt + packedSize),
      size: view.getUint32(at + 24, true),
    });
    at += centralBytes + nameSize;
    entryAt = bodyAt + packedSize;
  }
  if (at !== end || entryAt !== directory) throw odd('It holds bytes that belong to no file.');
  return listed;
}

/** No extra field, comment, other disk, encryption, size that follows later, other method or time; a regular file. */
function assertPlain(view: DataView, at: number, name: string): void {
  const method = view.getUint16(at + 10, true);
  const isPlain =
    plainFiles.get(view.getUint16(at + 4, true)) === view.getUint32(at + 38, true) &&
    view.getUint16(at + 6, true) === 20 &&
    view.getUint16(at + 8, true) === 0 &&
    (method === stored || method === deflated) &&
    view.getUint32(at + 12, true) === noTime &&
    view.getUint16(at + 28, true) > 0 &&
    // Lengths of extra field and comment, the disk, the inner attributes.
    view.getUint32(at + 30, true) === 0 &&
    view.getUint32(at + 34, true) === 0;
  if (!isPlain) throw odd('An entry is more than the name and bytes of a file.', name);
}

function same(bytes: Uint8Array, one: number, other: number, length: number): boolean {
  for (let i = 0; i < length; i += 1) if (bytes[one + i] !== bytes[other + i]) return false;
  return true;
}

function unpack({ name, method, crc, packed, size }: Listed): Uint8Array {
  const bytes = method === stored ? packed : inflate(packed, size, name);
  if (bytes.length !== size || crc32(bytes) !== crc) throw odd('A file is not what the zip says of it.', name);
  return bytes;
}

/** Walked first, so that it can be read in one way only, to the end of its bytes, and unpacks to what is stated. */
function inflate(packed: Uint8Array, size: number, name: string): Uint8Array {
  if (walkDeflated(asZlib(packed), size)?.bytes !== size) throw odd('A file is not packed as it should be.', name);
  return inflateSync(packed, { out: new Uint8Array(size) });
}

/** Between the header of a zlib stream and a checksum, which the zip's own takes the place of. */
function asZlib(packed: Uint8Array): Uint8Array {
  const whole = new Uint8Array(packed.length + 6);
  whole.set([0x78, 0x9c]);
  whole.set(packed, 2);
  return whole;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 of ISO 3309, as zips carry it. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 255] ?? 0);
  return ~crc >>> 0;
}

const odd = (message: string, where = 'bag'): PackFault =>
  new PackFault(
    'bag-form',
    `The zip is not of the plain form in which a bag travels. ${message} If a program of your own made it, unpack it and give the folder.`,
    where,
  );
