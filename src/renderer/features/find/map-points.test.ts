import { expect, test } from 'vitest';
import { detectionsOf, type FindPoints } from './map-points.ts';
import { pagesOf } from './use-result-rows.ts';

const points: FindPoints = {
  detectionIds: ['a', 'b', 'c'],
  lon: [175, null, 176],
  lat: [-37, -37, -38],
  timeMs: [0, 1, 2],
  likelihood: [0.9, 0.8, 0.01],
  states: ['confirmed', 'unconfirmed', 'unconfirmed'],
  reads: ['QZX101', 'QZX101', 'QZX1O1'],
};

test('reads without a place are left out, folded ones follow the table', () => {
  expect(detectionsOf(points, false, null).map((mark) => mark.id)).toEqual(['a']);
  expect(detectionsOf(points, true, null).map((mark) => mark.id)).toEqual(['a', 'c']);
});

test('a drawn journey is looked at alone, its reads as its vehicle', () => {
  const sightings = [
    { detectionId: 'a', timeMs: 0, lon: 175, lat: -37, cameraName: 'SH1', state: 'confirmed' as const },
  ];
  const marks = detectionsOf(points, false, { sightings });
  expect(marks).toHaveLength(1);
  expect(marks[0]).toMatchObject({ id: 'a', vehicle: 0 });
});

test('pages cover what is seen, to the last row and no further', () => {
  expect(pagesOf(0, 20, 1)).toEqual([0]);
  expect(pagesOf(190, 210, 100_000)).toEqual([0, 1]);
  expect(pagesOf(99_990, 100_050, 100_000)).toEqual([499]);
  expect(pagesOf(0, 10, 0)).toEqual([]);
});
