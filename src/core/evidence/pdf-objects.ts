/**
 * Reads the objects of a pack so that every reader must read the same ones: a library parses the file from start to end,
 * other programs follow the cross-reference table, and here the two are held together. Runs anywhere.
 * Refused: an object twice or beside the table, bytes between objects, a key twice in one dictionary, a stream whose
 * length is not what it says, a comment, a name written with its characters as numbers, a table or trailer in another
 * form than a pack's, structure that is itself packed, and anything that acts or hides.
 */
import { PDFDict, PDFName, PDFNumber, type PDFObject, PDFParser, PDFRawStream, type PDFRef } from '@cantoo/pdf-lib';
import { PackFault } from './verdict.ts';

const fault = (message: string): PackFault => new PackFault('attachments-unreadable', message, 'file');

export type PdfObjects = {
  catalog: PDFDict;
  /** Every object of the file, in the order of the file. */
  all: readonly PDFObject[];
  /** The same with the offsets of its number and of the byte after `endobj`. */
  placed: readonly { object: PDFObject; start: number; end: number }[];
};

/** Names no pack holds: what runs, sends, embeds players or hides layers could show a reader something else. */
const refusedNames: ReadonlySet<string> = new Set(
  [
    ['AA', 'JS', 'JavaScript', 'Launch', 'SubmitForm', 'ImportData', 'OpenAction', 'Rendition', 'Movie', 'Sound'],
    ['RichMedia', 'XFA', 'OCProperties', 'OCG', 'OCMD', 'GoToR', 'GoToE', 'Encrypt', 'FFilter', 'FDecodeParms'],
    ['URI', 'Hide', 'Named', 'Thread', 'Threads', 'ResetForm', 'SetOCGState', 'GoTo3DView', 'Collection', 'RF', 'FS'],
    ['Perms', 'NeedsRendering', 'PageLabels', 'PieceInfo', 'Requirements', 'DSS', 'Extensions', 'Legal'],
  ].flatMap((names) => names.map((name) => `/${name}`)),
);

/** Streams of objects and of cross-references: the library would unpack them without a cap. */
const packedNames: ReadonlySet<string> = new Set(['/ObjStm', '/XRef']);

/** A value as the writer writes it: only what is no plain character stands as its number, in capitals. */
const plainName = /^\/(?:[!"$-~]|#[0-9A-F]{2})*$/;
const needlessNumber = /#(?:2[BDE]|3[0-9]|4[1-9A-F]|5[0-9AF]|6[1-9A-F]|7[0-9A])/;

type Seen = { ref: PDFRef; object: PDFObject; end: number };

/** The library's parser, with an eye on what it passes over in silence. */
class WatchfulParser extends PDFParser {
  readonly seen: Seen[] = [];
  wrong: PackFault | null = null;
  #keys: Set<string> | null = null;
  readonly #pdf: Uint8Array;
  readonly #table: Table;

  constructor(pdf: Uint8Array, table: Table) {
    super(pdf, 100, true);
    this.#pdf = pdf;
    this.#table = table;
    const assign = this.context.assign.bind(this.context);
    this.context.assign = (ref, object) => {
      this.seen.push({ ref, object, end: this.bytes.offset() });
      assign(ref, object);
    };
  }

  protected override parseDict(ref?: PDFRef): PDFDict {
    const outer = this.#keys;
    this.#keys = new Set();
    try {
      return super.parseDict(ref);
    } finally {
      this.#keys = outer;
    }
  }

  override parseObject(ref?: PDFRef): PDFObject {
    const outer = this.#keys;
    // Names inside a value are no keys of this dictionary.
    this.#keys = null;
    try {
      return super.parseObject(ref);
    } finally {
      this.#keys = outer;
    }
  }

  /** Where one program ends a comment, another goes on. The file has two: its second line and its last. */
  protected override skipComment(): boolean {
    const at = this.bytes.offset();
    const found = super.skipComment();
    if (found && at >= this.#table.firstAt && at < this.#table.at) this.#stop('The file holds a comment.');
    return found;
  }

  /** At the first wrong name: what follows it may be what the library would unpack. */
  protected override parseName(): PDFName {
    const start = this.bytes.offset();
    const name = super.parseName();
    const written = latin1(this.#pdf, start, this.bytes.offset());
    const text = name.asString();
    if (packedNames.has(written)) this.#stop('The file packs its own structure, which no pack does.');
    if (!plainName.test(written) || (written.includes('#') && (this.#keys !== null || needlessNumber.test(written))))
      this.#stop('The file writes a name with numbers in place of its characters.');
    if (this.#keys?.has(text)) this.#stop(`A dictionary of the file has ${text} twice.`);
    this.#keys?.add(text);
    if (refusedNames.has(text)) this.#stop(`The file holds ${text}, which no pack does.`);
    return name;
  }

  #stop(message: string): never {
    this.wrong ??= fault(message);
    throw this.wrong;
  }
}

/** Throws {@link PackFault}. */
export async function readObjects(pdf: Uint8Array): Promise<PdfObjects> {
  const table = readTable(pdf);
  const parser = new WatchfulParser(pdf, table);
  try {
    await parser.parseDocument();
  } catch (error) {
    throw parser.wrong ?? (error instanceof PackFault ? error : fault('The structure of the PDF cannot be read.'));
  }
  if (parser.wrong !== null) throw parser.wrong;
  if (parser.seen.length !== table.offsets.size) throw fault('The file holds an object that its table does not name.');
  const placed: { object: PDFObject; start: number; end: number }[] = [];
  let expected = table.firstAt;
  for (const { ref, object, end } of parser.seen) {
    // The library went on from the end of the object before; other programs begin where the table says.
    if (ref.generationNumber !== 0 || table.offsets.get(ref.objectNumber) !== expected)
      throw fault(`Object ${ref.objectNumber} is not where the table of the file says.`);
    // To the byte: with a line end left out, what follows could be in a comment to one and not to the other.
    const head = `${ref.objectNumber} 0 obj\n`;
    if (latin1(pdf, expected, expected + head.length) !== head)
      throw fault(`Object ${ref.objectNumber} does not begin as it must.`);
    if (latin1(pdf, end - 7, end + 1) !== '\nendobj\n')
      throw fault(`Object ${ref.objectNumber} does not end as it must.`);
    if (object instanceof PDFRawStream) {
      const length = object.dict.get(PDFName.of('Length'));
      if (!(length instanceof PDFNumber) || !standsBetween(pdf, end, object.contents.length, length.asNumber()))
        throw fault(`The content of object ${ref.objectNumber} is not as long as it says.`);
    }
    placed.push({ object, start: expected, end });
    expected = end + 1;
  }
  if (expected !== table.at) throw fault('Something stands between the last object and the table of the file.');
  const catalog = parser.seen.find(({ ref }) => ref.objectNumber === table.root)?.object;
  if (!(catalog instanceof PDFDict) || catalog.get(PDFName.of('Type')) !== PDFName.of('Catalog'))
    throw fault('The file has no catalog where it says.');
  return { catalog, all: parser.seen.map(({ object }) => object), placed };
}

const STREAM_END = '\nendstream\nendobj';

/** A length that takes in the line end after the content, too, would be another content to another program. */
function standsBetween(pdf: Uint8Array, end: number, read: number, length: number): boolean {
  const contentEnd = end - STREAM_END.length;
  return (
    read === length &&
    latin1(pdf, contentEnd, end) === STREAM_END &&
    latin1(pdf, contentEnd - length - 7, contentEnd - length) === 'stream\n'
  );
}

const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  new TextDecoder('latin1').decode(bytes.subarray(Math.max(0, from), to));

type Table = { at: number; firstAt: number; offsets: Map<number, number>; root: number };

/** The one cross-reference table and trailer, in the one form a pack has them. */
function readTable(pdf: Uint8Array): Table {
  const at = Number(/startxref\n(\d{1,10})\n%%EOF\n?$/.exec(latin1(pdf, pdf.length - 40, pdf.length))?.[1] ?? -1);
  const tail = at > 0 && at < pdf.length ? latin1(pdf, at, pdf.length) : '';
  const head = /^xref\n0 (\d{1,7})\n0000000000 65535 f \n/.exec(tail);
  const size = Number(head?.[1] ?? 0);
  const rows = head === null ? '' : tail.slice(head[0].length, head[0].length + (size - 1) * 20);
  const rest = head === null ? '' : tail.slice(head[0].length + rows.length);
  const trailer =
    /^trailer\n<<\n\/Size (\d+)\n\/Root (\d+) 0 R\n\/Info \d+ 0 R\n\/ID \[<[0-9a-f]{32}> <[0-9a-f]{32}>\]\n>>\nstartxref\n(\d+)\n%%EOF\n?$/.exec(
      rest,
    );
  const header = /^%PDF-1\.7\n%[\x80-\xff]{4}\n/.exec(latin1(pdf, 0, 32));
  if (head === null || trailer === null || header === null || Number(trailer[1]) !== size)
    throw fault('The cross-references of the file are not written in the form of a pack.');
  const offsets = new Map<number, number>();
  for (let number = 1; number < size; number += 1) {
    const row = /^(\d{10}) 00000 n \n$/.exec(rows.slice((number - 1) * 20, number * 20));
    if (row === null) throw fault(`The cross-reference of object ${number} cannot be read.`);
    offsets.set(number, Number(row[1]));
  }
  return { at, firstAt: header[0].length, offsets, root: Number(trailer[2]) };
}

/** Every dictionary inside an object, itself included; references are not followed. Throws where it nests too deep. */
export function dictsIn(object: PDFObject, depth = 0): PDFDict[] {
  if (depth > 100) throw fault('The structure of the PDF nests too deep.');
  if (object instanceof PDFRawStream) return dictsIn(object.dict, depth);
  if (object instanceof PDFDict) return [object, ...object.values().flatMap((value) => dictsIn(value, depth + 1))];
  if ('asArray' in object && typeof object.asArray === 'function')
    return (object.asArray() as PDFObject[]).flatMap((value) => dictsIn(value, depth + 1));
  return [];
}
