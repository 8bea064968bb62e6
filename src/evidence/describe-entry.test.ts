// Log entries in words: nothing an entry says is left out, refusals name their rule.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makePackInput } from '../../tests/fixtures/pack-input.fixture.ts';
import { type AuditEntry, auditAction } from '../core/audit/entry.ts';
import type { AuthorityKind } from '../core/model/domain.ts';
import { describeAuthority, describeEntry, type Phrase } from './describe-entry.ts';

const base = makePackInput({ empty: true, entries: 20 }).log[1] as AuditEntry;
const entry = (rest: Partial<AuditEntry>): AuditEntry => ({ ...base, authority: null, phase: 'event', ...rest });
const say = (phrases: readonly Phrase[]): string => phrases.map(({ text }) => text).join('');

test('a refused query says what was asked, that no authority was given, and by which rule it was refused', () => {
  const { asked, outcome } = describeEntry(base);
  expect(say(asked)).toBe('TXO847, 12 Sep 2026 to 11 Nov 2026');
  expect(say(outcome)).toBe('Refused: no authority (NZ-FIND-1 v1)');
  expect(say(describeAuthority(base))).toBe('None given');
});

test('the authority of an entry is named as what it is, and a provisional one says so', () => {
  const under = (kind: AuthorityKind, number: string, assignment: 'confirmed' | 'provisional' = 'confirmed') =>
    say(describeAuthority(entry({ authority: { id: 'a', kind, number, purpose: 'p', narrative: '', assignment } })));
  expect(under('file-number', '261107/4417')).toBe('File 261107/4417');
  expect(under('file-number', '261107/4417', 'provisional')).toBe('File 261107/4417 (provisional)');
  expect(under('surveillance-device-warrant', 'SDW-7')).toBe('Surveillance device warrant SDW-7');
  expect(under('production-order', 'PO-3')).toBe('Production order PO-3');
  expect(under('senior-authority', 'SA-1')).toBe('Senior authority SA-1');
  expect(under('stolen-report', '261108/1')).toBe('Stolen report 261108/1');
  expect(under('emergency', '')).toBe('Emergency power');
  expect(under('operation', 'Operation Tūī')).toBe('Operation Tūī');
});

test('details that no phrase knows are printed by name and value', () => {
  const { asked } = describeEntry(
    entry({ action: 'lock', outcome: 'recorded', details: { afterMinutes: 5, why: { idle: true } } }),
  );
  expect(say(asked)).toBe('Locked, after minutes: 5; why: {"idle":true}');
  const { outcome } = describeEntry(
    entry({ action: 'find', phase: 'result', of: 7, outcome: 'ran', details: { reads: 1, newThing: 'kept' } }),
  );
  expect(say(outcome)).toBe('Ran: 1 read, new thing: kept');
});

test('filters, clamps and typed queries are said as they were', () => {
  const { asked } = describeEntry(
    entry({
      action: 'find',
      outcome: 'pending',
      phase: 'intent',
      details: {
        query: 'kjt 4*',
        plateKey: 'KJT4*',
        fromMs: null,
        toMs: null,
        area: { lon: 175.77, lat: -37.81, radiusM: 20_000 },
        cameraIds: ['NZ-0546'],
        window: { fromMs: Date.UTC(2026, 10, 1), toMs: Date.UTC(2026, 10, 3), clamped: true },
      },
    }),
  );
  expect(say(asked)).toBe(
    'kjt 4*, read as KJT4*, 1 Nov 2026 to 3 Nov 2026 (cut to what the rule allows), within 20 km of 37.81° S, 175.77° E, cameras NZ-0546',
  );
});

test('questions of movement are said in words, with time, place and what counts as together', () => {
  const asked = (action: AuditEntry['action'], details: AuditEntry['details']): string =>
    say(describeEntry(entry({ action, phase: 'intent', outcome: 'pending', details })).asked);
  const window = { fromMs: Date.UTC(2026, 10, 1), toMs: Date.UTC(2026, 10, 3), clamped: false };
  expect(asked('pattern', { plate: 'kjt417', plateKey: 'KJT417', fromMs: null, toMs: null, window })).toBe(
    'Movement of kjt417, read as KJT417, 1 Nov 2026 to 3 Nov 2026',
  );
  expect(
    asked('convoy', { plate: 'KJT417', plateKey: 'KJT417', window, gapMs: 120_000, minShared: 3, limit: 50 }),
  ).toBe(
    'Vehicles read at the same cameras as KJT417, 1 Nov 2026 to 3 Nov 2026, within 2 min of each other, 3 times or more, at most 50 listed',
  );
  expect(asked('all-convoys', { window, gapMs: 60_000, minShared: 4 })).toBe(
    'All pairs of vehicles read at the same cameras, 1 Nov 2026 to 3 Nov 2026, within 1 min of each other, 4 times or more',
  );
  const scene = (name: string) => ({ name, area: { lon: 175, lat: -37, radiusM: 2000 }, cameraIds: null, ...window });
  expect(asked('colocation', { scenes: [scene('Bank'), scene('Yard')], atLeast: 2, window })).toBe(
    'Vehicles read at all 2 scenes, (1) Bank, 1 Nov 2026 to 3 Nov 2026, within 2 km of 37° S, 175° E, (2) Yard, 1 Nov 2026 to 3 Nov 2026, within 2 km of 37° S, 175° E',
  );
  expect(say(describeAuthority(entry({ action: 'convoy', outcome: 'refused', details: {} })))).toBe('None given');
});

test('what an analysis found is said with how much of it is listed and what it rests on', () => {
  const found = (action: AuditEntry['action'], details: AuditEntry['details']): string =>
    say(describeEntry(entry({ action, phase: 'result', of: 7, outcome: 'ran', details })).outcome);
  expect(found('colocation', { vehicles: 12, listed: 5 })).toBe('Ran: 12 vehicles, only 5 listed');
  expect(found('all-convoys', { pairs: 900, listed: 200 })).toBe('Ran: 900 pairs, only 200 listed');
  expect(found('look-alikes', { lookAlikes: 3, listed: 3 })).toBe('Ran: 3 look-alikes');
  expect(found('pattern', { reads: 5000, truncated: true, impossible: 2 })).toBe(
    'Ran: 5,000 reads, 2 impossible legs, more than are listed',
  );
  expect(found('find', { reads: 4, plates: 2, folded: 1, costReached: 16 })).toBe(
    'Ran: 4 reads, 2 spellings, 1 folded, looked as far as two characters wrong',
  );
  const coverage = { live: 3, total: 4, sitesWithReads: 2 };
  expect(found('convoy', { passes: 1, vehicles: 0, listed: 0, coverage })).toBe(
    'Ran: 1 pass, 0 vehicles, 3 of 4 cameras live, reads from 2',
  );
});

test('the lease clock is named where it is not the clock of the entry, and how long a declaration holds', () => {
  const details = { detectionId: 'p:1', plate: 'KJT417', judgedMs: base.timeMs + 10 };
  const asked = (change: Partial<AuditEntry>): string => say(describeEntry(entry(change)).asked);
  expect(asked({ action: 'view', phase: 'intent', details })).not.toContain('judged');
  const ahead = { ...details, judgedMs: base.timeMs + 7_200_000 };
  expect(asked({ action: 'view', phase: 'intent', details: ahead })).toContain('judged by the lease clock at 20');
  const declared = { kind: 'file-number', number: '261107/4182', fromMs: base.timeMs, toMs: base.timeMs + 28_800_000 };
  expect(asked({ action: 'authority-declare', outcome: 'recorded', details: declared })).toMatch(/holds until /);
});

test('every entry of a whole log has words for what was asked and what came of it', () => {
  for (const one of makePackInput().log) {
    const { asked, outcome } = describeEntry(one);
    expect(say(asked)).not.toBe('');
    expect(say(outcome)).not.toMatch(/undefined|\[object/);
    expect(say(asked)).not.toMatch(/undefined|\[object/);
  }
});

test('a refusal under an older version of a rule says that version’s title and source', () => {
  const refused = [{ code: 'rekeying', rule: 'NZ-REKEY-1', version: 1 }];
  const say1 = say(
    describeEntry(entry({ action: 'find', outcome: 'refused', details: { query: 'A', refused } })).outcome,
  );
  expect(say1).toBe(
    'Refused: rekeying (NZ-REKEY-1 v1, then “Asking again and again is tracking”; Waymark default, to be confirmed by the agency)',
  );
  const unknown = [{ code: 'rekeying', rule: 'NZ-REKEY-1', version: 99 }];
  const other = describeEntry(entry({ action: 'find', outcome: 'refused', details: { query: 'A', refused: unknown } }));
  expect(say(other.outcome)).toBe('Refused: rekeying (NZ-REKEY-1 v99)');
});

/** Every leaf of the details, as text. */
const leaves = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [String(value)];

test('every action of the log has words of its own, also where its entry says nothing', () => {
  for (const action of auditAction.options) {
    const { asked } = describeEntry(entry({ action, outcome: 'recorded', details: {} }));
    const words = say(asked).replaceAll(/[^\p{L}]/gu, '');
    if (!WITH_DETAILS_ALONE.includes(action)) expect(words.length, action).toBeGreaterThan(3);
  }
});
/** Their words are those of what was asked; without it there is nothing to say. */
const WITH_DETAILS_ALONE = ['exhibit-add', 'exhibit-remove', 'case-create'];

test('no value of an entry about an authority, a live alert, sharing, a stolen flag or the settings is lost', () => {
  const seed = Number(process.env.DESCRIBE_SEED ?? Date.now() % 1_000_000);
  const word = fc.stringMatching(/^[a-z]{3,10}$/);
  const person = fc.record({ id: word, name: word, title: word });
  const authority = {
    ...{ authorityId: word, kind: word, number: word, purpose: word, narrative: word, issuer: word, conditions: word },
    ...{ ground: word, impracticable: word, plates: fc.array(word), people: fc.array(word), devices: fc.array(word) },
    area: fc.option(fc.record({ lon: fc.integer(), lat: fc.integer(), radiusM: fc.integer() })),
    documents: fc.array(word),
  };
  const paper = { name: word, mime: word, sha256: word, documentId: word, authorityId: word };
  const decided = {
    of: person,
    by: person,
    authorityId: word,
    note: word,
    recordSha256: word,
    documents: fc.array(word),
  };
  const watch = { plate: word, watchId: word, endedBy: word, reason: word, codes: fc.array(word) };
  const shapes: Partial<Record<AuditEntry['action'], Record<string, fc.Arbitrary<unknown>>>> = {
    'authority-draft': authority,
    'authority-revise': { ...authority, revises: word, before: fc.record({ ...authority, other: word }) },
    'authority-submit': authority,
    'authority-attach': paper,
    'authority-detach': paper,
    'document-view': { ...paper, expected: word },
    'authority-approve': { ...decided, signature: word },
    'authority-refuse': { interestId: word, plate: word, relation: word, reason: word, note: word, of: person },
    'authority-report': { note: word },
    'interest-declare': { plate: word, relation: word, reason: word },
    'track-start': watch,
    'track-stop': watch,
    'track-alert': { ...watch, read: word, cameraId: word, detectionId: word },
    'stolen-flag': { plate: word, complaint: word, complainant: word, decided: word },
    'share-check': {
      recipientAgency: word,
      instruments: fc.array(fc.record({ code: word, reference: word })),
      belief: fc.option(fc.record({ heldBy: word, grounds: word })),
      conflicting: fc.array(word),
      decided: word,
    },
    'settings-change': {
      kind: word,
      keys: fc.array(word),
      before: fc.array(word),
      after: fc.array(word),
      by: person,
      note: word,
    },
    'workspace-alarm': { kind: word, severity: word, message: word },
    'pack-preview': { title: word, profile: word, leftOut: fc.array(word), sectionsLeftOut: fc.array(word) },
    'preservation-note': { number: word, detectionId: word, note: word },
    print: { what: word, pages: fc.integer() },
    'audit-note': { findingId: word, ref: fc.record({ deviceId: word }), kind: word, note: word },
  };
  for (const [action, shape] of Object.entries(shapes)) {
    const details = fc.record({ ...shape, unheardOf: word }) as fc.Arbitrary<AuditEntry['details']>;
    fc.assert(
      fc.property(details, (its) => {
        const { asked } = describeEntry(
          entry({ action: action as AuditEntry['action'], outcome: 'recorded', details: its }),
        );
        const text = say(asked);
        const lost = leaves(its).filter((leaf) => leaf !== 'null' && !text.includes(leaf));
        expect(lost, `${action}: ${text}`).toEqual([]);
      }),
      { seed, numRuns: 30 },
    );
  }
});
