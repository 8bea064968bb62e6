/**
 * Turns work that reports progress by calling back into a stream of reports that returns what the work came to.
 * Runs anywhere. Reports nobody has taken yet wait in order; a failure of the work is thrown to the reader.
 */
export async function* withProgress<P, T>(
  work: (onProgress: (report: P) => void) => Promise<T>,
): AsyncGenerator<P, T, void> {
  const waiting: P[] = [];
  let wake = (): void => {};
  let ended = false;
  const result = work((report) => {
    waiting.push(report);
    wake();
  }).finally(() => {
    ended = true;
    wake();
  });
  // It is awaited below; a failure before that must not count as unhandled.
  result.catch(() => {});
  while (!ended || waiting.length > 0) {
    const report = waiting.shift();
    if (report !== undefined) yield report;
    else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return await result;
}
