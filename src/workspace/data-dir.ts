/**
 * Where a workstation keeps what: `DIR/device.json`, `DIR/users/<user name>/`. Node only.
 * A user name is text from outside: it becomes one folder name and can never lead out of `users`.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../core/errors.ts';

export const KEYRING_FILE = 'keyring.json';
export const DATABASE_FILE = 'workspace.db';
export const HEAD_FILE = 'head.json';

/** `DIR/users/<username>`; throws BAD_INPUT for a name that is none. */
export function workspaceDir(dataDir: string, username: string): string {
  if (username.length === 0 || username.length > 64 || /\p{C}/u.test(username) || !username.isWellFormed()) {
    throw new AppError('BAD_INPUT', { message: 'This is not a user name.', tip: 'Type the user name you were given.' });
  }
  return join(dataDir, 'users', folderName(username));
}

/** User names with a keyring on this workstation, sorted. */
export function listWorkspaceUsers(dataDir: string): string[] {
  const users = join(dataDir, 'users');
  if (!existsSync(users)) return [];
  return readdirSync(users)
    .filter((folder) => existsSync(join(users, folder, KEYRING_FILE)))
    .flatMap((folder) => {
      const username = userNameOf(folder);
      return username === null ? [] : [username];
    })
    .sort();
}

/** Percent-encoding of all but letters, digits, `-`, `_` and inner dots: safe on every file system, and reversible. */
function folderName(username: string): string {
  const encoded = encodeURIComponent(username.normalize('NFC')).replace(
    /[!'()*~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return encoded.replace(/^\.|\.$/g, '%2E');
}

function userNameOf(folder: string): string | null {
  try {
    const username = decodeURIComponent(folder);
    return folderName(username) === folder ? username : null;
  } catch {
    return null; // a folder that is not ours
  }
}
