import type { Migration } from './migration.ts';

/**
 * What packs may be signed and stamped with besides the workstation's certificate, keys included: readable with the
 * workspace open, and only then. Roots that were ever trusted stay, so that packs of then can be checked for ever.
 */
export const packSigners: Migration = {
  id: 10,
  name: 'pack-signers',
  sql: `
CREATE TABLE pack_signers (
  kind TEXT PRIMARY KEY CHECK (kind IN ('agency', 'time-stamp')),
  held TEXT NOT NULL
) STRICT;
CREATE TABLE pack_signer_roots (
  kind TEXT NOT NULL CHECK (kind IN ('agency', 'time-stamp')),
  sha256 TEXT NOT NULL,
  der BLOB NOT NULL,
  PRIMARY KEY (kind, sha256)
) STRICT;
`,
};
