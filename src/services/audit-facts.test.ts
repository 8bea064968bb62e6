import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '../core/audit/entry.ts';
import { AUDITOR_FLAG } from '../workspace/index.ts';
import { askedWords, dayText, factsOf, localDay, rowsOf, whyRefused } from './audit-facts.ts';

const entry = (change: Partial<AuditEntry>): AuditEntry => ({
  v: 1,
  space: 'training',
  deviceId: 'd1',
  log: 'case:c1',
  seq: 1,
  prev: '0'.repeat(64),
  deviceSeq: 1,
  devicePrev: '0'.repeat(64),
  timeMs: Date.parse('2026-11-11T08:36:12.481Z'),
  actor: { id: 'u1', username: 'b.specimen', name: 'Officer B. Specimen', title: 'Constable', role: 'investigator' },
  action: 'find',
  phase: 'intent',
  of: null,
  outcome: 'pending',
  authority: null,
  details: { query: 'qzf 208', plateKey: 'QZF208' },
  hash: 'a'.repeat(64),
  ...change,
});
const refusedFor = (...codes: string[]): Partial<AuditEntry> => ({
  phase: 'event',
  outcome: 'refused',
  details: {
    query: 'QZF208',
    plateKey: 'QZF208',
    refused: codes.map((code) => ({ code, rule: `R-${code}`, version: 1 })),
  },
});
const flagsOf = (change: Partial<AuditEntry>): string[] => {
  const { flags } = factsOf({ ordinal: 1, chain: 1 }, entry(change));
  return Object.entries(AUDITOR_FLAG)
    .filter(([, bit]) => (flags & bit) !== 0)
    .map(([name]) => name);
};

describe('SV34 days are local days', () => {
  test.each([
    // Daylight saving begins on 27 September 2026 at 02:00 NZST: the day has 23 hours.
    ['2026-09-26T11:59:59.999Z', '2026-09-26'],
    ['2026-09-26T12:00:00.000Z', '2026-09-27'],
    ['2026-09-27T10:59:59.999Z', '2026-09-27'],
    ['2026-09-27T11:00:00.000Z', '2026-09-28'],
    // It ends on 5 April 2026 at 03:00 NZDT: the day has 25 hours.
    ['2026-04-04T10:59:59.999Z', '2026-04-04'],
    ['2026-04-04T11:00:00.000Z', '2026-04-05'],
    ['2026-04-05T11:59:59.999Z', '2026-04-05'],
    ['2026-04-05T12:00:00.000Z', '2026-04-06'],
  ])('%s is of %s', (utc, day) => {
    expect(dayText(localDay(Date.parse(utc)))).toBe(day);
  });
});

test('SV34 an entry is flagged by what refused it, what left, and what was not confirmed', () => {
  expect(flagsOf({})).toEqual(['query', 'counts', 'asked']);
  expect(flagsOf(refusedFor('rekeying'))).toEqual(['query', 'rekeyed', 'counts', 'asked']);
  expect(flagsOf(refusedFor('junk-reason'))).toEqual(['query', 'asked']);
  expect(flagsOf(refusedFor('no-authority', 'own-vehicle'))).toEqual(['query', 'own-vehicle', 'asked']);
  expect(flagsOf({ ...refusedFor('flag-setter-tracks'), action: 'track-start' })).toEqual(['query', 'stolen-conflict']);
  expect(flagsOf({ action: 'pack-export', details: { number: 'P-01' } })).toEqual(['export']);
  expect(flagsOf({ ...refusedFor('no-reason'), action: 'pack-export' })).toEqual([]);
  expect(flagsOf({ action: 'sign-in', phase: 'event', outcome: 'recorded', details: {} })).toEqual([]);
  const authority = {
    id: 'a',
    kind: 'file-number',
    number: '1',
    purpose: '',
    narrative: '',
    assignment: 'provisional',
  };
  expect(flagsOf({ authority })).toContain('provisional');
  expect(flagsOf({ authority: { ...authority, assignment: 'confirmed' } })).not.toContain('provisional');
});

test('SV34 what was asked and what came of it are told in words, from the entry alone', () => {
  expect(askedWords(entry({}))).toBe('qzf 208');
  expect(askedWords(entry({ action: 'colocation', details: { scenes: [{}, {}] } }))).toBe('2 scenes');
  expect(askedWords(entry({ action: 'pack-export', details: { number: 'P-01' } }))).toBe('Pack P-01');
  expect(askedWords(entry({ action: 'lock', details: {} }))).toBe('');
  expect(rowsOf(entry({ phase: 'result', outcome: 'ran', details: { reads: 50, plates: 3 } }))).toBe(50);
  expect(rowsOf(entry({ phase: 'result', outcome: 'failed', details: { code: 'INTERNAL' } }))).toBe(0);
  expect(rowsOf(entry({}))).toBeNull();
  expect(whyRefused([{ code: 'rekeying', rule: 'NZ-REKEY-1' }], 7)).toBe('7th asking in 24 h');
  expect(whyRefused([{ code: 'rekeying', rule: 'NZ-REKEY-1' }], 12)).toBe('12th asking in 24 h');
  expect(whyRefused([{ code: 'own-vehicle', rule: 'R' }], null)).toBe('Own or household vehicle');
  expect(whyRefused([{ code: 'never-heard-of', rule: 'R' }], null)).toBe('Never heard of');
});

test('SV34 a refusal is kept with code and rule, however an older desk wrote it', () => {
  const refused = (details: AuditEntry['details']) => factsOf({ ordinal: 1, chain: 1 }, entry({ details })).refused;
  expect(refused({ refused: [{ code: 'rekeying', rule: 'NZ-REKEY-1', version: 2 }] })).toEqual([
    { code: 'rekeying', rule: 'NZ-REKEY-1' },
  ]);
  expect(refused({ refused: ['not-confirmed', 7, null, [], { rule: 'R' }] })).toEqual([
    { code: 'not-confirmed', rule: '' },
  ]);
  expect(refused({})).toEqual([]);
});
