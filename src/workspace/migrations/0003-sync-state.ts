import type { Migration } from './migration.ts';

/** Where sync stands, what it refused, and problems as data. */
export const syncState: Migration = {
  id: 3,
  name: 'sync-state',
  sql: `
CREATE TABLE sync_state (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  cursor INTEGER NOT NULL,
  policy TEXT,
  last_policy_version INTEGER NOT NULL,
  server_time_ms INTEGER,
  last_contact_ms INTEGER,
  last_seen_ms INTEGER NOT NULL,
  pushed_device_seq INTEGER NOT NULL,
  receipt TEXT
) STRICT;
INSERT INTO sync_state VALUES (1, 0, NULL, 0, NULL, NULL, 0, 0, NULL);

CREATE TABLE sync_refusals (
  reason TEXT PRIMARY KEY,
  count INTEGER NOT NULL,
  last_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE alerts (
  id TEXT PRIMARY KEY,
  severity TEXT NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
  message TEXT NOT NULL,
  tip TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`,
};
