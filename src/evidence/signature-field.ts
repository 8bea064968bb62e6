// The one signature field of a pack and the room for its value. Runs where pdfkit runs. The value is filled in once,
// after the whole file is known, so the signature covers every byte but itself and the file has a single revision.

import { AppError } from '../core/errors.ts';
import type { Before } from './pack-output.ts';
import type { PreparedPdf } from './sign-pdf.ts';

/** Written as a PDF name of fixed width, replaced by the numbers and spaces of the same width. */
const NUMBER_PLACEHOLDER = '**********';

type Reference = { readonly id: number; readonly data: Record<string, unknown>; end(data?: Uint8Array): void };
type FormDocument = {
  ref(data: Record<string, unknown>): Reference;
  initForm(): unknown;
  _root: { data: { AcroForm: { data: Record<string, unknown> & { Fields: Reference[] } } } };
  _offsets: (number | null)[];
  page: { annotations: Reference[]; dictionary: Reference };
};

/** `digits`: of the placeholder, hexadecimal. */
export type SignatureField = { readonly objectId: number; readonly digits: number };

/**
 * Adds the field to the current page. It is drawn nowhere, but prints (F = 4) and has an appearance of no size, as
 * PDF/A asks of every field. Call `doc.font(…)` before: the form names a font.
 * The value itself is written by `end`: as late as may be, since nothing from it on can leave before it is signed.
 * @param structParent element of the page's structure the field belongs to
 */
export const addSignatureField = (
  doc: PDFKit.PDFDocument,
  field: { name: string; reason: string; madeMs: number; digits: number },
  structParent: PDFKit.PDFStructureElement,
): SignatureField & { end(): void } => {
  const inner = doc as unknown as FormDocument;
  inner.initForm();
  const form = inner._root.data.AcroForm.data;
  // Appearances are all here; a reader that remade them would change a signed file.
  delete form.NeedAppearances;
  form.SigFlags = 3;

  const value = inner.ref({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'ETSI.CAdES.detached',
    ByteRange: [0, NUMBER_PLACEHOLDER, NUMBER_PLACEHOLDER, NUMBER_PLACEHOLDER],
    Contents: new Uint8Array(field.digits / 2),
    M: new Date(field.madeMs),
    Name: new String(field.name),
    Reason: new String(field.reason),
  });
  const appearance = inner.ref({ Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 0, 0], Resources: {} });
  appearance.end(new TextEncoder().encode('% no mark\n'));
  doc.annotate(0, 0, 0, 0, {
    Subtype: 'Widget',
    FT: 'Sig',
    T: new String('Pack signature'),
    TU: new String('Signature over the whole pack'),
    F: 4,
    V: value,
    P: inner.page.dictionary,
    AP: { N: appearance },
    structParent,
  } as unknown as PDFKit.Mixins.AnnotationOption);
  const widget = inner.page.annotations.at(-1);
  if (widget === undefined) throw new AppError('INTERNAL', { message: 'The signature field could not be made.' });
  form.Fields.push(widget);
  return { objectId: value.id, digits: field.digits, end: () => value.end() };
};

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/**
 * Writes the byte range into the finished file and says where the signature goes. The bytes are changed in place.
 * @param bytes all of the file, or what follows `before`
 * Throws AppError INTERNAL where the placeholder is not where the file says.
 */
export const prepareForSigning = (
  doc: PDFKit.PDFDocument,
  bytes: Uint8Array,
  field: SignatureField,
  before: Before | null = null,
): PreparedPdf => {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const gone = before?.bytes ?? 0;
  const start = ((doc as unknown as FormDocument)._offsets[field.objectId - 1] ?? -1) - gone;
  if (start < 0) throw new AppError('INTERNAL', { message: 'The signature field was not written.' });
  // Only inside the field's own object: an attachment may hold whatever it likes.
  const end = file.indexOf(ascii('endobj'), start);
  const digits = '0'.repeat(field.digits);
  const contents = file.indexOf(ascii(`/Contents <${digits}>`), start);
  const mask = `[0 /${NUMBER_PLACEHOLDER} /${NUMBER_PLACEHOLDER} /${NUMBER_PLACEHOLDER}]`;
  const range = file.indexOf(ascii(mask), start);
  if (contents < 0 || contents > end || range < 0 || range > end) {
    throw new AppError('INTERNAL', { message: 'The room for the signature is not where it should be.' });
  }
  const contentsAt = contents + '/Contents <'.length;
  const gapStart = contentsAt - 1;
  const gapEnd = contentsAt + field.digits + 1;
  const byteRange = [0, gone + gapStart, gone + gapEnd, bytes.length - gapEnd] as const;
  const text = `[${byteRange.join(' ')}]`.padEnd(mask.length, ' ');
  file.write(text, range, 'latin1');
  return { bytes, before, byteRange, contentsAt, contentsLength: field.digits };
};
