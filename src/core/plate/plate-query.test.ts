import { expect, test } from 'vitest';
import { parsePlateQuery } from './plate-query.ts';

test('plain text is folded', () => {
  expect(parsePlateQuery('abc 123')).toEqual({ ok: true, query: { kind: 'plain', pattern: 'ABC123' } });
});

test('? is one character, * any run; full-width forms count', () => {
  expect(parsePlateQuery('ab?1*')).toEqual({
    ok: true,
    query: { kind: 'wildcard', pattern: 'AB?1*', minLength: 4, maxLength: 16, knownCharacters: 3 },
  });
  expect(parsePlateQuery('Ａ？C1?3')).toMatchObject({
    ok: true,
    query: { pattern: 'A?C1?3', minLength: 6, maxLength: 6 },
  });
});

test('runs of wildcards have one spelling', () => {
  for (const raw of ['A**', 'A***', 'A* *']) expect(parsePlateQuery(raw)).toMatchObject({ query: { pattern: 'A*' } });
  for (const raw of ['A*?', 'A?*', 'A*?*'])
    expect(parsePlateQuery(raw)).toMatchObject({ query: { pattern: 'A?*', minLength: 2 } });
});

test('a query for everything is refused', () => {
  for (const raw of ['*', '**', '?', '???', '?*']) {
    expect(parsePlateQuery(raw), raw).toMatchObject({ ok: false, reason: 'plate.wildcard-only' });
  }
});

test('refusals keep their reasons', () => {
  expect(parsePlateQuery('')).toMatchObject({ ok: false, reason: 'plate.empty' });
  expect(parsePlateQuery('A?'.repeat(9))).toMatchObject({ ok: false, reason: 'plate.too-long' });
  expect(parsePlateQuery('A'.repeat(5_000_000))).toMatchObject({ ok: false, reason: 'plate.too-long' });
  expect(parsePlateQuery('Ж*')).toMatchObject({ ok: false, reason: 'plate.character' });
  expect(parsePlateQuery('AB%')).toMatchObject({ ok: false, reason: 'plate.character' });
});
