// Engine and policies against an oracle written apart from both: every cell, and random questions. The seed is printed;
// AUTHORITY_SEED gives it back. `npm run authority:check` asks a million.
import { expect, test } from 'vitest';
import { policies } from '../../src/core/authority/cedar/policies.ts';
import { policySchema } from '../../src/core/authority/cedar/schema.ts';
import { policyRequestOf } from '../../src/core/authority/policy-request.ts';
import { createCedarEvaluator } from '../../src/decisions/cedar-evaluator.ts';
import { books, compare } from '../fixtures/authority/compare.ts';
import { everyCell, randomFrom, randomQuestion } from '../fixtures/authority/questions.ts';

const evaluator = createCedarEvaluator();
const profiles = ['NZ', 'UK'] as const;

test('AR31 every role × action × case × state, of every kind and profile, is decided as the oracle decides', () => {
  const seen = { cells: 0, lawful: 0 };
  for (const profile of profiles) {
    for (const { cell, asked } of everyCell()) {
      const { difference, lawful } = compare(asked, profile, evaluator);
      expect(difference, cell).toBeNull();
      seen.cells += 1;
      seen.lawful += lawful ? 1 : 0;
    }
  }
  console.log(`authority cells: ${seen.cells}, of them lawful: ${seen.lawful}`);
  // 7 kinds × 5 roles × (9 actions × 10 states − 2 that need a record) × 2 cases × 2 profiles.
  expect(seen.cells).toBe(7 * 5 * (9 * 10 - 2) * 2 * 2);
  expect(seen.lawful).toBeGreaterThan(300);
});

test('AR31 20,000 random questions are decided as the oracle decides', () => {
  const seed = Number(process.env.AUTHORITY_SEED ?? Date.now() % 1_000_000);
  const random = randomFrom(seed);
  const seen = { lawful: 0, unlawful: 0 };
  const codes = new Set<string>();
  for (let n = 0; n < 20_000; n += 1) {
    const asked = randomQuestion(random);
    const compared = compare(asked, profiles[n % 2] ?? 'NZ', evaluator);
    expect(compared.difference, `AUTHORITY_SEED=${seed}, question ${n}: ${JSON.stringify(asked)}`).toBeNull();
    seen[compared.lawful ? 'lawful' : 'unlawful'] += 1;
    for (const code of compared.codes) codes.add(code);
  }
  console.log(`authority questions, seed ${seed}: ${JSON.stringify(seen)}, ${codes.size} reason codes met`);
  // Red proof: a generator that only ever asked the one or the other would prove nothing.
  expect(seen.lawful).toBeGreaterThan(4000);
  expect(seen.unlawful).toBeGreaterThan(4000);
  expect(codes.size).toBeGreaterThan(35);
});

test('AR28 every forbid denies something by itself that the permits would let through', () => {
  const forbids = Object.keys(policies).filter((name) => policies[name]?.trim().startsWith('forbid'));
  const permitsOnly = Object.fromEntries(Object.entries(policies).filter(([name]) => !forbids.includes(name)));
  const lax = createCedarEvaluator({ schema: policySchema, policies: permitsOnly });
  const random = randomFrom(7);
  const idle = new Set(forbids);
  for (let n = 0; n < 20_000 && idle.size > 0; n += 1) {
    const profile = profiles[n % 2] ?? 'NZ';
    const request = policyRequestOf(randomQuestion(random), books[profile]);
    if (request === null) continue;
    const answer = evaluator.evaluate(request);
    expect(answer.problems).toEqual([]);
    const [only, ...others] = answer.policies;
    if (answer.outcome === 'permit' || only === undefined || others.length > 0 || !idle.has(only)) continue;
    if (lax.evaluate(request).outcome === 'permit') idle.delete(only);
  }
  expect([...idle]).toEqual([]);
  expect(forbids.length).toBeGreaterThan(15);
});
