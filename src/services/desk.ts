/**
 * What all methods of one services instance share: where the data lies, the time, randomness, who is signed in.
 * Runs in the services worker. It is handed to each call; nothing reads it from a global.
 */
import type { SessionState } from '../contract/workstation.ts';
import type { PolicyEvaluator } from '../core/authority/policy-evaluator.ts';
import type { User } from '../core/model/domain.ts';
import type { PackBuilder } from '../evidence/index.ts';
import type { Matcher } from '../match/index.ts';
import type { IntelClient, SyncEngine } from '../sync/index.ts';
import type { DeviceFile, Workspace } from '../workspace/index.ts';
import type { AuditorDesk } from './auditor-desk.ts';
import type { Clock } from './clock.ts';
import type { LeaseClock } from './lease-clock.ts';
import type { MatchFeed } from './match-feed.ts';
import type { ResultStore } from './result-store.ts';

export type Desk = {
  readonly dataDir: string;
  readonly clock: Clock;
  /** Cryptographic randomness: `length` bytes. */
  readonly randomBytes: (length: number) => Uint8Array;
  /** A fresh UUID. */
  readonly newId: () => string;
  /** Jitter, in [0, 1): not for secrets. */
  readonly random01: () => number;
  readonly fetch: typeof globalThis.fetch;
  readonly offer: SessionState['offer'];
  readonly host: SessionState['host'];
  readonly version: string;
  /** The second opinion beneath the rules; null: nothing is allowed. */
  readonly policies: PolicyEvaluator | null;
  readonly startMatcher: () => Promise<Matcher>;
  readonly packBuilder: () => Pick<PackBuilder, 'build' | 'draft'>;
  /** Rounds of sync begin by themselves after a sign-in; the command line asks for them one by one. */
  readonly autoSync: boolean;
  /** Rows of the feed asked for at once; undefined: what sync takes by itself. */
  readonly feedPageRows: number | undefined;
  /** Who is signed in; null: locked. */
  session: OpenSession | null;
  /** Sign-in, lock and close one after the other, never across each other. */
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>;
};

/** Everything that lives while one person is signed in. */
export type OpenSession = {
  readonly user: User;
  readonly device: DeviceFile;
  readonly workspace: Workspace;
  readonly intel: IntelClient;
  readonly sync: SyncEngine;
  readonly match: MatchFeed;
  readonly results: ResultStore;
  readonly leaseClock: LeaseClock;
  /** Of use to the role auditor alone. */
  readonly auditor: AuditorDesk;
  /** Fires when the session ends: work under way stops. */
  readonly ended: AbortSignal;
  close(): Promise<void>;
};

export type Credentials = { username: string; passphrase: string };

/** Runs what it is given strictly one after the other. */
export function createTurn(): Desk['turn'] {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
