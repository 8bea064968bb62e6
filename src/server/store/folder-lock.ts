/**
 * One process per data folder: two PGlite servers in one folder would destroy it. The lock file names the process that
 * holds it; a process that is gone (killed) holds nothing.
 */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { AppError } from '../../core/errors.ts';

/** Folders this very process holds: a lock with our own number that is not among them is of an earlier process. */
const held = new Set<string>();

/** Returns what releases the lock. Throws IO_FAILED where another living process holds it. */
export function lockFolder(folder: string): () => void {
  const path = resolve(folder, 'server.lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      const file = openSync(path, 'wx', 0o600);
      writeSync(file, String(process.pid));
      closeSync(file);
      held.add(path);
      return () => {
        held.delete(path);
        rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number.parseInt(readFileSync(path, 'utf8'), 10);
      if (attempt > 0 || (holder === process.pid ? held.has(path) : isAlive(holder))) {
        throw new AppError('IO_FAILED', {
          message: `Another intel server (process ${holder}) uses the data folder ${folder}.`,
          tip: 'Stop it first, or choose another folder. Nothing was touched.',
          details: { holder },
          cause: error,
        });
      }
      rmSync(path, { force: true });
    }
  }
  throw new AppError('IO_FAILED', { message: 'The data folder could not be locked.' });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
