/**
 * Plate text in its folded form, the only form that is matched, indexed or compared.
 * Runs anywhere (pure). The raw text a camera or a person wrote is kept elsewhere, untouched; folding never guesses:
 * it drops separators, upper-cases A–Z, and refuses whatever it does not know.
 */

declare const plateTextBrand: unique symbol;

/** A folded plate: 1–16 characters, each one of 0–9 A–Z. Made by {@link foldPlate} alone. */
export type PlateText = string & { readonly [plateTextBrand]: true };

export type PlateRefusalReason = 'plate.too-long' | 'plate.not-text' | 'plate.empty' | 'plate.character';

export type FoldResult =
  | { readonly ok: true; readonly plate: PlateText }
  | { readonly ok: false; readonly reason: PlateRefusalReason; readonly message: string };

/** Longest folded plate, in characters: foreign plates reach 16, New Zealand's stop at 6. */
export const MAX_PLATE_LENGTH = 16;

/** Longest input looked at, in UTF-16 units. Checked before anything else, so that a text of megabytes costs nothing. */
export const MAX_RAW_LENGTH = 64;

/** Spaces, hyphens, dashes, dots and middle dots: what people and cameras put between the groups of a plate. */
const SEPARATORS = /[\s\-‐-―−.·•]/gu;

const FOLDED = /^[0-9A-Z]{1,16}$/;

/** Whether a text is already folded; no allocation, so it may be asked of every row. */
export function isPlateText(text: string): text is PlateText {
  return text.length <= MAX_PLATE_LENGTH && FOLDED.test(text);
}

/**
 * Normalises (NFKC), drops separators and upper-cases A–Z, before the alphabet is checked.
 * Shared with the query parser, whose alphabet has two more characters.
 */
export function normalisePlateInput(raw: string): { ok: true; text: string } | Extract<FoldResult, { ok: false }> {
  if (raw.length > MAX_RAW_LENGTH) {
    return refuse('plate.too-long', `A plate has at most ${MAX_PLATE_LENGTH} letters and digits; this text is longer.`);
  }
  // A lone surrogate has no meaning as text, and NFKC would carry it into the database.
  if (!raw.isWellFormed()) {
    return refuse('plate.not-text', 'This text is damaged (half a character). Type the plate again.');
  }
  const text = raw
    .normalize('NFKC')
    .replace(SEPARATORS, '')
    // ASCII only: toUpperCase would turn ß into SS and ı into I, and so rewrite what was read.
    .replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return { ok: true, text };
}

/**
 * Folds raw text to a plate, or says why it is none. Never throws. Messages never repeat the text.
 * @param raw any text, hostile or not
 */
export function foldPlate(raw: string): FoldResult {
  const normalised = normalisePlateInput(raw);
  if (!normalised.ok) return normalised;
  const text = normalised.text;
  if (text.length === 0) {
    return refuse('plate.empty', 'No letters or digits were given. Type a plate, for example ABC123.');
  }
  const stranger = firstOutsideAlphabet(text, /[0-9A-Z]/);
  if (stranger !== null) return refuse('plate.character', strangerMessage(stranger));
  if (text.length > MAX_PLATE_LENGTH) {
    return refuse(
      'plate.too-long',
      `A plate has at most ${MAX_PLATE_LENGTH} letters and digits; this has ${text.length}.`,
    );
  }
  return { ok: true, plate: text as PlateText };
}

/** The first code point that `allowed` does not match, or null. */
export function firstOutsideAlphabet(text: string, allowed: RegExp): string | null {
  for (const character of text) if (!allowed.test(character)) return character;
  return null;
}

/** Names one character by its code point: it may be invisible, or look like a Latin letter. */
export function strangerMessage(character: string): string {
  const codePoint = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `Plates are matched on A–Z and 0–9 only; this text holds the character U+${codePoint}. Type the Latin letter or digit that the plate shows.`;
}

export function refuse(reason: PlateRefusalReason, message: string): Extract<FoldResult, { ok: false }> {
  return { ok: false, reason, message };
}
