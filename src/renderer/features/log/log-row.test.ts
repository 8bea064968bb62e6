import { expect, test } from 'vitest';
import type { AuditEntry } from '../../../core/audit/entry.ts';
import { askedText, detailText, rowsText, rulesText } from './log-row.ts';

const entry = (details: AuditEntry['details']): AuditEntry => ({
  v: 1,
  space: 'training',
  deviceId: 'd',
  log: 'case:c',
  seq: 1,
  prev: '0'.repeat(64),
  deviceSeq: 1,
  devicePrev: '0'.repeat(64),
  timeMs: 0,
  actor: null,
  action: 'find',
  phase: 'intent',
  of: null,
  outcome: 'refused',
  authority: null,
  details,
  hash: '0'.repeat(64),
});

test('what was asked is the plate query before anything else', () => {
  expect(askedText(entry({ title: 'x', query: 'KJ?4*' }))).toBe('KJ?4*');
  expect(askedText(entry({}))).toBe('');
});

test('rules are found wherever a refusal names them, once', () => {
  expect(rulesText(entry({ reasons: [{ rule: 'NZ-FIND-1', code: 'no-authority' }, { rule: 'NZ-FIND-1' }] }))).toBe(
    'NZ-FIND-1',
  );
});

test('nothing logged is hidden by its form', () => {
  expect(detailText({ a: [1, null] })).toBe('{"a":[1,null]}');
  expect(detailText(null)).toBe('none');
  expect(rowsText(entry({ reads: 1234 }))).toBe('1,234');
});
