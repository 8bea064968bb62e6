/**
 * An open workspace: one connection, one writer, the head file beside it. Node only, synchronous.
 * Every write is one transaction that is on disk (WAL, synchronous=FULL) before `write` returns, counted in the head file.
 * The results of questions alone follow without a sync of their own (commits.ts).
 */
import type { Database } from 'better-sqlite3';
import { AppError } from '../core/errors.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';
import type { Commits } from './commits.ts';
import { createHandles, type ReadDb, type WriteDb } from './database.ts';
import { withDiskErrors } from './disk-errors.ts';
import { readInfo, type WorkspaceInfo } from './tables/meta.ts';

export type Workspace = {
  readonly dir: string;
  readonly info: WorkspaceInfo;
  readonly read: ReadDb;
  /** One transaction, on disk (fsynced) when it returns; a throw inside rolls everything back. Not re-entrant. */
  write<T>(work: (tx: WriteDb) => T): T;
  readonly audit: AuditLog;
  /** Reads every page and index. `ok: false` says what SQLite found. Slow on large workspaces. */
  checkIntegrity(): { ok: boolean; problems: string[] };
  /** Moves what was committed from the log into the database file; short where it is called often. Never needed. */
  settle(): void;
  /** Idempotent. Keys are wiped from memory as far as the runtime lets us. */
  close(): void;
};

/** @param key wiped on close */
export function createWorkspaceHandle(parts: {
  dir: string;
  connection: Database;
  commits: Commits;
  deviceKeySeedHex: string;
  clock: () => number;
  key: Uint8Array;
}): Workspace {
  const { connection, commits } = parts;
  const { read } = createHandles(connection);
  const info = readInfo(read);
  return {
    dir: parts.dir,
    info,
    read,
    write: commits.write,
    audit: createAuditLog({
      read,
      commits,
      deviceId: info.deviceId,
      serverId: info.serverId,
      deviceKeySeedHex: parts.deviceKeySeedHex,
      clock: parts.clock,
    }),
    checkIntegrity: () => checkIntegrity(connection),
    settle() {
      withDiskErrors(() => connection.pragma('wal_checkpoint(PASSIVE)'));
    },
    close() {
      if (!connection.open) return;
      try {
        commits.close();
      } finally {
        parts.key.fill(0);
        withDiskErrors(() => connection.close());
      }
    },
  };
}

/** Every page, index and constraint. Damage is an answer here, not an error. */
export function checkIntegrity(connection: Database): { ok: boolean; problems: string[] } {
  try {
    return withDiskErrors(() => {
      const rows = connection.pragma('integrity_check') as { integrity_check: string }[];
      const broken = connection.pragma('foreign_key_check') as unknown[];
      const problems = rows.map((row) => row.integrity_check).filter((line) => line !== 'ok');
      if (broken.length > 0) problems.push(`${broken.length} rows refer to rows that are not there`);
      return { ok: problems.length === 0, problems };
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'WORKSPACE_DAMAGED') throw error;
    return { ok: false, problems: [String(error.details.cause ?? 'a page cannot be read')] };
  }
}
