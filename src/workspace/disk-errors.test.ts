import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { asDiskError, withDiskErrors } from './disk-errors.ts';
import { temporaryFolder } from './workspace.fixture.ts';

const failing = (code: string): Error => Object.assign(new Error(`failed with ZQX123`), { code });

test.each([
  ['SQLITE_FULL', 'DISK_FULL'],
  ['ENOSPC', 'DISK_FULL'],
  ['EDQUOT', 'DISK_FULL'],
  ['SQLITE_IOERR_WRITE', 'IO_FAILED'],
  ['SQLITE_IOERR_FSYNC', 'IO_FAILED'],
  ['SQLITE_READONLY', 'IO_FAILED'],
  ['SQLITE_CANTOPEN', 'IO_FAILED'],
  ['SQLITE_BUSY', 'IO_FAILED'],
  ['EIO', 'IO_FAILED'],
  ['EROFS', 'IO_FAILED'],
  ['EACCES', 'IO_FAILED'],
  ['SQLITE_CORRUPT', 'WORKSPACE_DAMAGED'],
  ['SQLITE_CORRUPT_INDEX', 'WORKSPACE_DAMAGED'],
  ['SQLITE_NOTADB', 'WORKSPACE_DAMAGED'],
])('WS10 %s is said as %s, with what to do and without what the driver said', (code, expected) => {
  const cause = failing(code);
  const error = asDiskError(cause);
  expect(error).toMatchObject({ code: expected, cause });
  expect((error as AppError).tip.length).toBeGreaterThan(20);
  expect((error as AppError).message).not.toContain('ZQX123');
});

test('WS10 a defect of the program is no trouble of the disk', () => {
  const constraint = failing('SQLITE_CONSTRAINT_UNIQUE');
  expect(asDiskError(constraint)).toBe(constraint);
  const known = new AppError('NOT_FOUND');
  expect(asDiskError(known)).toBe(known);
  expect(asDiskError('text')).toBe('text');
});

test('WS10 the real driver on a real file: two writers, and a file that is no database', () => {
  const folder = temporaryFolder();
  const open = (): SqliteDatabase.Database => new SqliteDatabase(join(folder, 'a.db'), { timeout: 1 });
  const [first, second] = [open(), open()];
  first.exec('CREATE TABLE t (x); BEGIN IMMEDIATE');
  expect(() => withDiskErrors(() => second.exec('BEGIN IMMEDIATE'))).toThrowError(
    expect.objectContaining({ code: 'IO_FAILED', tip: expect.stringContaining('other Waymark') }),
  );
  first.close();
  second.close();
  writeFileSync(join(folder, 'b.db'), 'x'.repeat(5000));
  const foreign = new SqliteDatabase(join(folder, 'b.db'));
  expect(() => withDiskErrors(() => foreign.pragma('user_version'))).toThrowError(
    expect.objectContaining({ code: 'WORKSPACE_DAMAGED' }),
  );
  foreign.close();
});
