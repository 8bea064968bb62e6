// An image of an exhibit on the page. What cannot be drawn (damaged, or of a kind the page may not hold) is said so; the
// file itself is attached either way. Every file is looked at before pdfkit sees it: it comes from outside.

import { inflateSync } from 'node:zlib';
import { INK, TEXT } from '../layout/print-style.ts';
import { type Doc, drawLines, layoutLines, run } from '../layout/rich-text.ts';

export interface PlacedImage {
  readonly heightPt: number;
  readonly drawable: boolean;
  draw(x: number, y: number, instead: string): void;
}

type Opened = PDFKit.Mixins.PDFImage & {
  width: number;
  height: number;
  orientation?: number;
  bits?: number;
  colorSpace?: string;
};

const EMPTY_HEIGHT_PT = 92;
/** Pixels of one image; past this it is attached and not drawn, so that no file can fill the memory. */
const MAX_PIXELS = 40_000_000;
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1 };

/**
 * Whole, not interlaced, without transparency: what goes into a page as it is. Others pdfkit would decode in callbacks,
 * in an order that differs from run to run, and a damaged one would end the process.
 */
const isPlainPng = (bytes: Uint8Array): boolean => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 45 || view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a) return false;
  const width = view.getUint32(16);
  const height = view.getUint32(20);
  const [bits = 0, kind = 0, , , interlace = 1] = bytes.subarray(24, 29);
  const channels = CHANNELS[kind];
  if (channels === undefined || interlace !== 0 || width * height === 0 || width * height > MAX_PIXELS) return false;
  const data: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (at + 12 + length > bytes.length || type === 'tRNS') return false;
    if (type === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
    if (type === 'IEND') break;
    at += 12 + length;
  }
  const expected = (Math.ceil((width * channels * bits) / 8) + 1) * height;
  try {
    return inflateSync(Buffer.concat(data), { maxOutputLength: expected + 1 }).length === expected;
  } catch {
    return false;
  }
};

const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

const open = (doc: Doc, bytes: Uint8Array): Opened | null => {
  const jpeg = isJpeg(bytes);
  if (!jpeg && !isPlainPng(bytes)) return null;
  try {
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const image = (doc as unknown as { openImage(data: Buffer): Opened }).openImage(source);
    const { width, height } = image;
    if (!(width > 0 && height > 0 && width * height <= MAX_PIXELS)) return null;
    // The page's colours are declared sRGB; four-colour images would need a profile of their own.
    const usable =
      !jpeg || (image.bits === 8 && (image.colorSpace === 'DeviceRGB' || image.colorSpace === 'DeviceGray'));
    return usable ? image : null;
  } catch {
    return null;
  }
};

const placeholder = (doc: Doc, widthPt: number): PlacedImage => ({
  heightPt: EMPTY_HEIGHT_PT,
  drawable: false,
  draw: (x, y, instead) => {
    doc.rect(x, y, widthPt, EMPTY_HEIGHT_PT).fill(INK.panel);
    doc
      .rect(x + 0.4, y + 0.4, widthPt - 0.8, EMPTY_HEIGHT_PT - 0.8)
      .lineWidth(0.8)
      .dash(3, { space: 3 })
      .stroke(INK.t3)
      .undash();
    const lines = layoutLines(doc, [run(instead, TEXT.bodyQuiet)], widthPt - 20);
    drawLines(doc, lines, x + 10, y + EMPTY_HEIGHT_PT / 2 - lines.length * 6.3, 'center', widthPt - 20);
  },
});

export const placeImage = (doc: Doc, bytes: Uint8Array | null, widthPt: number, maxHeightPt: number): PlacedImage => {
  const image = bytes === null ? null : open(doc, bytes);
  if (image === null) return placeholder(doc, widthPt);
  const turned = (image.orientation ?? 1) > 4;
  const [across, down] = turned ? [image.height, image.width] : [image.width, image.height];
  const scale = Math.min(widthPt / across, maxHeightPt / down);
  const wide = across * scale;
  const tall = down * scale;
  return {
    heightPt: tall,
    drawable: true,
    draw: (x, y) => {
      doc.image(image as unknown as PDFKit.Mixins.ImageSrc, x, y, { width: wide, height: tall });
      doc.rect(x, y, wide, tall).lineWidth(0.5).stroke(INK.line2);
    },
  };
};
