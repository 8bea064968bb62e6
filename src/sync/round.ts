/**
 * What the steps of a sync round share: what they are given and how they end. Runs in the services worker (Node).
 * A step never throws for the network, the server or the policy: it ends. It throws AppError for the disk and the like.
 */
import type { AuditDraft } from '../core/audit/entry.ts';
import type { Alert, Space, User } from '../core/model/domain.ts';
import { putAlert, readSyncState, type TrustChange, type Workspace } from '../workspace/index.ts';
import type { IntelClient, Reached } from './intel-client.ts';

export type ProgressKind = 'items' | 'images' | 'log';

/** What changed in the rows held, by ordinal: what the match index must forget and what it must load. */
export type HeldChange = {
  /** Rows that are gone. */
  removed: number[];
  /** Rows whose content is another now: to be forgotten and loaded again. */
  replaced: number[];
  /** Ordinals above this one are new. */
  newAfter: number;
  /** How many are new; 0: none. */
  added: number;
};

export type RoundDeps = {
  workspace: Workspace;
  intel: IntelClient;
  server: { serverId: string; publicKeyHex: string };
  deviceId: string;
  space: Space;
  actor: User;
  /** UTC ms, wall clock. */
  nowMs: () => number;
  newId: () => string;
  /** Rows asked for at once; default 2000. */
  feedPageRows?: number;
  /** The workstation's history of trust; null: its file is not whole. Not given: what this workspace knows. */
  trustChanges?: () => TrustChange[] | null;
  signal: AbortSignal;
  progress(kind: ProgressKind, done: number, total: number | null): void;
  /** Handed over after the rows are on disk. */
  onHeldChange(change: HeldChange): Promise<void>;
};

/** What a round asks of those who know the person and the cases. */
export type RoundHooks = {
  /** Gets a session token; 'wrong': the server no longer takes these credentials. */
  signIn(
    signal: AbortSignal,
  ): Promise<{ state: 'in' } | { state: 'offline'; reason: string } | { state: 'wrong'; message: string }>;
  /** Asks the server about file numbers declared while it could not be reached. */
  settleAuthorities?(signal: AbortSignal): Promise<void>;
  /** Opens records of the query logs that were just pulled, where the auditor's key is open. */
  openAuditRecords?(signal: AbortSignal): Promise<void>;
};

/** How a step ended. `stop` ends the round; `skip` was reported and lets the next step go on. */
export type StepEnd =
  | { step: 'done'; again: boolean }
  | { step: 'skip'; message: string }
  | { step: 'stop'; why: 'offline' | 'sign-in' | 'failed'; message: string };

export const done: StepEnd = { step: 'done', again: false };

/** The end that a call which was not answered means for a step. */
export function endOf(reached: Exclude<Reached<unknown>, { state: 'answered' }>, what: string): StepEnd {
  if (reached.state === 'offline') return { step: 'stop', why: 'offline', message: reached.reason };
  if (reached.state === 'sign-in')
    return { step: 'stop', why: 'sign-in', message: 'The server asks to sign in again.' };
  return { step: 'stop', why: 'failed', message: `${what}: ${reached.message}` };
}

export const alertId = (key: string): string => `sync:${key}`;

/** Puts a problem on the user's desk; the same problem again replaces the older one. */
export function raiseAlert(deps: RoundDeps, key: string, alert: Pick<Alert, 'severity' | 'message' | 'tip'>): void {
  deps.workspace.write((tx) => putAlert(tx, { id: alertId(key), atMs: deps.nowMs(), ...alert }));
}

/** An entry of the device log about the sync itself. */
export function syncEntry(
  deps: RoundDeps,
  action: 'sync-refusal' | 'policy-change' | 'settings-change',
  outcome: AuditDraft['outcome'],
  details: AuditDraft['details'],
): AuditDraft {
  return {
    space: deps.space,
    log: 'device',
    timeMs: deps.nowMs(),
    actor: deps.actor,
    action,
    phase: 'event',
    of: null,
    outcome,
    authority: null,
    details,
  };
}

/**
 * The time by which a round judges windows, expiries and retention, UTC ms: what the server signed in this round's
 * receipt. A machine whose clock runs years ahead must not throw away all it holds; without a contact, the wall clock.
 */
export function syncNowMs(deps: Pick<RoundDeps, 'workspace' | 'nowMs'>): number {
  return readSyncState(deps.workspace.read).serverTimeMs ?? deps.nowMs();
}
