/**
 * One range of detections as one blob: the columns of a chunk, each as narrow as its values allow. Runs anywhere (pure).
 * Reading checks every length and bound before a column is used; what does not fit is `null`, never a guess. The blob is
 * a cache: it carries nothing that the rows do not hold. Layout, all in the byte order of the machine that wrote it:
 *
 *   header (40 bytes)   u32 magic, rows, texts, tail bytes, widths, 0;  f64 first id, f64 first instant
 *   per detection       time f64 | u32 offset · id none | u16 offset · camera u32 | u16 | u8 · texts u8 · make, colour
 *   per text            code u32 low, u16 high · u8 confidence with the top bit for a candidate
 *   tail                UTF-8 JSON {longTexts, makeNames, colourNames}
 *
 * Every column begins at a multiple of 8 bytes.
 */
import type { ColumnChunk } from '../contract/matcher.ts';
import { NO_CONFIDENCE, VIA_CANDIDATE } from '../contract/matcher.ts';

/** Raise when the layout, or what is derived from a row, changes: segments of another format are rebuilt. */
export const SEGMENT_FORMAT = 1;

/** Most detections in one segment. */
export const SEGMENT_ROWS = 16_384;

const MAGIC = 0x574d_5331;
const HEADER_BYTES = 40;
const MAX_TEXTS = SEGMENT_ROWS * 255;
const MAX_TAIL_BYTES = 64 * 1024 * 1024;
/** Confidence fits seven bits: 0–100, or this where the engine gave none. */
const NO_CONFIDENCE_SEVEN_BITS = 127;
const CANDIDATE_BIT = 0x80;
/** High half of a text that stands in the tail; no packed plate reaches it. */
const LONG_TEXT = 0xffff;
const TWO_32 = 2 ** 32;

type Width = 0 | 1 | 2 | 4 | 8;
type Widths = { time: Width; id: Width; camera: Width; make: Width; colour: Width };
type Counts = { rows: number; texts: number };
type Tail = { longTexts: string[]; makeNames: string[] | null; colourNames: string[] | null };

const allowed: { readonly [K in keyof Widths]: readonly Width[] } = {
  time: [4, 8],
  id: [0, 2],
  camera: [1, 2, 4],
  make: [0, 1, 2],
  colour: [0, 1, 2],
};
const widthNames = ['time', 'id', 'camera', 'make', 'colour'] as const;

/** @throws RangeError for a chunk that no segment holds: unordered ids, too many rows or texts, values out of bounds */
export function encodeSegment(chunk: ColumnChunk): Uint8Array {
  const rows = chunk.detectionIds.length;
  const texts = chunk.textCodes.length;
  const firstId = chunk.detectionIds[0] ?? 0;
  const firstMs = chunk.timesMs.reduce((least, value) => Math.min(least, value), chunk.timesMs[0] ?? 0);
  assertEncodable(chunk, rows, firstId);
  const widths = widthsOf(chunk, firstId, firstMs);
  const tail = new TextEncoder().encode(
    JSON.stringify({
      longTexts: chunk.longTexts,
      makeNames: chunk.makeNames ?? null,
      colourNames: chunk.colourNames ?? null,
    } satisfies Record<keyof Tail, unknown>),
  );
  const places = placesOf({ rows, texts }, widths);
  const blob = new Uint8Array(places.tail + tail.length);
  const { buffer } = blob;
  new Uint32Array(buffer, 0, 6).set([MAGIC, rows, texts, tail.length, packWidths(widths), 0]);
  new Float64Array(buffer, 24, 2).set([firstId, firstMs]);
  const times = column(buffer, places.time, rows, widths.time);
  const ids = column(buffer, places.id, rows, widths.id);
  const counts = new Uint8Array(buffer, places.counts, rows);
  for (let row = 0; row < rows; row++) {
    times[row] = (chunk.timesMs[row] ?? 0) - (widths.time === 8 ? 0 : firstMs);
    counts[row] = (chunk.textStarts[row + 1] ?? 0) - (chunk.textStarts[row] ?? 0);
    if (widths.id > 0) ids[row] = (chunk.detectionIds[row] ?? 0) - firstId;
  }
  column(buffer, places.camera, rows, widths.camera).set(chunk.cameras);
  if (chunk.makes !== undefined) column(buffer, places.make, rows, widths.make).set(chunk.makes);
  if (chunk.colours !== undefined) column(buffer, places.colour, rows, widths.colour).set(chunk.colours);
  const low = new Uint32Array(buffer, places.low, texts);
  const high = new Uint16Array(buffer, places.high, texts);
  const marks = new Uint8Array(buffer, places.marks, texts);
  for (let text = 0; text < texts; text++) {
    const code = chunk.textCodes[text] ?? 0;
    const percent = chunk.textConfidence[text] ?? NO_CONFIDENCE;
    low[text] = code < 0 ? -code - 1 : code % TWO_32;
    high[text] = code < 0 ? LONG_TEXT : Math.floor(code / TWO_32);
    marks[text] =
      (percent === NO_CONFIDENCE ? NO_CONFIDENCE_SEVEN_BITS : percent) |
      (chunk.textVia[text] === VIA_CANDIDATE ? CANDIDATE_BIT : 0);
  }
  blob.set(tail, places.tail);
  return blob;
}

/** The chunk, its columns over one buffer of their own; null where the blob does not hold together. */
export function decodeSegment(blob: Uint8Array): ColumnChunk | null {
  // A view may begin anywhere; typed arrays need a multiple of their width.
  const bytes = blob.byteOffset % 8 === 0 ? blob : Uint8Array.from(blob);
  if (bytes.length < HEADER_BYTES) return null;
  const { buffer, byteOffset } = bytes;
  const [magic, rows = 0, texts = 0, tailBytes = 0, packed = 0, zero] = new Uint32Array(buffer, byteOffset, 6);
  const [firstId = 0, firstMs = 0] = new Float64Array(buffer, byteOffset + 24, 2);
  const widths = unpackWidths(packed);
  if (magic !== MAGIC || zero !== 0 || widths === null) return null;
  if (rows < 1 || rows > SEGMENT_ROWS || texts > MAX_TEXTS || tailBytes > MAX_TAIL_BYTES) return null;
  if (!Number.isSafeInteger(firstId) || !Number.isFinite(firstMs)) return null;
  const places = placesOf({ rows, texts }, widths);
  if (places.tail + tailBytes !== bytes.length) return null;
  const tail = readTail(bytes.subarray(places.tail));
  if (tail === null) return null;
  if (widths.make > 0 !== (tail.makeNames !== null) || widths.colour > 0 !== (tail.colourNames !== null)) return null;

  const at = (place: number): number => byteOffset + place;
  const chunk = emptyChunk({ rows, texts }, tail);
  const times = column(buffer, at(places.time), rows, widths.time);
  const ids = column(buffer, at(places.id), rows, widths.id);
  const counts = new Uint8Array(buffer, at(places.counts), rows);
  const { detectionIds, timesMs, textStarts } = chunk;
  let start = 0;
  let before = Number.NEGATIVE_INFINITY;
  const baseMs = widths.time === 8 ? 0 : firstMs;
  for (let row = 0; row < rows; row++) {
    const id = firstId + (widths.id === 0 ? row : (ids[row] ?? 0));
    const timeMs = baseMs + (times[row] ?? 0);
    if (id <= before || !Number.isFinite(timeMs)) return null;
    before = id;
    detectionIds[row] = id;
    timesMs[row] = timeMs;
    start += counts[row] ?? 0;
    textStarts[row + 1] = start;
  }
  if (start !== texts || detectionIds[0] !== firstId) return null;
  chunk.cameras.set(column(buffer, at(places.camera), rows, widths.camera));
  if (!copyNames(chunk.makes, column(buffer, at(places.make), rows, widths.make), tail.makeNames)) return null;
  if (!copyNames(chunk.colours, column(buffer, at(places.colour), rows, widths.colour), tail.colourNames)) return null;
  const low = new Uint32Array(buffer, at(places.low), texts);
  const high = new Uint16Array(buffer, at(places.high), texts);
  const marks = new Uint8Array(buffer, at(places.marks), texts);
  return copyTexts(chunk, low, high, marks) ? chunk : null;
}

function copyTexts(chunk: ColumnChunk, low: Uint32Array, high: Uint16Array, marks: Uint8Array): boolean {
  const { textCodes, textVia, textConfidence } = chunk;
  const longTexts = chunk.longTexts.length;
  for (let text = 0; text < low.length; text++) {
    const lowBits = low[text] ?? 0;
    const highBits = high[text] ?? 0;
    const mark = marks[text] ?? 0;
    const percent = mark & ~CANDIDATE_BIT;
    if (highBits === LONG_TEXT) {
      if (lowBits >= longTexts) return false;
      textCodes[text] = -lowBits - 1;
    } else textCodes[text] = highBits * TWO_32 + lowBits;
    if (percent > 100 && percent !== NO_CONFIDENCE_SEVEN_BITS) return false;
    textVia[text] = mark >> 7;
    textConfidence[text] = percent === NO_CONFIDENCE_SEVEN_BITS ? NO_CONFIDENCE : percent;
  }
  return true;
}

function copyNames(
  into: Uint16Array | undefined,
  codes: Uint8Array | Uint16Array | Uint32Array | Float64Array,
  names: readonly string[] | null,
): boolean {
  if (into === undefined || names === null) return into === undefined && names === null;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? 0;
    if (code > names.length) return false;
    into[row] = code;
  }
  return true;
}

/** Columns of the right lengths over one buffer, so that one transfer hands all of them over. */
function emptyChunk({ rows, texts }: Counts, { longTexts, makeNames, colourNames }: Tail): ColumnChunk {
  const names = (makeNames === null ? 0 : 2) + (colourNames === null ? 0 : 2);
  const buffer = new ArrayBuffer(8 * (2 * rows + texts) + 4 * (2 * rows + 1) + names * rows + 2 * texts);
  let place = 0;
  const next = (bytes: number): number => {
    place += bytes;
    return place - bytes;
  };
  return {
    detectionIds: new Float64Array(buffer, next(8 * rows), rows),
    timesMs: new Float64Array(buffer, next(8 * rows), rows),
    textCodes: new Float64Array(buffer, next(8 * texts), texts),
    cameras: new Uint32Array(buffer, next(4 * rows), rows),
    textStarts: new Uint32Array(buffer, next(4 * (rows + 1)), rows + 1),
    longTexts,
    ...(makeNames === null ? {} : { makes: new Uint16Array(buffer, next(2 * rows), rows), makeNames }),
    ...(colourNames === null ? {} : { colours: new Uint16Array(buffer, next(2 * rows), rows), colourNames }),
    textVia: new Uint8Array(buffer, next(texts), texts),
    textConfidence: new Uint8Array(buffer, next(texts), texts),
  };
}

function placesOf({ rows, texts }: Counts, widths: Widths) {
  let place = HEADER_BYTES;
  const next = (bytes: number): number => {
    const here = place;
    place += Math.ceil(bytes / 8) * 8;
    return here;
  };
  return {
    time: next(rows * widths.time),
    id: next(rows * widths.id),
    camera: next(rows * widths.camera),
    counts: next(rows),
    make: next(rows * widths.make),
    colour: next(rows * widths.colour),
    low: next(texts * 4),
    high: next(texts * 2),
    marks: next(texts),
    tail: place,
  };
}

function column(buffer: ArrayBufferLike, place: number, length: number, width: Width) {
  if (width === 8) return new Float64Array(buffer, place, length);
  if (width === 4) return new Uint32Array(buffer, place, length);
  if (width === 2) return new Uint16Array(buffer, place, length);
  return new Uint8Array(buffer, place, width === 0 ? 0 : length);
}

function widthsOf(chunk: ColumnChunk, firstId: number, firstMs: number): Widths {
  const rows = chunk.detectionIds.length;
  const dense = (chunk.detectionIds[rows - 1] ?? 0) - firstId === rows - 1;
  const offsets = chunk.timesMs.every((ms) => Number.isInteger(ms) && ms - firstMs < TWO_32);
  const most = chunk.cameras.reduce((so, camera) => Math.max(so, camera), 0);
  const nameWidth = (names: readonly string[] | undefined): Width =>
    names === undefined ? 0 : names.length < 256 ? 1 : 2;
  return {
    time: offsets ? 4 : 8,
    id: dense ? 0 : 2,
    camera: most < 256 ? 1 : most < 65_536 ? 2 : 4,
    make: nameWidth(chunk.makeNames),
    colour: nameWidth(chunk.colourNames),
  };
}

/** Four bits a column. */
function packWidths(widths: Widths): number {
  return widthNames.reduce((packed, name, at) => packed | (widths[name] << (4 * at)), 0);
}

function unpackWidths(packed: number): Widths | null {
  const widths: Widths = { time: 0, id: 0, camera: 0, make: 0, colour: 0 };
  for (const [at, name] of widthNames.entries()) {
    const width = allowed[name].find((one) => one === ((packed >>> (4 * at)) & 15));
    if (width === undefined) return null;
    widths[name] = width;
  }
  return packed >>> (4 * widthNames.length) === 0 ? widths : null;
}

function readTail(bytes: Uint8Array): Tail | null {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { longTexts, makeNames, colourNames } = value as Partial<Record<keyof Tail, unknown>>;
  if (!areTexts(longTexts)) return null;
  if (makeNames !== null && !areTexts(makeNames)) return null;
  return colourNames === null || areTexts(colourNames) ? { longTexts, makeNames, colourNames } : null;
}

function areTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function assertEncodable(chunk: ColumnChunk, rows: number, firstId: number): void {
  const refuse = (what: string): never => {
    throw new RangeError(`no segment holds this chunk: ${what}`);
  };
  if (rows < 1 || rows > SEGMENT_ROWS) refuse(`${rows} rows`);
  let before = Number.NEGATIVE_INFINITY;
  for (const id of chunk.detectionIds) {
    if (!Number.isSafeInteger(id) || id <= before || id - firstId > 0xffff) refuse('ids not ascending within a range');
    before = id;
  }
  for (let row = 0; row < rows; row++) {
    const texts = (chunk.textStarts[row + 1] ?? 0) - (chunk.textStarts[row] ?? 0);
    if (texts < 0 || texts > 255) refuse(`${texts} texts of one detection`);
  }
  if (chunk.textStarts[0] !== 0 || chunk.textStarts[rows] !== chunk.textCodes.length) refuse('texts of no detection');
  if ((chunk.makes === undefined) !== (chunk.makeNames === undefined)) refuse('makes without their names');
  if ((chunk.colours === undefined) !== (chunk.colourNames === undefined)) refuse('colours without their names');
}
