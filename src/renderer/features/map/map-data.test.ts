import { expect, test } from 'vitest';
import { groupDetections } from './group-detections.ts';
import { areaFeatures, journeyFeatures, markAsidePx, readFeatures, selectionFeatures } from './map-data.ts';
import type { MapDetection } from './map-types.ts';

const MINUTE = 60_000;
const read = (id: string, more: Partial<MapDetection> = {}): MapDetection => ({
  id,
  lon: 175,
  lat: -37,
  timeMs: 0,
  state: 'unconfirmed',
  likelihood: 0.5,
  label: id,
  ...more,
});
const features = (detections: readonly MapDetection[]) =>
  readFeatures(groupDetections(detections), detections).features;

test('likelihood is strength for what is not yet confirmed; a confirmed read is at full strength', () => {
  const opacity = (more: Partial<MapDetection>) => features([read('a', more)])[0]?.properties?.opacity;
  expect(opacity({ likelihood: 0.86 })).toBeCloseTo(0.93, 9);
  expect(opacity({ likelihood: 0 })).toBe(0.5);
  expect(opacity({ likelihood: 0, state: 'confirmed' })).toBe(1);
});

test('two vehicles at one site stand apart, each with its letter on its first read', () => {
  const drawn = features([
    read('a', { vehicle: 0 }),
    read('b', { vehicle: 1 }),
    read('later', { vehicle: 1, lon: 176, timeMs: 5 }),
  ]);
  const [a, b] = ['read 0 unconfirmed', 'read 1 unconfirmed'].map(
    (image) => drawn.find((one) => one.properties?.image === image && one.properties?.tag !== '')?.properties,
  );
  expect(markAsidePx(b?.aside) - markAsidePx(a?.aside)).toBeGreaterThan(8);
  expect([a?.tag, b?.tag]).toEqual(['A', 'B']);
  expect(drawn.filter((one) => one.properties?.tag !== '')).toHaveLength(2);
});

test('above two thousand reads only the sixty busiest places carry a count', () => {
  const many = Array.from({ length: 6000 }, (_, index) =>
    read(`r${index}`, { lon: 170 + (index % 200) * 0.02 + (index % 7) * 0.02 }),
  );
  const drawn = features(many);
  const counted = drawn.filter((one) => one.properties?.counted === true);
  expect(drawn.every((one) => one.properties?.exact === false)).toBe(true);
  expect(counted.length).toBeGreaterThan(0);
  expect(counted.length).toBeLessThan(drawn.length);
});

test('a leg over the antimeridian takes the short way', () => {
  const { legs, notes } = journeyFeatures({
    legs: [
      {
        vehicle: 0,
        from: { lon: 174.78, lat: -41.28, timeMs: 0 },
        to: { lon: -176.56, lat: -43.95, timeMs: 190 * MINUTE },
      },
    ],
  });
  const line = legs.features[0]?.geometry;
  if (line?.type !== 'LineString') throw new Error('no line');
  expect(line.coordinates[1]?.[0]).toBeCloseTo(183.44, 6);
  expect(notes.features[0]?.properties?.head).toBe('No read 3 h 10 min');
});

test('an impossible leg is a note at its far end and no line', () => {
  const { legs, notes } = journeyFeatures({
    legs: [
      {
        vehicle: 1,
        from: { lon: 175, lat: -37, timeMs: 0 },
        to: { lon: 175.5, lat: -37.5, timeMs: 100_000 },
        impossible: true,
      },
    ],
  });
  expect(legs.features).toEqual([]);
  expect(notes.features[0]).toMatchObject({
    properties: { kind: 'impossible', head: 'Impossible leg, struck' },
    geometry: { coordinates: [175.5, -37.5] },
  });
});

test('an area is a circle and its middle; none is nothing', () => {
  expect(areaFeatures([]).features).toEqual([]);
  const area = { lon: 179.99, lat: -40, radiusM: 5000 };
  const [circle, centre] = areaFeatures([area]).features;
  // Every scene has its circle.
  expect(areaFeatures([area, { ...area, lat: -38 }, { ...area, radiusM: 0 }]).features).toHaveLength(4);
  if (circle?.geometry.type !== 'Polygon') throw new Error('no circle');
  expect(circle.geometry.coordinates[0]?.every((position) => (position[0] ?? 0) > 179)).toBe(true);
  expect(centre?.geometry.type).toBe('Point');
});

test('the ring of the chosen read stands where its mark stands', () => {
  const reads = [read('a', { vehicle: 0 }), read('b', { vehicle: 1 })];
  const grouping = groupDetections(reads);
  const ring = selectionFeatures(grouping, reads, 'b').features[0]?.properties;
  const mark = readFeatures(grouping, reads).features.find((one) => one.properties?.image === 'read 1 unconfirmed');
  expect(ring?.aside).toBe(mark?.properties?.aside);
  expect(ring?.aside).toBeGreaterThan(0);
  expect(selectionFeatures(grouping, reads, 'gone').features).toEqual([]);
  expect(selectionFeatures(grouping, reads, null).features).toEqual([]);
});
