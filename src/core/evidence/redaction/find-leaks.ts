/**
 * Reads a finished pack again, from its bytes alone, and finds what was to be removed from it wherever it stands: drawn
 * text through the maps of its fonts, titles, bookmarks, replacement texts, metadata, every attachment and every other
 * stream unpacked. Runs anywhere. Never imports a writer: what the pack was made of is not asked. EP31.
 */
import {
  PDFArray,
  PDFDict,
  PDFDocument,
  PDFHexString,
  PDFName,
  type PDFObject,
  PDFRawStream,
  PDFRef,
  PDFString,
} from '@cantoo/pdf-lib';
import { unzlibSync } from 'fflate';
import { sha256OfBytes } from '../manifest.ts';
import { type Leak, LeakSeeker } from './leak-seeker.ts';
import { drawnText, type FontMap, latin1, pdfString, readFontMap } from './page-text.ts';
import { isPng, pngChunks, seekInFile, unescaped } from './read-file.ts';
import type { RemovedValue } from './removed-value.ts';

/** A picture or paper whose bytes may be in no stream. `marks`: see `fileMarks`. */
export type SoughtFile = { what: string; marks: readonly string[] };

export type Leaks = {
  leaks: Leak[];
  /** Parts that could not be read, so that nothing can be said of them. */
  unread: string[];
};

export async function findLeaks(
  pdf: Uint8Array,
  values: readonly RemovedValue[],
  files: readonly SoughtFile[] = [],
): Promise<Leaks> {
  const seeker = new LeakSeeker(values);
  const marks = new Map(files.flatMap(({ what, marks: hashes }) => hashes.map((hash) => [hash, what] as const)));
  const unread: string[] = [];
  await seekInPdf(seeker, '', pdf, marks, unread, 0);
  return { leaks: seeker.leaks, unread };
}

/** SHA-256 of the file and of its packed pixels, as pages take those out of it. */
export function fileMarks(bytes: Uint8Array): string[] {
  if (!isPng(bytes)) return [sha256OfBytes(bytes)];
  const pixels = pngChunks(bytes).filter(({ type }) => type === 'IDAT');
  const packed = new Uint8Array(pixels.reduce((sum, { body }) => sum + body.length, 0));
  let at = 0;
  for (const { body } of pixels) {
    packed.set(body, at);
    at += body.length;
  }
  return [sha256OfBytes(bytes), sha256OfBytes(packed), ...unpacked(packed).map(sha256OfBytes)];
}

const unpacked = (bytes: Uint8Array): Uint8Array[] => {
  try {
    return [unzlibSync(bytes)];
  } catch {
    return [];
  }
};

const MAX_DEPTH = 4;

async function seekInPdf(
  seeker: LeakSeeker,
  place: string,
  pdf: Uint8Array,
  marks: ReadonlyMap<string, string>,
  unread: string[],
  depth: number,
): Promise<void> {
  seeker.bytes(`${place}file`, pdf);
  let document: PDFDocument;
  try {
    document = await PDFDocument.load(pdf, { updateMetadata: false, ignoreEncryption: true });
  } catch {
    unread.push(`${place}file`);
    return;
  }
  if (document.isEncrypted) unread.push(`${place}file, which is encrypted`);
  const objects = document.context.enumerateIndirectObjects();
  const names = attachmentNames(objects.map(([, object]) => object));
  const fonts = fontMaps();
  const pages = pageOf(document);
  if (pages.size === 0) {
    unread.push(`${place}file, which shows no page`);
    seekInFile(seeker, `${place}file`, pdf);
  }
  for (const [ref, object] of objects) {
    const at = `${place}object ${ref.objectNumber}`;
    seekInStrings(seeker, at, object);
    if (!(object instanceof PDFRawStream)) continue;
    const content = contentOf(object);
    const where = names.get(ref) ?? null;
    if (content === null) {
      seeker.bytes(at, object.contents);
      markOf(marks, object.contents, (what) => seeker.found(where ?? at, what));
      // Pictures are shown as they came; anything else that cannot be unpacked was not read.
      if (isJpegStream(object)) seekInFile(seeker, `${at}, picture`, object.contents);
      else unread.push(at);
      continue;
    }
    for (const bytes of [content, object.contents]) markOf(marks, bytes, (what) => seeker.found(where ?? at, what));
    if (where !== null) {
      const inside = `${place}${where}`;
      if (latin1(content.subarray(0, 5)) === '%PDF-' && depth < MAX_DEPTH)
        await seekInPdf(seeker, `${inside}, `, content, marks, unread, depth + 1);
      else seekInFile(seeker, inside, content);
      continue;
    }
    seeker.bytes(at, content);
    if (isXml(object)) seeker.text(`${place}metadata`, unescaped(new TextDecoder().decode(content)));
    const page = pages.get(ref);
    if (page === undefined && !isForm(object)) continue;
    const used = fonts.of(page?.resources ?? object.dict);
    const drawn = drawnText(content, used);
    const shown = page === undefined ? at : `${place}page ${page.number}`;
    seeker.text(shown, drawn.text);
    seeker.text(shown, lettersJoined(drawn.text));
    for (const said of drawn.said) seeker.text(shown, said);
    for (const name of drawn.unread) unread.push(`${shown}, font ${name}`);
  }
}

/** Plates are drawn letter by letter, each in a place of its own. */
const lettersJoined = (text: string): string =>
  text.replace(/(?<!\S)\S(?:\s+\S(?!\S))+/g, (letters) => letters.replace(/\s+/g, ''));

const markOf = (marks: ReadonlyMap<string, string>, bytes: Uint8Array, found: (what: string) => void): void => {
  if (marks.size === 0) return;
  const what = marks.get(sha256OfBytes(bytes));
  if (what !== undefined) found(what);
};

/** Every string in an object: titles, names, replacement texts, dates. */
function seekInStrings(seeker: LeakSeeker, where: string, object: PDFObject): void {
  const texts: string[] = [];
  const visit = (one: PDFObject, depth: number): void => {
    if (depth > 100) return;
    if (one instanceof PDFString || one instanceof PDFHexString) {
      const bytes = one.asBytes();
      texts.push(pdfString(bytes));
      seeker.bytes(where, bytes);
    } else if (one instanceof PDFName) texts.push(one.decodeText());
    else if (one instanceof PDFArray) for (const part of one.asArray()) visit(part, depth + 1);
    else if (one instanceof PDFRawStream) visit(one.dict, depth + 1);
    else if (one instanceof PDFDict)
      for (const [key, value] of one.entries()) {
        texts.push(key.decodeText());
        visit(value, depth + 1);
      }
  };
  visit(object, 0);
  seeker.text(where, texts.join('\n'));
}

/** Unpacked; null where it is packed in a way that is not unpacked here, as pictures are. */
function contentOf(stream: PDFRawStream): Uint8Array | null {
  const filter = stream.dict.lookup(PDFName.of('Filter'));
  if (filter === undefined) return stream.contents;
  const [only, more] = filter instanceof PDFArray ? filter.asArray() : [filter];
  if (more !== undefined || only !== PDFName.of('FlateDecode')) return null;
  return unpacked(stream.contents)[0] ?? null;
}

const isJpegStream = ({ dict }: PDFRawStream): boolean => {
  const filter = dict.lookup(PDFName.of('Filter'));
  const names = filter instanceof PDFArray ? filter.asArray() : [filter];
  return names.length === 1 && names[0] === PDFName.of('DCTDecode');
};
const isXml = ({ dict }: PDFRawStream): boolean => dict.get(PDFName.of('Type')) === PDFName.of('Metadata');
const isForm = ({ dict }: PDFRawStream): boolean => dict.get(PDFName.of('Subtype')) === PDFName.of('Form');

/** Names of the streams that are attached files. */
function attachmentNames(objects: readonly PDFObject[]): Map<PDFRef, string> {
  const names = new Map<PDFRef, string>();
  for (const object of objects) {
    if (!(object instanceof PDFDict)) continue;
    const held = object.get(PDFName.of('EF'));
    const files = held instanceof PDFRef ? object.lookup(PDFName.of('EF')) : held;
    if (!(files instanceof PDFDict)) continue;
    const name = object.lookup(PDFName.of('UF')) ?? object.lookup(PDFName.of('F'));
    for (const value of files.values())
      if (value instanceof PDFRef)
        names.set(value, name instanceof PDFString || name instanceof PDFHexString ? name.decodeText() : 'attachment');
  }
  return names;
}

/** Pages by the streams they draw with; none where the document has no pages to be found. */
function pageOf(document: PDFDocument): Map<PDFRef, { number: number; resources: PDFDict }> {
  const pages = new Map<PDFRef, { number: number; resources: PDFDict }>();
  const nodes = ((): PDFDict[] => {
    try {
      return document.getPages().map(({ node }) => node);
    } catch {
      return [];
    }
  })();
  nodes.forEach((node, index) => {
    const contents = node.get(PDFName.of('Contents'));
    const resolved = contents instanceof PDFRef ? document.context.lookup(contents) : contents;
    const refs = resolved instanceof PDFArray ? resolved.asArray() : [contents];
    for (const ref of refs) if (ref instanceof PDFRef) pages.set(ref, { number: index + 1, resources: node });
  });
  return pages;
}

function fontMaps() {
  const maps = new Map<PDFObject, FontMap | null>();
  const mapOf = (font: PDFObject | undefined): FontMap | null => {
    if (!(font instanceof PDFDict)) return null;
    const known = maps.get(font);
    if (known !== undefined) return known;
    const stream = font.lookup(PDFName.of('ToUnicode'));
    const content = stream instanceof PDFRawStream ? contentOf(stream) : null;
    const map = content === null ? null : readFontMap(latin1(content));
    maps.set(font, map);
    return map;
  };
  return {
    /** Fonts by the names a page, or a form of its own, gives them. */
    of(holder: PDFDict): (name: string) => FontMap | null {
      const fonts = inherited(holder);
      return (name) => mapOf(fonts?.lookup(PDFName.of(name)));
    },
  };
}

function inherited(holder: PDFDict): PDFDict | undefined {
  for (let at: PDFDict | undefined = holder, depth = 0; at !== undefined && depth < 50; depth += 1) {
    const resources = at.lookup(PDFName.of('Resources'));
    const fonts = resources instanceof PDFDict ? resources.lookup(PDFName.of('Font')) : undefined;
    if (fonts instanceof PDFDict) return fonts;
    const parent: PDFObject | undefined = at.lookup(PDFName.of('Parent'));
    at = parent instanceof PDFDict ? parent : undefined;
  }
  return undefined;
}
