/**
 * Reads the attachments out of a pack. Runs anywhere. The PDF structure is read by a library; the streams are inflated
 * here, with a cap, so that a small file cannot unpack into an endless one.
 */
import { PDFArray, PDFDict, PDFDocument, PDFHexString, PDFName, PDFRawStream, PDFString } from '@cantoo/pdf-lib';
import { Unzlib } from 'fflate';
import { PackFault } from './verdict.ts';

/** All attachments together, unpacked, bytes. */
const maxUnpackedBytes = 4_000_000_000;

export type PackAttachment = { name: string; bytes: Uint8Array };

/** In the order of the name tree. Throws {@link PackFault} where the structure is not a pack's. */
export async function readAttachments(pdf: Uint8Array): Promise<PackAttachment[]> {
  const fault = (message: string): PackFault => new PackFault('attachments-unreadable', message, 'attachments');
  if (packsItsStructure(pdf)) throw fault('The file packs its own structure, which no pack does.');
  let document: PDFDocument;
  try {
    document = await PDFDocument.load(pdf, { updateMetadata: false, throwOnInvalidObject: true });
  } catch {
    throw fault('The structure of the PDF cannot be read.');
  }
  try {
    const names = document.catalog.lookup(PDFName.of('Names'), PDFDict).lookup(PDFName.of('EmbeddedFiles'), PDFDict);
    const list = nameList(names);
    let room = maxUnpackedBytes;
    return list.map(({ name, spec }) => {
      const stream = spec.lookup(PDFName.of('EF'), PDFDict).lookup(PDFName.of('F'));
      if (!(stream instanceof PDFRawStream)) throw fault(`The attachment ${name} has no content.`);
      const bytes = unpack(stream, name, room);
      room -= bytes.length;
      return { name, bytes };
    });
  } catch (error) {
    throw error instanceof PackFault ? error : fault('The list of attachments cannot be read.');
  }
}

/** `O` → `(?:O|#4[fF])`: a PDF name may be written with its characters as numbers. */
const orNumber = (character: string): string => {
  const digits = character.charCodeAt(0).toString(16);
  return `(?:${character}|#${digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`)})`;
};
const named = (name: string): string => `/${[...name].map(orNumber).join('')}`;
/** White space and comments between two names; bounded, so that no file makes the search long. */
const between = '(?:\\s|%[^\\r\\n]{0,99}[\\r\\n]){0,9}';
const packedStructure = new RegExp(`${named('ObjStm')}|${named('Type')}${between}${named('XRef')}`);

/** Object and cross-reference streams: the library would unpack them without a cap, so that a small file fills memory. */
function packsItsStructure(pdf: Uint8Array): boolean {
  const latin1 = new TextDecoder('latin1');
  const step = 1_000_000;
  const overlap = 1_000;
  for (let at = 0; at < pdf.length; at += step)
    if (packedStructure.test(latin1.decode(pdf.subarray(at, at + step + overlap)))) return true;
  return false;
}

/** A name tree, flat or one level deep: pdfkit writes both, by size. */
function nameList(node: PDFDict): { name: string; spec: PDFDict }[] {
  const found: { name: string; spec: PDFDict }[] = [];
  const visit = (dict: PDFDict, depth: number): void => {
    if (depth > 8) throw new Error('too deep');
    const kids = dict.lookupMaybe(PDFName.of('Kids'), PDFArray);
    if (kids) for (let i = 0; i < kids.size(); i += 1) visit(kids.lookup(i, PDFDict), depth + 1);
    const names = dict.lookupMaybe(PDFName.of('Names'), PDFArray);
    if (!names) return;
    for (let i = 0; i + 1 < names.size(); i += 2) {
      const spec = names.lookup(i + 1, PDFDict);
      // The name that counts is the one a reader's program shows and saves under.
      const shown = spec.lookup(PDFName.of('UF'));
      const name = shown instanceof PDFString || shown instanceof PDFHexString ? shown.decodeText() : '';
      found.push({ name, spec });
    }
  };
  visit(node, 0);
  return found;
}

function unpack(stream: PDFRawStream, name: string, room: number): Uint8Array {
  const filter = stream.dict.lookup(PDFName.of('Filter'));
  if (filter === undefined) return stream.contents;
  if (filter !== PDFName.of('FlateDecode'))
    throw new PackFault('attachments-unreadable', 'An attachment is packed in an unknown way.', name);
  const pieces: Uint8Array[] = [];
  let total = 0;
  let ended = false;
  const inflate = new Unzlib((piece, final) => {
    total += piece.length;
    if (total > room)
      throw new PackFault('attachments-unreadable', 'An attachment unpacks to more than any pack holds.', name);
    pieces.push(piece);
    ended ||= final;
  });
  // Small steps: the cap is checked before the next one is unpacked.
  const step = 65_536;
  for (let at = 0; at < stream.contents.length; at += step)
    inflate.push(stream.contents.subarray(at, at + step), at + step >= stream.contents.length);
  if (!ended) throw new PackFault('attachments-unreadable', 'An attachment is cut off.', name);
  const whole = new Uint8Array(total);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
