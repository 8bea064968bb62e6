// Breaks text of several styles into lines and draws them. Runs where pdfkit runs. No line ever starts a page by itself;
// characters that the embedded fonts lack, and those that cannot be seen, are printed as their Unicode number.

import type { FontName } from '../fonts.ts';
import type { TextStyle } from './print-style.ts';

export type Doc = PDFKit.PDFDocument;

export interface Run {
  readonly text: string;
  readonly style: TextStyle;
}

export interface LineSegment extends Run {
  /** From the left edge of the line, points. */
  readonly x: number;
  readonly widthPt: number;
}

export interface TextLine {
  readonly segments: readonly LineSegment[];
  readonly widthPt: number;
  readonly leadingPt: number;
}

export const run = (text: string, style: TextStyle): Run => ({ text, style });

interface Atom extends Run {
  readonly widthPt: number;
}

interface Word {
  readonly atoms: readonly Atom[];
  readonly widthPt: number;
  /** Style of the space before it; null at a start or after a hyphen. */
  readonly space: Run | null;
  readonly newLine: boolean;
}

/** Widths and glyph tests of one document, remembered: most words come back many times. */
const widths = new WeakMap<Doc, Map<string, number>>();
const coverage = new WeakMap<Doc, Map<string, boolean>>();

const remembered = <V>(store: WeakMap<Doc, Map<string, V>>, doc: Doc): Map<string, V> => {
  let map = store.get(doc);
  if (map === undefined) {
    map = new Map();
    store.set(doc, map);
  }
  return map;
};

/** Of one document: a long log has a new hash in every line. */
const MOST_WIDTHS = 50_000;

export const textWidth = (doc: Doc, text: string, style: TextStyle): number => {
  const key = `${style.font}\n${style.sizePt}\n${text}`;
  const known = remembered(widths, doc);
  let width = known.get(key);
  if (width === undefined) {
    doc.font(style.font).fontSize(style.sizePt);
    width = doc.widthOfString(text, { features: style.features });
    if (known.size >= MOST_WIDTHS) known.clear();
    known.set(key, width);
  }
  return width;
};

/** Invisible or direction-changing: a text that holds one must not look like a text that does not. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\uFFFD]/u;
const PLAIN = /^[\x20-\x7E]*$/;

const hasGlyph = (doc: Doc, font: FontName, character: string): boolean => {
  const known = remembered(coverage, doc);
  const key = `${font}${character}`;
  let has = known.get(key);
  if (has === undefined) {
    doc.font(font);
    const face = (doc as unknown as { _font: { font: { hasGlyphForCodePoint(code: number): boolean } } })._font.font;
    has = face.hasGlyphForCodePoint(character.codePointAt(0) ?? 0);
    known.set(key, has);
  }
  return has;
};

/** The text as it can be printed in a face: `[U+202E]` for what cannot be seen or has no glyph there. */
export const printable = (doc: Doc, text: string, font: FontName): string => {
  if (PLAIN.test(text)) return text;
  let out = '';
  for (const character of text.normalize('NFC')) {
    if (character === '\n') out += character;
    else if (character === '\u00A0' || character === '\u202F' || character === '\t') out += ' ';
    else if (UNSEEN.test(character) || !hasGlyph(doc, font, character)) {
      out += `[U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`;
    } else out += character;
  }
  return out;
};

/** Between letters a hyphen may end a line; everything else breaks at spaces. */
const PIECES = /(\n|[^\S\n]+)/u;
const HYPHENS = /(?<=\p{L}-)(?=\p{L})/u;

/** Spaces in fixed width keep their number and wide spaces their width; all others are one space. */
const spaceText = (piece: string, style: TextStyle): string =>
  style.font.startsWith('JetBrainsMono') ? piece : piece.includes('\u2003') ? '\u2003' : ' ';

const wordsOf = (doc: Doc, runs: readonly Run[]): Word[] => {
  const words: Word[] = [];
  let atoms: Atom[] = [];
  let space: Run | null = null;
  let newLine = false;
  const close = (): void => {
    if (atoms.length > 0 || newLine) {
      words.push({ atoms, widthPt: atoms.reduce((sum, atom) => sum + atom.widthPt, 0), space, newLine });
    }
    atoms = [];
    space = null;
    newLine = false;
  };
  for (const { text, style } of runs) {
    for (const piece of printable(doc, text, style.font).split(PIECES)) {
      if (piece === '') continue;
      if (piece === '\n') {
        close();
        newLine = true;
      } else if (/^\s/.test(piece)) {
        close();
        space = { text: spaceText(piece, style), style };
      } else {
        piece.split(HYPHENS).forEach((part, index) => {
          if (index > 0) close();
          atoms.push({ text: part, style, widthPt: textWidth(doc, part, style) });
        });
      }
    }
  }
  close();
  return words;
};

/** A word wider than the line is cut between characters. */
const cut = (doc: Doc, word: Word, widthPt: number): Word[] => {
  const parts: Word[] = [];
  let atoms: Atom[] = [];
  let total = 0;
  const close = (): void => {
    if (atoms.length > 0) {
      const first = parts.length === 0;
      parts.push({ atoms, widthPt: total, space: first ? word.space : null, newLine: first && word.newLine });
    }
    atoms = [];
    total = 0;
  };
  for (const atom of word.atoms) {
    let text = '';
    let width = 0;
    const flush = (): void => {
      if (text !== '') atoms.push({ text, style: atom.style, widthPt: width });
      text = '';
      width = 0;
    };
    for (const character of atom.text) {
      const wide = textWidth(doc, character, atom.style);
      if (total + wide > widthPt && total > 0) {
        flush();
        close();
      }
      text += character;
      width += wide;
      total += wide;
    }
    flush();
  }
  close();
  return parts;
};

/** Breaks into lines of at most this width. An empty text gives one empty line. */
export const layoutLines = (doc: Doc, runs: readonly Run[], widthPt: number): TextLine[] => {
  const leadingPt = Math.max(...runs.map(({ style }) => style.leadingPt), 1);
  const lines: TextLine[] = [];
  let segments: LineSegment[] = [];
  let x = 0;
  const append = ({ text, style }: Run, width: number): void => {
    const last = segments.at(-1);
    if (last !== undefined && last.style === style) {
      segments[segments.length - 1] = { ...last, text: last.text + text, widthPt: last.widthPt + width };
    } else segments.push({ text, style, x, widthPt: width });
    x += width;
  };
  const close = (broken: boolean): void => {
    const last = segments.at(-1);
    // The space at which a line was broken stays in it, unseen: to a search and to a screen reader the words are two.
    if (broken && last !== undefined) segments[segments.length - 1] = { ...last, text: `${last.text} ` };
    lines.push({ segments, widthPt: x, leadingPt });
    segments = [];
    x = 0;
  };
  for (const whole of wordsOf(doc, runs)) {
    for (const word of whole.widthPt > widthPt ? cut(doc, whole, widthPt) : [whole]) {
      const gap = word.space === null || x === 0 ? 0 : textWidth(doc, word.space.text, word.space.style);
      if (word.newLine || (x > 0 && x + gap + word.widthPt > widthPt + 0.01)) {
        close(word.newLine || word.space !== null);
      } else if (gap > 0 && word.space !== null) append(word.space, gap);
      for (const atom of word.atoms) append(atom, atom.widthPt);
    }
  }
  if (segments.length > 0 || lines.length === 0) close(false);
  return lines;
};

export const linesHeight = (lines: readonly TextLine[]): number =>
  lines.reduce((sum, { leadingPt }) => sum + leadingPt, 0);

/** Ascender less descender of Inter, half of it, per point: puts the x-height into the middle of the leading. */
const BASELINE_EM = 0.364;

/** Draws a line with its top at y. */
export const drawLine = (
  doc: Doc,
  line: TextLine,
  x: number,
  y: number,
  align: 'left' | 'right' | 'center' = 'left',
  widthPt = 0,
): void => {
  const free = align === 'left' ? 0 : widthPt - line.widthPt;
  const left = x + (align === 'center' ? free / 2 : free);
  const largest = Math.max(0, ...line.segments.map(({ style }) => style.sizePt));
  const baseline = y + line.leadingPt / 2 + largest * BASELINE_EM;
  for (const { text, style, x: offset } of line.segments) {
    doc.font(style.font).fontSize(style.sizePt).fillColor(style.colour);
    doc.text(text, left + offset, baseline, { lineBreak: false, baseline: 'alphabetic', features: style.features });
  }
};

/** Draws lines from y downwards and returns the y below them. */
export const drawLines = (
  doc: Doc,
  lines: readonly TextLine[],
  x: number,
  y: number,
  align: 'left' | 'right' | 'center' = 'left',
  widthPt = 0,
): number => {
  let at = y;
  for (const line of lines) {
    drawLine(doc, line, x, at, align, widthPt);
    at += line.leadingPt;
  }
  return at;
};
