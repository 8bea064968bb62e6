/**
 * Finds the attachments of a pack. Runs anywhere. The PDF structure is read by a library; a stream is inflated here, piece
 * by piece and up to what whoever asks allows, so that a small file cannot unpack into an endless one.
 */
import { PDFArray, PDFDict, PDFHexString, PDFName, type PDFObject, PDFRawStream, PDFString } from '@cantoo/pdf-lib';
import { Unzlib } from 'fflate';
import { dictsIn, readObjects } from './pdf-objects.ts';
import { assertShape, assertShapes, assertSorted, isA } from './pdf-shape.ts';
import { assertSignatureField } from './pdf-signature-field.ts';
import { adlerOf, walkDeflated } from './strict-deflate.ts';
import { PackFault } from './verdict.ts';

/** All attachments together, unpacked, bytes: hashes and pictures hardly shrink, so a true pack unpacks to far less. */
export const roomFor = (fileBytes: number): number => Math.min(32_000_000_000, 20_000_000 + 64 * fileBytes);

export type AttachedFile = {
  name: string;
  /**
   * Unpacks the content in pieces. Throws {@link PackFault} once there is more than `room` bytes of it, at most one piece
   * too late, and where it is packed in another way than a pack's. @returns its size, bytes
   */
  unpack(room: number, onPiece: (piece: Uint8Array) => void): number;
};

/** More than there was room for. */
export class UnpacksTooFar extends PackFault {}

/** In the order of the name tree; nothing is unpacked. Throws {@link PackFault} where the structure is not a pack's. */
export async function listAttachments(pdf: Uint8Array): Promise<AttachedFile[]> {
  const objects = await readObjects(pdf);
  const { catalog, all } = objects;
  try {
    assertShapes(objects);
    assertSignatureField(pdf, objects);
    const names = catalog.lookup(PDFName.of('Names'), PDFDict).lookup(PDFName.of('EmbeddedFiles'), PDFDict);
    const list = nameList(names);
    assertNothingBeside(catalog, all, list);
    return list.map(({ name, stream }) => ({
      name,
      unpack: (room, onPiece) => unpack(stream, name, room, onPiece),
    }));
  } catch (error) {
    throw error instanceof PackFault ? error : fault('The list of attachments cannot be read.');
  }
}

/** All of them, whole, in memory. Throws as `listAttachments` and `unpack`. */
export async function readAttachments(pdf: Uint8Array): Promise<{ name: string; bytes: Uint8Array }[]> {
  let room = roomFor(pdf.length);
  return (await listAttachments(pdf)).map((file) => {
    const bytes = wholeOf(file, room);
    room -= bytes.length;
    return { name: file.name, bytes };
  });
}

export function wholeOf(file: AttachedFile, room: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  const whole = new Uint8Array(file.unpack(room, (piece) => pieces.push(piece)));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const fault = (message: string): PackFault => new PackFault('attachments-unreadable', message, 'attachments');

type Listed = { name: string; spec: PDFDict; stream: PDFRawStream };

/**
 * Programs name an attachment by the tree, by `UF` or by `F`, and take its content from `EF`'s `F` or `UF`: here all of
 * them say the same, or the pack is refused.
 */
function nameList(tree: PDFDict): Listed[] {
  const names = assertSorted(tree);
  const found: Listed[] = [];
  for (let i = 0; i < names.size(); i += 2) found.push(listed(names.lookup(i), names.lookup(i + 1, PDFDict)));
  return found;
}

function listed(key: PDFObject | undefined, spec: PDFDict): Listed {
  const name = textOf(spec.lookup(PDFName.of('UF')));
  if (name === '' || textOf(spec.lookup(PDFName.of('F'))) !== name || textOf(key) !== name)
    throw fault('An attachment has two names.');
  assertShape(spec, 'file specification');
  const contents = spec.lookup(PDFName.of('EF'), PDFDict);
  assertShape(contents, 'content of a file specification');
  const stream = contents.lookup(PDFName.of('F'));
  if (contents.keys().length !== 1 || !(stream instanceof PDFRawStream))
    throw fault(`The attachment ${name} has no content, or two.`);
  assertShape(stream.dict, 'attached file');
  const parameters = stream.dict.lookupMaybe(PDFName.of('Params'), PDFDict);
  if (parameters !== undefined) assertShape(parameters, 'parameters of an attached file');
  return { name, spec, stream };
}

const textOf = (value: PDFObject | undefined): string =>
  value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : '';

/** No content is attached anywhere but in the list: not to a page, a note, or the pack as a whole. */
function assertNothingBeside(catalog: PDFDict, all: readonly PDFObject[], list: readonly Listed[]): void {
  const specs = new Set(list.map(({ spec }) => spec));
  const streams = new Set(list.map(({ stream }) => stream));
  if (specs.size !== list.length || streams.size !== list.length) throw fault('Two attachments are one.');
  const associated = catalog.lookupMaybe(PDFName.of('AF'), PDFArray);
  for (let i = 0; i < (associated?.size() ?? 0); i += 1)
    if (!specs.has(associated?.lookup(i) as PDFDict)) throw fault('A file is attached that the list does not name.');
  for (const object of all) {
    if (object instanceof PDFRawStream && isA(object.dict, 'Type', 'EmbeddedFile') && !streams.has(object))
      throw fault('A file is attached that the list does not name.');
    for (const dict of dictsIn(object)) {
      const attaches = dict.has(PDFName.of('EF')) || isA(dict, 'Subtype', 'FileAttachment');
      if (attaches && !specs.has(dict)) throw fault('A file is attached that the list does not name.');
    }
  }
}

function unpack(stream: PDFRawStream, name: string, room: number, onPiece: (piece: Uint8Array) => void): number {
  const filter = stream.dict.lookup(PDFName.of('Filter'));
  const wrong = (message: string): PackFault => new PackFault('attachments-unreadable', message, name);
  let total = 0;
  let adler = 1;
  const take = (piece: Uint8Array): void => {
    total += piece.length;
    adler = adlerOf(adler, piece);
    if (total > room)
      throw new UnpacksTooFar('attachments-unreadable', 'An attachment unpacks to more than it may.', name);
    onPiece(piece);
  };
  if (filter === undefined) {
    take(stream.contents);
    return total;
  }
  if (filter !== PDFName.of('FlateDecode')) throw wrong('An attachment is packed in an unknown way.');
  let ended = false;
  const inflate = new Unzlib((piece, final) => {
    take(piece);
    ended ||= final;
  });
  // Small steps: the cap is checked before the next one is unpacked.
  const step = 65_536;
  for (let at = 0; at < stream.contents.length; at += step)
    inflate.push(stream.contents.subarray(at, at + step), at + step >= stream.contents.length);
  if (!ended) throw wrong('An attachment is cut off.');
  // The library passes over what other programs stop at, and reads on where they do not.
  const strict = walkDeflated(stream.contents, room);
  if (strict === null || strict.bytes !== total || strict.adler !== adler)
    throw wrong('An attachment is packed so that another program could read something else.');
  return total;
}
