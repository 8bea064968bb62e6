// An image as the page may hold it. Runs in Node. What a page can hold goes in as it came; what it cannot (transparent,
// interlaced, sixteen bits, four inks) is drawn from its pixels; and of what cannot be drawn it is said why.

import { decode as decodeJpeg } from 'jpeg-js';
import { decodePng, encodePng, isPlainPng, isPng } from './png-pixels.ts';

/** Pixels of one image; past this it is attached and not drawn, so that no file can fill the memory. */
const MAX_PIXELS = 40_000_000;
const MAX_DECODING_MB = 600;

export type DrawableImage =
  | {
      kind: 'as-sent' | 'flattened';
      bytes: Uint8Array;
      /** What was done to show it; empty where nothing was. */
      note: string;
    }
  | { kind: 'not-drawn'; reason: string };

interface JpegHead {
  readonly bits: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: number;
  /** Adobe's marker: four inks are written inverted, as every program that writes them does. */
  readonly adobe: boolean;
}

const notDrawn = (reason: string): DrawableImage => ({ kind: 'not-drawn', reason });

/** Start of frame of any kind but the tables that share its range. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const jpegHead = (bytes: Uint8Array): JpegHead | null => {
  let adobe = false;
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2) return null;
    if (isFrame(marker)) {
      const [bits = 0, high = 0, low = 0, right = 0, left = 0, channels = 0] = bytes.subarray(at + 4, at + 10);
      return { bits, heightPx: (high << 8) | low, widthPx: (right << 8) | left, channels, adobe };
    }
    adobe ||= marker === 0xee && String.fromCharCode(...bytes.subarray(at + 4, at + 9)) === 'Adobe';
    at += 2 + length;
  }
  return null;
};

const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

const ofJpeg = (bytes: Uint8Array): DrawableImage => {
  const head = jpegHead(bytes);
  if (head === null || head.widthPx * head.heightPx === 0) return notDrawn('the file is damaged');
  if (head.widthPx * head.heightPx > MAX_PIXELS) return notDrawn('it has more than 40 million pixels');
  if (head.bits !== 8) return notDrawn('it is a JPEG of more than eight bits a colour');
  if (head.channels === 1 || head.channels === 3) return { kind: 'as-sent', bytes, note: '' };
  if (head.channels !== 4 || !head.adobe) return notDrawn('it is a JPEG whose colours are not declared');
  try {
    const { width, height, data } = decodeJpeg(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: MAX_PIXELS / 1e6,
      maxMemoryUsageInMB: MAX_DECODING_MB,
    });
    const flat = encodePng({ widthPx: width, heightPx: height, rgb: data });
    return { kind: 'flattened', bytes: flat, note: 'printing inks shown as screen colours' };
  } catch {
    return notDrawn('the file is damaged');
  }
};

const ofPng = (bytes: Uint8Array): DrawableImage => {
  if (isPlainPng(bytes, MAX_PIXELS)) return { kind: 'as-sent', bytes, note: '' };
  const pixels = decodePng(bytes, MAX_PIXELS);
  if (pixels === null) return notDrawn('the file is damaged or has more than 40 million pixels');
  return { kind: 'flattened', bytes: encodePng(pixels), note: 'shown on white, eight bits a colour' };
};

/** Decides by what the file is, not by what it is called. */
export const drawableImage = (bytes: Uint8Array): DrawableImage => {
  if (isJpeg(bytes)) return ofJpeg(bytes);
  if (isPng(bytes)) return ofPng(bytes);
  return notDrawn(bytes.length === 0 ? 'the file is empty' : 'it is neither a JPEG nor a PNG');
};
