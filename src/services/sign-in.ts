/**
 * Signing in: unlock the person's workspace, or make it at the first sign-in. Runs in the services worker.
 * Where a workspace exists it is tried first, so that a wrong passphrase is delayed and counted here and never travels;
 * then the server is asked, if it can be reached. Offline, the workspace's passphrase alone is enough.
 */
import { ORPCError } from '@orpc/client';
import { AppError, errorCodes } from '../core/errors.ts';
import type { User } from '../core/model/domain.ts';
import {
  createWorkspace,
  type DeviceFile,
  listAuditEntries,
  listWorkspaceUsers,
  openWorkspace,
  readDeviceFile,
  readUser,
  saveUser,
  type Workspace,
  workspaceDir,
} from '../workspace/index.ts';
import type { Credentials, OpenSession } from './desk.ts';
import type { OpenCtx } from './method.ts';
import { intelFor, openSession } from './open-session.ts';
import { clearPendingEntries, readPendingEntries } from './pending-entries.ts';
import { type ServerSignIn, signInAtServer } from './server-sign-in.ts';

/** A person waits: past this the server counts as out of reach, and sync goes on trying. */
const SIGN_IN_MS = 6000;

/** Throws the contract's WRONG_PASSPHRASE; DEVICE_UNKNOWN, OFFLINE, FORBIDDEN, and what opening throws. */
export async function signIn(ctx: OpenCtx, input: Credentials): Promise<void> {
  const { desk } = ctx;
  const device = readDeviceFile(desk.dataDir);
  if (device === null)
    throw new AppError('DEVICE_UNKNOWN', { tip: 'Enrol this workstation first, with a one-time code.' });
  // As the server takes names: typed in other letters it is the same person, with the same workspace and the same log.
  const credentials = { username: input.username.trim().toLowerCase(), passphrase: input.passphrase };
  if (desk.session !== null) {
    const leaving = desk.session;
    ctx.log.event(leaving, { action: 'lock', caseId: null, authority: null, details: { for: 'sign-in' } });
    desk.session = null;
    await leaving.close();
  }
  const dir = workspaceDir(desk.dataDir, credentials.username);
  const known = listWorkspaceUsers(desk.dataDir).includes(credentials.username);
  desk.session = known
    ? await signInKnown(ctx, device, dir, credentials)
    : await signInFirst(ctx, device, dir, credentials);
  writeSignIn(ctx, desk.session);
  if (desk.autoSync) desk.session.sync.start();
}

async function signInKnown(
  ctx: OpenCtx,
  device: DeviceFile,
  dir: string,
  credentials: Credentials,
): Promise<OpenSession> {
  const { desk } = ctx;
  const opened = await openWorkspace({
    dir,
    device,
    passphrase: credentials.passphrase,
    clock: desk.clock.nowMs,
    random: desk.randomBytes,
  });
  if (opened.outcome !== 'opened') {
    if (opened.outcome === 'wrong-passphrase')
      ctx.log.aside('sign-in-failed', { username: credentials.username, by: 'workspace' });
    throw wrongPassphrase(opened.failures, opened.retryAfterMs, opened.outcome === 'delayed');
  }
  const { workspace } = opened;
  try {
    const intel = intelFor(desk, device);
    const server = await atServer(ctx, intel, credentials);
    const user = readUser(workspace.read);
    if (server.state === 'wrong') {
      refuseAtServer(ctx, credentials, server);
    } else if (server.state === 'in') {
      assertSamePerson(user, server.user);
      if (JSON.stringify(user) !== JSON.stringify(server.user)) workspace.write((tx) => saveUser(tx, server.user));
    }
    const person = server.state === 'in' ? server.user : user;
    return openSession(desk, { user: person, device, workspace, intel, credentials });
  } catch (error) {
    workspace.close();
    throw error;
  }
}

async function signInFirst(
  ctx: OpenCtx,
  device: DeviceFile,
  dir: string,
  credentials: Credentials,
): Promise<OpenSession> {
  const { desk } = ctx;
  const intel = intelFor(desk, device);
  const server = await atServer(ctx, intel, credentials);
  if (server.state === 'offline') {
    throw new AppError('OFFLINE', {
      message: `The intel server cannot be reached: ${server.reason}`,
      tip: 'The first sign-in on a workstation needs the server. Later ones do not.',
    });
  }
  if (server.state === 'wrong') refuseAtServer(ctx, credentials, server);
  else {
    assertSameName(credentials.username, server.user);
    const workspace = await createWorkspace({
      dir,
      device,
      passphrase: credentials.passphrase,
      clock: desk.clock.nowMs,
      random: desk.randomBytes,
      space: device.space,
      serverId: device.serverId,
      user: server.user,
    });
    return openSession(desk, { user: server.user, device, workspace, intel, credentials });
  }
}

async function atServer(
  ctx: OpenCtx,
  intel: ReturnType<typeof intelFor>,
  credentials: Credentials,
): Promise<ServerSignIn> {
  const timeout = AbortSignal.timeout(SIGN_IN_MS);
  try {
    return await signInAtServer(ctx.desk, intel, credentials, timeout);
  } catch (error) {
    if (timeout.aborted) return { state: 'offline', reason: 'No answer in time.' };
    throw error;
  }
}

function refuseAtServer(
  ctx: OpenCtx,
  credentials: Credentials,
  server: Extract<ServerSignIn, { state: 'wrong' }>,
): never {
  ctx.log.aside('sign-in-failed', { username: credentials.username, by: 'server', code: server.code });
  if (server.code === 'WRONG_PASSPHRASE' || server.code === 'TOO_MANY') {
    throw wrongPassphrase(1, server.retryAfterMs);
  }
  throw new AppError('FORBIDDEN', {
    message: `The intel server refused the sign-in: ${server.message}`,
    tip: 'Ask the administrator whether this workstation and this account are still in use.',
  });
}

function wrongPassphrase(
  failures: number,
  retryAfterMs: number,
  delayed = false,
): ORPCError<'WRONG_PASSPHRASE', { failures: number; retryAfterMs: number }> {
  return new ORPCError('WRONG_PASSPHRASE', {
    status: 401,
    message: delayed ? 'Too soon after a wrong passphrase: this one was not tried.' : errorCodes.WRONG_PASSPHRASE,
    data: { failures, retryAfterMs },
  });
}

/** A server that knows a person by two names would give them two workspaces, and two logs. */
function assertSameName(username: string, answered: User): void {
  if (answered.username === username) return;
  throw new AppError('FORBIDDEN', {
    message: 'The server knows this person by another user name.',
    tip: 'Sign in with that name. Ask the administrator if you do not know it.',
  });
}

function assertSamePerson(held: User, answered: User): void {
  if (held.id === answered.id) return;
  throw new AppError('FORBIDDEN', {
    message: 'The server knows another person by this user name.',
    tip: 'The workspace stays with the person it was made for. Ask the administrator.',
  });
}

/** What waited for an open workspace goes to its device log first, then the sign-in itself. */
function writeSignIn(ctx: OpenCtx, session: OpenSession): void {
  try {
    const pending = readPendingEntries(ctx.desk.dataDir);
    if (pending.length > 0) {
      const known = recordedPending(session.workspace);
      session.workspace.write((tx) => {
        for (const entry of pending) {
          // Killed between the write and the clearing: what is in the log already is not written twice.
          if (known.has(entry.id)) continue;
          ctx.log.eventIn(session, tx, {
            action: entry.action,
            caseId: null,
            authority: null,
            details: { ...entry.details, atMs: entry.timeMs, pendingId: entry.id },
          });
        }
      });
      clearPendingEntries(ctx.desk.dataDir);
    }
    const details = { online: session.intel.hasToken() };
    ctx.log.event(session, { action: 'sign-in', caseId: null, authority: null, details });
  } catch (error) {
    // Nobody works on a workstation that cannot write its log.
    ctx.desk.session = null;
    void session.close();
    throw error;
  }
}

function recordedPending(workspace: Workspace): Set<string> {
  const entries = listAuditEntries(workspace.read, 'device', { before: null, limit: 2000 });
  return new Set(entries.map((entry) => entry.details.pendingId).filter((id) => typeof id === 'string'));
}
