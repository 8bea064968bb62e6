/**
 * Brings a workspace to the newest schema: numbered steps, each one transaction with its ledger row. Node only.
 * A database from the future is refused untouched; one whose past steps are not ours is refused as well. WS7.
 */
import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../core/errors.ts';
import { heldData } from './0001-held-data.ts';
import { caseWork } from './0002-case-work.ts';
import { syncState } from './0003-sync-state.ts';
import { matchSegments } from './0004-match-segments.ts';
import { authorityRegister } from './0005-authority-register.ts';
import { auditTree } from './0006-audit-tree.ts';
import { auditorDesk } from './0007-auditor-desk.ts';
import { packDesk } from './0008-pack-desk.ts';
import { trustAndRegister } from './0009-trust-and-register.ts';
import { packSigners } from './0010-pack-signers.ts';
import { askingsByPerson } from './0011-askings-by-person.ts';
import type { Migration } from './migration.ts';

export const migrations: readonly Migration[] = [
  heldData,
  caseWork,
  syncState,
  matchSegments,
  authorityRegister,
  auditTree,
  auditorDesk,
  packDesk,
  trustAndRegister,
  packSigners,
  askingsByPerson,
];
export const SCHEMA_VERSION = migrations.length;

/** Call before anything is written: throws FROM_THE_FUTURE for a newer schema than this program knows. */
export function assertNotFromTheFuture(connection: Database): void {
  const version = Number(connection.pragma('user_version', { simple: true }));
  if (version <= SCHEMA_VERSION) return;
  throw new AppError('FROM_THE_FUTURE', {
    tip: 'Install the newer Waymark that wrote this workspace.',
    details: { found: version, known: SCHEMA_VERSION },
  });
}

/** @param upTo number of the last step to take; tests stop one short */
export function migrate(connection: Database, nowMs: number, upTo: number = SCHEMA_VERSION): void {
  assertNotFromTheFuture(connection);
  const version = Number(connection.pragma('user_version', { simple: true }));
  if (version > 0) assertLedger(connection, version);
  for (const migration of migrations.slice(version, upTo)) {
    connection.exec('BEGIN IMMEDIATE');
    try {
      if (migration.id === 1) connection.exec(ledgerTable);
      connection.exec(migration.sql);
      connection
        .prepare('INSERT INTO migrations (id, name, checksum, applied_ms) VALUES (?, ?, ?, ?)')
        .run(migration.id, migration.name, checksum(migration), nowMs);
      connection.pragma(`user_version=${migration.id}`);
      connection.exec('COMMIT');
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  }
}

const ledgerTable = `CREATE TABLE migrations (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_ms INTEGER NOT NULL
) STRICT;`;

export function checksum(migration: Migration): string {
  return createHash('sha256').update(`${migration.id}\n${migration.name}\n${migration.sql}`).digest('hex');
}

function assertLedger(connection: Database, version: number): void {
  const rows = connection
    .prepare<[], { id: number; checksum: string }>('SELECT id, checksum FROM migrations ORDER BY id')
    .all();
  const ours = migrations.slice(0, version);
  const same = rows.length === version && ours.every((step, at) => rows[at]?.checksum === checksum(step));
  if (same) return;
  throw new AppError('UNSAFE_DATABASE', {
    message: 'The schema of this workspace is not one this Waymark made.',
    tip: 'Open it with the Waymark that made it. It was left untouched.',
    details: { version },
  });
}
