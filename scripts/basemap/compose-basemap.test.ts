// The committed basemap is what the packages give, small, and sound.

import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { readInputs } from '../build-basemap.ts';
import { type BasemapInputs, cleanRing, composeBasemap, placeFeatures, signedArea } from './compose-basemap.ts';

let inputs: BasemapInputs;
let files: ReadonlyMap<string, string>;
beforeAll(() => {
  inputs = readInputs();
  files = composeBasemap(inputs);
});

test('the committed files are exactly what the packages give', () => {
  expect([...files.keys()]).toEqual(['nz-land.geojson', 'world-land.geojson', 'places.geojson']);
  for (const [name, text] of files) {
    // Not toEqual: a difference of 300 kB is no help to anybody.
    expect(readFileSync(new URL(`../../resources/basemap/${name}`, import.meta.url), 'utf8') === text, name).toBe(true);
  }
});

test('the whole basemap stays below 700 kB', () => {
  const bytes = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  expect(bytes).toBeLessThan(700_000);
});

test('every ring is closed, outer rings counter-clockwise, and New Zealand is not in the world twice', () => {
  for (const name of ['nz-land.geojson', 'world-land.geojson']) {
    const polygons: [number, number][][][] = JSON.parse(files.get(name) ?? '').features[0].geometry.coordinates;
    for (const [index, ring] of polygons.flatMap((polygon) => polygon.map((r, i) => [i, r] as const))) {
      expect(ring[0]).toEqual(ring.at(-1));
      expect(ring.length).toBeGreaterThanOrEqual(4);
      expect(signedArea(ring) > 0).toBe(index === 0);
    }
    if (name === 'world-land.geojson') {
      const within = polygons.flat(2).filter(([lon, lat]) => lon > 166 && lon < 179 && lat > -47.5 && lat < -34);
      expect(within).toEqual([]);
    }
  }
});

test('a ring is rounded, stripped of repeats, closed and wound; a flattened one is dropped', () => {
  const clockwise = [
    [0, 0],
    [0, 1],
    [0.00001, 1],
    [1, 1],
    [1, 0],
  ];
  const ring = cleanRing(clockwise, 4, true);
  expect(ring).toHaveLength(5);
  expect(ring?.[0]).toEqual(ring?.at(-1));
  expect(signedArea(ring ?? [])).toBeGreaterThan(0);
  expect(
    cleanRing(
      [
        [0, 0],
        [0.00001, 0],
        [0, 0.00001],
      ],
      4,
      true,
    ),
  ).toBeNull();
  expect(() => cleanRing([[0]], 4, true)).toThrow('lacks a coordinate');
});

test('the main centres come first, with their names, where they are', () => {
  const places = placeFeatures(inputs.cities);
  expect(places.filter((place) => place.properties.rank === 1 && place.properties.kind === 'town')).toHaveLength(6);
  const hamilton = places.find((place) => place.properties.short === 'Hamilton');
  expect(hamilton?.properties).toMatchObject({ name: 'Kirikiriroa / Hamilton', rank: 1 });
  expect(hamilton?.geometry.coordinates[0]).toBeCloseTo(175.28, 1);
  expect(hamilton?.geometry.coordinates[1]).toBeCloseTo(-37.78, 1);
  const waitangi = places.find((place) => place.properties.name === 'Waitangi' && place.properties.rank === 3);
  expect(waitangi?.geometry.coordinates[0]).toBeLessThan(-176);
});

test('a curated town that GeoNames does not know is an error, not a silent gap', () => {
  expect(() => placeFeatures(inputs.cities.filter((city) => city.name !== 'Hamilton'))).toThrow('no Hamilton');
});
