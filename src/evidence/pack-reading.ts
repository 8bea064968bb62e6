// Pictures, footage and papers of a pack, by reference: they stay where they are held, and the pack worker asks for one
// when it needs it and lets it go. Runs on both sides of the worker. Reading waits in place, so that drawing need not know
// where bytes come from; ending the worker ends the wait.

import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { AppError, type ErrorCode, isAppError } from '../core/errors.ts';
import type { PackInput } from '../core/evidence/pack-input.ts';

type Held = { sha256: string; bytes: Uint8Array | null };
type Answer = { bytes: Uint8Array } | { code: ErrorCode; message: string; tip: string };
/** What the worker reads through: questions are hashes; the flag says that the answer is there. */
export type ReadingEnd = { port: MessagePort; flag: Int32Array<SharedArrayBuffer> };

/** The same input with every content put through `change`. */
function withHeld(input: PackInput, change: <T extends Held>(held: T) => T): PackInput {
  const perhaps = <T extends Held>(held: T | null | undefined): T | null => (held == null ? null : change(held));
  return {
    ...input,
    exhibits: input.exhibits.map((row) => ({
      ...row,
      image: perhaps(row.image),
    })),
    clips: input.clips.map(change),
    documents: input.documents.map((document) => (document.bytes === null ? document : change(document))),
  };
}

/** All members but the content, which is not even looked at. */
function withContent<T extends Held>(held: T, content: PropertyDescriptor): T {
  const { bytes: _, ...members } = Object.getOwnPropertyDescriptors(held);
  return Object.defineProperties({} as T, { ...members, bytes: { ...content, enumerable: true, configurable: true } });
}

/** @returns the input as it may be sent, and what answers the worker's questions with the bytes as they are held now */
export function sentInput(input: PackInput): { sent: PackInput; serve: (end: ReadingEnd) => void } {
  const sources = new Map<string, Held>();
  const sent = withHeld(input, (held) => {
    sources.set(held.sha256, held);
    return withContent(held, { value: new Uint8Array(0) });
  });
  const answerOf = (sha256: string): Answer => {
    try {
      const bytes = sources.get(sha256)?.bytes;
      if (bytes != null) return { bytes };
      throw new AppError('NOT_FOUND', { message: 'A file of this pack is no longer held. No pack was made.' });
    } catch (error) {
      const { code, message, tip } = isAppError(error) ? error : new AppError('IO_FAILED');
      return { code, message, tip };
    }
  };
  return {
    sent,
    serve({ port, flag }) {
      port.on('message', (sha256: string) => {
        port.postMessage(answerOf(sha256));
        Atomics.store(flag, 0, 1);
        Atomics.notify(flag, 0);
      });
    },
  };
}

/** The input as the worker draws it: contents are read when they are asked for, and not kept. */
export function receivedInput(sent: PackInput, { port, flag }: ReadingEnd): PackInput {
  const read = (sha256: string): Uint8Array => {
    Atomics.store(flag, 0, 0);
    port.postMessage(sha256);
    Atomics.wait(flag, 0, 0);
    const answer = (receiveMessageOnPort(port) as { message: Answer } | undefined)?.message;
    if (answer === undefined) throw new AppError('INTERNAL', { message: 'A file of this pack could not be read.' });
    if ('bytes' in answer) return answer.bytes;
    throw new AppError(answer.code, { message: answer.message, tip: answer.tip });
  };
  return withHeld(sent, (held) => withContent(held, { get: () => read(held.sha256) }));
}
