/**
 * Opens the encrypted database with its raw key and asserts, by reading back, that it is protected. Node only.
 * Measured facts behind each assertion: opening without a key makes a plaintext database without an error; SQLite spills
 * sorts into plaintext temporary files unless `temp_store` is memory. Spec: docs/spec/workspace.md WS4–WS6.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { AppError } from '../core/errors.ts';

/** "WMRK": says that a database is a Waymark workspace. */
export const APPLICATION_ID = 0x574d524b;
const plaintextMagic = 'SQLite format 3\u0000';

/** @param key 32 bytes. SQLCipher 4 format: any SQLCipher 4 with the key can read the file. */
export function openConnection(
  path: string,
  key: Uint8Array,
  options: { readonly: boolean; create: boolean },
): Database {
  // SQLite gives its log the mode of the database: this one is its owner's alone.
  if (options.create) closeSync(openSync(path, 'a', 0o600));
  const connection = new SqliteDatabase(path, {
    readonly: options.readonly,
    fileMustExist: !options.create,
    timeout: 5000,
  });
  try {
    connection.pragma(`cipher='sqlcipher'`);
    connection.pragma('legacy=4');
    connection.pragma(`key="x'${Buffer.from(key).toString('hex')}'"`);
    connection.pragma('temp_store=2');
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}

/** Settings of a connection that writes; needs a readable database. */
export function applySettings(connection: Database): void {
  connection.pragma('journal_mode=WAL');
  connection.pragma('synchronous=FULL');
  connection.pragma('secure_delete=ON');
  connection.pragma('foreign_keys=ON');
  connection.pragma('trusted_schema=OFF');
  connection.pragma('cache_size=-65536');
  // 64 MB of log before pages go home: bulk inserts touch the same index pages again and again.
  connection.pragma('wal_autocheckpoint=16384');
}

const required: readonly (readonly [pragma: string, value: string | number])[] = [
  ['cipher', 'sqlcipher'],
  ['legacy', 4],
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['temp_store', 2],
  ['secure_delete', 1],
  ['foreign_keys', 1],
  ['trusted_schema', 0],
];

/** Throws UNSAFE_DATABASE where one protection is not as it must be. */
export function assertProtected(connection: Database, path: string): void {
  for (const [pragma, value] of required) {
    const found = connection.pragma(pragma, { simple: true });
    if (String(found) !== String(value)) throw unsafe(`${pragma} is ${String(found)}, not ${value}`);
  }
  const header = readHeader(path);
  if (header.length < 16 || isPlaintext(header)) throw unsafe('the file is not encrypted');
  if (new Set(header).size < 6) throw unsafe('the first bytes of the file are not random');
  if (opensWithoutKey(path)) throw unsafe('the file opens without its key');
}

/** The first 16 bytes: the cipher's salt, or SQLite's magic words in a plaintext file. Shorter for a shorter file. */
export function readHeader(path: string): Buffer {
  const file = openSync(path, 'r');
  try {
    const header = Buffer.alloc(16);
    return header.subarray(0, readSync(file, header, 0, 16, 0));
  } finally {
    closeSync(file);
  }
}

export function isPlaintext(header: Uint8Array): boolean {
  return Buffer.from(header).toString('latin1') === plaintextMagic;
}

/** Call only beside an open connection: the last one to close would tidy up a log it cannot read. */
function opensWithoutKey(path: string): boolean {
  const probe = new SqliteDatabase(path, { readonly: true, fileMustExist: true });
  try {
    probe.prepare('SELECT count(*) FROM sqlite_schema').get();
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}

function unsafe(what: string): AppError {
  return new AppError('UNSAFE_DATABASE', {
    tip: 'Nothing was written. Report this with the version of Waymark; do not go on with this workspace.',
    details: { what },
  });
}
