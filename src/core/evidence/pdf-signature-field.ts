/**
 * Ties the signature found by a look at the bytes to the one that a program finds by the structure: one form, one field,
 * one signature, and its value at the gap of its own byte range. Runs anywhere.
 */
import { PDFArray, PDFDict, PDFHexString, PDFNumber } from '@cantoo/pdf-lib';
import { type ByteRange, findRange } from './pdf-layout.ts';
import { dictsIn, type PdfObjects } from './pdf-objects.ts';
import { assertShape, isA, named } from './pdf-shape.ts';
import { PackFault } from './verdict.ts';

const fault = (message: string, at = 'file'): PackFault => new PackFault('signature-form', message, at);

/** Throws {@link PackFault}. */
export function assertSignatureField(pdf: Uint8Array, { catalog, all, placed }: PdfObjects): void {
  const signatures = all.flatMap((object) => dictsIn(object)).filter((dict) => dict.has(named('ByteRange')));
  const [signature] = signatures;
  if (signature === undefined) throw fault('The structure of the file holds no signature.');
  if (signatures.length > 1)
    throw new PackFault('several-signatures', 'The structure of the file holds more than one signature.', 'file');
  const form = catalog.lookup(named('AcroForm'), PDFDict);
  assertShape(form, 'form');
  const fields = form.lookup(named('Fields'), PDFArray);
  const field = fields.size() === 1 ? fields.lookup(0, PDFDict) : null;
  const widgets = all.filter((object) => object instanceof PDFDict && isA(object, 'Subtype', 'Widget'));
  if (field === null || widgets.length !== 1 || widgets[0] !== field || !isA(field, 'FT', 'Sig'))
    throw fault('The file has another form than one field for its signature.');
  if (field.lookup(named('V')) !== signature) throw fault('The signature is not the value of its field.');
  assertShape(signature, 'signature');
  if (!isA(signature, 'Type', 'Sig') || !isA(signature, 'Filter', 'Adobe.PPKLite'))
    throw fault('The signature of the file is not a pack’s.');
  if (!isA(signature, 'SubFilter', 'ETSI.CAdES.detached')) throw fault('The signature is made in another way.');
  const range = findRange(pdf);
  const own = signature.get(named('ByteRange'));
  if (range === null || !(own instanceof PDFArray) || !same(own, range.numbers))
    throw fault('The signature covers other bytes than the file says elsewhere.');
  const [, start, end] = range.numbers;
  const value = signature.get(named('Contents'));
  const place = placed.find(({ object }) => object === signature);
  const key = '/Contents ';
  const stands =
    place !== undefined && place.start < range.at && range.at < place.end && place.start < start && end < place.end;
  if (
    !stands ||
    !(value instanceof PDFHexString) ||
    latin1(pdf, start - key.length, start) !== key ||
    latin1(pdf, start, end) !== `<${value.asString()}>`
  )
    throw fault('The value of the signature is not what its byte range leaves out.', `byte ${start}`);
}

const latin1 = (bytes: Uint8Array, from: number, to: number): string =>
  new TextDecoder('latin1').decode(bytes.subarray(Math.max(0, from), to));

function same(array: PDFArray, numbers: ByteRange['numbers']): boolean {
  const own = array.asArray().map((value) => (value instanceof PDFNumber ? value.asNumber() : -1));
  return own.length === numbers.length && own.every((value, i) => value === numbers[i]);
}
