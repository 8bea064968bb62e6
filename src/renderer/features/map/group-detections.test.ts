import { expect, test } from 'vitest';
import { chanceOf } from '../../../core/training/random.ts';
import { groupDetections } from './group-detections.ts';
import type { MapDetection } from './map-types.ts';

const read = (index: number, more: Partial<MapDetection> = {}): MapDetection => ({
  id: `r${index}`,
  lon: 175,
  lat: -37,
  timeMs: index,
  state: 'unconfirmed',
  likelihood: 0.5,
  label: `read ${index}`,
  ...more,
});

test('reads of one vehicle at one place are one mark, in time order, with the strongest state', () => {
  const { groups, exact } = groupDetections([
    read(3, { likelihood: 0.9 }),
    read(1, { state: 'confirmed', likelihood: 0.7 }),
    read(2, { state: 'rejected' }),
  ]);
  expect(exact).toBe(true);
  expect(groups).toHaveLength(1);
  expect(groups[0]).toMatchObject({ count: 3, confirmed: 1, state: 'confirmed', likelihood: 0.7, members: [1, 2, 0] });
});

test('two vehicles at one place keep a mark each', () => {
  const { groups } = groupDetections([read(1, { vehicle: 0 }), read(2, { vehicle: 1 })]);
  expect(groups.map((group) => group.vehicle).toSorted()).toEqual([0, 1]);
});

test('confirmed marks are drawn last, on top', () => {
  const { groups } = groupDetections([
    read(1, { state: 'confirmed' }),
    read(2, { lon: 175.1, state: 'rejected' }),
    read(3, { lon: 175.2 }),
  ]);
  expect(groups.map((group) => group.state)).toEqual(['rejected', 'unconfirmed', 'confirmed']);
});

test('an impossible position is counted, not drawn', () => {
  const { groups, misplaced } = groupDetections([read(1), read(2, { lat: Number.NaN }), read(3, { lon: 999 })]);
  expect(groups).toHaveLength(1);
  expect(misplaced).toBe(2);
});

test('a hundred thousand reads at eight hundred cameras are eight hundred places, without loss', () => {
  const { next: random } = chanceOf(7);
  const cameras = Array.from({ length: 800 }, () => ({ lon: 167 + random() * 11, lat: -46 + random() * 11 }));
  const reads = Array.from({ length: 100_000 }, (_, index) => read(index, cameras[Math.floor(random() * 800)]));
  const { groups, exact } = groupDetections(reads);
  expect(groups).toHaveLength(800);
  expect(exact).toBe(false);
  expect(groups.reduce((sum, group) => sum + group.count, 0)).toBe(100_000);
});

test('a hundred thousand scattered reads share cells; no read is lost and none is counted twice', () => {
  const { next: random } = chanceOf(8);
  const reads = Array.from({ length: 100_000 }, (_, index) =>
    read(index, { lon: 167 + random() * 11, lat: -46 + random() * 11 }),
  );
  const { groups } = groupDetections(reads);
  expect(groups.length).toBeLessThanOrEqual(2000);
  expect(groups.length).toBeGreaterThan(300);
  expect(new Set(groups.flatMap((group) => group.members)).size).toBe(100_000);
});
