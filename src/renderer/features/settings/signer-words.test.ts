import { expect, test } from 'vitest';
import { addressProblem, groupsOfFour, keyFileProblem, lapseOf, rootFileProblem } from './signer-words.ts';

const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 22);

test('a certificate warns from 60 days before its end, and says when it is past it', () => {
  expect(lapseOf(NOW_MS + 61 * DAY_MS, NOW_MS)).toEqual({ tone: 'ok', text: '' });
  expect(lapseOf(NOW_MS + 61 * DAY_MS - 1, NOW_MS)).toMatchObject({
    tone: 'amber',
    text: expect.stringContaining('60 days left'),
  });
  expect(lapseOf(NOW_MS + DAY_MS, NOW_MS).text).toContain('1 day left');
  expect(lapseOf(NOW_MS, NOW_MS)).toMatchObject({ tone: 'amber', text: expect.stringContaining('less than a day') });
  expect(lapseOf(NOW_MS - 1, NOW_MS).tone).toBe('red');
  expect(lapseOf(NOW_MS + 90 * DAY_MS, NOW_MS, NOW_MS + 1)).toMatchObject({
    tone: 'red',
    text: expect.stringContaining('not valid yet'),
  });
  expect(lapseOf(NOW_MS + 90 * DAY_MS, NOW_MS, NOW_MS).tone).toBe('ok');
});

test('a fingerprint is read out in groups of four and loses no digit', () => {
  const hex = '0123456789abcdef'.repeat(4);
  expect(groupsOfFour(hex).split(' ')).toHaveLength(16);
  expect(groupsOfFour(hex).replaceAll(' ', '')).toBe(hex);
  expect(groupsOfFour('')).toBe('');
});

test('files that cannot be meant are told apart before they are read', () => {
  expect(keyFileProblem({ name: 'unit.p12', size: 1_000_000 })).toBeNull();
  expect(keyFileProblem({ name: 'unit', size: 4000 })).toBeNull();
  expect(keyFileProblem({ name: 'unit.p12', size: 1_000_001 })).toContain('at most');
  expect(keyFileProblem({ name: 'unit.PEM', size: 4000 })).toContain('PKCS#12');
  expect(keyFileProblem({ name: 'unit.p12', size: 0 })).toContain('empty');
  expect(rootFileProblem({ name: 'root.pem', size: 200_000 })).toBeNull();
  expect(rootFileProblem({ name: 'root.pem', size: 200_001 })).toContain('at most');
  expect(rootFileProblem({ name: 'unit.pfx', size: 4000 })).toContain('private key');
  expect(rootFileProblem({ name: 'root.pem', size: 0 })).toContain('empty');
});

test('a time-stamp server has an address of the web', () => {
  expect(addressProblem(' https://stamp.example/tsa ')).toBeNull();
  expect(addressProblem('http://stamp.example')).toBeNull();
  for (const bad of ['', 'stamp.example', 'file:///etc/passwd', 'ftp://stamp.example'])
    expect(addressProblem(bad)).toContain('https://');
  expect(addressProblem(`https://stamp.example/${'x'.repeat(300)}`)).toContain('300');
});
