import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { camera } from '../model/domain.ts';
import { parseBearing, parseGeoJsonSites } from './geojson-sites.ts';

const options = { provider: 'test', idPattern: 'NZ-{index}' };
const site = (coordinates: unknown, properties: object = {}) => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates },
  properties,
});
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features });

test('IN10: camera_id where given, else the pattern with the position in the file', () => {
  const parsed = parseGeoJsonSites(
    collection(
      site([174.7, -36.8], { name: 'SH1 Bombay', 'camera:direction': '90' }),
      site([1, 2], { camera_id: 'K-7' }),
    ),
    options,
  );
  expect(parsed.problems).toEqual([]);
  expect(parsed.cameras[0]).toEqual({
    id: 'NZ-0000',
    name: 'SH1 Bombay',
    description: '',
    lon: 174.7,
    lat: -36.8,
    bearingDeg: 90,
    mobility: 'fixed',
    owner: 'third-party',
    provider: 'test',
    live: true,
  });
  expect(parsed.cameras[1]?.id).toBe('K-7');
});

test.each([
  ['90', 90],
  [270.5, 270.5],
  ['-15', 345],
  ['360', 0],
  ['NNE', 22.5],
  ['w', 270],
  ['90;270', null],
  ['130-310', null],
  ['forward', null],
  ['1e3', null],
  ['720', null],
  [Number.NaN, null],
  [undefined, null],
  [{}, null],
])('IN11: direction %j is %j degrees', (written, bearing) => {
  expect(parseBearing(written)).toBe(bearing);
});

test('IN12: a bad feature is set aside by index and field, the others go on', () => {
  const parsed = parseGeoJsonSites(
    collection(
      site([200, -41]),
      site([-41, 174]),
      site([Number.NaN, 0]),
      site(['174', '-41']),
      { type: 'Feature', geometry: { type: 'LineString', coordinates: [] } },
      null,
      site([174, -41], { camera_id: 'x\u0000y' }),
      site([174, -41], { camera_id: 'A' }),
      site([175, -41], { camera_id: 'A' }),
    ),
    options,
  );
  expect(parsed.cameras.map((each) => each.id)).toEqual(['A']);
  expect(parsed.problems.map((each) => [each.index, each.code, each.field])).toEqual([
    [0, 'bad-coordinates', 'features[0].geometry.coordinates[0]'],
    [1, 'bad-coordinates', 'features[1].geometry.coordinates[1]'],
    [2, 'bad-coordinates', 'features[2].geometry.coordinates[0]'],
    [3, 'bad-coordinates', 'features[3].geometry.coordinates[0]'],
    [4, 'bad-site', 'features[4].geometry'],
    [5, 'bad-site', 'features[5].type'],
    [6, 'bad-camera', 'features[6].properties.camera_id'],
    [8, 'duplicate-site', 'features[8].properties.camera_id'],
  ]);
});

test.each([null, [], 'x', { type: 'Feature' }, { type: 'FeatureCollection' }])(
  'IN13: %j is no collection',
  (document) => {
    expect(parseGeoJsonSites(document, options)).toMatchObject({
      cameras: [],
      problems: [{ index: -1, field: 'type' }],
    });
  },
);

const file = new URL('../../../../shared/data/sites/osm-cameras-nz.geojson', import.meta.url);
test.skipIf(!existsSync(file))('794 real sites (skipped where ../shared/data is missing)', () => {
  const parsed = parseGeoJsonSites(JSON.parse(readFileSync(file, 'utf8')), {
    provider: 'osm',
    idPattern: 'NZ-{index}',
  });
  expect(parsed.problems).toEqual([]);
  expect(parsed.cameras).toHaveLength(794);
  expect(parsed.cameras[546]?.id).toBe('NZ-0546');
  expect(parsed.cameras.filter((each) => each.bearingDeg !== null).length).toBeGreaterThanOrEqual(486);
  for (const each of parsed.cameras) expect(camera.safeParse(each).success).toBe(true);
});
