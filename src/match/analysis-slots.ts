/**
 * How many analyses of movement are worked on at once. Runs in the match worker.
 * Each holds counters of a few words a vehicle while it runs: a hundred begun at once would fill the memory. What is past
 * the limit waits in the order it came; one that is stopped gives up its place. Short ones never wait behind long ones.
 */

import type { CheckedMovementRequest } from '../contract/matcher-movement.ts';
import { AppError } from '../core/errors.ts';

type Kind = CheckedMovementRequest['kind'];

/** A pattern runs within one turn of the matcher, so that there is never more than one. */
const MOST_AT_ONCE: { readonly [K in Kind]: number } = {
  pattern: Number.POSITIVE_INFINITY,
  convoy: 2,
  colocation: 2,
  allConvoys: 2,
};

export class AnalysisSlots {
  readonly #running = new Map<Kind, number>();
  readonly #waiting = new Map<Kind, Set<() => void>>();

  /** Throws CANCELLED where the signal fires while it waits. */
  async run<T>(kind: Kind, work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if ((this.#running.get(kind) ?? 0) < MOST_AT_ONCE[kind]) this.#count(kind, 1);
    else await this.#turn(kind, signal);
    try {
      return await work();
    } finally {
      const waiting = this.#waiting.get(kind);
      const [next] = waiting ?? [];
      if (next === undefined) this.#count(kind, -1);
      // Its place is handed on.
      else next();
    }
  }

  #count(kind: Kind, by: 1 | -1): void {
    this.#running.set(kind, (this.#running.get(kind) ?? 0) + by);
  }

  #turn(kind: Kind, signal: AbortSignal | undefined): Promise<void> {
    const waiting = this.#waiting.get(kind) ?? new Set();
    this.#waiting.set(kind, waiting);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(go);
        signal?.removeEventListener('abort', stop);
      };
      const go = (): void => {
        leave();
        resolve();
      };
      const stop = (): void => {
        leave();
        reject(new AppError('CANCELLED'));
      };
      if (signal?.aborted === true) return stop();
      signal?.addEventListener('abort', stop, { once: true });
      waiting.add(go);
    });
  }
}
