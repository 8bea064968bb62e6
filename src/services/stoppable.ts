/**
 * A stream of work that whoever reads it may leave at any time. Runs anywhere.
 * A generator that waits cannot be returned from: `return()` would queue behind the wait. So leaving stops the work first.
 */
export function stoppable<T>(
  events: AsyncGenerator<T, void, void>,
  stop: AbortController,
  /** Called where it is left before it was ever read: then nothing in the generator runs, not even its `finally`. */
  unread: () => void = () => {},
): AsyncIteratorObject<T, void, void> {
  let begun = false;
  const leave = (): Promise<IteratorResult<T, void>> => {
    stop.abort();
    if (!begun) unread();
    begun = true;
    return events.return();
  };
  return {
    next() {
      begun = true;
      return events.next();
    },
    return: leave,
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await leave();
    },
  };
}

/** A stream of one event. */
export async function* oneEvent<T>(event: T): AsyncGenerator<T, void, void> {
  yield event;
}
