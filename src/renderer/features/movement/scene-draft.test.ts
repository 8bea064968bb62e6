import { expect, test } from 'vitest';
import { DAY_MS } from '../../format/time.ts';
import { newScene, sceneProblem, scenesOf } from './scene-draft.ts';

const nowMs = Date.parse('2026-11-12T00:00:00Z');
const limitMs = 60 * DAY_MS;

test('a scene needs a place and a window that may be searched', () => {
  const scene = newScene(1);
  expect(sceneProblem(scene, limitMs, nowMs)).toContain('circle');
  const placed = { ...scene, cameraIds: ['TR-1'] };
  expect(sceneProblem(placed, limitMs, nowMs)).toBeNull();
  const early = { kind: 'between', fromMs: nowMs - 90 * DAY_MS, toMs: nowMs - 80 * DAY_MS } as const;
  expect(sceneProblem({ ...placed, window: early }, limitMs, nowMs)).toContain('before the 60 days');
});

test('what was asked is what is sent; a nameless scene is named by its place', () => {
  const window = { kind: 'between', fromMs: nowMs - 70 * DAY_MS, toMs: nowMs } as const;
  const [scene] = scenesOf([{ ...newScene(1), name: ' ', cameraIds: ['TR-1'], window }], limitMs, nowMs);
  expect(scene).toEqual({ name: 'Scene 1', area: null, cameraIds: ['TR-1'], fromMs: window.fromMs, toMs: nowMs });
});
