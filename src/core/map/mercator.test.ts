import { expect, test } from 'vitest';
import {
  circleRing,
  extentOf,
  fitWindow,
  groundDistanceM,
  metresPerUnit,
  projectX,
  projectY,
  unprojectLat,
  unprojectLon,
  unwrapLon,
} from './mercator.ts';
import { scaleBarFor } from './scale-bar.ts';

const AUCKLAND = { lon: 174.7633, lat: -36.8485 };
const WELLINGTON = { lon: 174.7762, lat: -41.2866 };
const CHATHAMS = { lon: -176.56, lat: -43.954 };

test('projection and its inverse agree, and the equator and meridian are the middle of the world', () => {
  expect(projectX(0)).toBe(0.5);
  expect(projectY(0)).toBeCloseTo(0.5, 12);
  for (const { lon, lat } of [AUCKLAND, WELLINGTON, CHATHAMS]) {
    expect(unprojectLon(projectX(lon))).toBeCloseTo(lon, 9);
    expect(unprojectLat(projectY(lat))).toBeCloseTo(lat, 9);
  }
});

test('the worked example of EPSG guidance note 7-2 (method 1024) comes out', () => {
  const halfM = Math.PI * 6_378_137;
  const lon = -(100 + 20 / 60);
  const lat = 24 + 22 / 60 + 54.433 / 3600;
  expect((projectX(lon) - 0.5) * 2 * halfM).toBeCloseTo(-11_169_055.58, 1);
  expect((0.5 - projectY(lat)) * 2 * halfM).toBeCloseTo(2_800_000, 1);
});

test('an extent across the antimeridian is the short one', () => {
  const extent = extentOf([AUCKLAND, WELLINGTON, CHATHAMS]);
  expect(extent?.westDeg).toBeCloseTo(AUCKLAND.lon, 9);
  expect(extent?.eastDeg).toBeCloseTo(CHATHAMS.lon + 360, 9);
  expect(extentOf([AUCKLAND, { lon: -0.1, lat: 51.5 }])?.westDeg).toBeCloseTo(-0.1, 9);
});

test('an extent of nothing, or of impossible positions, is null', () => {
  expect(extentOf([])).toBeNull();
  expect(
    extentOf([
      { lon: Number.NaN, lat: 0 },
      { lon: 0, lat: 91 },
    ]),
  ).toBeNull();
});

test('a window holds every point inside its padding, in the aspect asked for', () => {
  for (const aspect of [0.5, 1, 1.6, 3]) {
    const points = [AUCKLAND, WELLINGTON, CHATHAMS];
    const extent = extentOf(points);
    if (extent === null) throw new Error('no extent');
    const window = fitWindow(extent, { aspect, padding: 0.1, minSpanM: 2000 });
    expect(window.width / window.height).toBeCloseTo(aspect, 9);
    for (const point of points) {
      const x = projectX(unwrapLon(point.lon, unprojectLon(window.centreX)));
      expect(Math.abs(x - window.centreX)).toBeLessThanOrEqual(window.width * 0.4 + 1e-12);
      expect(Math.abs(projectY(point.lat) - window.centreY)).toBeLessThanOrEqual(window.height * 0.4 + 1e-12);
    }
  }
});

test('a single point is shown at the minimum span', () => {
  const extent = extentOf([AUCKLAND]);
  if (extent === null) throw new Error('no extent');
  const window = fitWindow(extent, { aspect: 2, padding: 0.1, minSpanM: 3000 });
  expect(window.height * metresPerUnit(AUCKLAND.lat)).toBeCloseTo(3000, 3);
});

test('every point of a circle lies at its radius', () => {
  for (const centre of [AUCKLAND, CHATHAMS, { lon: 179.99, lat: -40 }]) {
    for (const point of circleRing(centre, 5000)) expect(groundDistanceM(centre, point)).toBeCloseTo(5000, 3);
  }
});

test('a scale bar is the longest round length that fits', () => {
  expect(scaleBarFor(47_000)).toEqual({ lengthM: 40_000, middle: '20', end: '40 km' });
  expect(scaleBarFor(1500)).toEqual({ lengthM: 1000, middle: '0.5', end: '1 km' });
  expect(scaleBarFor(999)).toEqual({ lengthM: 500, middle: '250', end: '500 m' });
  for (let maxM = 2; maxM < 3e6; maxM *= 1.37) {
    const bar = scaleBarFor(maxM);
    expect(bar.lengthM).toBeLessThanOrEqual(maxM);
    expect(bar.lengthM).toBeGreaterThan(maxM * 0.49);
  }
});
