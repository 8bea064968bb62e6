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
  ref(data?: Record<string, unknown>): unknown;
  _root: { data: { Names: { data: { Dests: { limits: boolean } } } } };
};

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

/** Attaches a file with its relationship to the pages and a checksum of sixteen bytes. */
export const attach = (doc: PDFKit.PDFDocument, file: PackAttachment, madeMs: number): void => {
  const inner = innerOf(doc);
  const made = new Date(Math.floor(madeMs / 1000) * 1000);
  const { ref } = inner;
  inner.ref = function (this: Inner, data?: Record<string, unknown>): unknown {
    const params = data?.Type === 'EmbeddedFile' ? (data.Params as Record<string, unknown>) : undefined;
    // The library writes the checksum's hexadecimal digits as if they were the checksum.
    if (params?.CheckSum instanceof String)
      params.CheckSum = new Uint8Array(Buffer.from(String(params.CheckSum), 'hex'));
    return ref.call(this, data);
  };
  try {
    doc.file(Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength), {
      name: file.name,
      type: file.mime,
      description: file.description,
      creationDate: made,
      modifiedDate: made,
      relationship: file.relationship,
    } as PDFKit.Mixins.PDFAttachmentOptions);
  } finally {
    inner.ref = ref;
  }
};
