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

export function openJournal(path: string): Journal {
  const file = openSync(path, 'a', 0o600);
  let bytes = existsSync(path) ? readFileSync(path).byteLength : 0;
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
export function readJournal(path: string): JournalRecord[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  const records: JournalRecord[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const json = line.slice(9);
    if (line[8] === ' ' && crc32(json) === Number.parseInt(line.slice(0, 8), 16)) {
      records.push(JSON.parse(json) as JournalRecord);
    } else if (index < lines.length - 1) {
      throw new AppError('IO_FAILED', {
        message: `The journal of the intel server is damaged at line ${index + 1}.`,
        tip: 'Nothing was changed. Restore journal.ndjson from a backup, or move it away to start without what it holds.',
        details: { line: index + 1 },
      });
    }
  }
  return records;
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
