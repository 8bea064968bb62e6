import { expect, test } from 'vitest';
import { checkNarrative, checkNumber } from './checks.ts';

const nowMs = Date.parse('2026-11-12T00:00:00Z');

test('the form accepts what the services accept', () => {
  expect(checkNumber('261107/4182', nowMs).ok).toBe(true);
  expect(checkNarrative('Witness saw a silver ute leave Hinuera Rd', nowMs).ok).toBe(true);
});

test('each refusal says what to mend', () => {
  expect(checkNumber('261107-4182', nowMs).text).toContain('YYMMDD/NNNN');
  expect(checkNumber('261332/0001', nowMs).text).toContain('no such day');
  expect(checkNumber('270107/0001', nowMs).text).toContain('not come');
  expect(checkNumber('OR-88120417N', nowMs).text).toContain('online report');
  expect(checkNarrative('asdf asdf', nowMs).ok).toBe(false);
  expect(checkNarrative('aaaaaaaaaaaaaa bb', nowMs).ok).toBe(false);
});
