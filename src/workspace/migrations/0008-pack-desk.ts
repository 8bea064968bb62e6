import type { Migration } from './migration.ts';

/** The desk of evidence packs: what was chosen for the next one, the last try at it, and how each that was made was made. */
export const packDesk: Migration = {
  id: 8,
  name: 'pack-desk',
  sql: `
CREATE TABLE pack_drafts (
  case_id TEXT PRIMARY KEY REFERENCES cases (id),
  draft TEXT NOT NULL,
  saved_ms INTEGER NOT NULL
) STRICT;
-- The last try at a pack of the case that has not come to one. A row that says running where nothing runs was killed.
CREATE TABLE pack_tries (
  case_id TEXT PRIMARY KEY REFERENCES cases (id),
  pack_id TEXT NOT NULL,
  number TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  log_seq INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'failed', 'cancelled')),
  why TEXT NOT NULL
) STRICT;
-- Beside packs: those made before have no row here.
CREATE TABLE pack_details (
  pack_id TEXT PRIMARY KEY REFERENCES packs (id),
  details TEXT NOT NULL
) STRICT;
`,
};
