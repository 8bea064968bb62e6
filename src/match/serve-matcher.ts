/**
 * Serves a matcher over a message port: the worker's half of `worker-matcher.ts`.
 * Runs in the match worker; tests run it over a MessageChannel.
 */

import type { MessagePort } from 'node:worker_threads';
import type { FromMatchWorker, MatcherCall, MatcherOutcome, ToMatchWorker } from '../contract/matcher.ts';
import type { MovementProgress } from '../contract/matcher-movement.ts';
import { AppError } from '../core/errors.ts';
import { InThreadMatcher } from './in-thread-matcher.ts';

type Send = (message: FromMatchWorker, transfer?: ArrayBuffer[]) => void;

export function serveMatcher(port: MessagePort): void {
  const matcher = new InThreadMatcher();
  const running = new Map<number, AbortController>();
  const send: Send = (message, transfer = []) => port.postMessage(message, transfer);
  port.on('message', (message: ToMatchWorker) => {
    if (message.kind === 'cancel') {
      running.get(message.id)?.abort();
      return;
    }
    const { id, call } = message;
    const controller = new AbortController();
    running.set(id, controller);
    runCall(matcher, call, controller.signal, (progress) => send({ kind: 'progress', id, progress }))
      .then(
        (value) => {
          if (call.method === 'search') sendOutcome(send, id, value as MatcherOutcome);
          else send({ kind: 'result', id, value });
        },
        (error: unknown) => send({ kind: 'error', id, ...describeError(error) }),
      )
      .finally(() => running.delete(id));
  });
  send({ kind: 'ready' });
}

async function runCall(
  matcher: InThreadMatcher,
  call: MatcherCall,
  signal: AbortSignal,
  onProgress: (progress: MovementProgress) => void,
): Promise<unknown> {
  switch (call.method) {
    case 'beginLoad':
      return matcher.beginLoad(call.payload);
    case 'addChunk':
      return matcher.addChunk(call.payload);
    case 'endLoad':
      return matcher.endLoad();
    case 'dropLoad':
      return matcher.dropLoad();
    case 'append':
      return matcher.append(call.payload);
    case 'remove':
      return matcher.remove(call.payload);
    case 'search':
      return matcher.search(call.payload, signal);
    case 'explain':
      return matcher.explain(call.payload);
    case 'lookAlikes':
      return matcher.lookAlikes(call.payload);
    case 'movement':
      return matcher.movement(call.payload, { signal, onProgress });
    case 'vocabulary':
      return matcher.vocabulary();
    case 'stats':
      return matcher.stats();
  }
}

function sendOutcome(send: Send, id: number, outcome: MatcherOutcome): void {
  if (outcome.outcome === 'refused') {
    send({ kind: 'result', id, value: outcome });
    return;
  }
  const { columns, ...head } = outcome.answer;
  const { count, longTexts } = columns;
  const buffer = columns.detectionIds.buffer as ArrayBuffer;
  send({ kind: 'answer', id, head, count, buffer, longTexts }, [buffer]);
}

/** Codes and tips cross the port, causes and stacks do not: they may hold what was searched for. */
function describeError(error: unknown): { code: string; message: string; tip: string } {
  if (error instanceof AppError) return { code: error.code, message: error.message, tip: error.tip };
  return {
    code: 'INTERNAL',
    message: 'The matcher failed.',
    tip: 'No data is lost. Try again; if it stays, restart Waymark.',
  };
}
