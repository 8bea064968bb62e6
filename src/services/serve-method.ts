/**
 * Binds a method to its place in the contract. Runs in the services worker.
 * Also here: streams fail with typed errors like everything else.
 */
import { contractError } from './app-failure.ts';
import type { Desk } from './desk.ts';
import type { Method, Recorder } from './method.ts';

type Handed<I> = { input: I; context: { desk: Desk }; signal?: AbortSignal | undefined };

/** The handler as oRPC takes it: `os.area.method.handler(serve(method))`. */
export function serve<I, O>(method: Method<I, O>): (handed: Handed<I>) => Promise<O> {
  return async ({ input, context, signal }) => {
    try {
      const call = { desk: context.desk, signal: signal ?? new AbortController().signal, log: noLog };
      const answer = await method.run(call, input);
      return isIterator(answer) ? (withContractErrors(answer) as O) : answer;
    } catch (error) {
      throw contractError(error);
    }
  };
}

/** A method that writes to the log must say so where it is registered: without `audited` there is none. */
const refuse = (): never => {
  throw new TypeError('this method is not audited');
};
const noLog: Recorder = {
  event: refuse,
  eventIn: refuse,
  intent: refuse,
  result: refuse,
  resultIn: refuse,
  aside: refuse,
  counts: () => ({ written: 0, unanswered: 0 }),
};

function isIterator(answer: unknown): answer is AsyncIteratorObject<unknown> {
  return answer !== null && typeof answer === 'object' && Symbol.asyncIterator in answer && 'next' in answer;
}

function withContractErrors<T>(source: AsyncIteratorObject<T>): AsyncIteratorObject<T> {
  return {
    async next() {
      try {
        return await source.next();
      } catch (error) {
        throw contractError(error);
      }
    },
    async return(value?: unknown) {
      return source.return === undefined ? { done: true, value } : source.return(value);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await source.return?.();
    },
  };
}
