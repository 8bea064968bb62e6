import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ColumnChunk } from '../contract/matcher.ts';
import { decodeSegment, encodeSegment, SEGMENT_ROWS } from './segment-codec.ts';

type Detection = {
  gap: number;
  timeMs: number;
  camera: number;
  make: number;
  colour: number;
  texts: { code: number; via: number; confidence: number }[];
};

const LONG_TEXTS = ['ABCDEFGHJ', 'KLMNPQRSTUV'];
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `name ${n} ü`);

function chunkOf(detections: Detection[], makeNames: string[] | null, colourNames: string[] | null): ColumnChunk {
  let id = 70_000;
  let end = 0;
  const texts = detections.flatMap((detection) => detection.texts);
  return {
    detectionIds: Float64Array.from(detections, ({ gap }) => {
      id += gap;
      return id;
    }),
    timesMs: Float64Array.from(detections, ({ timeMs }) => timeMs),
    cameras: Uint32Array.from(detections, ({ camera }) => camera),
    textStarts: Uint32Array.from([
      0,
      ...detections.map(({ texts: own }) => {
        end += own.length;
        return end;
      }),
    ]),
    textCodes: Float64Array.from(texts, ({ code }) => code),
    textVia: Uint8Array.from(texts, ({ via }) => via),
    textConfidence: Uint8Array.from(texts, ({ confidence }) => confidence),
    longTexts: LONG_TEXTS,
    ...(makeNames === null
      ? {}
      : { makes: Uint16Array.from(detections, ({ make }) => make % (makeNames.length + 1)), makeNames }),
    ...(colourNames === null
      ? {}
      : { colours: Uint16Array.from(detections, ({ colour }) => colour % (colourNames.length + 1)), colourNames }),
  };
}

/** Largest packed code there is: eight times the last symbol. */
const LARGEST_CODE = Number.parseInt('100100'.repeat(8), 2);

const text = fc.record({
  code: fc.oneof(fc.integer({ min: 1, max: LARGEST_CODE }), fc.integer({ min: -LONG_TEXTS.length, max: -1 })),
  via: fc.integer({ min: 0, max: 1 }),
  confidence: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constant(255)),
});
const detection: fc.Arbitrary<Detection> = fc.record({
  gap: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 500 })),
  timeMs: fc.oneof(
    fc.integer({ min: 1_800_000_000_000, max: 1_800_000_100_000 }),
    fc.integer({ min: -1e12, max: 2e12 }),
  ),
  camera: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 70_000 }), fc.constant(0xffff_fffe)),
  make: fc.nat({ max: 60_000 }),
  colour: fc.nat({ max: 60_000 }),
  texts: fc.array(text, { maxLength: 33 }),
});
const dictionary = fc.option(fc.constantFrom(names(1), names(3), names(255), names(256), names(300)), {
  freq: 3,
});
const chunks = fc
  .tuple(fc.array(detection, { minLength: 1, maxLength: 60 }), dictionary, dictionary)
  .map(([detections, makes, colours]) => chunkOf(detections, makes, colours));

test('WS14 what was packed comes back the same, at every width of every column', () => {
  fc.assert(
    fc.property(chunks, fc.nat({ max: 9 }), (chunk, offset) => {
      const blob = encodeSegment(chunk);
      expect(decodeSegment(blob)).toEqual(chunk);
      // Also from a view that begins where no wide column may.
      const shifted = new Uint8Array(blob.length + offset);
      shifted.set(blob, offset);
      expect(decodeSegment(shifted.subarray(offset))).toEqual(chunk);
    }),
    { numRuns: 150 },
  );
});

test('WS14 a blob cut, lengthened or changed is refused or decodes within its bounds, and never throws', () => {
  fc.assert(
    fc.property(chunks, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat({ max: 64 }), (chunk, at, bits, more) => {
      const blob = encodeSegment(chunk);
      expect(decodeSegment(blob.subarray(0, at % blob.length))).toBeNull();
      expect(decodeSegment(Uint8Array.from([...blob, ...new Uint8Array(more + 1)]))).toBeNull();
      const changed = Uint8Array.from(blob);
      const place = at % 2 === 0 ? at % blob.length : at % 40;
      changed[place] = (changed[place] ?? 0) ^ bits;
      const read = decodeSegment(changed);
      if (read === null) return;
      expect(read.textStarts.at(-1)).toBe(read.textCodes.length);
      expect(read.textCodes.every((code) => code >= 0 || -code <= read.longTexts.length)).toBe(true);
      expect(read.makes?.every((make) => make <= (read.makeNames?.length ?? 0)) ?? true).toBe(true);
      expect(read.detectionIds.every((id, row, ids) => row === 0 || id > (ids[row - 1] ?? 0))).toBe(true);
    }),
    { numRuns: 250 },
  );
});

test('WS14 a chunk that no segment holds is refused when it is packed', () => {
  const one = (change: Partial<Detection> = {}): Detection => ({
    gap: 1,
    timeMs: 1,
    camera: 1,
    make: 0,
    colour: 0,
    texts: [],
    ...change,
  });
  const refused = [
    chunkOf([], null, null),
    chunkOf([one(), one({ gap: 0 })], null, null),
    chunkOf([one(), one({ gap: 70_000 })], null, null),
    chunkOf(
      Array.from({ length: SEGMENT_ROWS + 1 }, () => one()),
      null,
      null,
    ),
    chunkOf([one({ texts: Array.from({ length: 256 }, () => ({ code: 1, via: 0, confidence: 0 })) })], null, null),
    { ...chunkOf([one()], null, null), makes: new Uint16Array(1) },
  ];
  for (const chunk of refused) expect(() => encodeSegment(chunk)).toThrow(RangeError);
});
