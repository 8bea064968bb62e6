/**
 * `gatedStream(gate, handler)`: the way of one query whose work takes long. Runs in the services worker.
 * Like `gated`: a refusal or the intent is on disk before anything runs, the result before it is released. Between the two
 * it says how far it is. Whoever leaves the stream stops the work, and the log says that it was stopped.
 */
import type { JsonValue } from '../core/audit/entry.ts';
import { AppError } from '../core/errors.ts';
import { type Asked, assertStillStands, enter, type Found, type Gate, type QueryCtx, unanswered } from './gated.ts';
import { ctxOf, type Method } from './method.ts';
import { oneEvent, stoppable } from './stoppable.ts';

/** Yields progress, returns what was found. `ctx.signal` fires when the reader leaves, too. */
export type StreamHandler<I, E> = (ctx: QueryCtx, input: I) => AsyncGenerator<E, Found<E>, void>;

export function gatedStream<I extends Asked, E>(
  gate: Gate<I, E>,
  handler: StreamHandler<I, E>,
): Method<I, AsyncIteratorObject<E, void, void>> {
  return {
    marks: { gate: 'authority', audited: false },
    async run(call, input) {
      const entered = enter(ctxOf(call), gate, input);
      if (entered.outcome === 'refused') return oneEvent(entered.answer);
      const stop = new AbortController();
      const { query } = entered;
      const signal = AbortSignal.any([query.signal, stop.signal]);
      const unread = (): void => {
        if (query.session.ended.aborted) return;
        const { outcome, details } = unanswered(query.intent, new AppError('CANCELLED'));
        query.log.result(query.session, query.intent, outcome, details);
      };
      return stoppable(answer({ ...query, signal }, input, handler), stop, unread);
    },
  };
}

async function* answer<I, E>(ctx: QueryCtx, input: I, handler: StreamHandler<I, E>): AsyncGenerator<E, void, void> {
  let answered = false;
  const close = (outcome: 'ran' | 'failed' | 'cancelled', details: Record<string, JsonValue>): void => {
    // After a lock the log is closed: the intent without a result says that the session ended in between.
    if (answered || ctx.session.ended.aborted) return;
    answered = true;
    ctx.log.result(ctx.session, ctx.intent, outcome, details);
  };
  try {
    const found = yield* handler(ctx, input);
    ctx.signal.throwIfAborted();
    assertStillStands(ctx);
    close('ran', found.details);
    found.onLogged?.();
    yield found.answer;
  } catch (error) {
    const { outcome, details } = unanswered(ctx.intent, ctx.signal.aborted ? new AppError('CANCELLED') : error);
    close(outcome, details);
    throw error;
  } finally {
    // Reached without an answer when the reader walked away.
    const { outcome, details } = unanswered(ctx.intent, new AppError('CANCELLED'));
    close(outcome, details);
  }
}
