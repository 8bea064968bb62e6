import { expect, test } from 'vitest';
import type { AuthorityWay } from '../../../contract/authority-answers.ts';
import { plainAuthority } from '../../../core/model/domain.ts';
import {
  checkField,
  draftOf,
  EMPTY_TEXT,
  itemsOf,
  lifeText,
  missingOf,
  textOf,
  type WayText,
  withPlate,
} from './way-draft.ts';

const nowMs = Date.parse('2026-11-12T00:00:00Z');
const DAY_MS = 86_400_000;
const way: AuthorityWay = {
  kind: 'surveillance-device-warrant',
  title: 'Surveillance device warrant',
  text: '',
  fields: ['number', 'issuer', 'narrative', 'plates', 'people', 'area', 'from', 'to', 'document'],
  required: ['number', 'issuer', 'narrative', 'document'],
  numberLabel: 'Warrant number',
  needsApproval: true,
  documentRequired: true,
  maxLifetimeMs: 60 * DAY_MS,
  reportDueMs: null,
  grounds: [],
  ruleId: 'NZ-TRACK-1',
};
const full: WayText = {
  ...EMPTY_TEXT,
  number: ' SDW-1 ',
  issuer: 'Judge A. Example',
  narrative: 'Witness saw a silver ute leave Hinuera Rd',
  plates: 'kjt 417, KJ-B482',
  lat: '-37.81',
  lon: '175.77',
  radiusKm: '12',
  from: '2026-11-12 14:00',
  to: '2026-12-12 14:00',
  purpose: 'burglary',
};

test('only what the way asks is missing, in the order of the form', () => {
  expect(missingOf(way, EMPTY_TEXT, 0, nowMs)).toEqual([
    'a number',
    'the issuer',
    'a narrative in words',
    'the document',
  ]);
  expect(missingOf(way, full, 1, nowMs)).toEqual([]);
});

test('a plate that is wanted joins those typed, once', () => {
  expect(withPlate('', 'KJT417')).toBe('KJT417');
  expect(withPlate('kjt 417', 'KJT417')).toBe('kjt 417');
  expect(withPlate('KJB482, ', 'KJT417')).toBe('KJB482, KJT417');
});

test('the draft holds what was asked, folded and in UTC, and nothing that was not', () => {
  expect(draftOf('c1', way, full)).toMatchObject({
    caseId: 'c1',
    number: 'SDW-1',
    plates: ['KJT417', 'KJB482'],
    area: { lat: -37.81, lon: 175.77, radiusM: 12_000 },
    fromMs: Date.parse('2026-11-12T01:00:00Z'),
    toMs: Date.parse('2026-12-12T01:00:00Z'),
    purpose: '',
    ground: '',
  });
});

test('a field left empty that may be empty is said to limit nothing', () => {
  const draft = draftOf('c1', way, { ...full, plates: '', lat: '', lon: '', radiusKm: '', from: '', to: '' });
  expect(draft).toMatchObject({ plates: [], area: null, fromMs: null, toMs: null });
});

test.each([
  ['plates', { plates: 'KJT417, ???' }, 'no plate'],
  ['plates', { plates: Array.from({ length: 51 }, (_, at) => `AB${at}`).join(',') }, 'At most 50'],
  ['area', { radiusKm: '' }, 'all three'],
  ['area', { lat: '91' }, 'Latitude'],
  ['from', { from: '12/11/2026' }, 'YYYY-MM-DD'],
  ['to', { to: '2026-11-12 13:59' }, 'before it begins'],
  ['to', { to: '2027-03-01 00:00' }, 'At most'],
] as const)('%s %o is refused with what to mend', (field, change, message) => {
  const check = checkField(field, way, { ...full, ...change }, 1, nowMs);
  expect(check).toMatchObject({ ok: false });
  expect(check.text).toContain(message);
});

test('what the way demands may not be left empty', () => {
  const stolen: AuthorityWay = { ...way, kind: 'stolen-report', fields: ['number', 'plates'], required: ['plates'] };
  expect(missingOf(stolen, EMPTY_TEXT, 0, nowMs)).toEqual(['the plates']);
});

test('a ground is one of those of the way', () => {
  const emergency: AuthorityWay = {
    ...way,
    kind: 'emergency',
    fields: ['grounds'],
    required: ['grounds'],
    grounds: [{ code: 'life', label: '' }],
  };
  expect(missingOf(emergency, EMPTY_TEXT, 0, nowMs)).toEqual(['the ground']);
  expect(missingOf(emergency, { ...full, ground: 'other' }, 0, nowMs)).toEqual(['the ground']);
  expect(draftOf('c1', emergency, { ...full, ground: 'life' }).ground).toBe('life');
});

test('renewing gives again what was given, but not its time', () => {
  const record = {
    ...plainAuthority,
    id: 'a1',
    caseId: 'c1',
    kind: 'senior-authority' as const,
    number: 'SA-1',
    purpose: 'burglary',
    narrative: 'Why this vehicle',
    declaredBy: { id: 'u1', username: 'x', name: 'X', title: '', role: 'investigator' as const },
    fromMs: nowMs,
    toMs: nowMs + DAY_MS,
    assignment: 'confirmed' as const,
    withdrawnMs: null,
    scope: { plates: ['KJT417'], people: [], area: { lat: -37, lon: 175, radiusM: 500 }, devices: [] },
  };
  expect(textOf(record)).toMatchObject({ number: 'SA-1', plates: 'KJT417', radiusKm: '0.5', from: '', to: '' });
});

test('how long it may last is said in hours of a shift and days of a warrant', () => {
  expect([8, 48, 60 * 24 - 1].map((hours) => lifeText(hours * 3_600_000))).toEqual(['8 hours', '48 hours', '60 days']);
});

test('lists are parted by commas, semicolons and lines', () => {
  expect(itemsOf(' a, b;;c\n\n d ')).toEqual(['a', 'b', 'c', 'd']);
});
