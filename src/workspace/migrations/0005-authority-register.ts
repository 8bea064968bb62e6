import type { Migration } from './migration.ts';

/**
 * Authorities beyond a plain file number: scope, papers, approval; what the server's register says; live watches.
 * An authority without a row in `authority_details` is a plain file number: those made before stay so.
 */
export const authorityRegister: Migration = {
  id: 5,
  name: 'authority-register',
  sql: `
CREATE TABLE authority_details (
  authority_id TEXT PRIMARY KEY REFERENCES authorities (id),
  detail TEXT NOT NULL,
  statement TEXT,
  handed_over INTEGER NOT NULL CHECK (handed_over IN (0, 1))
) STRICT;

-- The papers themselves lie in the encrypted database: nothing readable on disk. Those of others, seen for approval, too.
CREATE TABLE authority_documents (
  id TEXT PRIMARY KEY,
  authority_id TEXT NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX authority_documents_of ON authority_documents (authority_id);

CREATE TABLE register_held (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  vehicles TEXT NOT NULL,
  interests TEXT NOT NULL,
  as_of_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE stolen_records (
  id TEXT PRIMARY KEY,
  plate TEXT NOT NULL,
  record TEXT NOT NULL
) STRICT;
CREATE INDEX stolen_records_plate ON stolen_records (plate);

CREATE TABLE tracking_watches (
  id TEXT PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id),
  authority_id TEXT NOT NULL REFERENCES authorities (id),
  plate TEXT NOT NULL,
  started_by TEXT NOT NULL,
  started_ms INTEGER NOT NULL,
  ends_ms INTEGER NOT NULL,
  ended_ms INTEGER,
  ended_by TEXT CHECK (ended_by IN ('stopped', 'expired', 'withdrawn', 'recovered'))
) STRICT;
CREATE INDEX tracking_watches_running ON tracking_watches (case_id) WHERE ended_ms IS NULL;

CREATE TABLE tracking_reads (
  watch_id TEXT NOT NULL REFERENCES tracking_watches (id),
  detection_id TEXT NOT NULL,
  time_ms INTEGER NOT NULL,
  camera_id TEXT NOT NULL,
  read TEXT NOT NULL,
  raised_ms INTEGER NOT NULL,
  PRIMARY KEY (watch_id, detection_id)
) STRICT, WITHOUT ROWID;
`,
};
