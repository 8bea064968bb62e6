// The fonts every printed page embeds: whole static TrueType faces, so that Latin and the macrons (ā ē ī ō ū) are in
// one face. Runs in Node (pack worker, command line). A packaged build passes the folder its resources lie in.

import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FILES = {
  Inter: 'Inter-Regular.ttf',
  'Inter-Italic': 'Inter-Italic.ttf',
  'Inter-Medium': 'Inter-Medium.ttf',
  'Inter-SemiBold': 'Inter-SemiBold.ttf',
  'JetBrainsMono-Regular': 'JetBrainsMono-Regular.ttf',
  'JetBrainsMono-Bold': 'JetBrainsMono-Bold.ttf',
} as const;

/** Name under which a face is registered in a document, `doc.font('Inter-SemiBold')`. */
export type FontName = keyof typeof FILES;

export const FONT_NAMES: readonly FontName[] = Object.keys(FILES) as FontName[];

/** OpenType features for plates: slashed zero. (Plates are letters and digits, so no ligature of the face applies.) */
export const PLATE_FEATURES: PDFKit.Mixins.OpenTypeFeatures[] = ['zero'];

/** The folder `resources` beside the sources; a packaged build has another and passes it in. */
export const sourceResourcesDir = (): string => fileURLToPath(new URL('../../resources/', import.meta.url));

/** Absolute path of a face's TrueType file. */
export const fontPath = (name: FontName, resourcesDir: string = sourceResourcesDir()): string =>
  path.join(resourcesDir, 'fonts', FILES[name]);

/** Makes every face known to a document; only faces used are embedded, and only their used glyphs. */
export const registerFonts = (doc: PDFKit.PDFDocument, resourcesDir: string = sourceResourcesDir()): void => {
  for (const name of FONT_NAMES) doc.registerFont(name, fontPath(name, resourcesDir));
};
