import { expect, test } from 'vitest';
import { createTokenGate, isOurHost, isOurOrigin } from './guard.ts';

test('T15 only the exact host and origin pass', () => {
  expect(isOurHost('127.0.0.1:4711', 4711)).toBe(true);
  for (const host of [
    undefined,
    '',
    'localhost:4711',
    '127.0.0.1',
    '127.0.0.1:4712',
    'evil.example:4711',
    '127.0.0.1:4711 ',
  ])
    expect(isOurHost(host, 4711)).toBe(false);
  expect(isOurOrigin('http://127.0.0.1:4711', 4711)).toBe(true);
  for (const origin of [undefined, 'null', 'https://127.0.0.1:4711', 'http://localhost:4711', 'http://127.0.0.1:4711/'])
    expect(isOurOrigin(origin, 4711)).toBe(false);
});

test('T15 a token is used up by the first right guess, and only by it', () => {
  const gate = createTokenGate();
  const first = gate.current();
  expect(first).toHaveLength(43);
  expect(gate.spend(`${first.slice(0, -1)}_`)).toBe(first.endsWith('_'));
  expect(gate.spend('')).toBe(false);
  expect(gate.spend(undefined)).toBe(false);
  expect(gate.spend({ toString: () => first })).toBe(false);
  expect(gate.spend(gate.current())).toBe(true);
  expect(gate.spend(first)).toBe(false);
  expect(gate.current()).not.toBe(first);
});
