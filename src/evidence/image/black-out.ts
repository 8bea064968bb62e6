// A copy of a picture with rectangles made black: the pixels under them are gone, and so is everything the file said
// besides its pixels. Runs in Node. Files come from outside: one that cannot be opened whole gives no copy.

import { createHash } from 'node:crypto';
import { decode as decodeJpeg } from 'jpeg-js';
import type { PackImage } from '../../core/evidence/pack-input.ts';
import { decodePng, encodePng, isPng, type Pixels } from './png-pixels.ts';

/** Parts of the whole, 0 to 1, from the upper left corner. */
export type Box = { readonly x: number; readonly y: number; readonly w: number; readonly h: number };

const MAX_PIXELS = 40_000_000;
const MAX_DECODING_MB = 600;

/** Always a PNG, new from its pixels; null where the picture cannot be opened, or is turned by what is written beside its pixels. */
export function blackOut(image: PackImage, boxes: readonly Box[]): PackImage | null {
  const pixels = isPng(image.bytes) ? decodePng(image.bytes, MAX_PIXELS) : ofJpeg(image.bytes);
  if (pixels === null) return null;
  const { widthPx, heightPx } = pixels;
  const rgb = Uint8Array.from(pixels.rgb);
  for (const { x, y, w, h } of boxes) {
    // Outwards: a pixel that is touched is covered.
    const [left, top] = [Math.max(0, Math.floor(x * widthPx)), Math.max(0, Math.floor(y * heightPx))];
    const [right, bottom] = [
      Math.min(widthPx, Math.ceil((x + w) * widthPx)),
      Math.min(heightPx, Math.ceil((y + h) * heightPx)),
    ];
    for (let row = top; row < bottom; row += 1)
      if (right > left) rgb.fill(0, (row * widthPx + left) * 3, (row * widthPx + right) * 3);
  }
  const bytes = encodePng({ widthPx, heightPx, rgb });
  return { mime: 'image/png', bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function ofJpeg(bytes: Uint8Array): Pixels | null {
  try {
    const { width, height, data, exifBuffer } = decodeJpeg(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: MAX_PIXELS / 1e6,
      maxMemoryUsageInMB: MAX_DECODING_MB,
    }) as { width: number; height: number; data: Uint8Array; exifBuffer?: Uint8Array };
    // Rectangles were drawn on the picture as it is shown.
    return exifBuffer !== undefined && isTurned(exifBuffer) ? null : { widthPx: width, heightPx: height, rgb: data };
  } catch {
    return null;
  }
}

/** Orientation (tag 0x0112) other than 1 in the first directory of EXIF; also where that cannot be read. */
function isTurned(exif: Uint8Array): boolean {
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  // The library leaves some of the marker in front.
  const start = Math.max(0, String.fromCharCode(...exif.subarray(0, 8)).search(/II|MM/));
  try {
    const little = view.getUint16(start) === 0x4949;
    const directory = start + view.getUint32(start + 4, little);
    const entries = view.getUint16(directory, little);
    for (let index = 0; index < entries; index += 1) {
      const at = directory + 2 + index * 12;
      if (view.getUint16(at, little) === 0x0112) return view.getUint16(at + 8, little) !== 1;
    }
    return false;
  } catch {
    return true;
  }
}
