import { expect, test } from 'vitest';
import { DAY_MS } from '../../format/time.ts';
import { namedWindow, requestWindow, resolveWindow, windowWords } from './window-choice.ts';

const nowMs = Date.parse('2026-11-12T00:00:00Z');
const limitMs = 60 * DAY_MS;

test('a window further back than the limit is shown clamped', () => {
  const choice = { kind: 'between', fromMs: nowMs - 90 * DAY_MS, toMs: nowMs - DAY_MS } as const;
  expect(resolveWindow(choice, limitMs, nowMs)).toMatchObject({
    fromMs: nowMs - limitMs,
    clamped: true,
    problem: null,
  });
  // What was asked is what is logged: the services clamp, not the screen.
  expect(requestWindow(choice, limitMs, nowMs).fromMs).toBe(nowMs - 90 * DAY_MS);
});

test('a window that ends before it begins, or lies before the limit, is a problem', () => {
  const at = (fromDays: number, toDays: number) =>
    resolveWindow({ kind: 'between', fromMs: nowMs - fromDays * DAY_MS, toMs: nowMs - toDays * DAY_MS }, limitMs, nowMs)
      .problem;
  expect(at(1, 2)).toContain('ends before');
  expect(at(90, 61)).toContain('before the 60 days');
  expect(at(2, 1)).toBeNull();
});

test('the limit is asked for as null: as far as the rules allow', () => {
  expect(requestWindow({ kind: 'last', spanMs: limitMs }, limitMs, nowMs)).toEqual({ fromMs: null, toMs: null });
  expect(requestWindow({ kind: 'last', spanMs: DAY_MS }, limitMs, nowMs)).toEqual({
    fromMs: nowMs - DAY_MS,
    toMs: null,
  });
  expect(windowWords({ kind: 'last', spanMs: limitMs }, limitMs)).toBe('60 days, the limit');
});

test('a question that names its time is not cut by the moment it takes to ask', () => {
  const limit = namedWindow({ kind: 'last', spanMs: limitMs }, limitMs, nowMs);
  expect(resolveWindow({ kind: 'between', ...limit }, limitMs, nowMs + 5000).clamped).toBe(false);
  expect(limit.fromMs).toBeGreaterThan(nowMs + 5000 - limitMs);
  expect(namedWindow({ kind: 'last', spanMs: DAY_MS }, limitMs, nowMs)).toEqual({
    fromMs: nowMs - DAY_MS,
    toMs: nowMs,
  });
});
