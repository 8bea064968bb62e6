/**
 * Files that are whole or not there: written beside, synced, renamed. Node only, synchronous.
 * A reader sees the old content or the new, also after a power cut.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsync, fsyncSync, open, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

/** Content on disk under another name, waiting to take the place of the file. */
export type StagedFile = { publish(): void; discard(): void };

const ownerOnly = 0o600;

/** Writes and syncs `content` beside `path`. Takes space now, so that `publish` needs none. */
export function stageFile(path: string, content: string | Uint8Array): StagedFile {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  const file = openSync(temporary, 'wx', ownerOnly);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from);
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(temporary, { force: true });
    throw error;
  }
  closeSync(file);
  return {
    publish: () => renameSync(temporary, path),
    discard: () => rmSync(temporary, { force: true }),
  };
}

/** Replaces the file; on disk, with its name, when this returns. Mode 0600. */
export function writeDurably(path: string, content: string | Uint8Array): void {
  const staged = stageFile(path, content);
  try {
    staged.publish();
  } catch (error) {
    staged.discard();
    throw error;
  }
  syncFolder(dirname(path));
}

/** On disk when it returns, whoever wrote it; nothing where there is no such file. */
export function syncFile(path: string): void {
  let file: number;
  try {
    file = openSync(path, 'r+');
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The same without holding the thread. */
export async function syncInBackground(path: string): Promise<void> {
  let file: number;
  try {
    file = await promisify(open)(path, 'r+');
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  try {
    await promisify(fsync)(file);
  } finally {
    closeSync(file);
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Makes names in a folder durable. Windows has no such call and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
