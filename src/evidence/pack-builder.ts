// The pack builder as an interface, in this thread or in a worker of its own. Runs in Node. A worker lives for one pack:
// nothing of a case stays in memory behind it, and stopping ends it at once.

import { MessageChannel, Worker } from 'node:worker_threads';
import { AppError, type ErrorCode, errorCodes } from '../core/errors.ts';
import type { PackInput, PackMade, PackProgress, PackSigner } from '../core/evidence/pack-input.ts';
import type { SigningToken } from '../core/evidence/pack-signer.ts';
import { buildDraft, buildPack, type DraftMade } from './build-pack.ts';
import { sourceResourcesDir } from './fonts.ts';
import { sentInput } from './pack-reading.ts';
import type { FromPackWorker, PackWorkerData } from './pack-worker-protocol.ts';
import { answerSigning, sentSigner } from './worker-token.ts';

export type PackBuildOptions = {
  signal?: AbortSignal;
  onProgress?: (progress: PackProgress) => void;
};

export interface PackBuilder {
  /** Rejects with AppError: see `buildPack`. Several may run side by side. */
  build(input: PackInput, signer: PackSigner, options?: PackBuildOptions): Promise<PackMade>;
  /** Pages to look at, each marked DRAFT: unsigned, nothing attached. Rejects as `build`. */
  draft(input: PackInput, options?: PackBuildOptions): Promise<DraftMade>;
  /** Stops what runs (it rejects with CANCELLED) and lets go of everything. */
  close(): Promise<void>;
}

/** The worker's source when nothing is built; a built host passes its own URL. */
export const PACK_WORKER_URL = new URL('./pack.worker.ts', import.meta.url);

const cancelled = (): AppError => new AppError('CANCELLED', { message: 'The pack was not made: stopped on request.' });

const withClosing = (signal: AbortSignal | undefined, closing: AbortSignal): AbortSignal =>
  signal === undefined ? closing : AbortSignal.any([signal, closing]);

export function inThreadPackBuilder({ resourcesDir }: { resourcesDir?: string } = {}): PackBuilder {
  const closing = new AbortController();
  return {
    build: (input, signer, { signal, onProgress } = {}) =>
      buildPack(input, signer, { signal: withClosing(signal, closing.signal), onProgress, resourcesDir }),
    draft: (input, { signal, onProgress } = {}) =>
      buildDraft(input, { signal: withClosing(signal, closing.signal), onProgress, resourcesDir }),
    close: async () => closing.abort(),
  };
}

export function workerPackBuilder({
  workerUrl = PACK_WORKER_URL,
  resourcesDir = sourceResourcesDir(),
}: {
  workerUrl?: URL;
  resourcesDir?: string;
} = {}): PackBuilder {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  const start = async (
    data: ForWorker,
    token: SigningToken | null,
    { signal, onProgress }: PackBuildOptions = {},
  ): Promise<FromWorker> => {
    const work = buildInWorker(workerUrl, data, token, withClosing(signal, closing.signal), onProgress);
    running.add(work);
    return work.finally(() => running.delete(work));
  };
  return {
    build: async (input, signer, options) => {
      const { sent, token } = sentSigner(signer);
      const said = await start({ input, signer: sent, resourcesDir }, token, options);
      if (said.kind !== 'made') throw failed('The pack builder answered something else. No pack was made.');
      return said.made;
    },
    draft: async (input, options) => {
      const said = await start({ input, signer: null, resourcesDir }, null, options);
      if (said.kind !== 'drafted') throw failed('The pack builder answered something else. No draft was made.');
      return said.draft;
    },
    close: async () => {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}

/** As services ask for one: `worker` null builds in this thread, `resourcesDir` null takes the folder beside the sources. */
export function createPackBuilder(options: { worker: URL | null; resourcesDir: string | null }): PackBuilder {
  const folder = options.resourcesDir === null ? {} : { resourcesDir: options.resourcesDir };
  return options.worker === null
    ? inThreadPackBuilder(folder)
    : workerPackBuilder({ workerUrl: options.worker, ...folder });
}

type ForWorker = Omit<PackWorkerData, 'reading'>;
type FromWorker = Extract<FromPackWorker, { kind: 'made' | 'drafted' }>;

async function buildInWorker(
  url: URL,
  { input, ...data }: ForWorker,
  token: SigningToken | null,
  signal: AbortSignal,
  onProgress: PackBuildOptions['onProgress'],
): Promise<FromWorker> {
  if (signal.aborted) throw cancelled();
  const { port1, port2 } = new MessageChannel();
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const { sent, serve } = sentInput(input);
  serve({ port: port1, flag });
  const workerData: PackWorkerData = { ...data, input: sent, reading: { port: port2, flag } };
  const worker = new Worker(url, { name: 'pack', workerData, transferList: [port2] });
  let stop: (() => void) | undefined;
  try {
    return await new Promise<FromWorker>((resolve, reject) => {
      stop = () => reject(cancelled());
      signal.addEventListener('abort', stop, { once: true });
      worker.on('message', (message: FromPackWorker) => {
        if (message.kind === 'progress') onProgress?.(message.progress);
        else if (message.kind === 'sign')
          void answerSigning(token, message).then((answer) => worker.postMessage(answer));
        else if (message.kind === 'error') reject(errorOf(message));
        else resolve(message);
      });
      worker.on('error', (cause) => reject(failed('The pack builder failed. No pack was made.', cause)));
      worker.on('exit', () => reject(failed('The pack builder ended before the pack was made.')));
    });
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop);
    // Awaited: the signing key must be gone from memory when the answer is there.
    await worker.terminate();
    port1.close();
  }
}

const failed = (message: string, cause?: unknown): AppError =>
  new AppError('INTERNAL', {
    message,
    tip: 'Nothing of the case was changed. Try again; report it if it stays.',
    ...(cause === undefined ? {} : { cause }),
  });

function errorOf({ code, message, tip, details }: Extract<FromPackWorker, { kind: 'error' }>): AppError {
  const known: ErrorCode = code in errorCodes ? (code as ErrorCode) : 'INTERNAL';
  return new AppError(known, { message, tip, details });
}
