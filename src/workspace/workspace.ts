/**
 * An open workspace: one connection, one writer, the head file beside it. Node only, synchronous.
 * Every write is one transaction that is on disk (WAL, synchronous=FULL) before `write` returns, counted in the head file.
 */
import type { Database } from 'better-sqlite3';
import { AppError } from '../core/errors.ts';
import { type AuditLog, createAuditLog } from './audit-log.ts';
import { createHandles, type ReadDb, type WriteDb } from './database.ts';
import { asDiskError, withDiskErrors } from './disk-errors.ts';
import type { StagedFile } from './durable-file.ts';
import type { HeadFile } from './head-file.ts';
import { deviceHead } from './tables/audit-entries.ts';
import { addToCounter, readCounter, readInfo, type WorkspaceInfo } from './tables/meta.ts';

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

export type WriteTransaction = <T>(work: (tx: WriteDb) => T) => T;

/** The one way to write: stage the head, commit, publish the head. */
export function createWriter(connection: Database, headFile: HeadFile, saltHex: string): WriteTransaction {
  const handles = createHandles(connection);
  let workspaceId: string | null = null;
  return (work) => {
    if (connection.inTransaction) throw new TypeError('workspace.write was called inside workspace.write');
    let staged: StagedFile | null = null;
    let committed = false;
    const { tx, end } = handles.begin();
    try {
      connection.exec('BEGIN IMMEDIATE');
      const result = work(tx);
      if (result instanceof Promise) throw new TypeError('a transaction is synchronous; await before or after it');
      addToCounter(tx, 'commits', 1);
      workspaceId ??= readInfo(tx).workspaceId;
      const { seq: deviceSeq, hash } = deviceHead(tx);
      const commits = readCounter(tx, 'commits');
      staged = headFile.stage({ v: 1, workspaceId, commits, deviceSeq, deviceHead: hash, saltHex });
      connection.exec('COMMIT');
      committed = true;
      staged.publish();
      return result;
    } catch (error) {
      // A COMMIT that failed may have left the transaction open, or SQLite may have rolled it back itself.
      if (connection.open && connection.inTransaction) connection.exec('ROLLBACK');
      if (!committed) staged?.discard();
      throw asDiskError(error);
    } finally {
      end();
    }
  };
}

/** @param key wiped on close */
export function createWorkspaceHandle(parts: {
  dir: string;
  connection: Database;
  write: WriteTransaction;
  deviceKeySeedHex: string;
  clock: () => number;
  key: Uint8Array;
}): Workspace {
  const { connection, write } = parts;
  const { read } = createHandles(connection);
  const info = readInfo(read);
  return {
    dir: parts.dir,
    info,
    read,
    write,
    audit: createAuditLog({
      read,
      write,
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
      parts.key.fill(0);
      if (connection.open) withDiskErrors(() => connection.close());
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
