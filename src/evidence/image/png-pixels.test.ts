// PNGs of every kind against a second decoder where one is installed, and against pixels set by hand.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode, encode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { drawableImage } from './drawable-image.ts';
import { decodePng, encodePng, isPlainPng } from './png-pixels.ts';

const MOST = 1_000_000;
const has = (tool: string): boolean =>
  (process.env.PATH ?? '').split(path.delimiter).some((dir) => existsSync(path.join(dir, tool)));

/** 13 × 7: no width that is a whole number of bytes at every depth. */
const shades = (channels: number, depth: 8 | 16): Uint8Array | Uint16Array => {
  const most = depth === 8 ? 255 : 65_535;
  const values = Array.from({ length: 13 * 7 * channels }, (_, index) => (index * 7919) % (most + 1));
  return depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values);
};
const expectedOf = (data: Uint8Array | Uint16Array, channels: number, depth: number): number[] => {
  const scale = 255 / (2 ** depth - 1);
  return Array.from({ length: 13 * 7 }, (_, pixel) => {
    const at = (index: number): number => (data[pixel * channels + index] ?? 0) * scale;
    const colours = channels < 3 ? [at(0), at(0), at(0)] : [at(0), at(1), at(2)];
    const alpha = channels % 2 === 0 ? at(channels - 1) : 255;
    return colours.map((value) =>
      Math.trunc(alpha === 255 ? value : Math.round((value * alpha + 255 * (255 - alpha)) / 255)),
    );
  }).flat();
};

describe.each([8, 16] as const)('%i bits', (depth) => {
  test.each([1, 2, 3, 4])('%i channels, plain and interlaced, are read on white', (channels) => {
    const data = shades(channels, depth);
    for (const interlace of ['null', 'Adam7'] as const) {
      const png = encode({ width: 13, height: 7, data, channels, depth }, { interlace });
      const pixels = decodePng(png, MOST);
      expect(pixels).toMatchObject({ widthPx: 13, heightPx: 7 });
      expect([...(pixels?.rgb ?? [])]).toEqual(expectedOf(data, channels, depth));
      expect(isPlainPng(png, MOST)).toBe(depth === 8 && channels % 2 === 1 && interlace === 'null');
    }
  });
});

test.skipIf(!has('convert'))('palettes, few bits and transparent colours are what ImageMagick draws on white', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'png-'));
  const at = (name: string): string => path.join(dir, name);
  const kinds = {
    'palette.png': ['-colors', '11', '-define', 'png:color-type=3'],
    'bits.png': ['-colorspace', 'gray', '-depth', '2', '-define', 'png:color-type=0', '-define', 'png:bit-depth=2'],
    'bits-interlaced.png': ['-monochrome', '-interlace', 'PNG', '-define', 'png:color-type=0'],
    'clear-palette.png': ['-fuzz', '20%', '-transparent', 'red', '-colors', '9', '-define', 'png:format=png8'],
    'clear-interlaced.png': ['-fuzz', '20%', '-transparent', 'red', '-interlace', 'PNG'],
  };
  for (const [name, how] of Object.entries(kinds)) {
    execFileSync('convert', ['-size', '37x21', 'gradient:red-blue', '-swirl', '90', ...how, at(name)]);
    execFileSync('convert', [at(name), '-background', 'white', '-flatten', '-depth', '8', `PNG24:${at('flat.png')}`]);
    const ours = decodePng(readFileSync(at(name)), MOST);
    const theirs = decode(readFileSync(at('flat.png')));
    expect(theirs.channels).toBe(3);
    const apart = [...theirs.data].map((value, index) => Math.abs(value - (ours?.rgb[index] ?? 999)));
    expect(Math.max(...apart), name).toBeLessThanOrEqual(1);
  }
});

test('what is damaged, too large or of no known kind is null, never an error', () => {
  const whole = encode({ width: 13, height: 7, data: shades(4, 8), channels: 4, depth: 8 });
  expect(decodePng(whole, 13 * 7 - 1)).toBeNull();
  for (let length = 0; length < whole.length - 12; length += 1) {
    expect(decodePng(whole.subarray(0, length), MOST)).toBeNull();
  }
  for (let at = 0; at < whole.length; at += 1) {
    const bent = whole.slice();
    bent[at] = (bent[at] ?? 0) ^ 0x55;
    expect(() => decodePng(bent, MOST)).not.toThrow();
  }
});

test('what is written is read again as it was, and by another decoder', () => {
  const pixels = { widthPx: 13, heightPx: 7, rgb: shades(3, 8) as Uint8Array };
  const png = encodePng(pixels);
  expect(isPlainPng(png, MOST)).toBe(true);
  expect(decodePng(png, MOST)).toEqual(pixels);
  expect(decode(png, { checkCrc: true }).data).toEqual(pixels.rgb);
});

describe('what a page can hold', () => {
  test('a transparent PNG is flattened, a plain one stays as it is', () => {
    const clear = encode({ width: 13, height: 7, data: shades(4, 8), channels: 4, depth: 8 });
    const plain = encode({ width: 13, height: 7, data: shades(3, 8), channels: 3, depth: 8 });
    expect(drawableImage(clear)).toMatchObject({ kind: 'flattened', note: 'shown on white, eight bits a colour' });
    expect(drawableImage(plain)).toEqual({ kind: 'as-sent', bytes: plain, note: '' });
  });

  test.skipIf(!has('convert'))('a JPEG of four inks is shown in the colours they print', () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'jpeg-')), 'four.jpg');
    execFileSync('convert', ['-size', '32x32', 'xc:#c81e28', '-colorspace', 'CMYK', '-quality', '98', file]);
    const image = drawableImage(readFileSync(file));
    if (image.kind !== 'flattened') throw new Error(`not flattened: ${JSON.stringify(image)}`);
    const [red = 0, green = 0, blue = 0] = decodePng(image.bytes, MOST)?.rgb ?? [];
    expect(Math.abs(red - 0xc8) + Math.abs(green - 0x1e) + Math.abs(blue - 0x28)).toBeLessThan(12);
    const plain = path.join(path.dirname(file), 'plain.jpg');
    execFileSync('convert', ['-size', '32x32', 'xc:#c81e28', plain]);
    expect(drawableImage(readFileSync(plain))).toMatchObject({ kind: 'as-sent' });
    writeFileSync(file, readFileSync(file).subarray(0, 200));
    expect(drawableImage(readFileSync(file)).kind).toBe('not-drawn');
  });

  test.each([
    [new Uint8Array(0), 'the file is empty'],
    [Uint8Array.of(0x47, 0x49, 0x46, 0x38), 'it is neither a JPEG nor a PNG'],
    [Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0), 'the file is damaged'],
  ])('what it cannot hold has a reason', (bytes, reason) => {
    expect(drawableImage(bytes)).toEqual({ kind: 'not-drawn', reason });
  });
});
