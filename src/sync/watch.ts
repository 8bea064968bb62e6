/**
 * Hands a changing value to any number of readers, each at its own pace: a slow reader gets the newest, never a queue.
 * Runs anywhere.
 */
export type Watch<T> = {
  /** Tells every reader that there is something new. */
  changed(): void;
  /** The value now, then after each change; `return()` ends it even while it waits. */
  iterate(signal?: AbortSignal): AsyncIteratorObject<T, void, void>;
  /** Ends every reader. */
  end(): void;
};

/** Changes within this time are one. */
const COALESCE_MS = 100;

export function createWatch<T>(current: () => T): Watch<T> {
  const wakers = new Set<() => void>();
  let version = 0;
  let ended = false;
  const wakeAll = (): void => {
    for (const wake of [...wakers]) wake();
  };
  const nextChange = (signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const wake = (): void => {
        wakers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      wakers.add(wake);
      signal.addEventListener('abort', wake);
    });
  async function* each(signal: AbortSignal): AsyncGenerator<T, void, void> {
    let seen = -1;
    while (!ended && !signal.aborted) {
      if (seen === version) {
        await nextChange(signal);
        if (ended || signal.aborted) return;
        await new Promise((resolve) => setTimeout(resolve, COALESCE_MS));
        if (ended || signal.aborted) return;
      }
      seen = version;
      yield current();
    }
  }
  return {
    changed() {
      version += 1;
      wakeAll();
    },
    iterate(signal) {
      // A generator that waits cannot be returned from: `return()` would queue behind the wait. So it is told to stop.
      const stop = new AbortController();
      const values = each(signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]));
      return {
        next: () => values.next(),
        return() {
          stop.abort();
          return values.return();
        },
        [Symbol.asyncIterator]() {
          return this;
        },
        async [Symbol.asyncDispose]() {
          stop.abort();
        },
      };
    },
    end() {
      ended = true;
      wakeAll();
    },
  };
}
