/** What zlib writes is walked to its end with the right count and checksum; what breaks a rule of the form is not. */
import { constants, deflateSync, inflateRawSync, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { adlerOf, walkDeflated } from './strict-deflate.ts';

/** The same every time: no randomness in a test that must say what failed. */
const plain = Uint8Array.from({ length: 70_000 }, (_, i) => 97 + (((i * i) % 251) % 26));

test('EP19 every way in which zlib packs is walked whole', () => {
  for (const bytes of [new Uint8Array(0), plain.subarray(0, 1), plain])
    for (const options of [0, 1, 6, 9]
      .map((level) => ({ level }))
      .concat(
        [constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE].map((strategy) => ({ level: 6, strategy })),
      ))
      expect(walkDeflated(deflateSync(bytes, options), 70_000)).toEqual({
        bytes: bytes.length,
        adler: adlerOf(1, bytes),
      });
  expect(adlerOf(adlerOf(1, plain.subarray(0, 9_999)), plain.subarray(9_999))).toBe(adlerOf(1, plain));
});

test('EP19 a flipped bit is refused, or zlib reads the same number of bytes', () => {
  const packed = new Uint8Array(deflateSync(plain.subarray(0, 400)));
  let refused = 0;
  for (let at = 0; at < (packed.length - 4) * 8; at += 1) {
    const flipped = packed.slice();
    flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7));
    const walked = walkDeflated(flipped, 70_000);
    refused += walked === null ? 1 : 0;
    const adler = new Uint8Array(4);
    if (walked === null) continue;
    // With the checksum that belongs to it, zlib must take it to the same length.
    const raw = inflateRawSync(flipped.subarray(2));
    new DataView(adler.buffer).setUint32(0, adlerOf(1, raw));
    const mended = new Uint8Array([...flipped.subarray(0, -4), ...adler]);
    expect(inflateSync(mended).length, `bit ${at}`).toBe(walked.bytes);
  }
  expect(refused).toBeGreaterThan(100);
});

test('EP19 T20 headers, blocks and ends that inflaters disagree about', () => {
  const zlib = (...bytes: number[]): Uint8Array => Uint8Array.from([0x78, 0x9c, ...bytes]);
  const good = zlib(1, 1, 0, 0xfe, 0xff, 97, 0, 0x62, 0, 0x62);
  expect(walkDeflated(good, 1)).toEqual({ bytes: 1, adler: 0x00620062 });
  expect(walkDeflated(good, 0)).toBeNull();
  const wrong: Record<string, Uint8Array> = {
    'a complement that is none': zlib(1, 1, 0, 0, 0, 97, 0, 0x62, 0, 0x62),
    'padding that is not zero': zlib(0x81, 1, 0, 0xfe, 0xff, 97, 0, 0x62, 0, 0x62),
    'a kind of block that is none': zlib(7, 1, 0, 0xfe, 0xff, 97, 0, 0x62, 0, 0x62),
    'a byte more': Uint8Array.from([...good, 0]),
    'a byte less': good.slice(0, -1),
    'a header that does not add up': Uint8Array.from([0x78, 0x9d, ...good.subarray(2)]),
    'a dictionary from outside': Uint8Array.from([0x78, 0xbb, ...good.subarray(2)]),
    nothing: new Uint8Array(0),
    // Fixed codes: the length symbol 286 is 11000110, 287 is 11000111, each after the bits 1 and 01.
    'the symbol 286': zlib(0x1b, 0x03, 0, 0, 0, 1),
    'the symbol 287': zlib(0x1b, 0x07, 0, 0, 0, 1),
    // The length symbol 257 (0000001) first of all: nothing is there to be repeated.
    'a distance before the beginning': zlib(0x03, 0x02, 0, 0, 0, 1),
  };
  for (const [name, bytes] of Object.entries(wrong)) expect(walkDeflated(bytes, 1_000), name).toBeNull();
});
