import { expect, test } from 'vitest';
import { isKey, KEY_MAP, type KeyName, keyLabel, type keyName, worksWhileTyping } from './keys.ts';

const press = (key: string, more: Partial<Parameters<typeof keyName>[0]> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});
const names = Object.keys(KEY_MAP) as KeyName[];

test('no two bindings of one place, or of anywhere, share a key', () => {
  for (const name of names) {
    for (const other of names) {
      if (name === other) continue;
      const [a, b] = [KEY_MAP[name], KEY_MAP[other]];
      const meet = a.place === b.place || a.place === 'Anywhere' || b.place === 'Anywhere';
      const inspector = new Set(['Detection', 'Confirm']);
      const together = meet || (inspector.has(a.place) && inspector.has(b.place));
      if (together) expect(a.keys.filter((key) => (b.keys as readonly string[]).includes(key))).toEqual([]);
    }
  }
});

test('letters are case-blind and Shift does not spoil a question mark', () => {
  expect(isKey(press('c'), 'confirm')).toBe(true);
  expect(isKey(press('C', { shiftKey: true }), 'confirm')).toBe(true);
  expect(isKey(press('?', { shiftKey: true }), 'shortcuts')).toBe(true);
});

test('Ctrl C copies and never confirms', () => {
  expect(isKey(press('c', { ctrlKey: true }), 'confirm')).toBe(false);
  expect(isKey(press('c', { metaKey: true }), 'confirm')).toBe(false);
});

test('Alt goes by the place of the key, since it writes other characters', () => {
  expect(isKey(press('¡', { altKey: true, code: 'Digit1' }), 'cases')).toBe(true);
});

test('plain keys never fire while typing; Escape, which writes nothing, does', () => {
  for (const name of names) {
    expect(worksWhileTyping(name)).toBe(/^((Ctrl|Alt)\+|Escape$)/.test(KEY_MAP[name].keys[0]));
  }
});

test('keys are shown as on the keyboard', () => {
  expect(keyLabel('palette')).toBe('Ctrl K');
  expect(keyLabel('open')).toBe('↵');
});
