// Inputs of packs for the bench: the fixture's case grown to a size, with pictures and footage that no compression
// shrinks, as a camera's are. Everything is invented; the same call gives the same bytes.
import { createCipheriv, createHash } from 'node:crypto';
import { encode } from 'jpeg-js';
import type { PackClip, PackExhibit, PackImage, PackInput } from '../../../src/core/evidence/pack-input.ts';
import { makePackInput } from '../../fixtures/pack-input.fixture.ts';

const nothing = Buffer.alloc(1_000_000);

/** Bytes that look random and are the same each time. */
export function noise(bytes: number, seed: number): Uint8Array {
  const key = createHash('sha256').update(`bench ${seed}`).digest();
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const made = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += nothing.length)
    made.set(cipher.update(nothing.subarray(0, Math.min(nothing.length, bytes - at))), at);
  return made;
}

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A night picture of so many pixels, some 200 kB at 640 × 480. */
function basePhoto(): Uint8Array {
  const [width, height] = [640, 480];
  const data = Buffer.alloc(width * height * 4);
  const grain = noise(width * height, 1);
  for (let at = 0; at < width * height; at += 1) {
    const light = 40 + ((at % width) / width) * 90 + ((grain[at] ?? 0) - 128) * 0.55;
    data.fill(Math.max(0, Math.min(255, light)), at * 4, at * 4 + 3);
  }
  return new Uint8Array(encode({ data, width, height }, 88).data);
}

let photo: Uint8Array | null = null;

/** The same picture with another comment in its head: another file to everybody who hashes it. */
export function photoBytes(n: number): Uint8Array {
  photo ??= basePhoto();
  const words = Buffer.from(`picture ${String(n).padStart(6, '0')}`, 'latin1');
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, words.length + 2]), words]);
  const made = new Uint8Array(photo.length + comment.length);
  made.set(photo.subarray(0, 2));
  made.set(comment, 2);
  made.set(photo.subarray(2), 2 + comment.length);
  return made;
}

export type PackSize = { exhibits: number; photos: number; entries: number };

/** `imageOf` gives the picture with this number: whole, or read when it is asked for. */
export function benchPack(
  size: PackSize,
  imageOf: (n: number) => PackImage = (n) => {
    const bytes = photoBytes(n);
    return { sha256: sha256Of(bytes), mime: 'image/jpeg', bytes };
  },
): PackInput {
  const input = makePackInput({ entries: size.entries });
  const patterns = input.exhibits;
  const exhibits = Array.from({ length: size.exhibits }, (_, index): PackExhibit => {
    const pattern = patterns[index % patterns.length];
    if (pattern === undefined) throw new Error('the fixture has no exhibit');
    const number = `EX-${String(index + 1).padStart(4, '0')}`;
    const image = index < size.photos ? imageOf(index) : null;
    const id = `training:0199a5f0-0000-7000-8001-${String(index).padStart(12, '0')}`;
    const timeMs = pattern.detection.timeMs + Math.floor(index / patterns.length) * 3_600_000;
    const detection = { ...pattern.detection, id, timeMs, imageSha256: image?.sha256 ?? null };
    return {
      ...pattern,
      exhibit: {
        ...pattern.exhibit,
        id: `0199a7c2-5d10-7000-8001-${String(index).padStart(12, '0')}`,
        number,
        detectionId: id,
      },
      detection,
      confirmation: { ...pattern.confirmation, id: `c${index}`, detectionId: id },
      image,
    };
  });
  return { ...input, exhibits, journeys: journeysOf(exhibits, input) };
}

/** One leg from each exhibit of a vehicle to its next. */
function journeysOf(exhibits: readonly PackExhibit[], { journeys }: PackInput): PackInput['journeys'] {
  return journeys.map((journey) => {
    const numbers = exhibits
      .filter(({ exhibit }) => exhibit.plate === journey.plate)
      .map(({ exhibit }) => exhibit.number);
    const [leg] = journey.legs;
    const legs =
      leg === undefined
        ? []
        : numbers.slice(1).map((toExhibit, at) => ({ ...leg, fromExhibit: numbers[at] ?? '', toExhibit }));
    return { ...journey, exhibits: numbers, legs };
  });
}

export type ClipPlan = { number: string; bytes: number; seed: number };

/** Twenty clips of 15 to 25 MB. */
export const clipPlans: ClipPlan[] = Array.from({ length: 20 }, (_, index) => ({
  number: `CL-${String(index + 1).padStart(2, '0')}`,
  bytes: 15_000_000 + ((index * 7919) % 20) * 520_000,
  seed: 100 + index,
}));

export const clipOf = ({ number, bytes, seed }: ClipPlan): PackClip => {
  const content = noise(bytes, seed);
  return { number, sha256: sha256Of(content), mime: 'video/mp4', bytes: content, proxyOf: null };
};
