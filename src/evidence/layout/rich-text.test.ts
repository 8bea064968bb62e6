// Lines: never wider than asked, nothing lost, nothing hidden.

import PDFDocument from 'pdfkit';
import { expect, test } from 'vitest';
import { registerFonts } from '../fonts.ts';
import { mono, plateText, strong, TEXT } from './print-style.ts';
import { type Doc, layoutLines, printable, run, textWidth } from './rich-text.ts';
import { rememberWords } from './word-cache.ts';

const open = (): Doc => {
  const doc = new PDFDocument({ font: '' });
  registerFonts(doc);
  rememberWords(doc);
  return doc;
};
const doc = open();
const text = (lines: ReturnType<typeof layoutLines>): string[] =>
  lines.map(({ segments }) => segments.map((segment) => segment.text).join(''));

test('no line is wider than asked, and all text is there in order', () => {
  const words = `Every query, refusals included, ${'abcdef'.repeat(30)} Waiōuru and Tīrau.`;
  for (const width of [30, 77, 200]) {
    const lines = layoutLines(
      doc,
      [run(words, TEXT.body), run(words, strong(TEXT.body)), run(words, mono(TEXT.cell))],
      width,
    );
    for (const line of lines) expect(line.widthPt).toBeLessThanOrEqual(width + 0.01);
    expect(text(lines).join('').replace(/ /g, '')).toBe(words.repeat(3).replace(/ /g, ''));
  }
});

test('a line broken at a space ends in it, so that a search and a screen reader find two words; a cut word does not', () => {
  const narrow = textWidth(doc, 'Kirikiriroa', TEXT.body) + 1;
  expect(text(layoutLines(doc, [run('Kirikiriroa Hamilton', TEXT.body)], narrow))).toEqual([
    'Kirikiriroa ',
    'Hamilton',
  ]);
  const parts = text(layoutLines(doc, [run('a'.repeat(60), TEXT.body)], 50));
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.join('')).toBe('a'.repeat(60));
});

test('line ends are kept, hyphens break between letters only, styles do not break a word', () => {
  expect(text(layoutLines(doc, [run('one\n\ntwo', TEXT.body)], 200))).toEqual(['one ', '', 'two']);
  expect(text(layoutLines(doc, [run('blind re-type', TEXT.body)], textWidth(doc, 'blind re-', TEXT.body) + 1))).toEqual(
    ['blind re-', 'type'],
  );
  expect(text(layoutLines(doc, [run('E-01', TEXT.body)], textWidth(doc, 'E-01', TEXT.body)))).toEqual(['E-01']);
  const joined = layoutLines(
    doc,
    [run('plate ', TEXT.body), run('HOV528', plateText(TEXT.body)), run(', was', TEXT.body)],
    textWidth(doc, 'HOV528,', plateText(TEXT.body)) + 2,
  );
  expect(text(joined).map((line) => line.trim())).toEqual(['plate', 'HOV528,', 'was']);
});

test('what cannot be seen or printed is printed as its number; macrons are not touched', () => {
  expect(printable(doc, 'a\u202Eb\u0000c\u200Bd', 'Inter')).toBe('a[U+202E]b[U+0000]c[U+200B]d');
  expect(printable(doc, '漢😀', 'Inter')).toBe('[U+6F22][U+1F600]');
  expect(printable(doc, 'a\u0304', 'Inter')).toBe('ā');
  expect(printable(doc, 'Tāne ŌTARA', 'JetBrainsMono-Bold')).toBe('Tāne ŌTARA');
  expect(printable(doc, '\uD800', 'Inter')).toBe('[U+D800]');
});

test('figures are not kerned: the point after a seven keeps its place', () => {
  const apart = textWidth(doc, '7', TEXT.body) + textWidth(doc, '.', TEXT.body) + textWidth(doc, '1', TEXT.body);
  expect(textWidth(doc, '7.1', TEXT.body)).toBeCloseTo(apart, 3);
  // The face itself draws them together, which is why.
  const plain = new PDFDocument({ font: '' });
  registerFonts(plain);
  plain.font('Inter').fontSize(TEXT.body.sizePt);
  const parts = plain.widthOfString('7') + plain.widthOfString('.') + plain.widthOfString('1');
  expect(plain.widthOfString('7.1')).toBeLessThan(parts - 0.3);
});
