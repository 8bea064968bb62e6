import { expect, test } from 'vitest';
import type { AuditEntry, JsonValue } from '../../../core/audit/entry.ts';
import { codeWords, otherValues, refusalReasons } from './entry-facts.ts';

const HASH = '0'.repeat(64);
const entry = (details: AuditEntry['details']): AuditEntry => ({
  v: 1,
  space: 'training',
  deviceId: 'd',
  log: 'case:c',
  seq: 1,
  prev: HASH,
  deviceSeq: 1,
  devicePrev: HASH,
  timeMs: 0,
  actor: null,
  action: 'find',
  phase: 'event',
  of: null,
  outcome: 'refused',
  authority: null,
  details,
  hash: HASH,
});

test('a refusal is told with its rule and version, however the entry wrote them', () => {
  const reasons: JsonValue = [
    { code: 'no-authority', rule: 'NZ-FIND-1', version: 2 },
    { code: 'rekeying', rule: 'NZ-REKEY-1 v2' },
    { code: 'junk-reason', rule: { id: 'NZ-REASON-1', version: 1 }, message: 'No reason.', remedy: 'Give one.' },
  ];
  expect(refusalReasons({ entry: entry({ refused: reasons }), result: null })).toEqual([
    { code: 'no-authority', rule: 'NZ-FIND-1 v2', message: '', remedy: '' },
    { code: 'rekeying', rule: 'NZ-REKEY-1 v2', message: '', remedy: '' },
    { code: 'junk-reason', rule: 'NZ-REASON-1 v1', message: 'No reason.', remedy: 'Give one.' },
  ]);
});

test('a refusal that stands in the result is found there; none is none', () => {
  const result = entry({ refused: [{ code: 'lapsed', rule: 'NZ-FIND-1', version: 1 }] });
  expect(refusalReasons({ entry: entry({}), result })).toHaveLength(1);
  expect(refusalReasons({ entry: entry({ refused: 'odd' }), result: null })).toEqual([]);
});

test('nothing that was logged is left out of the values', () => {
  expect(otherValues({ query: 'QZX101', fromMs: null, scenes: [{ a: 1 }], refused: [] })).toEqual([
    { name: 'query', value: 'QZX101' },
    { name: 'fromMs', value: 'none' },
    { name: 'scenes', value: '[{"a":1}]' },
  ]);
  expect(codeWords('own-vehicle')).toBe('own vehicle');
});
