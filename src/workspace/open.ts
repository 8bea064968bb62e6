/**
 * Makes and opens workspaces. Node only; asynchronous because stretching a passphrase takes a third of a second.
 * Nothing is written before the file is known to be ours, whole enough and not from the future. Spec: docs/spec/workspace.md.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import type { AuditDraft } from '../core/audit/entry.ts';
import { AppError } from '../core/errors.ts';
import type { Space, User } from '../core/model/domain.ts';
import { fillTrees } from './audit-tree.ts';
import { APPLICATION_ID, applySettings, assertProtected, isPlaintext, openConnection, readHeader } from './cipher.ts';
import { createCommits } from './commits.ts';
import { DATABASE_FILE, HEAD_FILE, KEYRING_FILE } from './data-dir.ts';
import { createHandles } from './database.ts';
import type { DeviceFile } from './device-file.ts';
import { isDamage, withDiskErrors } from './disk-errors.ts';
import { syncFolder } from './durable-file.ts';
import { type HeadFile, openHeadFile } from './head-file.ts';
import { unwrapKeyring, writeKeyring } from './keyring.ts';
import { assertNothingGone } from './log-damage.ts';
import { assertNotFromTheFuture, migrate } from './migrations/migrate.ts';
import { quarantine } from './quarantine.ts';
import { type RollbackFinding, rollbackAlert } from './rollback.ts';
import { putAlert } from './tables/alerts.ts';
import { readInfo, readUser, saveInfo, saveUser } from './tables/meta.ts';
import { checkIntegrity, createWorkspaceHandle, type Workspace } from './workspace.ts';

/** Wall clock, UTC ms. */
export type Clock = () => number;
/** Cryptographic randomness: `length` bytes. */
export type Random = (length: number) => Uint8Array;
export type WorkspaceDevice = Pick<DeviceFile, 'deviceId' | 'deviceSecretHex' | 'deviceKeySeedHex'>;

export type OpenInput = {
  /** From `workspaceDir`. */
  dir: string;
  device: WorkspaceDevice;
  passphrase: string;
  clock: Clock;
  random: Random;
};
export type CreateInput = OpenInput & { space: Space; serverId: string; user: User };
export type OpenResult =
  | {
      outcome: 'opened';
      workspace: Workspace;
      /** Wrong passphrases since the last right one: to be logged. */
      failuresBefore: number;
    }
  | { outcome: 'wrong-passphrase'; failures: number; retryAfterMs: number }
  /** Too early after wrong ones: the passphrase was not even tried. */
  | { outcome: 'delayed'; failures: number; retryAfterMs: number };

/** Workspaces up to this size are read whole on opening; larger ones by `checkIntegrity` when there is time. */
const CHECK_ON_OPEN_MAX_BYTES = 64 * 1024 * 1024;

/**
 * Creates the workspace (all or nothing) and opens it. Throws BAD_INPUT where one is there already.
 * A folder left by a creation that was killed is no workspace and is replaced.
 */
export async function createWorkspace(input: CreateInput): Promise<Workspace> {
  const { dir, device, clock } = input;
  if (existsSync(join(dir, KEYRING_FILE)) || existsSync(join(dir, DATABASE_FILE))) {
    throw new AppError('BAD_INPUT', {
      message: 'This user has a workspace on this workstation already.',
      tip: 'Unlock it with its passphrase.',
    });
  }
  const workspaceId = Buffer.from(input.random(16)).toString('hex');
  const key = Buffer.from(input.random(32));
  // No user name becomes a folder with a tilde: what is made, and cleared first, is nobody's.
  const making = `${dir}~making`;
  removeAndMake(making);
  await writeKeyring({
    path: join(making, KEYRING_FILE),
    workspaceId,
    workspaceKey: key,
    passphrase: input.passphrase,
    deviceSecretHex: device.deviceSecretHex,
    random: input.random,
  });
  withDiskErrors(() => {
    const path = join(making, DATABASE_FILE);
    const connection = openConnection(path, key, { readonly: false, create: true });
    try {
      connection.pragma(`application_id=${APPLICATION_ID}`);
      applySettings(connection);
      migrate(connection, clock());
      const commits = createCommits(connection, openHeadFile(join(making, HEAD_FILE), key), saltOf(path));
      commits.write((tx) => {
        saveInfo(tx, {
          workspaceId,
          deviceId: device.deviceId,
          serverId: input.serverId,
          space: input.space,
          createdMs: clock(),
        });
        saveUser(tx, input.user);
      });
      commits.close();
    } finally {
      connection.close();
    }
    syncFolder(making);
    adoptFolder(making, dir);
  });
  return openWithKey(input, key, workspaceId);
}

/**
 * Throws NOT_FOUND (none there), NOT_A_WORKSPACE, WORKSPACE_DAMAGED (set aside, see `details.quarantine`),
 * FROM_THE_FUTURE, UNSAFE_DATABASE, DISK_FULL, IO_FAILED.
 */
export async function openWorkspace(input: OpenInput): Promise<OpenResult> {
  const unwrapped = await unwrapKeyring({
    path: join(input.dir, KEYRING_FILE),
    passphrase: input.passphrase,
    deviceSecretHex: input.device.deviceSecretHex,
    nowMs: input.clock(),
  });
  if (unwrapped.outcome !== 'opened') return unwrapped;
  const workspace = openWithKey(input, unwrapped.workspaceKey, unwrapped.workspaceId);
  return { outcome: 'opened', workspace, failuresBefore: unwrapped.failuresBefore };
}

/** For this folder and its tests: opens with the bare key. @param key 32 bytes; wiped when the workspace closes */
export function openWithKey(
  input: Omit<OpenInput, 'passphrase' | 'random'>,
  key: Buffer,
  workspaceId: string,
): Workspace {
  const { dir, clock, device } = input;
  const path = join(dir, DATABASE_FILE);
  return withDiskErrors(() => {
    const headFile = openHeadFile(join(dir, HEAD_FILE), key);
    inspect(dir, path, key, headFile, clock());
    const connection = openConnection(path, key, { readonly: false, create: false });
    try {
      applySettings(connection);
      assertProtected(connection, path);
      migrate(connection, clock());
      if (readInfo(createHandles(connection).read).workspaceId !== workspaceId) throw notOurs();
      const { read } = createHandles(connection);
      const isSmall = statSync(path).size <= CHECK_ON_OPEN_MAX_BYTES;
      assertNothingGone(read, isSmall ? 'whole' : 'end');
      if (isSmall) {
        const checked = checkIntegrity(connection);
        if (!checked.ok) throw new AppError('WORKSPACE_DAMAGED', { details: { found: checked.problems[0] ?? '' } });
      }
      removeStagedHeads(dir);
      const commits = createCommits(connection, headFile, saltOf(path));
      const found = rollbackAlert(read, headFile.read(), clock());
      if (found !== null) commits.write((tx) => putAlert(tx, found.alert));
      // After the look at the head: filling in writes, and would cover that the database was put back.
      fillTrees({ read, write: commits.write, random: randomBytes }, readUser(read).id);
      const { deviceKeySeedHex } = device;
      const workspace = createWorkspaceHandle({ dir, connection, commits, deviceKeySeedHex, clock, key });
      if (found !== null) workspace.audit.append(alarmEntry(workspace, found, clock()));
      return workspace;
    } catch (error) {
      connection.close();
      const damaged = isDamage(error) || (error instanceof AppError && error.code === 'WORKSPACE_DAMAGED');
      throw damaged ? quarantine(dir, clock(), error) : error;
    }
  });
}

/** An alert can be put away; its entry stays, and is handed over. */
function alarmEntry({ info, read }: Workspace, { kind, alert }: RollbackFinding, timeMs: number): AuditDraft {
  return {
    space: info.space,
    log: 'device',
    timeMs,
    actor: readUser(read),
    action: 'workspace-alarm',
    phase: 'event',
    of: null,
    outcome: 'recorded',
    authority: null,
    details: { kind, severity: alert.severity, message: alert.message },
  };
}

/** Looks before anything is written: is this file ours, readable with the key, and of a schema we know? */
function inspect(dir: string, path: string, key: Buffer, headFile: HeadFile, nowMs: number): void {
  if (!existsSync(path)) {
    throw quarantine(dir, nowMs, new AppError('NOT_FOUND', { message: 'The database file is missing.' }));
  }
  if (isPlaintext(readHeader(path))) throw notOurs();
  let connection: Database | null = null;
  try {
    connection = openConnection(path, key, { readonly: true, create: false });
    connection.prepare('SELECT count(*) FROM sqlite_schema').get();
    if (Number(connection.pragma('application_id', { simple: true })) !== APPLICATION_ID) throw notOurs();
    assertNotFromTheFuture(connection);
  } catch (error) {
    connection?.close();
    connection = null;
    if (!isDamage(error)) throw error;
    throw isOursByHeader(path, headFile) ? quarantine(dir, nowMs, error) : notOurs();
  } finally {
    connection?.close();
  }
}

/**
 * A page that cannot be read, or a foreign file? The first 16 bytes (the cipher's salt) never change in a workspace and
 * the head file knows them; half of them equal is no accident.
 */
function isOursByHeader(path: string, headFile: HeadFile): boolean {
  const reading = headFile.read();
  if (reading.state === 'missing' || reading.saltHex === null) return false;
  const known = Buffer.from(reading.saltHex, 'hex');
  const found = readHeader(path);
  return known.filter((byte, at) => found[at] === byte).length >= 8;
}

function saltOf(path: string): string {
  return readHeader(path).toString('hex');
}

function notOurs(): AppError {
  return new AppError('NOT_A_WORKSPACE', {
    message: 'workspace.db in this user’s folder is not the workspace its keyring belongs to. It was left untouched.',
    tip: 'Put the right workspace.db back, or move the user’s folder away and sign in while connected: a new one is made.',
  });
}

/** Heads staged by a program that was killed before it could publish them. */
function removeStagedHeads(dir: string): void {
  for (const file of readdirSync(dir)) {
    if (file.startsWith(`${HEAD_FILE}.`) && file.endsWith('.tmp')) rmSync(join(dir, file), { force: true });
  }
}

function removeAndMake(folder: string): void {
  withDiskErrors(() => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  });
}

/** Gives the finished folder its name; a folder that holds only quarantined workspaces keeps them. */
function adoptFolder(making: string, dir: string): void {
  if (existsSync(dir)) {
    // The keyring before the database: killed in between, opening finds the database missing and starts over.
    for (const file of [HEAD_FILE, KEYRING_FILE, DATABASE_FILE]) renameSync(join(making, file), join(dir, file));
    rmSync(making, { recursive: true, force: true });
    syncFolder(dir);
  } else renameSync(making, dir);
  syncFolder(dirname(dir));
}
