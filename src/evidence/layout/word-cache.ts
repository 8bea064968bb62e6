// Remembers how each word is set. The library remembers only words without OpenType features, and every figure here has
// one: without this, shaping takes most of the time of a pack. Runs where pdfkit runs.

import { FONT_NAMES } from '../fonts.ts';
import type { Doc } from './rich-text.ts';

type Shaped = { glyphs: readonly unknown[]; positions: readonly unknown[]; advanceWidth: number };
/** OpenType features switched on, or off against the face's default. */
type Features = Readonly<Record<string, boolean>>;
type Face = {
  layoutRun(text: string, features?: Features): Shaped;
  layout(text: string, features?: readonly string[], onlyWidth?: boolean): Shaped;
};

/** Words and the spaces between them: lines are broken by the widths of both, so they are set as both. */
const WORDS = /[ \t]|[^ \t]+/g;

/** Tabular figures are for times and counts; in a word with letters the feature would widen its hyphens too. */
const FIGURES = /^[-+−]?[\d:.,]+\W*$/;

/** Kerning draws a point under a 7 until it cannot be seen: no figure is ever kerned. */
const featuresOf = (word: string, wanted: readonly string[], fixedWidth: boolean): Features => {
  const [feature] = wanted;
  const on: Features = feature !== undefined && (feature !== 'tnum' || FIGURES.test(word)) ? { [feature]: true } : {};
  // In fixed width every character stands for itself: a command with its signs melted together cannot be typed.
  const apart: Features = fixedWidth ? { calt: false, liga: false } : {};
  return /\d/.test(word) ? { ...on, ...apart, kern: false } : { ...on, ...apart };
};

/** A word of plain letters in fixed width is its characters side by side: hashes and numbers come once and are not kept. */
const PLAIN = /^[\x21-\x7E]+$/;

/** Kept for one face. Shaping again what was forgotten gives the same. */
const MOST_WORDS = 20_000;

const beside = (parts: readonly Shaped[]): Shaped => {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  return {
    glyphs: parts.flatMap(({ glyphs }) => glyphs),
    positions: parts.flatMap(({ positions }) => positions),
    advanceWidth: parts.reduce((sum, { advanceWidth }) => sum + advanceWidth, 0),
  };
};

/** Called once for a document whose faces are registered; a style has one feature at most, and none reaches over spaces. */
export const rememberWords = (doc: Doc): void => {
  for (const name of FONT_NAMES) {
    doc.font(name);
    const face = (doc as unknown as { _font: Face })._font;
    const fixedWidth = name.startsWith('JetBrainsMono');
    const known = new Map<string, Shaped>();
    const shape = (word: string, features: readonly string[]): Shaped => {
      const key = `${features[0] ?? ''}\n${word}`;
      let one = known.get(key);
      if (one === undefined) {
        if (known.size >= MOST_WORDS) known.clear();
        one = face.layoutRun(word, featuresOf(word, features, fixedWidth));
        known.set(key, one);
      }
      return one;
    };
    face.layout = (text, features = []) =>
      beside(
        (text.match(WORDS) ?? []).flatMap((word) =>
          fixedWidth && PLAIN.test(word)
            ? Array.from(word, (character) => shape(character, features))
            : [shape(word, features)],
        ),
      );
  }
};
