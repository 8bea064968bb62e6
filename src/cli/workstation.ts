/** Opens a workstation's services inside the CLI process, and waits for sync. Runs in Node from source. */
import { isORPCErrorStatus, ORPCError } from '@orpc/client';
import type { SyncStatus } from '../contract/workstation.ts';
import { createInProcessClient, createServices, type Services, type WorkstationClient } from '../services/index.ts';
import { CliError, count, type Output, plural } from './output.ts';

export type OpenWorkstation = {
  client: WorkstationClient;
  /** For the commands that look at the log itself. */
  desk: Services['context']['desk'];
  close(): Promise<void>;
};

/** Nothing is signed in yet. Match core and pack builder get their own threads. */
export function openWorkstation(dataDir: string, version: string): OpenWorkstation {
  const services = createServices({
    dataDir,
    offer: null,
    host: 'cli',
    version,
    workers: {
      match: new URL('../match/match.worker.ts', import.meta.url),
      pack: new URL('../evidence/pack.worker.ts', import.meta.url),
    },
    resourcesDir: null,
    autoSync: false,
  });
  return { client: createInProcessClient(services), desk: services.context.desk, close: () => services.close() };
}

/** Signs in; a wrong passphrase says how often it was wrong and how long to wait. */
export async function signIn(client: WorkstationClient, username: string, passphrase: string): Promise<void> {
  try {
    await client.session.signIn({ username, passphrase });
  } catch (error) {
    if (error instanceof ORPCError && isORPCErrorStatus(error.status) && error.code === 'WRONG_PASSPHRASE') {
      const { failures, retryAfterMs } = error.data as { failures: number; retryAfterMs: number };
      const wait = retryAfterMs > 0 ? ` Wait ${Math.ceil(retryAfterMs / 1000)} s before the next try.` : '';
      throw new CliError(error.message, {
        tip: `Wrong ${plural(failures, 'time')} in a row.${wait} Nothing was changed.`,
        cause: error,
      });
    }
    throw error;
  }
}

/** Runs one round and shows its progress. Throws where it did not come to its end. */
export async function syncOnce(client: WorkstationClient, output: Output, signal?: AbortSignal): Promise<SyncStatus> {
  const before = await client.sync.status();
  const updates = await client.sync.watch(undefined, signal ? { signal } : {});
  await client.sync.start();
  for await (const status of updates) {
    for (const { kind, done, total, perSecond } of status.progress)
      output.progress(
        `${kind}: ${count(done)}${total === null ? '' : ` of ${count(total)}`} (${count(Math.round(perSecond))} a second)`,
      );
    const moved = status.lastContactMs !== null && status.lastContactMs !== before.lastContactMs;
    if (status.state === 'idle' && moved) return status;
    if (status.state === 'failed' || status.state === 'offline' || status.state === 'paused')
      throw new CliError(`Sync did not finish: ${status.message}`, {
        tip:
          status.state === 'offline'
            ? 'What was fetched so far is kept. Run it again when the server can be reached.'
            : 'What was fetched so far is kept. Put it right, then run it again.',
      });
  }
  throw new CliError('Sync ended without an answer.');
}
