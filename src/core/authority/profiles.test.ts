// Both profiles through the one engine: what differs is data alone.
import { expect, test } from 'vitest';
import { type AuthorityRecord, authorityKind, plainAuthority, type User } from '../model/domain.ts';
import { decideFind } from './decide-access.ts';
import { rankOf } from './rank.ts';
import { rulesInForce } from './rule-book.ts';
import { nzRuleBook } from './rules/nz.ts';
import { ukRuleBook } from './rules/uk.ts';

const day = 86_400_000;
const now = Date.UTC(2026, 10, 12, 3);
const officer: User = { id: 'u1', username: 'te', name: 'T. Example', title: 'Constable', role: 'investigator' };

function reach(kind: AuthorityRecord['kind'], purpose: string, rank: string, book = ukRuleBook): number | string {
  const by = { ...officer, id: 'u2', title: rank };
  const authority: AuthorityRecord = {
    ...plainAuthority,
    id: 'a1',
    caseId: 'c1',
    kind,
    number: '261107/4182',
    purpose,
    narrative: 'Following the silver ute of the robbery',
    declaredBy: officer,
    fromMs: now - 1,
    toMs: now + 1,
    assignment: 'confirmed',
    withdrawnMs: null,
    issuer: 'District inspector',
    documents: [{ id: 'd', name: 'W', mime: 'application/pdf', bytes: 1, sha256: '0'.repeat(64), addedMs: 0 }],
    approval: kind === 'file-number' ? null : { state: 'approved', submittedMs: 0, by, atMs: 0, note: '' },
  };
  const decision = decideFind({
    user: officer,
    caseId: 'c1',
    authority,
    query: 'KJT417',
    window: { fromMs: 0, toMs: null },
    nowMs: now,
    recentAskings: [],
    leaseUntilMs: now + 1,
    book,
  });
  if (decision.window === null) return decision.reasons.map(({ code }) => code).join();
  expect(decision.window.clamped).toBe(true);
  return (now - decision.window.fromMs) / day;
}

test('AR30 older reads need more authority in the one profile, and are out of reach in the other', () => {
  expect(reach('file-number', 'homicide', '')).toBe(90);
  expect(reach('senior-authority', 'burglary', 'Inspector')).toBe(90);
  expect(reach('senior-authority', 'homicide', 'Inspector')).toBe(365);
  expect(reach('senior-authority', 'homicide', 'Superintendent')).toBe(365);
  expect(reach('senior-authority', 'counter-terrorism', 'Inspector')).toBe(365);
  expect(reach('senior-authority', 'counter-terrorism', 'Superintendent')).toBe(730);
  expect(reach('senior-authority', 'homicide', 'Sergeant')).toBe('approver-not-entitled');
  expect(reach('senior-authority', 'homicide', 'Inspector', nzRuleBook)).toBe(60);
});

test.each([
  ['NZ', nzRuleBook],
  ['UK', ukRuleBook],
])(
  'AR30 every rule of %s has an id of its own, a source, a day from which it holds, and names real ranks',
  (id, book) => {
    const rules = rulesInForce(book, now);
    expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
    for (const rule of rules) {
      expect(rule.id).toMatch(new RegExp(`^${id}-[A-Z]+-\\d$`));
      expect(rule.source.length).toBeGreaterThan(10);
      expect(Date.parse(rule.inForceFrom)).toBeLessThan(now);
    }
    const purposes = book.purposes.map(({ code }) => code);
    for (const versions of Object.values(book.rules.window)) {
      for (const tier of versions.params.tiers) expect(purposes).toEqual(expect.arrayContaining([...tier.purposes]));
    }
    for (const kind of authorityKind.options) {
      for (const { params } of book.kinds[kind] ?? []) {
        // A rank that the profile does not know would let everybody approve.
        if (params.approver?.minRank) expect(rankOf(params.approver.minRank, book)).toBeGreaterThan(0);
        expect(params.fields).toEqual(expect.arrayContaining([...params.required]));
      }
    }
  },
);

test('AR30 of the second profile nothing is certain, and it says so', () => {
  expect(rulesInForce(ukRuleBook, now).every(({ unconfirmed }) => unconfirmed)).toBe(true);
  const sure = rulesInForce(nzRuleBook, now).filter(({ unconfirmed }) => !unconfirmed);
  expect(sure.map(({ id }) => id)).toContain('NZ-SDW-1');
  expect(sure.map(({ id }) => id)).not.toContain('NZ-ORDER-1');
  expect(sure.map(({ id }) => id)).not.toContain('NZ-EMERGENCY-1');
});
