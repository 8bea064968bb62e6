import type { Migration } from './migration.ts';

/** What people do: cases, authorities, the query log, judgements, exhibits, packs. */
export const caseWork: Migration = {
  id: 2,
  name: 'case-work',
  sql: `
CREATE TABLE audit_entries (
  device_seq INTEGER PRIMARY KEY,
  log TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  actor_id TEXT,
  action TEXT NOT NULL,
  phase TEXT NOT NULL,
  plate_key TEXT,
  entry TEXT NOT NULL,
  UNIQUE (log, seq)
) STRICT;
CREATE INDEX audit_entries_plate ON audit_entries (actor_id, plate_key, time_ms) WHERE plate_key IS NOT NULL;
CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'the query log is never changed'); END;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'the query log is never cut'); END;

CREATE TABLE cases (
  id TEXT PRIMARY KEY,
  space TEXT NOT NULL,
  name TEXT NOT NULL,
  summary TEXT NOT NULL,
  file_number TEXT,
  charges TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  created_by TEXT NOT NULL
) STRICT;

CREATE TABLE authorities (
  ordinal INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  purpose TEXT NOT NULL,
  narrative TEXT NOT NULL,
  declared_by_id TEXT NOT NULL,
  declared_by TEXT NOT NULL,
  from_ms INTEGER NOT NULL,
  to_ms INTEGER NOT NULL,
  assignment TEXT NOT NULL CHECK (assignment IN ('provisional', 'confirmed', 'rejected')),
  withdrawn_ms INTEGER
) STRICT;
CREATE INDEX authorities_case ON authorities (case_id, declared_by_id);

CREATE TABLE confirmations (
  ordinal INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL REFERENCES cases (id),
  detection_id TEXT NOT NULL,
  plate TEXT NOT NULL,
  typed TEXT NOT NULL,
  basis TEXT NOT NULL CHECK (basis IN ('image', 'no-image')),
  ground TEXT,
  ground_note TEXT NOT NULL,
  vehicle_seen TEXT NOT NULL,
  look_alikes_seen INTEGER NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('confirmed', 'rejected', 'cannot-tell')),
  by_user TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  log_seq INTEGER NOT NULL
) STRICT;
CREATE INDEX confirmations_case ON confirmations (case_id, detection_id);

CREATE TABLE exhibits (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  number INTEGER NOT NULL,
  detection_id TEXT NOT NULL,
  plate TEXT NOT NULL,
  note TEXT NOT NULL,
  confirmation_id TEXT NOT NULL REFERENCES confirmations (id),
  added_by TEXT NOT NULL,
  added_ms INTEGER NOT NULL,
  removed_ms INTEGER,
  log_seq INTEGER NOT NULL,
  UNIQUE (case_id, number)
) STRICT;

CREATE TABLE packs (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  number TEXT NOT NULL,
  title TEXT NOT NULL,
  file_name TEXT NOT NULL,
  made_ms INTEGER NOT NULL,
  made_by TEXT NOT NULL,
  reason TEXT NOT NULL,
  recipients TEXT NOT NULL,
  pages INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  manifest_sha256 TEXT NOT NULL,
  log_seq INTEGER NOT NULL,
  UNIQUE (case_id, number)
) STRICT;
-- The PDF itself lies in the encrypted database: nothing readable on disk.
CREATE TABLE pack_files (
  pack_id TEXT PRIMARY KEY REFERENCES packs (id),
  pdf BLOB NOT NULL
) STRICT;
`,
};
