import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { logWorkspace } from '../../../tests/fixtures/logged-workspace.ts';
import { canonicalText } from './canonical.ts';
import { auditEntry, jsonValue } from './entry.ts';
import { hasEntryForm, hasLeafForm } from './entry-form.ts';
import { auditLeaf } from './leaf.ts';

const { records } = logWorkspace({ entries: 6, cases: 2, unblinded: 2 });
const odd = [
  undefined,
  null,
  0,
  -0,
  -1,
  1.5,
  2 ** 60,
  Number.NaN,
  '',
  'x',
  'é\u0000',
  '\ud800',
  [],
  {},
  true,
  3n,
  'a'.repeat(64),
  'A'.repeat(64),
  'x'.repeat(201),
  { toJSON: () => 1 },
];

test('AU8 the quick writing is that of RFC 8785, and refuses what has none', () => {
  const written = (write: (value: unknown) => string | undefined, value: unknown): string => {
    try {
      return write(value) ?? 'nothing';
    } catch {
      return 'refused';
    }
  };
  const quick = (value: unknown) => written(canonicalText, value);
  const plain = (value: unknown) => written((one) => canonicalize(one) ?? 'refused', value);
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false, maxDepth: 5 }), (value) => quick(value) === plain(value)),
    { numRuns: 2000, seed: 1 },
  );
  const names = ['b', 'a', '10', '9', '__proto__', '', '\ud800', 'é', '€', '😀', 'A', 'ud', '\\ud'];
  for (const name of names)
    for (const value of odd) {
      const made = JSON.parse(`{"z":1,${JSON.stringify(name)}:2,"a":{"y":[{"c":1,"b":2}]}}`) as Record<string, unknown>;
      made.k = value;
      if (typeof value !== 'bigint') expect(quick(made), `${name} ${String(value)}`).toBe(plain(made));
    }
  expect(canonicalText({ b: [1e21, 1e-7, 100], a: '€$\u000f\n' })).toBe('{"a":"€$\\u000f\\n","b":[1e+21,1e-7,100]}');
});

test('AU1 AU17 the quick judgement of form is that of the schemas', () => {
  let refused = 0;
  for (const { entry, leaf } of records) {
    expect(hasEntryForm(entry) && hasLeafForm(leaf)).toBe(true);
    const tries: [object, (raw: unknown) => boolean, (raw: unknown) => boolean][] = [
      [entry, hasEntryForm, (raw) => auditEntry.safeParse(raw).success],
      [leaf, hasLeafForm, (raw) => auditLeaf.safeParse(raw).success],
    ];
    for (const [whole, quick, slow] of tries)
      for (const { path, value } of everyChange(whole)) {
        const verdict = slow(value);
        if (!verdict) refused += 1;
        expect(quick(value), `${path}: ${String(value)}`).toBe(verdict);
      }
  }
  expect(refused).toBeGreaterThan(1000);
  for (const none of [null, undefined, 1, 'x', [], [records[0]?.entry]]) {
    expect(hasEntryForm(none)).toBe(false);
    expect(hasLeafForm(none)).toBe(false);
  }
  expect(jsonValue.safeParse(records[0]?.entry.details).success).toBe(true);
});

/** The value with each of its members (and theirs) left out, replaced by each odd value, or joined by one more. */
function everyChange(whole: object, prefix = ''): { path: string; value: unknown }[] {
  const changes: { path: string; value: unknown }[] = [{ path: `${prefix}+`, value: { ...whole, more: 1 } }];
  for (const [key, held] of Object.entries(whole)) {
    const { [key as keyof typeof whole]: _, ...without } = whole;
    changes.push({ path: `${prefix}${key}-`, value: without });
    for (const value of odd) changes.push({ path: `${prefix}${key}`, value: { ...whole, [key]: value } });
    if (typeof held === 'object' && held !== null)
      for (const { path, value } of everyChange(held, `${prefix}${key}.`))
        changes.push({ path, value: { ...whole, [key]: value } });
  }
  return changes;
}
