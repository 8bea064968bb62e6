/**
 * The closed set of reasons why a query, a declaration or a confirmation is refused. Runs anywhere.
 * A code never changes its meaning: the log and old packs hold them.
 */
export const reasonCodes = [
  'no-authority',
  'authority-lapsed',
  'authority-not-yet',
  'authority-withdrawn',
  'wrong-case',
  'other-person',
  'assignment-rejected',
  'bad-file-number',
  'future-file-number',
  'online-report-number',
  'unknown-purpose',
  'junk-reason',
  'empty-window',
  'no-window',
  'no-place',
  'bad-query',
  'role-may-not-query',
  'rekeying',
  'no-lease',
  'lease-ended',
  'retype-missing',
  'retype-differs',
  'image-not-used',
  'no-image-to-confirm',
  'no-ground',
  'not-found-by-query',
  'not-looked-at',
  'image-not-opened',
] as const;

export type ReasonCode = (typeof reasonCodes)[number];
