/**
 * What the server has acknowledged, synced to disk before the answer goes out: PGlite itself syncs nothing, so a power
 * cut could take what was promised. One record a line, each with its checksum; replaying it is idempotent.
 * It is emptied once the database's own files are synced (clean close, or when it has grown large). IN30–IN32.
 */
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { AppError } from '../../core/errors.ts';
import type { JournalRecord } from './journal-record.ts';

export type Journal = {
  /** Returns once the record is on disk. Throws DISK_FULL or IO_FAILED: then nothing may be acknowledged. */
  append(record: JournalRecord): void;
  readonly bytes: () => number;
  empty(): void;
  close(): void;
};

/** @param wholeBytes length of what {@link readJournal} found whole: a torn end is cut off before anything follows it */
export function openJournal(path: string, wholeBytes: number): Journal {
  const file = openSync(path, 'a', 0o600);
  ftruncateSync(file, wholeBytes);
  let bytes = wholeBytes;
  return {
    append(record) {
      const json = JSON.stringify(record);
      const line = Buffer.from(`${crc32(json).toString(16).padStart(8, '0')} ${json}\n`);
      try {
        for (let written = 0; written < line.length; ) written += writeSync(file, line, written);
        fdatasyncSync(file);
        bytes += line.length;
      } catch (error) {
        // A torn line in the middle would hide what follows it.
        ftruncateSync(file, bytes);
        const full = (error as NodeJS.ErrnoException).code === 'ENOSPC';
        throw new AppError(full ? 'DISK_FULL' : 'IO_FAILED', {
          message: 'The server could not write its journal, so nothing was acknowledged.',
          tip: 'Make room on the disk of the data folder and send it again: what is held already is not stored twice.',
          cause: error,
        });
      }
    },
    bytes: () => bytes,
    empty() {
      ftruncateSync(file, 0);
      fsyncSync(file);
      bytes = 0;
    },
    close: () => closeSync(file),
  };
}

/**
 * The records of a journal. A torn last line was never acknowledged and is left out; damage before it throws, because
 * what follows was promised.
 */
export function readJournal(path: string): { records: JournalRecord[]; wholeBytes: number } {
  const records: JournalRecord[] = [];
  const content = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  let start = 0;
  for (let line = 1; start < content.length; line++) {
    const end = content.indexOf(0x0a, start);
    if (end < 0) break;
    const text = content.toString('utf8', start, end);
    const json = text.slice(9);
    if (text[8] !== ' ' || crc32(json) !== Number.parseInt(text.slice(0, 8), 16)) {
      throw new AppError('IO_FAILED', {
        message: `The journal of the intel server is damaged at line ${line}.`,
        tip: 'Nothing was changed. Restore journal.ndjson from a backup, or move it away to start without what it holds.',
        details: { line },
      });
    }
    records.push(JSON.parse(json) as JournalRecord);
    start = end + 1;
  }
  return { records, wholeBytes: start };
}

/** Syncs every file below a folder, and the folders: what a database without fsync leaves to chance. */
export function syncTree(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncTree(path);
    else if (entry.isFile()) syncPath(path);
  }
  syncPath(folder);
}

function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
