/** Says what became of a call of a provider to the intel server, in words. Runs in the CLI process. */
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { type intelContract as contractType, intelContract } from '../../contract/intel.ts';
import { CliError } from '../output.ts';

export type IngestClient = ContractRouterClient<typeof contractType>;

/** A client that carries the provider's ingest key. Throws CliError where the address is none. */
export function createIngestClient(serverUrl: string, ingestKey: string): IngestClient {
  if (!/^https?:$/.test(URL.parse(serverUrl)?.protocol ?? ''))
    throw new CliError(`--server: "${serverUrl}" is not the address of a server.`, {
      exitCode: 2,
      tip: 'Write it like http://127.0.0.1:7411. `waymark serve` prints it when it starts.',
    });
  return createORPCClient(
    new OpenAPILink(intelContract, {
      url: serverUrl.replace(/\/+$/, ''),
      headers: { authorization: `Bearer ${ingestKey}` },
    }),
  );
}

const again = 'What was answered is stored. Send the same file again afterwards: nothing is stored twice.';

/** Makes one call; throws CliError with what happened and what to do. `signal` ends it with its own reason. */
export async function callServer<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw serverFailure(error);
  }
}

/** True for what would happen to every further call too. */
export function isOutage(error: CliError): boolean {
  return !(error.cause instanceof ORPCError) || error.cause.status === 401 || error.cause.status >= 500;
}

function serverFailure(error: unknown): CliError {
  if (error instanceof ORPCError) {
    if (error.status === 401 || error.status === 403)
      return new CliError('The intel server does not accept this ingest key.', {
        tip: 'Check --key or WAYMARK_INGEST_KEY. A new key is made with `waymark admin ingest-key`. Nothing was sent.',
        cause: error,
      });
    if (error.status === 404)
      return new CliError('What answers at this address is not a Waymark intel server.', {
        tip: 'Check --server. `waymark serve` prints the address when it starts. Nothing was sent.',
        cause: error,
      });
    if (error.status >= 500)
      return new CliError(`The intel server could not store it: ${error.message}`, { tip: again, cause: error });
    return new CliError(`The intel server refused it: ${error.message}`, { tip: again, cause: error });
  }
  if (error instanceof SyntaxError)
    return new CliError('What answers at this address is not a Waymark intel server.', {
      tip: 'Check --server. `waymark serve` prints the address when it starts.',
      cause: error,
    });
  const code = causeCode(error);
  return new CliError(`The intel server cannot be reached${code === '' ? '' : ` (${code})`}.`, {
    tip: `Check --server, and that \`waymark serve\` runs there. ${again}`,
    cause: error,
  });
}

function causeCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : '';
}
