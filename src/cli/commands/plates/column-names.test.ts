/** Which column holds what, and positions as they are written. */
import { expect, test } from 'vitest';
import { findColumns, parseColumns, parseDegrees } from './column-names.ts';

test('columns are known by common names, whatever their case and punctuation', () => {
  const found = (names: string): unknown => findColumns(names.split('|')).columns;
  expect(found('zipcode|dt|location|address|device|plate_hash|lon|lat')).toEqual({
    time: 1,
    camera: 4,
    plate: 5,
    lon: 6,
    lat: 7,
  });
  expect(found('Licence Plate|Date-Time|Camera ID|UUID|Longitude|Latitude')).toEqual({
    plate: 0,
    time: 1,
    camera: 2,
    id: 3,
    lon: 4,
    lat: 5,
  });
  expect(found('a|b')).toEqual({});
});

test('what is told stands above the names, and a name that is not there is said', () => {
  const told = parseColumns('plate=vehicle, time=When') ?? {};
  expect(findColumns(['plate', 'vehicle', 'when', 'camera'], told)).toEqual({
    columns: { plate: 1, time: 2, camera: 3 },
    missing: [],
  });
  expect(findColumns(['plate'], told).missing).toEqual(['vehicle', 'When']);
  expect(['plate', 'plate=', 'colour=x', '', 'plate=a,,time=b'].map(parseColumns)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ]);
});

test('degrees are numbers on the globe; nothing known is null, and anything else is said to be wrong', () => {
  expect(['', 'NA', null, undefined, '-122.3360764', 45.5, '180'].map((value) => parseDegrees(value, 180))).toEqual([
    null,
    null,
    null,
    null,
    -122.3360764,
    45.5,
    180,
  ]);
  expect(['181', 'east', '1e3', Number.NaN, {}, '12,5'].map((value) => parseDegrees(value, 180))).toEqual([
    undefined,
    undefined,
    undefined,
    null,
    undefined,
    undefined,
  ]);
});
