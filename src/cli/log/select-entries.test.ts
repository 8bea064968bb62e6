import { expect, test } from 'vitest';
import type { AuditEntry } from '../../core/audit/entry.ts';
import { filterOf, selector } from './select-entries.ts';

const entry = (seq: number, change: Partial<AuditEntry>): AuditEntry =>
  ({ seq, log: 'case:a', timeMs: seq * 1000, of: null, details: {}, action: 'find', ...change }) as AuditEntry;
const entries = [
  entry(1, { phase: 'event', outcome: 'refused', details: { query: 'hov 528', plateKey: 'HOV528' } }),
  entry(2, { phase: 'intent', outcome: 'pending', details: { query: 'HOV528', plateKey: 'HOV528' } }),
  entry(3, { phase: 'intent', outcome: 'pending', details: { query: 'QQQ1' } }),
  entry(4, { phase: 'result', outcome: 'ran', of: 3 }),
  entry(5, { phase: 'result', outcome: 'ran', of: 2 }),
  entry(6, { phase: 'event', outcome: 'recorded', action: 'view', details: { plate: 'HOV528' } }),
];
const picked = (options: Parameters<typeof filterOf>[0]): number[] =>
  entries.filter(selector(filterOf(options))).map(({ seq }) => seq);

test('a plate picks what asked for it, refusals and looks included, and the results of those', () => {
  expect(picked({ plate: 'hov 528' })).toEqual([1, 2, 5, 6]);
  expect(picked({ plate: 'HOV528', outcome: 'ran' })).toEqual([5]);
  expect(picked({ plate: 'XXX1' })).toEqual([]);
});

test('times take the first and not the last moment; action and outcome are those of the entry', () => {
  expect(picked({ from: '1970-01-01T00:00:02Z', to: '1970-01-01T00:00:04Z' })).toEqual([2, 3]);
  expect(picked({ outcome: 'refused' })).toEqual([1]);
  expect(picked({ action: 'view' })).toEqual([6]);
  expect(picked({})).toEqual([1, 2, 3, 4, 5, 6]);
});

test('what is no filter is named, with what would be one', () => {
  expect(() => filterOf({ from: 'yesterday' })).toThrow('--from: "yesterday" is no time.');
  expect(() => filterOf({ to: '2026-11-22T08:00' })).toThrow('--to');
  expect(() => filterOf({ action: 'look' })).toThrow('--action: there is no action "look".');
  expect(() => filterOf({ outcome: 'good' })).toThrow('--outcome');
  expect(() => filterOf({ plate: '' })).toThrow('--plate');
});
