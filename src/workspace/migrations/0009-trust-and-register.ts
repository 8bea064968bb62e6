import type { Migration } from './migration.ts';

/**
 * What this workspace knows of the witnesses and audit keys of its workstation; what waits to be told to the register;
 * how likely a read that a watch raised is the plate (no row: raised before that was weighed).
 */
export const trustAndRegister: Migration = {
  id: 9,
  name: 'trust-and-register',
  sql: `
CREATE TABLE trust_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  state TEXT NOT NULL
) STRICT;
CREATE TABLE register_notices (
  id TEXT PRIMARY KEY,
  authority_id TEXT NOT NULL REFERENCES authorities (id),
  notice TEXT NOT NULL,
  made_ms INTEGER NOT NULL,
  told_ms INTEGER,
  refused TEXT
) STRICT;
CREATE INDEX register_notices_waiting ON register_notices (made_ms) WHERE told_ms IS NULL AND refused IS NULL;
CREATE TABLE tracking_likelihoods (
  watch_id TEXT NOT NULL REFERENCES tracking_watches (id),
  detection_id TEXT NOT NULL,
  likelihood REAL NOT NULL,
  PRIMARY KEY (watch_id, detection_id)
) STRICT;
`,
};
