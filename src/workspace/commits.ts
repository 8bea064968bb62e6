/**
 * How a workspace writes: one transaction, then the head file beside it. Node only, synchronous but for the background.
 * `write` is on disk (WAL, synchronous=FULL) when it returns. `writeSoon` is with the operating system when it returns: a
 * program that is killed loses nothing of it, a power cut may, until the next synced write, `makeDurable`, or the
 * background, a quarter of a second later. The head file never says `synced` of what is not (docs/adr/0015).
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { Database } from 'better-sqlite3';
import { workspaceRoot } from './audit-tree.ts';
import { createHandles, type ReadDb, type WriteDb } from './database.ts';
import { asDiskError, withDiskErrors } from './disk-errors.ts';
import { syncFile, syncInBackground } from './durable-file.ts';
import type { HeadFile, Mark } from './head-file.ts';
import { deviceHead } from './tables/audit-entries.ts';
import { countLeaves } from './tables/audit-nodes.ts';
import { addToCounter, readCounter, readInfo } from './tables/meta.ts';

/** How long what was written soon may wait for the disk. */
const BACKGROUND_MS = 250;

type Transaction = <T>(work: (tx: WriteDb) => T) => T;

export type Commits = {
  /** On disk (fsynced) when it returns; a throw inside rolls everything back. Not re-entrant. */
  write: Transaction;
  /** Survives the end of the program when it returns, and a power cut a moment later. For what a synced write announced. */
  writeSoon: Transaction;
  /** Everything committed so far is on disk when it returns. Costs nothing where it is already. */
  makeDurable(): void;
  /** Makes durable, the head too, and ends the background. */
  close(): void;
};

export function createCommits(connection: Database, headFile: HeadFile, saltHex: string): Commits {
  const handles = createHandles(connection);
  const wal = `${connection.name}-wal`;
  let workspaceId: string | null = null;
  /** Null until the first commit: it is synced, and everything before it with it. */
  let marks: { synced: Mark; newest: Mark } | null = null;
  let timer: NodeJS.Timeout | null = null;
  let failure: { error: unknown } | null = null;
  let closed = false;

  const publish = (next: { synced: Mark; newest: Mark }): void => {
    marks = next;
    if (workspaceId !== null) headFile.write({ workspaceId, saltHex, ...next });
  };

  const later = (): void => {
    if (timer !== null || closed) return;
    timer = setTimeout(() => {
      timer = null;
      syncBehind().catch((error: unknown) => {
        failure = { error };
      });
    }, BACKGROUND_MS);
    // Whoever ends in an orderly way closes the workspace, which waits for the disk.
    timer.unref();
  };

  const syncBehind = async (): Promise<void> => {
    const reached = marks?.newest;
    if (reached === undefined) return;
    if (isBehind()) await syncInBackground(wal);
    // Meanwhile more may have been committed, or synced.
    if (!closed && marks !== null && marks.synced.commits < reached.commits) publish({ ...marks, synced: reached });
    if (!closed) await headFile.syncLater();
  };

  const isBehind = (): boolean => marks !== null && marks.synced.commits < marks.newest.commits;

  /** What the background could not sync is said before anything more is promised, once. */
  const sayFailure = (): void => {
    if (failure === null) return;
    const { error } = failure;
    failure = null;
    marks = null;
    throw asDiskError(error);
  };

  const commit = <T>(work: (tx: WriteDb) => T, soon: boolean): T => {
    if (connection.inTransaction) throw new TypeError('workspace.write was called inside workspace.write');
    sayFailure();
    const unsynced = soon && marks !== null;
    const { tx, end } = handles.begin();
    try {
      if (unsynced) connection.pragma('synchronous=NORMAL');
      connection.exec('BEGIN IMMEDIATE');
      const result = work(tx);
      if (result instanceof Promise) throw new TypeError('a transaction is synchronous; await before or after it');
      addToCounter(tx, 'commits', 1);
      workspaceId ??= readInfo(tx).workspaceId;
      const newest = markOf(tx, marks?.newest ?? null);
      connection.exec('COMMIT');
      // Killed here, the database is ahead of its head: in order.
      publish({ newest, synced: unsynced && marks !== null ? marks.synced : newest });
      later();
      return result;
    } catch (error) {
      // A COMMIT that failed may have left the transaction open, or SQLite may have rolled it back itself.
      if (connection.open && connection.inTransaction) connection.exec('ROLLBACK');
      throw asDiskError(error);
    } finally {
      if (unsynced && connection.open) connection.pragma('synchronous=FULL');
      end();
    }
  };

  const makeDurable = (): void => {
    sayFailure();
    if (!isBehind() || marks === null) return;
    withDiskErrors(() => syncFile(wal));
    publish({ synced: marks.newest, newest: marks.newest });
    later();
  };

  return {
    write: (work) => commit(work, false),
    writeSoon: (work) => commit(work, true),
    makeDurable,
    close() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      closed = true;
      // A disk that failed to sync is not believed the next time: the mark stays where it is.
      if (failure === null) makeDurable();
      withDiskErrors(() => headFile.sync());
    },
  };
}

/** The state that is about to be committed. The tree is read where it grew. */
function markOf(db: ReadDb, last: Mark | null): Mark {
  const { seq: deviceSeq, hash: deviceHash } = deviceHead(db);
  const commits = readCounter(db, 'commits');
  const leaves = countLeaves(db);
  const root = last?.leaves === leaves ? last.root : bytesToHex(workspaceRoot(db, leaves));
  return { commits, deviceSeq, deviceHead: deviceHash, leaves, root };
}
