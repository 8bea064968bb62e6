import { expect, test } from 'vitest';
import { buildJourney, greatCircleM } from './journey.ts';

const minutes = (count: number): number => count * 60_000;
const auckland = { lon: 174.7633, lat: -36.8485 };
const hamilton = { lon: 175.2793, lat: -37.787 };
/** Chatham Islands: west of the antimeridian by longitude sign. */
const waitangi = { lon: -176.5597, lat: -43.9535 };
const gisborne = { lon: 178.0176, lat: -38.6623 };

test('orders by time, and computes each leg', () => {
  const journey = buildJourney([
    { id: 'b', timeMs: minutes(90), ...hamilton },
    { id: 'a', timeMs: 0, ...auckland },
  ]);
  expect(journey.sightings.map((s) => s.id)).toEqual(['a', 'b']);
  const [leg] = journey.legs;
  expect(leg).toMatchObject({ fromId: 'a', toId: 'b', durationMs: minutes(90), gap: true, impossible: false });
  expect(leg?.distanceM).toBeGreaterThan(113_000);
  expect(leg?.distanceM).toBeLessThan(116_000);
  expect(leg?.speedKmh).toBeCloseTo((leg?.distanceM ?? 0) / 1000 / 1.5, 6);
  expect(journey).toMatchObject({ firstMs: 0, lastMs: minutes(90), distanceM: leg?.distanceM });
});

test('faster than 200 km/h is impossible; 50 minutes sharp are no gap', () => {
  const [fast] = buildJourney([
    { id: 'a', timeMs: 0, ...auckland },
    { id: 'b', timeMs: minutes(30), ...hamilton },
  ]).legs;
  expect(fast).toMatchObject({ impossible: true, gap: false });
  const [even] = buildJourney([
    { id: 'a', timeMs: 0, ...auckland },
    { id: 'b', timeMs: minutes(50), ...hamilton },
  ]).legs;
  expect(even).toMatchObject({ impossible: false, gap: false });
});

test('no time: nothing odd at one place, impossible between two', () => {
  const [same, apart] = buildJourney([
    { id: 'a', timeMs: 5, ...auckland },
    { id: 'b', timeMs: 5, ...auckland },
    { id: 'c', timeMs: 5, ...hamilton },
  ]).legs;
  expect(same).toMatchObject({ distanceM: 0, speedKmh: 0, impossible: false });
  expect(apart).toMatchObject({ speedKmh: null, impossible: true });
  const [gantry] = buildJourney([
    { id: 'a', timeMs: 0, lon: 174.7633, lat: -36.8485 },
    { id: 'b', timeMs: 1, lon: 174.7634, lat: -36.8485 },
  ]).legs;
  expect(gantry).toMatchObject({ impossible: false });
});

test('across the antimeridian the short way counts', () => {
  const distanceM = greatCircleM(gisborne, waitangi);
  expect(distanceM).toBeGreaterThan(700_000);
  expect(distanceM).toBeLessThan(770_000);
  expect(greatCircleM({ lon: 179.999, lat: -44 }, { lon: -179.999, lat: -44 })).toBeLessThan(170);
});

test('one sighting or none has no legs; bad positions are refused', () => {
  expect(buildJourney([])).toMatchObject({ legs: [], firstMs: null, lastMs: null, distanceM: 0 });
  expect(buildJourney([{ id: 'a', timeMs: 1, ...auckland }])).toMatchObject({ legs: [], firstMs: 1, lastMs: 1 });
  expect(() => buildJourney([{ id: 'a', timeMs: Number.NaN, ...auckland }])).toThrow(RangeError);
  expect(() => buildJourney([{ id: 'a', timeMs: 1, lon: 181, lat: 0 }])).toThrow(RangeError);
});
