// Entry of the pack worker: one pack, or one draft of it, from its birth data, progress on the way, then the bytes or an error. Runs in a
// Node worker thread alone.

import { parentPort, workerData } from 'node:worker_threads';
import { isAppError } from '../core/errors.ts';
import { buildDraft, buildPack } from './build-pack.ts';
import type { BuildOptions } from './draw-pack.ts';
import { receivedInput } from './pack-reading.ts';
import type { FromPackWorker, PackWorkerData } from './pack-worker-protocol.ts';
import { receivedSigner, type SignAnswer, type SignQuestion } from './worker-token.ts';

const port = parentPort;
if (port === null) throw new Error('pack.worker runs as a worker thread only.');
const send = (message: FromPackWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

const ask = (question: SignQuestion): Promise<SignAnswer> =>
  new Promise((resolve) => {
    port.once('message', (answer: SignAnswer) => resolve(answer));
    send(question);
  });

const transferOf = ({ buffer }: Uint8Array): ArrayBuffer[] => (buffer instanceof ArrayBuffer ? [buffer] : []);

const { input: sent, reading, signer, resourcesDir } = workerData as PackWorkerData;
try {
  const input = receivedInput(sent, reading);
  const options: BuildOptions = { resourcesDir, onProgress: (progress) => send({ kind: 'progress', progress }) };
  if (signer === null) {
    const draft = await buildDraft(input, options);
    send({ kind: 'drafted', draft }, transferOf(draft.bytes));
  } else {
    const made = await buildPack(input, receivedSigner(signer, ask), options);
    send({ kind: 'made', made }, transferOf(made.bytes));
  }
} catch (error) {
  send(
    isAppError(error)
      ? { kind: 'error', code: error.code, message: error.message, tip: error.tip, details: { ...error.details } }
      : {
          kind: 'error',
          code: 'INTERNAL',
          message: 'The pack could not be made.',
          tip: 'Nothing of the case was changed. Try again; report it if it stays.',
          details: {},
        },
  );
}
