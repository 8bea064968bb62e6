/**
 * The way to the intel server: typed calls of the intel contract over fetch, each with its own device proof.
 * Runs in the services worker (Node). "Offline" is an answer, not an error; bodies are capped before they are parsed,
 * answers are checked against the contract's schema before anyone reads them (a hostile server meets the schema first).
 */
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import type { z } from 'zod';
import { type DeviceKey, makeDeviceProof } from '../contract/device-proof.ts';
import { deviceProofHeader, intelContract } from '../contract/intel.ts';
import { AppError, isAppError } from '../core/errors.ts';

export type IntelApi = ContractRouterClient<typeof intelContract>;

export type IntelClientOptions = {
  serverUrl: string;
  /** null before enrolment: calls go out without a proof. */
  device: { deviceId: string; key: DeviceKey } | null;
  fetch: typeof globalThis.fetch;
  /** UTC ms: what proofs are dated with. */
  nowMs: () => number;
  /** How long one call may take; default 20 s. */
  timeoutMs?: number;
  /** Bytes of a body that are read at most; default 64 MiB. */
  maxBodyBytes?: number;
};

export type IntelClient = {
  readonly api: IntelApi;
  readonly serverUrl: string;
  /** The session token that goes with every further call; null forgets it. */
  setToken(token: string | null): void;
  hasToken(): boolean;
  /** Server time minus machine time, so that proofs of a machine with a wrong clock still count. */
  setTimeOffset(offsetMs: number): void;
};

/** What a call came to. Everything a network does is one of these; only a broken invariant of ours throws. */
export type Reached<T> =
  | { state: 'answered'; value: T }
  | { state: 'offline'; reason: string }
  | { state: 'sign-in' }
  | { state: 'refused'; code: string; message: string; data: unknown };

const DEFAULT_TIMEOUT_MS = 20_000;
const DEFAULT_MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Throws BAD_INPUT where the URL is not http(s). */
export function createIntelClient(options: IntelClientOptions): IntelClient {
  const serverUrl = checkedUrl(options.serverUrl);
  let token: string | null = null;
  let offsetMs = 0;

  const send = async (request: Request, init: RequestInit): Promise<Response> => {
    const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer());
    const headers = new Headers(request.headers);
    if (options.device !== null) {
      headers.set(
        deviceProofHeader,
        await makeDeviceProof({
          deviceId: options.device.deviceId,
          key: options.device.key,
          method: request.method,
          url: request.url,
          body,
          token,
          nowMs: options.nowMs() + offsetMs,
        }),
      );
    }
    if (token !== null) headers.set('authorization', `Bearer ${token}`);
    const timeout = AbortSignal.timeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const response = await options.fetch(request.url, {
      ...init,
      method: request.method,
      headers,
      body: body as Uint8Array<ArrayBuffer> | null,
      redirect: 'error',
      signal: AbortSignal.any([request.signal, timeout]),
    });
    return capped(response, options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES);
  };

  const link = new OpenAPILink(intelContract, { url: serverUrl, fetch: send });
  return {
    api: createORPCClient<IntelApi>(link),
    serverUrl,
    setToken(next) {
      token = next;
    },
    hasToken: () => token !== null,
    setTimeOffset(next) {
      offsetMs = next;
    },
  };
}

/** The schema a contract method declares for its answer. */
export function answerSchemaOf<T>(procedure: { '~orpc': { outputSchema?: z.ZodType<T> | undefined } }): z.ZodType<T> {
  const schema = procedure['~orpc'].outputSchema;
  if (schema === undefined) throw new TypeError('this method declares no answer');
  return schema;
}

/**
 * Runs one call and says what became of it. `schema` checks the answer; what does not fit is `refused` BAD_ANSWER.
 * Throws CANCELLED when `signal` was the reason.
 */
export async function reach<T>(
  schema: z.ZodType<T>,
  call: () => Promise<unknown>,
  signal?: AbortSignal,
): Promise<Reached<T>> {
  let raw: unknown;
  try {
    raw = await call();
  } catch (error) {
    if (signal?.aborted) throw new AppError('CANCELLED', { cause: error });
    return classify(error);
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { state: 'answered', value: parsed.data };
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  return {
    state: 'refused',
    code: 'BAD_ANSWER',
    message: `The server's answer does not have the form it needs${where === '' ? '' : ` (at ${where})`}.`,
    data: null,
  };
}

function classify(error: unknown): Reached<never> {
  if (error instanceof ORPCError) {
    if (error.code === 'UNAUTHORIZED') return { state: 'sign-in' };
    if (error.status === 502 || error.status === 503 || error.status === 504) {
      return { state: 'offline', reason: `The server answers ${error.status}.` };
    }
    return { state: 'refused', code: error.code, message: error.message, data: error.data ?? null };
  }
  if (isAppError(error)) return { state: 'refused', code: error.code, message: error.message, data: null };
  if (error instanceof SyntaxError) {
    return { state: 'refused', code: 'BAD_ANSWER', message: 'The server did not answer in JSON.', data: null };
  }
  return { state: 'offline', reason: offlineReason(error) };
}

function offlineReason(error: unknown): string {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return 'No answer in time.';
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause !== null && typeof cause === 'object' && 'code' in cause ? String(cause.code) : '';
  return code === '' ? 'The connection failed.' : `The connection failed (${code}).`;
}

function checkedUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new AppError('BAD_INPUT', {
      message: 'The server address is not a URL.',
      tip: 'Write it like https://intel.example.govt.nz or http://127.0.0.1:7411.',
    });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new AppError('BAD_INPUT', { message: 'The server address must begin with https:// or http://.' });
  }
  return url.href.replace(/\/+$/, '');
}

/** The same answer, cut with an error once more than `maxBytes` came. */
function capped(response: Response, maxBytes: number): Response {
  const tooBig = (): AppError =>
    new AppError('BAD_INPUT', { message: 'The server sent more than it may.', details: { maxBytes } });
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) throw tooBig();
  if (response.body === null) return response;
  let seen = 0;
  const counted = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        seen += chunk.byteLength;
        if (seen > maxBytes) controller.error(tooBig());
        else controller.enqueue(chunk);
      },
    }),
  );
  return new Response(counted, { status: response.status, statusText: response.statusText, headers: response.headers });
}
