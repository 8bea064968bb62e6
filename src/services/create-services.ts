/**
 * Puts the services of a workstation together. Runs in the services worker, in the command line and in tests.
 * Nothing starts by itself: who is nobody signed in, no database is open and no thread runs.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { SessionState } from '../contract/workstation.ts';
import type { PolicyEvaluator } from '../core/authority/policy-evaluator.ts';
import { createCedarEvaluator } from '../decisions/cedar-evaluator.ts';
import { createPackBuilder } from '../evidence/index.ts';
import { InThreadMatcher, WorkerMatcher } from '../match/index.ts';
import { type Clock, systemClock } from './clock.ts';
import { createRouter, type WorkstationRouter } from './create-router.ts';
import { createTurn, type Desk } from './desk.ts';

export type ServicesOptions = {
  dataDir: string;
  offer: SessionState['offer'];
  host: SessionState['host'];
  version: string;
  /** Worker entries as URLs or hrefs; null: that part runs in this thread. */
  workers: { match: URL | string | null; pack: URL | string | null };
  /** Folder with basemap and fonts; null: beside the sources. */
  resourcesDir: string | null;
  clock?: Clock;
  /** null: nothing is allowed; not given: Cedar. */
  policies?: PolicyEvaluator | null;
  /** Cryptographic randomness: `length` bytes. */
  random?: (length: number) => Uint8Array;
  fetch?: typeof globalThis.fetch;
  /** Sync rounds by themselves after sign-in; default true. */
  autoSync?: boolean;
  /** Rows of the feed asked for at once. */
  feedPageRows?: number;
};

export type Services = {
  readonly router: WorkstationRouter;
  /** What every call is handed. */
  readonly context: { desk: Desk };
  /** Locks: ends the session, clears keys, closes the database. Idempotent. */
  close(): Promise<void>;
};

/** Throws INTERNAL when a handler does not carry what the contract declares. */
export function createServices(options: ServicesOptions): Services {
  const { match, pack } = options.workers;
  const packBuilder = createPackBuilder({
    worker: pack === null ? null : new URL(pack),
    resourcesDir: options.resourcesDir,
  });
  const desk: Desk = {
    dataDir: options.dataDir,
    clock: options.clock ?? systemClock,
    randomBytes: options.random ?? ((length) => new Uint8Array(randomBytes(length))),
    newId: randomUUID,
    random01: Math.random,
    fetch: options.fetch ?? globalThis.fetch,
    offer: options.offer,
    host: options.host,
    version: options.version,
    policies: options.policies === undefined ? createCedarEvaluator() : options.policies,
    startMatcher: async () => (match === null ? new InThreadMatcher() : WorkerMatcher.start(new URL(match))),
    packBuilder: () => packBuilder,
    autoSync: options.autoSync ?? true,
    feedPageRows: options.feedPageRows,
    session: null,
    turn: createTurn(),
  };
  return {
    router: createRouter(),
    context: { desk },
    close: () =>
      desk.turn(async () => {
        const leaving = desk.session;
        desk.session = null;
        await leaving?.close();
        await packBuilder.close();
      }),
  };
}
