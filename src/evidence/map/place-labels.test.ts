import { expect, test } from 'vitest';
import type { MapBox } from './map-input.ts';
import { type LabelRequest, lengthInside, placeLabels } from './place-labels.ts';

const BOUNDS: MapBox = { x: 0, y: 0, width: 200, height: 100 };
const at = (id: string, x: number, y: number, required = false): LabelRequest => ({
  id,
  anchor: { x, y },
  width: 40,
  height: 10,
  gaps: [4],
  required,
});

const overlap = (a: MapBox, b: MapBox): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

test('a label stands to the right of its anchor where nothing hinders it', () => {
  expect(placeLabels([at('a', 50, 50)], BOUNDS, [], [])[0]).toMatchObject({ x: 54, y: 45 });
});

test('a label at the right border goes to the left, and none leaves the bounds', () => {
  expect(placeLabels([at('a', 190, 50)], BOUNDS, [], [])[0]).toMatchObject({ x: 146, y: 45 });
  for (const [x, y] of [
    [2, 2],
    [198, 2],
    [2, 98],
    [198, 98],
  ] as const) {
    for (const box of placeLabels([at('a', x, y, true)], BOUNDS, [], [])) {
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(200);
      expect(box.y + box.height).toBeLessThanOrEqual(100);
    }
  }
});

test('a crowd of labels never overlaps, and the first asked for is there', () => {
  const crowd = Array.from({ length: 60 }, (_, i) => at(`p${i}`, (i * 37) % 200, (i * 53) % 100));
  const placed = placeLabels(crowd, BOUNDS, [], []);
  expect(placed.length).toBeGreaterThan(8);
  expect(placed[0]?.id).toBe('p0');
  for (const [index, a] of placed.entries()) {
    for (const b of placed.slice(index + 1)) expect(overlap(a, b)).toBe(false);
  }
});

test('an optional label is left out rather than cover a mark or cross a journey; a required one appears', () => {
  const everywhere: MapBox = { x: 0, y: 0, width: 200, height: 100 };
  const line = { from: { x: 0, y: 50 }, to: { x: 200, y: 50 } };
  expect(placeLabels([at('a', 50, 50)], BOUNDS, [everywhere], [])).toEqual([]);
  expect(placeLabels([at('a', 50, 50, true)], BOUNDS, [everywhere], [])).toHaveLength(1);
  const [label] = placeLabels([at('a', 50, 50)], BOUNDS, [], [line]);
  if (label === undefined) throw new Error('no label');
  expect(lengthInside(line, label)).toBe(0);
});

test('the length of a line inside a box', () => {
  const box: MapBox = { x: 10, y: 10, width: 10, height: 10 };
  expect(lengthInside({ from: { x: 0, y: 15 }, to: { x: 100, y: 15 } }, box)).toBeCloseTo(10, 9);
  expect(lengthInside({ from: { x: 0, y: 0 }, to: { x: 100, y: 100 } }, box)).toBeCloseTo(Math.SQRT2 * 10, 9);
  expect(lengthInside({ from: { x: 0, y: 5 }, to: { x: 100, y: 5 } }, box)).toBe(0);
  expect(lengthInside({ from: { x: 12, y: 12 }, to: { x: 13, y: 12 } }, box)).toBeCloseTo(1, 9);
});
