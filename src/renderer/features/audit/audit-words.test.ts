import { expect, test } from 'vitest';
import type { AuditVerdict } from '../../../contract/audit-answers.ts';
import { adviceFor, ordinalText, silenceText, verdictText, verdictTitle } from './audit-words.ts';

const verdict = (problems: number): AuditVerdict => ({
  ok: problems === 0,
  entries: 1204,
  chains: 1,
  silentChains: 0,
  verifiedMs: 0,
  tookMs: 1,
  checkpoint: null,
  witnesses: [],
  problems: Array.from({ length: problems }, () => ({ code: 'fork', message: '', ref: null, deviceName: '' })),
});

test('a log with a fault is never called whole', () => {
  expect(verdictTitle(verdict(0))).toBe('The log is whole');
  expect(verdictTitle(verdict(1))).toBe('The log does not hold together: 1 fault');
  expect(verdictTitle({ ...verdict(0), ok: false })).toBe('The log does not hold together');
  expect(verdictText(verdict(0))).toBe('1,204 entries of 1 workstation log: no gap, fork or rollback.');
  expect(verdictText(verdict(2))).not.toContain('no gap');
});

test('every fault has something to do, and kinds of fault have advice of their own', () => {
  const codes = ['fork', 'rollback', 'gap', 'checkpoint-signature', 'sealed-unopened', 'entry-changed', 'root'];
  expect(new Set(codes.map(adviceFor)).size).toBe(codes.length);
  expect(adviceFor('never seen before')).toContain('tell the administrator');
});

test('places and silence are said in words', () => {
  expect([1, 2, 3, 4, 11, 12, 13, 21, 22, 112].map(ordinalText)).toEqual([
    '1st',
    '2nd',
    '3rd',
    '4th',
    '11th',
    '12th',
    '13th',
    '21st',
    '22nd',
    '112th',
  ]);
  expect(silenceText({ silentChains: 0 })).toBe('all workstations reporting');
  expect(silenceText({ silentChains: 2 })).toBe('all workstations reporting but 2');
});
