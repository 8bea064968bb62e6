// Removed texts planted in every place a file can hold one, and found there; each plant is absent before, so that a
// seeker that finds nothing, or everything, fails.

import { deflateSync } from 'node:zlib';
import { PDFDocument, PDFHexString, PDFName, PDFString } from '@cantoo/pdf-lib';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import PdfKit from 'pdfkit';
import { expect, test } from 'vitest';
import { fileMarks, findLeaks } from '../../src/core/evidence/redaction/find-leaks.ts';
import type { RemovedValue } from '../../src/core/evidence/redaction/removed-value.ts';
import { fontPath } from '../../src/evidence/fonts.ts';

const value = (text: string, seek: RemovedValue['seek'] = 'anywhere'): RemovedValue => ({
  text,
  what: `the ${text.length}-letter one`,
  ground: 'Test',
  seek,
  instead: '[removed]',
});
const plate = value('QZX417');
const name = value('Wiremu Tūmanako');
const both = [plate, name];

type Doc = PDFKit.PDFDocument;
/** A document of one page with subset fonts, as packs have. */
function drawn(draw: (doc: Doc) => void = () => undefined, info: Record<string, string> = {}): Promise<Uint8Array> {
  const doc = new PdfKit({
    font: '',
    subset: 'PDF/A-3b',
    tagged: true,
    pdfVersion: '1.7',
    info,
    lang: 'en-NZ',
  } as never);
  const chunks: Uint8Array[] = [];
  doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  doc.registerFont('Inter', fontPath('Inter')).font('Inter');
  draw(doc);
  doc.end();
  return new Promise((resolve) => doc.on('end', () => resolve(new Uint8Array(Buffer.concat(chunks)))));
}
const attached = (bytes: Uint8Array, file: string) =>
  drawn((doc) => void doc.file(Buffer.from(bytes), { name: file, type: 'application/octet-stream' }));
const told = async (pdf: Uint8Array, values: readonly RemovedValue[] = both): Promise<string[]> =>
  (await findLeaks(pdf, values)).leaks.map(({ where, what }) => `${where}: ${what}`);
/** The same document opened and changed as an editor would. */
async function edited(change: (pdf: PDFDocument) => void): Promise<Uint8Array> {
  const pdf = await PDFDocument.load(await drawn());
  change(pdf);
  return pdf.save({ useObjectStreams: false });
}

test('EP31 a file that holds none of them is silent, and all of it was read', async () => {
  const pdf = await drawn((doc) => void doc.text('QZX 41 and Wiremu are here, and Tumanako'));
  expect(await findLeaks(pdf, both)).toEqual({ leaks: [], unread: [] });
});

test('EP31 red: text drawn with a subset font, whole, letter by letter and over two lines', async () => {
  expect((await told(await drawn((doc) => void doc.text('Seen: QZX417.')))).join()).toContain(
    'page 1: the 6-letter one',
  );
  const letters = await drawn((doc) => {
    for (const [at, letter] of [...'QZX417'].entries()) doc.text(letter, 50 + at * 20, 90);
  });
  expect((await told(letters)).join()).toContain('page 1');
  expect((await told(letters, [value('QZX417', 'bounded')])).join()).toContain('page 1');
  const lines = await drawn((doc) => void doc.text('by Wiremu', 50, 90).text('Tūmanako', 50, 110));
  expect((await told(lines)).join()).toContain('page 1: the 15-letter one');
});

test('EP31 red: title, bookmark, replacement text of a picture, metadata', async () => {
  const titled = await told(await drawn(undefined, { Title: 'About QZX417' }));
  expect(titled.some((leak) => leak.startsWith('metadata'))).toBe(true);
  expect(titled.some((leak) => leak.startsWith('object'))).toBe(true);
  expect(await told(await drawn((doc) => void doc.outline.addItem('Wiremu Tūmanako')))).not.toEqual([]);
  const alt = await drawn((doc) => {
    const figure = doc.struct('Figure', { alt: 'The car QZX417' }, () => void doc.rect(1, 1, 9, 9).fill());
    doc.addStructure(figure);
  });
  expect(await told(alt)).not.toEqual([]);
  const actual = await drawn((doc) => {
    doc.markContent('Span', { actual: 'QZX417' });
    doc.text('another');
    doc.endMarkedContent();
  });
  expect(await told(actual)).not.toEqual([]);
});

test('EP31 red: strings in brackets, in digits and in UTF-16, and a name', async () => {
  for (const string of [
    PDFString.of('QZX\\064\\061\\067'),
    PDFHexString.of(Buffer.from('qzx417').toString('hex')),
    PDFHexString.fromText('QZX417'),
    PDFHexString.of(Buffer.from('\uFEFFQZX417', 'utf16le').toString('hex')),
    PDFName.of('QZX#3417'),
  ])
    expect((await told(await edited((pdf) => pdf.catalog.set(PDFName.of('Extra'), string)))).length).toBeGreaterThan(0);
});

test('EP31 red: an attachment, in its name, in JSON with escapes, in lines, in a table and in a description', async () => {
  expect(await told(await attached(utf8ToBytes('nothing'), 'QZX417.txt'))).not.toEqual([]);
  const escaped = '{"by":"Wiremu T\\u016bmanako","plate":"\\u0051ZX417"}';
  expect((await told(await attached(utf8ToBytes(escaped), 'a.json'))).sort()).toEqual([
    'a.json: the 15-letter one',
    'a.json: the 6-letter one',
  ]);
  expect(await told(await attached(utf8ToBytes(`{"a":1}\n${escaped}\n`), 'case-log.jsonl'))).toContain(
    'case-log.jsonl, line 2: the 6-letter one',
  );
  expect(await told(await attached(utf8ToBytes('exhibit,plate\r\nE-01,"QZX417"\r\n'), 'exhibits.csv'))).toEqual([
    'exhibits.csv: the 6-letter one',
  ]);
  const graph = '{"@graph":[{"uco-core:name":"Vehicle with the plate qzx 417"}]}';
  expect(await told(await attached(utf8ToBytes(graph), 'case-uco.jsonld'))).toEqual([
    'case-uco.jsonld: the 6-letter one',
  ]);
});

test('EP31 red: metadata inside pictures: EXIF in two encodings, a comment, behind the end, packed text of a PNG', async () => {
  const segment = (marker: number, body: Buffer): Buffer =>
    Buffer.concat([Buffer.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255]), body]);
  const jpeg = (...parts: Buffer[]): Buffer =>
    Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, Buffer.from([0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9])]);
  expect(await told(await attached(jpeg(), 'E-01.jpg'))).toEqual([]);
  for (const picture of [
    jpeg(segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0II*\0'), Buffer.from('QZX417')]))),
    jpeg(segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0'), Buffer.from('Wiremu Tūmanako', 'utf16le')]))),
    jpeg(segment(0xfe, Buffer.from('plate qzx 417'))),
    Buffer.concat([jpeg(), Buffer.from('QZX417')]),
  ])
    expect((await told(await attached(picture, 'E-01.jpg'))).join()).toMatch(/E-01\.jpg, (metadata|after)/);
  const chunk = (type: string, body: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, Buffer.from(type), body, Buffer.alloc(4)]);
  };
  const png = Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync('seen: QZX417')])),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  expect(await told(await attached(png, 'E-01.png'))).toEqual(['E-01.png, metadata: the 6-letter one']);
});

test('EP31 red: a document inside a document, and a stream that belongs to nothing', async () => {
  const inner = await drawn((doc) => void doc.text('Statement of Wiremu Tūmanako'));
  expect((await told(await attached(inner, 'paper.pdf'))).join()).toContain('paper.pdf, page 1: the 15-letter one');
  const stray = await edited((pdf) => {
    pdf.context.register(pdf.context.flateStream('QZX417 stands where no page shows it'));
  });
  expect(await told(stray)).not.toEqual([]);
});

test('EP31 a picture that was to go is known by its bytes, and by its pixels where a page holds them', async () => {
  const bytes = utf8ToBytes('the very bytes of a picture');
  const sought = [{ what: 'picture of E-01', marks: fileMarks(bytes) }];
  expect((await findLeaks(await attached(bytes, 'other-name.bin'), [], sought)).leaks).toEqual([
    { where: 'other-name.bin', what: 'picture of E-01' },
  ]);
  expect((await findLeaks(await attached(utf8ToBytes('others'), 'a.bin'), [], sought)).leaks).toEqual([]);
});

test('EP31 what cannot be read is named: a font without a map, a damaged paper', async () => {
  const pdf = await PDFDocument.load(await drawn((doc) => void doc.text('QZX417')));
  for (const [, object] of pdf.context.enumerateIndirectObjects())
    if ('delete' in object && typeof object.delete === 'function') object.delete(PDFName.of('ToUnicode'));
  expect((await findLeaks(await pdf.save({ useObjectStreams: false }), both)).unread.join()).toContain('page 1, font');
  const damaged = await findLeaks(await attached(utf8ToBytes('%PDF-1.7 cut off'), 'paper.pdf'), both);
  expect(damaged.unread.join()).toContain('paper.pdf');
});
