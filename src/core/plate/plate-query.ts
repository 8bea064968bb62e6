/**
 * What an investigator types into the plate box, parsed.
 * Runs anywhere (pure). `?` stands for one character, `*` for any run (also none); everything else folds like a plate.
 * A parsed query always holds at least one letter or digit, so that no query can ask for everything.
 */

import type { PlateRefusalReason, PlateText } from './plate-text.ts';
import {
  firstOutsideAlphabet,
  foldPlate,
  MAX_PLATE_LENGTH,
  normalisePlateInput,
  strangerMessage,
} from './plate-text.ts';

export type PlainPlateQuery = { readonly kind: 'plain'; readonly pattern: PlateText };

export type WildcardPlateQuery = {
  readonly kind: 'wildcard';
  /** Folded: letters, digits, `?`, and `*` never twice in a row. */
  readonly pattern: string;
  /** Characters a match has at least: everything but the `*`s. */
  readonly minLength: number;
  /** Characters a match has at most: `minLength` without a `*`, else {@link MAX_PLATE_LENGTH}. */
  readonly maxLength: number;
  /** Letters and digits given. */
  readonly knownCharacters: number;
};

export type PlateQuery = PlainPlateQuery | WildcardPlateQuery;

export type PlateQueryRefusalReason = PlateRefusalReason | 'plate.wildcard-only';

export type PlateQueryResult =
  | { readonly ok: true; readonly query: PlateQuery }
  | { readonly ok: false; readonly reason: PlateQueryRefusalReason; readonly message: string };

/** Parses typed text, or says why it is no query. Never throws; messages never repeat the text. */
export function parsePlateQuery(raw: string): PlateQueryResult {
  const normalised = normalisePlateInput(raw);
  if (!normalised.ok) return normalised;
  if (!/[?*]/.test(normalised.text)) {
    const folded = foldPlate(raw);
    return folded.ok ? { ok: true, query: { kind: 'plain', pattern: folded.plate } } : folded;
  }
  const pattern = normaliseRuns(normalised.text);
  const stranger = firstOutsideAlphabet(pattern, /[0-9A-Z?*]/);
  if (stranger !== null) return { ok: false, reason: 'plate.character', message: strangerMessage(stranger) };
  const minLength = pattern.replaceAll('*', '').length;
  if (minLength > MAX_PLATE_LENGTH) {
    return {
      ok: false,
      reason: 'plate.too-long',
      message: `A plate has at most ${MAX_PLATE_LENGTH} characters; this pattern needs ${minLength}.`,
    };
  }
  const knownCharacters = pattern.replace(/[?*]/g, '').length;
  if (knownCharacters === 0) {
    return {
      ok: false,
      reason: 'plate.wildcard-only',
      message:
        'Give at least one letter or digit beside ? and *, for example AB?1*. A query for every plate is not run.',
    };
  }
  const maxLength = pattern.includes('*') ? MAX_PLATE_LENGTH : minLength;
  return { ok: true, query: { kind: 'wildcard', pattern, minLength, maxLength, knownCharacters } };
}

/** One meaning, one spelling: within a run of wildcards the `?`s come first and one `*` is enough (`*?*` = `?*`). */
function normaliseRuns(text: string): string {
  return text.replace(/[?*]+/g, (run) => {
    const singles = run.replaceAll('*', '');
    return run.includes('*') ? `${singles}*` : singles;
  });
}
