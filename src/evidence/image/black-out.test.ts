import { encode as encodeJpeg } from 'jpeg-js';
import { expect, test } from 'vitest';
import type { PackImage } from '../../core/evidence/pack-input.ts';
import { blackOut } from './black-out.ts';
import { decodePng, encodePng } from './png-pixels.ts';

const white = { widthPx: 10, heightPx: 10, rgb: new Uint8Array(300).fill(255) };
const image = (bytes: Uint8Array, mime: PackImage['mime'] = 'image/png'): PackImage => ({ bytes, mime, sha256: 'x' });
const blackIn = (bytes: Uint8Array): number =>
  (decodePng(bytes, 1000)?.rgb ?? new Uint8Array()).filter((value) => value === 0).length / 3;

test('EP32 a rectangle covers every pixel it touches and no other, in PNG and JPEG', () => {
  const box = { x: 0.15, y: 0.2, w: 0.3, h: 0.2 };
  const copy = blackOut(image(encodePng(white)), [box]);
  // Columns 1 to 4 and rows 2 to 3.
  expect(blackIn(copy?.bytes ?? new Uint8Array())).toBe(8);
  const jpeg = encodeJpeg({ width: 16, height: 16, data: new Uint8Array(1024).fill(255) }, 90).data;
  const whole = blackOut(image(jpeg, 'image/jpeg'), [{ x: -1, y: -1, w: 3, h: 3 }]);
  expect(whole?.mime).toBe('image/png');
  expect(blackIn(whole?.bytes ?? new Uint8Array())).toBe(256);
});

test('EP32 the copy is new from its pixels: nothing the file said besides them is in it', () => {
  const jpeg = Buffer.from(encodeJpeg({ width: 8, height: 8, data: new Uint8Array(256).fill(200) }, 90).data);
  const said = Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xfe, 0, 8]),
    Buffer.from('QZX417'),
    jpeg.subarray(2),
  ]);
  const copy = blackOut(image(said, 'image/jpeg'), []);
  expect(copy).not.toBeNull();
  expect(Buffer.from(copy?.bytes ?? []).includes('QZX417')).toBe(false);
});

test('EP32 what cannot be opened, or is shown turned, gives no copy', () => {
  expect(blackOut(image(new Uint8Array([1, 2, 3])), [])).toBeNull();
  const jpeg = Buffer.from(encodeJpeg({ width: 8, height: 8, data: new Uint8Array(256).fill(200) }, 90).data);
  const exif = (orientation: number): Buffer => {
    const body = Buffer.from(
      `Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0${String.fromCharCode(orientation)}\0\0\0\0\0\0\0`,
      'latin1',
    );
    return Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, body.length + 2]), body, jpeg.subarray(2)]);
  };
  expect(blackOut(image(exif(1), 'image/jpeg'), [])).not.toBeNull();
  expect(blackOut(image(exif(6), 'image/jpeg'), [])).toBeNull();
});
