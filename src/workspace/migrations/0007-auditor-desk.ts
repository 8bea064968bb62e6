import type { Migration } from './migration.ts';

/**
 * The query logs of all workstations on an auditor's own: what was received, the tree over it, one row a query for
 * filters and counts, and what the auditor notes. Empty on every other workstation.
 */
export const auditorDesk: Migration = {
  id: 7,
  name: 'auditor-desk',
  sql: `
CREATE TABLE auditor_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  cursor INTEGER NOT NULL,
  pulled_ms INTEGER,
  keys TEXT NOT NULL,
  witnesses TEXT NOT NULL,
  conflicts TEXT NOT NULL
) STRICT;
INSERT INTO auditor_state VALUES (1, 0, NULL, '[]', '[]', '[]');

CREATE TABLE auditor_chains (
  chain INTEGER PRIMARY KEY,
  device_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  device_name TEXT NOT NULL,
  device_key TEXT,
  key_changed INTEGER NOT NULL CHECK (key_changed IN (0, 1)),
  size INTEGER NOT NULL,
  largest_size INTEGER NOT NULL,
  checkpoint TEXT,
  last_received_ms INTEGER NOT NULL,
  UNIQUE (device_id, user_id)
) STRICT;

-- Two records may claim one place: both are kept, and verification says so.
CREATE TABLE auditor_records (
  ordinal INTEGER PRIMARY KEY,
  chain INTEGER NOT NULL REFERENCES auditor_chains (chain),
  device_seq INTEGER NOT NULL,
  leaf TEXT NOT NULL,
  sealed TEXT,
  received_ms INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('sealed', 'opened', 'unopenable', 'other')),
  entry TEXT,
  CHECK ((state = 'opened') = (sealed IS NULL))
) STRICT;
CREATE INDEX auditor_records_place ON auditor_records (chain, device_seq, ordinal);
CREATE INDEX auditor_records_unopened ON auditor_records (ordinal) WHERE state = 'sealed';
CREATE INDEX auditor_records_unopenable ON auditor_records (ordinal) WHERE state = 'unopenable';

CREATE TABLE auditor_nodes (
  chain INTEGER NOT NULL,
  level INTEGER NOT NULL,
  place INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (chain, level, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE auditor_people (
  person INTEGER PRIMARY KEY,
  user_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  role TEXT NOT NULL
) STRICT;
CREATE TABLE auditor_actions (
  action INTEGER PRIMARY KEY,
  word TEXT NOT NULL UNIQUE
) STRICT;

-- One row a query (intent and result joined) or event, with the values as they were. day: local days since 1970.
-- outcome: 1 ran, 2 refused, 3 failed, 4 cancelled, 5 unanswered, 6 recorded.
-- flags: 1 a query, 2 rekeyed, 4 own vehicle, 8 stolen conflict, 16 export, 32 provisional, 64 counts as an asking, 128 asks for a plate.
CREATE TABLE auditor_rows (
  ordinal INTEGER PRIMARY KEY,
  chain INTEGER NOT NULL REFERENCES auditor_chains (chain),
  device_seq INTEGER NOT NULL,
  result_seq INTEGER,
  log TEXT NOT NULL,
  seq INTEGER NOT NULL,
  time_ms INTEGER NOT NULL,
  day INTEGER NOT NULL,
  person INTEGER REFERENCES auditor_people (person),
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  role TEXT NOT NULL,
  action INTEGER NOT NULL REFERENCES auditor_actions (action),
  outcome INTEGER NOT NULL CHECK (outcome BETWEEN 1 AND 6),
  flags INTEGER NOT NULL,
  asking INTEGER,
  authority TEXT,
  asked TEXT NOT NULL,
  plate_key TEXT,
  refused TEXT NOT NULL,
  rows INTEGER
) STRICT;
-- Narrow: counts over hundreds of thousands of rows read nothing else.
CREATE INDEX auditor_rows_counts ON auditor_rows (day, time_ms, person, action, outcome, flags);
CREATE INDEX auditor_rows_place ON auditor_rows (chain, log, seq);
CREATE INDEX auditor_rows_plate ON auditor_rows (plate_key, person, time_ms) WHERE plate_key IS NOT NULL;
CREATE INDEX auditor_rows_result ON auditor_rows (chain, result_seq) WHERE result_seq IS NOT NULL;
CREATE INDEX auditor_rows_log ON auditor_rows (log);
CREATE INDEX auditor_rows_refused ON auditor_rows (ordinal) WHERE outcome = 2;
CREATE INDEX auditor_rows_flagged ON auditor_rows (ordinal) WHERE (flags & 30) <> 0;
CREATE VIRTUAL TABLE auditor_text USING fts5 (text, content = '', tokenize = 'unicode61 remove_diacritics 2');

CREATE TABLE auditor_views (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  filter TEXT NOT NULL,
  saved_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE auditor_findings (
  id TEXT PRIMARY KEY,
  chain INTEGER NOT NULL REFERENCES auditor_chains (chain),
  device_seq INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('refer', 'ask-for-account', 'nothing-further')),
  note TEXT NOT NULL,
  by_name TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  log_seq INTEGER NOT NULL
) STRICT;
CREATE INDEX auditor_findings_place ON auditor_findings (chain, device_seq);
`,
};
