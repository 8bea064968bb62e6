/**
 * Opens the query log of one person's workspace for the command line. Runs in the CLI process.
 * It opens the way the desk does, so that the unlock is an entry, a wrong passphrase is counted and delayed, and a damaged
 * workspace is set aside whole. Every way in which it cannot be opened has its code: it is an answer, not a broken log.
 */
import { existsSync } from 'node:fs';
import type { AuditDraft } from '../../core/audit/entry.ts';
import { isAppError } from '../../core/errors.ts';
import type { User } from '../../core/model/domain.ts';
import {
  type DeviceFile,
  listWorkspaceUsers,
  readDeviceFile,
  type Workspace,
  workspaceDir,
} from '../../workspace/index.ts';
import { CliError } from '../output.ts';
import { askPassphrase } from '../passphrase.ts';
import { openWorkstation, signIn } from '../workstation.ts';
import type { NotCheckedCode } from './result-codes.ts';

export type OpenLog = {
  readonly user: User;
  readonly device: DeviceFile;
  readonly workspace: Workspace;
  /** Writes that this log was looked at; on disk when it returns. */
  note(action: AuditDraft['action'], log: string, details: AuditDraft['details']): void;
  close(): Promise<void>;
};

/** The log could not be opened or read: nothing is known about it. */
export class NotChecked extends CliError {
  readonly code: NotCheckedCode;
  constructor(code: NotCheckedCode, message: string, options: { tip?: string; cause?: unknown } = {}) {
    super(message, { exitCode: 2, ...options });
    this.code = code;
  }
}

/** Throws NotChecked. */
export async function openLog(dataDir: string, username: string | undefined, version: string): Promise<OpenLog> {
  try {
    return await open(dataDir, username, version);
  } catch (error) {
    throw asNotChecked(error);
  }
}

async function open(dataDir: string, typed: string | undefined, version: string): Promise<OpenLog> {
  if (readDeviceFile(dataDir) === null)
    throw new NotChecked('not-found', `There is no workstation in ${dataDir}.`, {
      tip: 'Name the folder that holds device.json. Nothing was made or changed.',
    });
  const users = listWorkspaceUsers(dataDir);
  const known = users.length === 0 ? 'Nobody has signed in here yet.' : `Here are: ${users.join(', ')}.`;
  const username = typed?.trim().toLowerCase() ?? (users.length === 1 ? users[0] : undefined);
  if (username === undefined) throw new NotChecked('not-found', `Whose log? Say --user. ${known}`);
  // Signing in would make a workspace for somebody new: looking at a log must not.
  if (!users.includes(username)) {
    if (!existsSync(workspaceDir(dataDir, username)))
      throw new NotChecked('not-found', `${username} has no workspace in ${dataDir}.`, { tip: known });
    throw new NotChecked('damaged', `The workspace of ${username} has no keyring: nobody can open it.`, {
      tip: 'One that was damaged before lies whole in a folder damaged-… beside it. Nothing was changed.',
    });
  }
  const passphrase = await askPassphrase(`Passphrase of ${username}`);
  const opened = openWorkstation(dataDir, version);
  try {
    await signIn(opened.client, username, passphrase);
    const { session } = opened.desk;
    if (session === null) throw new NotChecked('unreadable', 'The session ended before the log was read.');
    const { user, device, workspace } = session;
    return {
      user,
      device,
      workspace,
      note: (action, log, details) => {
        workspace.audit.append({
          space: device.space,
          log,
          timeMs: Date.now(),
          actor: user,
          action,
          phase: 'event',
          of: null,
          outcome: 'recorded',
          authority: null,
          details: { ...details, by: 'command-line' },
        });
      },
      close: opened.close,
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function asNotChecked(error: unknown): unknown {
  if (error instanceof NotChecked) return error;
  const { code, message, tip } = said(error);
  const reason: NotCheckedCode | undefined = {
    WRONG_PASSPHRASE: 'wrong-passphrase' as const,
    WORKSPACE_DAMAGED: 'damaged' as const,
    NOT_A_WORKSPACE: 'damaged' as const,
    UNSAFE_DATABASE: 'damaged' as const,
    FROM_THE_FUTURE: 'from-the-future' as const,
    BAD_INPUT: 'unreadable' as const,
    IO_FAILED: 'unreadable' as const,
    DISK_FULL: 'unreadable' as const,
    AUDIT_NOT_WRITTEN: 'unreadable' as const,
    FORBIDDEN: 'unreadable' as const,
  }[code];
  if (reason === undefined) return error;
  return new NotChecked(reason, message, { tip, cause: error });
}

/** Errors of the services cross their contract as typed ones with `data`; those of the workspace come as they are. */
function said(error: unknown): { code: string; message: string; tip: string } {
  const message = error instanceof Error ? error.message : String(error);
  const inner = error instanceof CliError && error.cause !== undefined ? error.cause : error;
  const data = inner instanceof Error && 'data' in inner ? (inner.data as { code?: unknown; tip?: unknown }) : {};
  const own = inner instanceof Error && 'code' in inner ? String(inner.code) : '';
  const tip = error instanceof CliError || isAppError(error) ? error.tip : '';
  return {
    code: typeof data?.code === 'string' ? data.code : own,
    message,
    tip: tip !== '' ? tip : typeof data?.tip === 'string' ? data.tip : '',
  };
}
