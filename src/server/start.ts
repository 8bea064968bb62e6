/**
 * Starts an intel server: identity, database, HTTP on loopback. The one way in for the command line, the workstation's
 * embedded server and tests. Closing waits for what runs and leaves everything on disk.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { serverCosignerKey } from '../core/audit/checkpoint-note.ts';
import { writeVerifierKey } from '../core/audit/signed-note.ts';
import { AppError } from '../core/errors.ts';
import type { Space } from '../core/model/domain.ts';
import { createCedarEvaluator } from '../decisions/cedar-evaluator.ts';
import { createIngestKey } from './admin.ts';
import { createWitness, type WitnessConfig } from './ask-witness.ts';
import type { ServerParts } from './context.ts';
import { createHttp } from './http.ts';
import { openIdentity } from './identity.ts';
import { defaultPolicy } from './policy.ts';
import { openStore } from './store/open-store.ts';

export type IntelServerOptions = {
  /** Keys and lock, and without `databaseUrl` the database too. One process at a time. */
  readonly dataDir: string;
  /** postgres://… ; null or absent: PGlite in the data folder. */
  readonly databaseUrl?: string | null;
  /** Loopback unless said otherwise. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  readonly space: Space;
  /** UTC epoch ms. */
  readonly clock?: () => number;
  readonly log?: (message: string) => void;
  readonly templateDir?: string;
  /** Journal size in bytes at which it is emptied. */
  readonly journalLimitBytes?: number;
  /** Somebody outside who cosigns checkpoints of query logs; absent: nobody. */
  readonly witness?: WitnessConfig;
  /** Only to prove that the journal is what keeps the promise. */
  readonly withoutJournal?: boolean;
};

export type IntelServer = {
  readonly url: string;
  readonly port: number;
  /** Verifier key (vkey) of its cosignatures: for witnesses, and for whoever checks a log. */
  readonly cosignerKey: string;
  /** Shown once, at first start: only hashes are kept. */
  readonly adminSecrets: { readonly ingestKey: string | null };
  /** For the functions of admin.ts and the training seed. */
  readonly parts: ServerParts;
  readonly close: () => Promise<void>;
};

export async function startIntelServer(options: IntelServerOptions): Promise<IntelServer> {
  const clock = options.clock ?? Date.now;
  const log = options.log ?? (() => {});
  const { dataDir, space } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const identity = await openIdentity(dataDir, space, clock());
  const store = await openStore({
    dataDir,
    databaseUrl: options.databaseUrl ?? null,
    space,
    nowMs: clock(),
    log,
    ...(options.templateDir === undefined ? {} : { templateDir: options.templateDir }),
    ...(options.journalLimitBytes === undefined ? {} : { journalLimitBytes: options.journalLimitBytes }),
    ...(options.withoutJournal === undefined ? {} : { withoutJournal: options.withoutJournal }),
  });
  try {
    const witness = options.witness === undefined ? null : createWitness(options.witness, { store, clock, log });
    const policies = createCedarEvaluator();
    const parts: ServerParts = { store, identity, space, clock, log, witness, policies, version: packageVersion() };
    await claimIdentity(parts);
    const app = createHttp(parts);
    await app.listen({ host: options.host ?? '127.0.0.1', port: options.port ?? 0 });
    // After listening: the first key is shown once, and a start that fails at its port would never show it.
    const ingestKey = await firstStart(parts);
    const { port } = app.server.address() as AddressInfo;
    const host = options.host ?? '127.0.0.1';
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
    log(`intel server of the ${space} space at ${url} (${store.kind})`);
    let closing: Promise<void> | null = null;
    const close = (): Promise<void> => {
      closing ??= app.close().then(() => store.close());
      return closing;
    };
    const cosignerKey = writeVerifierKey(serverCosignerKey(identity.serverId, identity.publicKey));
    return { url, port, cosignerKey, adminSecrets: { ingestKey }, parts, close };
  } catch (error) {
    await store.close();
    throw listenProblem(error, options);
  }
}

/** A database and a key belong together: workstations would refuse what another key signs. */
async function claimIdentity({ store, identity }: ServerParts): Promise<void> {
  await store.db
    .insertInto('meta')
    .values({ key: 'server', value: identity.serverId })
    .onConflict((on) => on.doNothing())
    .execute();
  const held = await store.db.selectFrom('meta').select('value').where('key', '=', 'server').executeTakeFirstOrThrow();
  if (held.value === identity.serverId) return;
  throw new AppError('BAD_INPUT', {
    message: 'This database belongs to another intel server: its identity.json is not in this data folder.',
    tip: 'Start with the data folder this database was made with. Nothing was changed.',
  });
}

/** The default policy, and the first ingest key, which is returned; null on later starts. */
async function firstStart(parts: ServerParts): Promise<string | null> {
  const { store, clock } = parts;
  const policy = { version: 1, settings: JSON.stringify(defaultPolicy), created_ms: clock() };
  await store.db.transaction().execute(async (tx) => {
    const added = await tx
      .insertInto('policies')
      .values(policy)
      .onConflict((on) => on.doNothing())
      .returning('version')
      .executeTakeFirst();
    if (added) await store.promise(tx, { kind: 'row', table: 'policies', row: policy });
  });
  const keys = await store.db.selectFrom('provider_keys').select('label').limit(1).executeTakeFirst();
  return keys ? null : createIngestKey(parts, 'first key');
}

function listenProblem(error: unknown, options: IntelServerOptions): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') return error;
  return new AppError('IO_FAILED', {
    message: `Port ${options.port} is in use.`,
    tip: 'Stop what uses it, or choose another port with --port.',
    cause: error,
  });
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
