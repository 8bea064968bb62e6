// Reads any PNG (every colour type and depth, interlaced or not, transparent or not) into plain colour on white paper, and
// writes plain ones. Runs in Node. Files come from outside: sizes are checked before anything is unpacked, and what does
// not hold together is null, never an error.

import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** Eight bits a colour, no transparency. */
export interface Pixels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly rgb: Uint8Array;
}

interface Header {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly depth: number;
  /** 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha. */
  readonly kind: number;
  readonly interlaced: boolean;
}

interface Chunks {
  readonly header: Header;
  readonly data: Uint8Array;
  readonly palette: Uint8Array | null;
  readonly transparent: Uint8Array | null;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** Adam7: first column and row, step across and down. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

export const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, index) => bytes[index] === byte);

const chunksOf = (bytes: Uint8Array): Chunks | null => {
  if (!isPng(bytes) || bytes.length < 45) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [depth = 0, kind = -1, packing = 1, filtering = 1, interlace = 2] = bytes.subarray(24, 29);
  if (!(DEPTHS[kind] ?? []).includes(depth) || packing !== 0 || filtering !== 0 || interlace > 1) return null;
  const header = {
    widthPx: view.getUint32(16),
    heightPx: view.getUint32(20),
    depth,
    kind,
    interlaced: interlace === 1,
  };
  const data: Uint8Array[] = [];
  let palette: Uint8Array | null = null;
  let transparent: Uint8Array | null = null;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) return null;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const body = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IDAT') data.push(body);
    else if (type === 'PLTE') palette = body;
    else if (type === 'tRNS') transparent = body;
    else if (type === 'IEND') break;
    at += 12 + length;
  }
  if (kind === 3 && palette === null) return null;
  return { header, data: Buffer.concat(data), palette, transparent };
};

interface Pass {
  readonly x: number;
  readonly y: number;
  readonly across: number;
  readonly down: number;
  readonly columns: number;
  readonly rows: number;
  readonly lineBytes: number;
}

const passesOf = ({ widthPx, heightPx, depth, kind, interlaced }: Header): Pass[] => {
  const bits = depth * (CHANNELS[kind] ?? 1);
  return (interlaced ? PASSES : ([[0, 0, 1, 1]] as const)).flatMap(([x, y, across, down]) => {
    const columns = Math.ceil((widthPx - x) / across);
    const rows = Math.ceil((heightPx - y) / down);
    return columns <= 0 || rows <= 0
      ? []
      : [{ x, y, across, down, columns, rows, lineBytes: Math.ceil((columns * bits) / 8) }];
  });
};

/** Undoes one line's filter in place. */
const unfilter = (line: Uint8Array, before: Uint8Array | null, filter: number, step: number): boolean => {
  if (filter > 4) return false;
  if (filter === 0) return true;
  for (let i = 0; i < line.length; i += 1) {
    const left = i >= step ? (line[i - step] ?? 0) : 0;
    const up = before === null ? 0 : (before[i] ?? 0);
    let guess = left;
    if (filter === 2) guess = up;
    else if (filter === 3) guess = (left + up) >> 1;
    else if (filter === 4) guess = nearest(left, up, before === null || i < step ? 0 : (before[i - step] ?? 0));
    line[i] = ((line[i] ?? 0) + guess) & 0xff;
  }
  return true;
};

/** Paeth's predictor. */
const nearest = (left: number, up: number, corner: number): number => {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
};

const sampleOf = (line: Uint8Array, index: number, depth: number): number => {
  if (depth === 8) return line[index] ?? 0;
  if (depth === 16) return ((line[index * 2] ?? 0) << 8) | (line[index * 2 + 1] ?? 0);
  const bit = index * depth;
  return ((line[bit >> 3] ?? 0) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
};

/** How much of a colour stands on white: both 0 to 255. */
const onWhite = (value: number, alpha: number): number =>
  alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255);

/** Puts the colour of each pixel of a line where it belongs: written out, for there may be millions. */
const paintLine = (line: Uint8Array, pass: Pass, row: number, chunks: Chunks, rgb: Uint8Array): void => {
  const { header, palette, transparent } = chunks;
  const { depth, kind, widthPx } = header;
  const channels = CHANNELS[kind] ?? 1;
  const scale = 255 / (2 ** depth - 1);
  const key = (index: number): number =>
    transparent === null ? -1 : ((transparent[index * 2] ?? 0) << 8) | (transparent[index * 2 + 1] ?? 0);
  const [key0, key1, key2] = kind === 0 || kind === 2 ? [key(0), key(1), key(2)] : [-1, -1, -1];
  let to = ((pass.y + row * pass.down) * widthPx + pass.x) * 3;
  for (let column = 0; column < pass.columns; column += 1, to += pass.across * 3) {
    const at = column * channels;
    const first = sampleOf(line, at, depth);
    let red = first * scale;
    let green = red;
    let blue = red;
    let alpha = 255;
    if (kind === 3) {
      red = palette?.[first * 3] ?? 0;
      green = palette?.[first * 3 + 1] ?? 0;
      blue = palette?.[first * 3 + 2] ?? 0;
      alpha = transparent?.[first] ?? 255;
    } else if (kind === 0) {
      if (first === key0) alpha = 0;
    } else if (kind === 4) {
      alpha = sampleOf(line, at + 1, depth) * scale;
    } else {
      const second = sampleOf(line, at + 1, depth);
      const third = sampleOf(line, at + 2, depth);
      green = second * scale;
      blue = third * scale;
      if (kind === 6) alpha = sampleOf(line, at + 3, depth) * scale;
      else if (first === key0 && second === key1 && third === key2) alpha = 0;
    }
    rgb[to] = onWhite(red, alpha);
    rgb[to + 1] = onWhite(green, alpha);
    rgb[to + 2] = onWhite(blue, alpha);
  }
};

/** The whole picture on white; null where it is damaged, of an unknown kind or larger than `maxPixels`. */
export const decodePng = (bytes: Uint8Array, maxPixels: number): Pixels | null => {
  const chunks = chunksOf(bytes);
  if (chunks === null) return null;
  const { header } = chunks;
  const { widthPx, heightPx, depth, kind } = header;
  if (widthPx * heightPx === 0 || widthPx * heightPx > maxPixels) return null;
  const data = unpacked(chunks);
  if (data === null) return null;
  const channels = CHANNELS[kind] ?? 1;
  const step = Math.max(1, (depth * channels) >> 3);
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  let at = 0;
  for (const pass of passesOf(header)) {
    let before: Uint8Array | null = null;
    for (let row = 0; row < pass.rows; row += 1) {
      const line = data.subarray(at + 1, at + 1 + pass.lineBytes);
      if (!unfilter(line, before, data[at] ?? 5, step)) return null;
      paintLine(line, pass, row, chunks, rgb);
      before = line;
      at += 1 + pass.lineBytes;
    }
  }
  return { widthPx, heightPx, rgb };
};

/** Never more than the picture needs, so that no small file can fill the memory. */
const unpacked = ({ header, data }: Chunks): Uint8Array | null => {
  const expected = passesOf(header).reduce((sum, { rows, lineBytes }) => sum + rows * (lineBytes + 1), 0);
  try {
    const found = inflateSync(data, { maxOutputLength: expected + 1 });
    return found.length === expected ? new Uint8Array(found) : null;
  } catch {
    return null;
  }
};

/** True where a page can hold the file as it is: whole, grey, colour or palette, not interlaced, without transparency. */
export const isPlainPng = (bytes: Uint8Array, maxPixels: number): boolean => {
  const chunks = chunksOf(bytes);
  if (chunks === null || chunks.transparent !== null) return false;
  const { widthPx, heightPx, depth, kind, interlaced } = chunks.header;
  if (interlaced || kind > 3 || depth > 8 || widthPx * heightPx === 0 || widthPx * heightPx > maxPixels) return false;
  return unpacked(chunks) !== null;
};

const chunk = (type: string, body: Uint8Array): Uint8Array => {
  const bytes = Buffer.alloc(body.length + 12);
  bytes.writeUInt32BE(body.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(body, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, body.length + 8)), body.length + 8);
  return bytes;
};

/** A plain PNG of the same pixels. */
export const encodePng = ({ widthPx, heightPx, rgb }: Pixels): Uint8Array => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(widthPx, 0);
  head.writeUInt32BE(heightPx, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const lines = Buffer.alloc(heightPx * (widthPx * 3 + 1));
  for (let y = 0; y < heightPx; y += 1) {
    lines.set(rgb.subarray(y * widthPx * 3, (y + 1) * widthPx * 3), y * (widthPx * 3 + 1) + 1);
  }
  return Buffer.concat([
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(lines)),
    chunk('IEND', new Uint8Array(0)),
  ]);
};
