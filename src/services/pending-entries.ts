/**
 * Log entries of moments when no workspace was open (enrolment, a refused first sign-in), kept on disk until one is.
 * Runs in the services worker. Holds no plate, no passphrase; a user name only as it was typed at the sign-in.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { auditAction, jsonValue } from '../core/audit/entry.ts';
import { AppError } from '../core/errors.ts';
import { epochMs } from '../core/model/domain.ts';

const pendingEntry = z.object({
  id: z.string(),
  timeMs: epochMs,
  action: auditAction,
  details: z.record(z.string(), jsonValue),
});
export type PendingEntry = z.infer<typeof pendingEntry>;

/** Wrong sign-ins could fill the disk: from here on only the count of the last entry grows. */
const MAX_PENDING = 1000;
const fileOf = (dataDir: string): string => join(dataDir, 'pending-log.json');

/** Oldest first. Throws AUDIT_CHAIN_BROKEN on a file that is not ours any more. */
export function readPendingEntries(dataDir: string): PendingEntry[] {
  const path = fileOf(dataDir);
  if (!existsSync(path)) return [];
  try {
    return z.array(pendingEntry).parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new AppError('AUDIT_CHAIN_BROKEN', {
      message: 'The list of log entries waiting for a sign-in cannot be read.',
      tip: 'Keep the file pending-log.json for the auditor and move it out of the data folder.',
      cause: error,
    });
  }
}

/** On disk when it returns. */
export function addPendingEntry(dataDir: string, entry: PendingEntry): void {
  const entries = readPendingEntries(dataDir);
  if (entries.length < MAX_PENDING) entries.push(entry);
  else {
    const last = entries[entries.length - 1];
    if (last !== undefined) last.details.andMore = Number(last.details.andMore ?? 0) + 1;
  }
  writeSynced(fileOf(dataDir), JSON.stringify(entries));
}

export function clearPendingEntries(dataDir: string): void {
  rmSync(fileOf(dataDir), { force: true });
}

function writeSynced(path: string, text: string): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
