import { describe, expect, test } from 'vitest';
import { inGroups, plainText, safeFileName, sizeWords } from './plain-text.ts';

describe('EP72 text of a hostile pack', () => {
  test('what turns the direction of writing or cannot be seen is shown by its number', () => {
    expect(plainText('invoice\u202Efdp.exe')).toBe('invoice⟨U+202E⟩fdp.exe');
    expect(plainText('a\u2066b\u2069c\u200Bd\u0000e\u0007f')).toBe('a⟨U+2066⟩b⟨U+2069⟩c⟨U+200B⟩d⟨U+0000⟩e⟨U+0007⟩f');
    expect(plainText('a\u{E0041}b\uD800c')).toBe('a⟨U+E0041⟩b⟨U+D800⟩c');
  });

  test('what people write stays as it is', () => {
    for (const text of ['Ōtāhuhu “exhibit” – 5 km', '<b>& "x"', 'שלום', 'line\nline', ''])
      expect(plainText(text)).toBe(text);
  });

  test('what is endless is cut and says so', () => {
    expect(plainText('x'.repeat(5_000))).toMatch(/x{4000} … \(1000 more characters\)$/);
  });
});

test('EP72 a saved file keeps a name that leads nowhere and hides nothing', () => {
  expect(safeFileName('images/E-01.png')).toBe('E-01.png');
  expect(safeFileName('../../.bashrc')).toBe('bashrc');
  expect(safeFileName('a/b\u202Egnp.exe')).toBe('b-gnp.exe');
  expect(safeFileName('clips/')).toBe('file');
});

test('figures are read as people read them to each other', () => {
  expect(inGroups('9f3c11ae70')).toBe('9f3c 11ae 70');
  expect([sizeWords(999), sizeWords(1_026_000), sizeWords(34_000_000)]).toEqual(['999 bytes', '1026 KB', '34 MB']);
});
