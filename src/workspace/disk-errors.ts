/**
 * Turns what the disk and SQLite say into errors a person can act on. Node only.
 * Messages never carry SQL parameters, keys or paths; the driver's own error travels as the cause.
 */
import { AppError, type ErrorCode } from '../core/errors.ts';

const tips = {
  DISK_FULL: 'Free some space on this disk, then try again. What was saved before is untouched.',
  IO_FAILED: 'Check the disk (cable, permissions, health), then try again. What was saved before is untouched.',
  BUSY: 'Close the other Waymark that has this workspace open, then try again.',
  WORKSPACE_DAMAGED:
    'Lock and unlock the workspace: it is then checked and, where damaged, set aside. Nothing is erased; sync fills a new one.',
} as const;

/** Runs `work`; errors of the disk come out as AppError DISK_FULL, IO_FAILED or WORKSPACE_DAMAGED, others as they are. */
export function withDiskErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asDiskError(error);
  }
}

/** The AppError for a driver or file system error; anything else is given back unchanged. */
export function asDiskError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const code = codeOf(error);
  if (code === null) return error;
  const is = (appCode: ErrorCode, tip: string): AppError =>
    new AppError(appCode, { tip, cause: error, details: { cause: code } });
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return is('DISK_FULL', tips.DISK_FULL);
  if (isDamage(error)) return is('WORKSPACE_DAMAGED', tips.WORKSPACE_DAMAGED);
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return is('IO_FAILED', tips.BUSY);
  if (/^(SQLITE_(IOERR|READONLY|CANTOPEN|PERM|PROTOCOL)|EIO|EROFS|EACCES|EPERM|ENXIO|EMFILE|ENFILE)/.test(code)) {
    return is('IO_FAILED', tips.IO_FAILED);
  }
  return error;
}

/** SQLite found a page that is not what it wrote (or not readable with this key). */
export function isDamage(error: unknown): boolean {
  const code = codeOf(error instanceof AppError ? error.cause : error);
  return code !== null && (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB');
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
