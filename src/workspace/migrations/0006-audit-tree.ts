import type { Migration } from './migration.ts';

/**
 * The query log as Merkle trees: one of the workspace's leaves (tree 0), one of each log. Kept are the nodes of complete
 * subtrees, which never change, so that roots and proofs of every size can be read. What an older version logged is
 * filled in when the workspace is opened; the entries themselves stand as they did.
 */
export const auditTree: Migration = {
  id: 6,
  name: 'audit-tree',
  sql: `
CREATE TABLE audit_logs (
  tree INTEGER PRIMARY KEY,
  log TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE audit_nodes (
  tree INTEGER NOT NULL,
  level INTEGER NOT NULL,
  at INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (tree, level, at)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_nodes_no_update BEFORE UPDATE ON audit_nodes
BEGIN SELECT RAISE(ABORT, 'the query log is never changed'); END;
CREATE TRIGGER audit_nodes_no_delete BEFORE DELETE ON audit_nodes
BEGIN SELECT RAISE(ABORT, 'the query log is never cut'); END;

CREATE TABLE audit_leaves (
  device_seq INTEGER PRIMARY KEY REFERENCES audit_entries (device_seq),
  leaf TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_leaves_no_update BEFORE UPDATE ON audit_leaves
BEGIN SELECT RAISE(ABORT, 'the query log is never changed'); END;
CREATE TRIGGER audit_leaves_no_delete BEFORE DELETE ON audit_leaves
BEGIN SELECT RAISE(ABORT, 'the query log is never cut'); END;

-- One row: what hides the names of logs, how far the log was handed over sealed, and to which keys.
CREATE TABLE audit_handover (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  salt TEXT NOT NULL,
  handed_over INTEGER NOT NULL,
  checkpoint TEXT,
  keys TEXT
) STRICT;
`,
};
