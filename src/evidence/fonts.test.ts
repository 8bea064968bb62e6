// The faces hold what New Zealand pages need, and pdfkit embeds them whole enough to be read back.

import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';
import { expect, test } from 'vitest';
import { FONT_NAMES, fontPath, PLATE_FEATURES, registerFonts } from './fonts.ts';

interface ParsedFont {
  hasGlyphForCodePoint(codePoint: number): boolean;
  availableFeatures: string[];
  layout(text: string, features?: Record<string, boolean>): { glyphs: { id: number }[] };
}

/** fontkit comes with pdfkit and has no types of its own. */
const parseFont = async (file: string): Promise<ParsedFont> => {
  const { openSync } = (await import('fontkit' as string)) as { openSync(path: string): ParsedFont };
  return openSync(file);
};

test.each(FONT_NAMES)('%s has every macron and the signs the pages print', async (name) => {
  const font = await parseFont(fontPath(name));
  const lacking = [...'āēīōūĀĒĪŌŪ→●■▲◆–−×·°±≥“”’©'].filter(
    (sign) => !font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0),
  );
  expect(lacking).toEqual([]);
});

test('the plate face has a slashed zero, and asking for it changes the glyph', async () => {
  const font = await parseFont(fontPath('JetBrainsMono-Bold'));
  expect(font.availableFeatures).toContain('zero');
  expect(PLATE_FEATURES).toContain('zero');
  expect(font.layout('0', { zero: true }).glyphs[0]?.id).not.toBe(font.layout('0').glyphs[0]?.id);
});

test('a resources folder can be passed in', () => {
  expect(fontPath('Inter', '/opt/app/resources')).toBe(path.join('/opt/app/resources', 'fonts', 'Inter-Regular.ttf'));
});

test.skipIf(!existsSync('/usr/bin/pdffonts'))('pdfkit embeds each face used, as a subset with Unicode', async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'fonts-')), 'fonts.pdf');
  const doc = new PDFDocument({ size: 'A4' });
  const out = doc.pipe(createWriteStream(file));
  registerFonts(doc);
  for (const name of FONT_NAMES)
    doc.font(name).fontSize(12).text('Ngāruawāhia, Whangārei, Ōpōtiki 0', { features: PLATE_FEATURES });
  doc.end();
  await finished(out);
  const rows = execFileSync('pdffonts', [file], { encoding: 'utf8' }).trim().split('\n').slice(2);
  expect(rows).toHaveLength(FONT_NAMES.length);
  for (const row of rows) expect(row).toMatch(/CID TrueType\s+Identity-H\s+yes yes yes/);
  expect(
    execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).match(/Ngāruawāhia, Whangārei, Ōpōtiki 0/g),
  ).toHaveLength(FONT_NAMES.length);
});
