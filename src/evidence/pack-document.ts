// The PDF/A-3 document a pack is drawn into, and the mending of what the library leaves undone: dates and identifiers
// from the input alone, metadata with escaped text, checksums of attachments as bytes. Runs where pdfkit runs.

import { createHash } from 'node:crypto';
import PDFDocument from 'pdfkit';
import type { PackAttachment } from '../core/evidence/attachments.ts';
import type { PackInput } from '../core/evidence/pack-input.ts';
import { registerFonts } from './fonts.ts';
import { rememberWords } from './layout/word-cache.ts';

type Inner = {
  _id: Uint8Array;
  info: Record<string, unknown>;
  _addInfo(): void;
  ref(data?: Record<string, unknown>): Reference;
  _pageBuffer: { end(): void }[];
  _pageBufferStart: number;
  endPageMarkings(page: unknown): void;
  addNamedEmbeddedFile(name: string, spec: Reference): void;
  _root: { data: { Names: { data: { Dests: NameTree; EmbeddedFiles?: NameTree } }; AF?: Reference[] } };
};
type NameTree = { limits: boolean; _compareKeys(one: string, other: string): number };
type Reference = { compress: boolean; end(content?: Uint8Array): void };

const innerOf = (doc: PDFKit.PDFDocument): Inner => doc as unknown as Inner;

/** Text as XML may hold it: escaped, and without the control characters that no XML can carry. */
const xmlText = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach XML
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '�')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .toWellFormed();

/** A viewer prints these in its own window: nothing in them may turn or hide text. */
const visible = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');

/** An empty document: no page yet, pages kept open so that heads and feet can be drawn last. */
export const openDocument = (input: PackInput, resourcesDir: string): PDFKit.PDFDocument => {
  const made = new Date(Math.floor(input.madeMs / 1000) * 1000);
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: 'PDF/A-3b',
    tagged: true,
    displayTitle: true,
    lang: 'en-NZ',
    // No face to begin with: the library's own is one that is not embedded.
    font: '',
    info: {
      Title: visible(input.title),
      Author: visible(input.officer.name),
      Subject: visible(`Evidence pack ${input.number}, ${input.case.name}`),
      Creator: `${input.software.name} ${input.software.version}`,
      Producer: 'pdfkit',
      CreationDate: made,
    },
  });
  registerFonts(doc, resourcesDir);
  rememberWords(doc);
  const inner = innerOf(doc);
  // The identifier says which pack this is, not when and where the program ran.
  inner._id = new Uint8Array(createHash('sha256').update(`${input.packId}\n${input.madeMs}`).digest().subarray(0, 16));
  // Limits belong to the branches of a name tree, not to its root.
  inner._root.data.Names.data.Dests.limits = false;
  const addInfo = inner._addInfo;
  inner._addInfo = function (this: Inner): void {
    const plain = this.info;
    this.info = Object.fromEntries(
      Object.entries(plain).map(([key, value]) => [key, typeof value === 'string' ? xmlText(value) : value]),
    );
    addInfo.call(this);
    this.info = plain;
  };
  return doc;
};

/** Already as small as they get: to deflate them again costs time and gains nothing. */
const PACKED = /^(image\/(jpeg|png)|video\/|audio\/|application\/(pdf|zip))/;

/** Attaches a file with its relationship to the pages and a checksum of sixteen bytes. Nothing of it is kept. */
export const attach = (doc: PDFKit.PDFDocument, file: PackAttachment, madeMs: number): void => {
  const inner = innerOf(doc);
  const made = new Date(Math.floor(madeMs / 1000) * 1000);
  const { bytes } = file;
  const content = inner.ref({
    Type: 'EmbeddedFile',
    Subtype: file.mime.replace(/[^\w.+-]/g, (character) => `#${character.charCodeAt(0).toString(16).toUpperCase()}`),
    Params: {
      CreationDate: made,
      ModDate: made,
      CheckSum: new Uint8Array(createHash('md5').update(bytes).digest()),
      Size: bytes.length,
    },
  });
  // A stream of no bytes at all the library would not write.
  if (bytes.length > 0 && PACKED.test(file.mime)) content.compress = false;
  content.end(bytes);
  const spec = inner.ref({
    Type: 'Filespec',
    AFRelationship: file.relationship,
    F: new String(file.name),
    EF: { F: content },
    UF: new String(file.name),
    Desc: new String(file.description),
  });
  spec.end();
  inner.addNamedEmbeddedFile(file.name, spec);
  const { data } = inner._root;
  // By their bytes, as programs search the list: the library would follow a language.
  if (data.Names.data.EmbeddedFiles !== undefined)
    data.Names.data.EmbeddedFiles._compareKeys = (one, other) => (one < other ? -1 : 1);
  data.AF ??= [];
  data.AF.push(spec);
};

/** Writes out every page, a few at a time: nothing more can be drawn on any of them. */
export const writePages = async (doc: PDFKit.PDFDocument, between: () => Promise<void>): Promise<void> => {
  const inner = innerOf(doc);
  const pages = inner._pageBuffer;
  inner._pageBuffer = [];
  inner._pageBufferStart += pages.length;
  for (let page = pages.shift(), n = 1; page !== undefined; page = pages.shift(), n += 1) {
    inner.endPageMarkings(page);
    page.end();
    if (n % 32 === 0) await between();
  }
};
