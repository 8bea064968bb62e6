/** Cameras and positions of a file as ordinals. */
import { expect, test } from 'vitest';
import { OpaquePlates } from './opaque-plates.ts';
import { Places } from './places.ts';

const at = (lon: number, lat: number) => ({ lon, lat });

test('a camera that moves is one camera, or one place for each position', () => {
  const read = (by: 'camera' | 'place'): number[] => {
    const places = new Places(by, new Map());
    return [
      places.ordinalOf('car', at(174, -41)),
      places.ordinalOf('car', at(174.00001, -41)),
      places.ordinalOf('car', at(174.5, -41)),
      places.ordinalOf('car', null),
      places.ordinalOf('pole', at(174, -41)),
    ];
  };
  expect(read('camera')).toEqual([0, 0, 0, 0, 1]);
  expect(read('place')).toEqual([0, 0, 1, 2, 3]);
});

test('a surveyed position stands above the one of a read, and areas are asked of positions', () => {
  const places = new Places('place', new Map([['pole', { name: 'Pole Road', position: at(174, -41) }]]));
  places.ordinalOf('pole', at(10, 10));
  places.ordinalOf('car', at(174.01, -41));
  places.ordinalOf('car', null);
  expect(places.at(0)).toEqual({ cameraId: 'pole', cameraName: 'Pole Road', position: at(174, -41) });
  const near = { lon: 174, lat: -41, radiusM: 500 };
  expect(places.within(null, near)).toEqual([0]);
  expect(places.within(null, { ...near, radiusM: 5000 })).toEqual([0, 1]);
  expect(places.within(['car'], null)).toEqual([1, 2]);
  expect(places.within(['car'], near)).toEqual([]);
  expect([...places.columns().cameraLons]).toEqual([174, 174.01, Number.NaN]);
});

test('ids that stand for plates come back as they were written', () => {
  const opaque = new OpaquePlates();
  const ids = ['f277bf', 'F277BF', 'ünïcode', '0', ...Array.from({ length: 100 }, (_, n) => `id ${n}`)];
  const stands = ids.map((id) => opaque.standFor(id) ?? '');
  expect(new Set(stands).size).toBe(ids.length);
  expect(stands.every((stand) => /^[0-9A-Z]{7}$/.test(stand))).toBe(true);
  expect(stands.map((stand) => opaque.writtenFor(stand))).toEqual(ids);
  expect(ids.map((id) => opaque.find(id))).toEqual(stands);
  expect([opaque.find('none'), opaque.standFor('x'.repeat(300))]).toEqual([null, null]);
});
