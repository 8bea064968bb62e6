// Text from a file, made safe to read: what is invisible or turns the direction of writing is shown by its number, so that a
// name cannot pass for another, and what is endless is cut. Runs anywhere, pure. Markup needs nothing here: text is never
// read as markup on this page.

const longest = 4_000;

/** Controls, joiners and marks without a picture, direction overrides and isolates, tags, halves of characters. */
const hidden = new RegExp(
  [
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff0-\\ufffb]',
    '[\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u3164\\uffa0]',
    '\\u034f|[\\ufe00-\\ufe0f]|[\\u{1d173}-\\u{1d17a}]|[\\u{e0000}-\\u{e0fff}]|\\p{Surrogate}',
  ].join('|'),
  'gu',
);

export function plainText(text: string): string {
  const cut = text.length > longest ? text.slice(0, longest) : text;
  const shown = cut.replace(
    hidden,
    (one) => `⟨U+${(one.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
  return cut.length < text.length ? `${shown} … (${text.length - cut.length} more characters)` : shown;
}

/** Name for a saved file: the last part of the path, letters, digits, dots and hyphens alone, never a hidden one. */
export const safeFileName = (path: string): string =>
  (path.split('/').at(-1) ?? '')
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(-100) || 'file';

/** `9f3c 11ae 70b4 …`: how fingerprints are read to each other. */
export const inGroups = (hex: string): string => (hex.match(/.{1,4}/g) ?? []).join(' ');

/** `1 026 KB`, as people say it; exact bytes stand beside it where they matter. */
export function sizeWords(bytes: number): string {
  if (bytes < 10_000) return `${bytes} bytes`;
  return bytes < 10_000_000 ? `${Math.round(bytes / 1000)} KB` : `${Math.round(bytes / 1_000_000)} MB`;
}
