/**
 * Sets a damaged workspace aside, whole, for those who can mend it. Node only. Nothing is erased: the database files move,
 * keyring and head are copied, so that the key stays with what it opens.
 */
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '../core/errors.ts';
import { DATABASE_FILE, HEAD_FILE, KEYRING_FILE } from './data-dir.ts';
import { withDiskErrors } from './disk-errors.ts';
import { syncFolder } from './durable-file.ts';

/** Moves the database away and gives the error that says so. Close every connection first. */
export function quarantine(dir: string, nowMs: number, cause: unknown): AppError {
  const folder = withDiskErrors(() => {
    const target = freeFolder(dir, nowMs);
    mkdirSync(target, { recursive: true, mode: 0o700 });
    for (const file of [KEYRING_FILE, HEAD_FILE]) {
      if (existsSync(join(dir, file))) copyFileSync(join(dir, file), join(target, file));
    }
    for (const file of [DATABASE_FILE, `${DATABASE_FILE}-wal`, `${DATABASE_FILE}-shm`]) {
      if (existsSync(join(dir, file))) renameSync(join(dir, file), join(target, file));
    }
    // The old keyring and head would vouch for a database that is gone.
    for (const file of [KEYRING_FILE, HEAD_FILE]) {
      if (existsSync(join(dir, file))) renameSync(join(dir, file), join(target, file));
    }
    syncFolder(target);
    syncFolder(dir);
    return target;
  });
  return new AppError('WORKSPACE_DAMAGED', {
    ...(cause instanceof AppError && cause.code === 'WORKSPACE_DAMAGED' ? { message: cause.message } : {}),
    tip: `It lies in the folder “${basename(folder)}” beside it, with its key; keep it for whoever mends it. Sign in while connected to the intel server: a new workspace is made and filled.`,
    cause,
    details: { quarantine: basename(folder) },
  });
}

function freeFolder(dir: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replace(/[:.]/g, '-');
  for (let n = 1; ; n += 1) {
    const folder = join(dir, n === 1 ? `damaged-${stamp}` : `damaged-${stamp}-${n}`);
    if (!existsSync(folder)) return folder;
  }
}
