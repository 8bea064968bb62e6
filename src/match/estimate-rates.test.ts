/** Rates of cameras as the likelihoods of an index take them, estimated from its reads alone. */
import { expect, test } from 'vitest';
import type { PlateText } from '../core/plate/plate-text.ts';
import { chunkDetections } from './column-chunk.ts';
import { InThreadMatcher } from './in-thread-matcher.ts';

const CAMERAS = 40;
/** Plates that seldom look alike: steps of a small generator, the same every time. */
let state = 1;
const below = (bound: number): number => {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
  return Math.floor((state / 2 ** 31) * bound);
};
const letter = (): string => 'ABCDEFGHJKLMNPRSTUWYZ'.charAt(below(21));
const PLATES = Array.from({ length: 300 }, () => letter() + letter() + letter() + String(100 + below(900)));

test('one bad camera does not stand for all where cameras take turns in step with the sample', async () => {
  const matcher = new InThreadMatcher();
  // As many reads as let every sampled one be of the same camera, if samples stood at even distances.
  const reads = Array.from({ length: 512 * CAMERAS }, (_, id) => {
    const plate = PLATES[(id * 7 + Math.floor(id / CAMERAS)) % PLATES.length] ?? '';
    const wrong = id % CAMERAS === 0 && Math.floor(id / CAMERAS) % 3 === 0;
    const lost = Math.floor(id / CAMERAS) % 6;
    const text = wrong ? plate.slice(0, lost) + plate.slice(lost + 1) : plate;
    return { id, timeMs: id, cameraOrdinal: id % CAMERAS, texts: [{ text, via: 'read' as const, confidence: null }] };
  });
  await matcher.load(chunkDetections(reads));
  const rateOf = async (camera: number): Promise<number> => {
    const report = await matcher.explain({ detectionId: camera, plate: PLATES[0] as PlateText });
    return Number(report?.explanation.find(({ code }) => code === 'misread-rate')?.value);
  };
  // One read in 120 is wrong, all of them of the first camera.
  const good = await rateOf(7);
  expect(good).toBeGreaterThan(0);
  expect(good).toBeLessThan(0.05);
  expect(await rateOf(0)).toBeGreaterThan(2 * good);
  await matcher.close();
});
