import { expect, test } from 'vitest';
import type { PatternResult } from '../../../contract/movement.ts';
import { drawMeetings, drawPattern, drawSeen, NOTHING } from './movement-marks.ts';

const sighting = (detectionId: string, lon: number | null) => ({
  ...{ detectionId, timeMs: 0, cameraId: 'c', cameraName: 'SH1', lon, lat: -37, read: 'QZX101' },
  ...{ likelihood: 0.8, state: 'unconfirmed' as const },
});
const leg = (fromId: string, toId: string, distanceM: number) => ({
  ...{ fromId, toId, distanceM, durationMs: 1000, speedKmh: 10, gap: false, impossible: toId === 'c', doubt: null },
});
const result = (): PatternResult => ({
  plate: 'QZX101',
  window: { fromMs: 0, toMs: 1 },
  sightings: [sighting('a', 175), sighting('b', 175), sighting('c', 176), sighting('d', null)],
  truncated: false,
  legs: [leg('a', 'b', 0), leg('b', 'c', 90_000), leg('c', 'd', 10)],
  firstMs: 0,
  lastMs: 1,
  stays: [],
  places: [],
  hours: Array.from({ length: 168 }, () => 0),
});

test('legs are drawn between places that are known and differ; the impossible one is told', () => {
  const drawn = drawPattern(result());
  expect(drawn.detections.map((mark) => mark.id)).toEqual(['a', 'b', 'c']);
  expect(drawn.journey?.legs.map(({ from, to, impossible }) => [from.id, to.id, impossible])).toEqual([
    ['b', 'c', true],
  ]);
});

test('a meeting is two reads at one camera, each its own vehicle', () => {
  const camera = {
    ...{ id: 'c', name: 'SH1', description: '', lon: 175, lat: -37, bearingDeg: null, mobility: 'fixed' as const },
    ...{ owner: 'police' as const, provider: 'p', live: true },
  };
  const meeting = {
    cameraId: 'c',
    cameraName: 'SH1',
    timeMs: 1000,
    gapMs: -400,
    detectionId: 'a',
    partnerDetectionId: 'b',
  };
  const partner = {
    ...{
      plate: 'QZX102',
      texts: [],
      shared: 1,
      visits: 1,
      cameras: 1,
      days: 1,
      passes: 1,
      expected: 0,
      lift: 1,
      liftAtLeast: 1,
    },
    ...{ firstMs: 0, lastMs: 0, meetings: [meeting, { ...meeting, cameraId: 'unknown' }] },
  };
  const drawn = drawMeetings('QZX101', partner, [camera]);
  expect(drawn.detections.map(({ id, timeMs, vehicle }) => [id, timeMs, vehicle])).toEqual([
    ['a', 1000, 0],
    ['b', 600, 1],
  ]);
  expect(drawMeetings('QZX101', null, [camera]).detections).toEqual([]);
});

test('who was at the scenes is drawn where its cameras stand; a camera without a place is left out', () => {
  const camera = {
    ...{ id: 'c', name: 'SH1', description: '', lon: 175, lat: -37, bearingDeg: null, mobility: 'fixed' as const },
    ...{ owner: 'police' as const, provider: 'p', live: true },
  };
  const vehicle = {
    ...{ plate: 'QZX101', texts: ['QZX101'], scenes: [0, 1], reads: 2, expected: 0.1, lift: 20, liftAtLeast: 2 },
    detectionIds: ['a', 'b'],
  };
  const seenAt = [
    { cameraId: 'gone', timeMs: 1000 },
    { cameraId: 'c', timeMs: 2000 },
  ];
  const drawn = drawSeen({ ...vehicle, seenAt }, [camera]);
  expect(drawn.detections).toMatchObject([{ id: 'b', lon: 175, lat: -37, timeMs: 2000, vehicle: 0 }]);
  expect(drawn.vehicles).toMatchObject([{ plate: 'QZX101' }]);
  expect(drawSeen(vehicle, [camera])).toBe(NOTHING);
  expect(drawSeen(null, [camera])).toBe(NOTHING);
});
