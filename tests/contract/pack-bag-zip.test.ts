/**
 * Rule EP27: a zip that holds a bag has one form, so that no two programs unpack two different bags from it. Each forgery
 * here is one step away from a zip that opens.
 */
import { deflateRawSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { zipOfBag } from '../../src/core/evidence/bag.ts';
import { PackFault } from '../../src/core/evidence/verdict.ts';
import { openZip } from '../../src/core/evidence/verify-bag.ts';
import { type ForgedEntry, forgeZip } from '../fixtures/forge-zip.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const list = text('number,plate\nE-01,ABC123\nE-02,ABC123\nE-03,ABC123\n');
const first: ForgedEntry = { name: 'bag/bagit.txt', bytes: text('BagIt-Version: 1.0\n') };
const second: ForgedEntry = { name: 'bag/data/exhibits.csv', bytes: list };
const withSecond = (change: Partial<ForgedEntry>): Uint8Array => forgeZip([first, { ...second, ...change }]);

/** `opens`, or the code for which it is refused. */
function outcome(zip: Uint8Array): string {
  try {
    openZip(zip);
    return 'opens';
  } catch (error) {
    if (error instanceof PackFault) return error.problem.code;
    throw error;
  }
}
const allRefused = (forged: Record<string, Uint8Array>): void => {
  for (const [name, zip] of Object.entries(forged)) expect(outcome(zip), name).toBe('bag-form');
};

/** One byte more of something is stated of the second entry, and no byte added. */
function claiming(inDirectory: number, inEntry: number | null): Uint8Array {
  const zip = forgeZip([first, second]);
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const central = zip.length - 22 - 46 - second.name.length;
  view.setUint16(central + inDirectory, 1, true);
  if (inEntry !== null) view.setUint16(view.getUint32(central + 42, true) + inEntry, 1, true);
  return zip;
}

test('EP27 a plain zip opens: stored or deflated, made by this program or on Unix', () => {
  expect(outcome(forgeZip([first, second]))).toBe('opens');
  expect(outcome(withSecond({ says: { method: 0 } }))).toBe('opens');
  expect(outcome(withSecond({ says: { madeBy: 0x0314, attributes: 0x81a40000 } }))).toBe('opens');
  expect([...openZip(forgeZip([first, second])).read('data/exhibits.csv')]).toEqual([...list]);
});

test('EP27 every kind of content that is written to a bag opens again with the same bytes', () => {
  const noise = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 2_654_435_761) >>> 13);
  const contents = [
    new Uint8Array(),
    text('a'),
    text('abcdefghijklmnopqrstuvwxyz'),
    new Uint8Array(300_000),
    noise,
    text('aaaaabbbbbbcccccc'.repeat(3)),
    // Many plain letters and no repetition, one repetition, one distance: sets of codes with none or one in them.
    Uint8Array.from({ length: 256 }, (_, i) => (i * i) % 7),
    Uint8Array.from({ length: 4_000 }, (_, i) => (noise[i * 11] ?? 0) & 15),
    Uint8Array.from({ length: 400 }, (_, i) => ((noise[i * 7] ?? 0) & 3) + 65),
  ];
  const files = contents.map((bytes, i) => ({ path: `data/${i}.bin`, bytes }));
  const { read } = openZip(zipOfBag(files, 'bag'));
  for (const { path, bytes } of files) expect(Buffer.from(read(path)).equals(bytes), path).toBe(true);
});

test('EP27 an entry and the directory say the same, and nothing more than name and bytes', () => {
  const unicodePath = Uint8Array.of(0x75, 0x70, 6, 0, 1, 0, 0, 0, 0, 0x62);
  allRefused({
    'two names': withSecond({ local: { name: 'bag/data/exhibitz.csv' } }),
    'two sizes': withSecond({ local: { size: list.length + 1 } }),
    'two checksums': withSecond({ local: { crc: 1 } }),
    'two methods': withSecond({ local: { method: 0 } }),
    'two times': withSecond({ local: { time: 0x00210001 } }),
    'another time': withSecond({ says: { time: 0x00210001 } }),
    'extra field': withSecond({ says: { extra: unicodePath } }),
    'extra field of the directory': withSecond({ central: { extra: unicodePath } }),
    'extra field of the entry': withSecond({ local: { extra: unicodePath } }),
    'comment of an entry': withSecond({ central: { comment: text('see other.csv') } }),
    'sizes that follow': withSecond({ says: { flags: 8 } }),
    encrypted: withSecond({ says: { flags: 1 } }),
    'names in another writing': withSecond({ says: { flags: 0x800 } }),
    'version of zip64': withSecond({ says: { needed: 45 } }),
    'another disk': withSecond({ central: { disk: 1 } }),
    'inner attributes': withSecond({ central: { inner: 1 } }),
    'a method of its own': withSecond({ says: { method: 9 }, body: deflateRawSync(list) }),
    'extra field that is not there': claiming(30, 28),
    'comment that is not there': claiming(32, null),
  });
});

test('EP27 entries are regular files: no link, no folder, no device', () => {
  allRefused({
    link: withSecond({ says: { madeBy: 0x0314, attributes: 0xa1ff0000 } }),
    'runs as a program': withSecond({ says: { madeBy: 0x0314, attributes: 0x81ed0000 } }),
    'folder by attribute': withSecond({ says: { attributes: 0x10 } }),
    'hidden by attribute': withSecond({ says: { attributes: 2 } }),
    'folder by name': forgeZip([first, second, { name: 'bag/data/x/', bytes: list }]),
    'empty folder': forgeZip([first, second, { name: 'bag/data/x/', bytes: new Uint8Array() }]),
    'another system': withSecond({ says: { madeBy: 0x1314 } }),
  });
});

test('EP27 what is unpacked is what is stated, all of it and nothing else', () => {
  const longer = text(`${new TextDecoder().decode(list)}E-99,FORGED\n`);
  const packed = deflateRawSync(list);
  const block = Uint8Array.of(1, list.length, 0, ~list.length & 255, 255, ...list);
  expect(outcome(withSecond({ body: block }))).toBe('opens');
  allRefused({
    checksum: withSecond({ says: { crc: 1 } }),
    'checksum of a stored one': withSecond({ says: { crc: 1, method: 0 } }),
    'goes on after its size': withSecond({ body: deflateRawSync(longer) }),
    'shorter than its size': withSecond({ says: { size: list.length + 1 } }),
    'stored, of another size': withSecond({ says: { method: 0, size: list.length - 1 } }),
    'bytes after the end': withSecond({ body: Buffer.concat([packed, text('x')]) }),
    'a block whose complement is none': withSecond({ body: Uint8Array.of(1, list.length, 0, 0, 0, ...list) }),
    'padding that is not zero': withSecond({
      body: Uint8Array.of(0x81, list.length, 0, ~list.length & 255, 255, ...list),
    }),
    'cut off': withSecond({ body: packed.subarray(0, -1) }),
    nothing: withSecond({ body: new Uint8Array() }),
  });
});

test('EP27 entries follow one another from the first byte to the directory, and the end is the end', () => {
  const third: ForgedEntry = { name: 'bag/data/other.csv', bytes: list };
  const plain = forgeZip([first, second]);
  allRefused({
    'before the first': forgeZip([first, second], { before: text('%PDF-1.7') }),
    'between two': forgeZip([{ ...first, after: text('x') }, second]),
    'before the directory': withSecond({ after: text('x') }),
    'not in the directory': forgeZip([first, { ...third, unlisted: true }, second]),
    'last and not in the directory': forgeZip([first, second, { ...third, unlisted: true }]),
    'one body twice': forgeZip([first, second, { ...second, noBody: true, central: { offset: 0 } }]),
    'one body under two names': forgeZip([first, { ...second, noBody: true, central: { name: 'bag/b', offset: 0 } }]),
    'another order': forgeZip([
      { ...first, central: { offset: 68 } },
      { ...second, central: { offset: 0 } },
    ]),
    'after the directory': forgeZip([first, second], { gap: text('x') }),
    'a locator of zip64': forgeZip([first, second], { gap: Uint8Array.of(0x50, 0x4b, 6, 7, ...new Uint8Array(16)) }),
    'after the end': Buffer.concat([plain, text('x')]),
    'comment at the end': forgeZip([first, second], { comment: text('x') }),
    'comment that is not there': forgeZip([first, second], { comment: text('x') }).subarray(0, -1),
    'in the directory, after its last entry': forgeZip([first, second], { gap: text('x'), size: 127 }),
    'two counts': forgeZip([first, second], { here: 1 }),
    'two counts, the other way': forgeZip([first, second], { here: 2, count: 1 }),
    'count too small': forgeZip([first, second], { count: 1 }),
    'count too large': forgeZip([first, second], { count: 3 }),
    'another disk': forgeZip([first, second], { disk: 1 }),
    'directory elsewhere': forgeZip([first, second], { at: 1 }),
    'directory too small': forgeZip([first, second], { size: 1 }),
    'two zips, one after the other': Buffer.concat([plain, plain]),
    'no entry': forgeZip([]),
    'the end alone': plain.subarray(-22),
    nothing: new Uint8Array(),
  });
  for (let length = 0; length < plain.length; length += 1)
    expect(outcome(plain.subarray(0, length)), `cut at ${length}`).toBe('bag-form');
});

test('EP27 the folder and every name in it stand for themselves', () => {
  const under = (folder: string): Uint8Array =>
    forgeZip([first, second].map((entry) => ({ ...entry, name: entry.name.replace('bag', folder) })));
  expect(outcome(under('pack-02'))).toBe('opens');
  for (const folder of ['..', '.', '', 'C:', 'a b', 'b\u00e4g', 'a\\b', '.bag', 'bag.'])
    expect(outcome(under(folder)), JSON.stringify(folder)).toBe('bag-form');
  for (const name of ['bag/../x', 'bag//x', 'bag/./x', 'bag/a\\x', 'bag/a\u0000.csv', 'bag/', 'other/x', 'x', 'bag'])
    expect(outcome(forgeZip([first, { name, bytes: list }])), JSON.stringify(name)).toBe('bag-form');
  expect(outcome(forgeZip([first, second, second]))).toBe('bag-form');
});

test('EP27 EP28 too many entries, or too much of them, are refused before anything is unpacked', () => {
  const many = Array.from(
    { length: 20_001 },
    (_, i): ForgedEntry => ({
      name: `bag/${i}`,
      bytes: new Uint8Array(),
      says: { method: 0 },
    }),
  );
  expect(outcome(forgeZip(many.slice(1)))).toBe('opens');
  expect(outcome(forgeZip(many))).toBe('bag-form');
  // Only the stated size is too large: what would be unpacked is small and the checksum wrong, yet the size is told.
  expect(() => openZip(withSecond({ says: { size: 60_000_000 } }))).toThrow('unpacks to more than it may');
  expect(outcome(zipSync({ 'bag/zeros': new Uint8Array(60_000_000) }, { mtime: new Date(1980, 0, 1) }))).toBe(
    'bag-form',
  );
});
