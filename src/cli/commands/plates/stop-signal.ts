/** Ctrl C for long work in the command line: what runs is told, and ends with words. Runs in the CLI process. */
import { CliError } from '../../output.ts';

/** Time to say what was stopped. */
const GRACE_MS = 200;

/**
 * Runs `work` until it is done or someone asks to stop; then rejects at once, whatever `work` still waits for.
 * @param tip what is safe, and what to do
 */
export async function untilStopped<T>(tip: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onStop = (): void => stop.abort();
  for (const event of ['SIGINT', 'SIGTERM'] as const) process.once(event, onStop);
  const stopped = new Promise<never>((_, reject) => {
    stop.signal.addEventListener('abort', () => reject(new CliError('Stopped.', { tip })), { once: true });
  });
  const running = work(stop.signal);
  // After a stop nobody waits for it any more, and its end is no news.
  running.catch(() => {});
  try {
    return await Promise.race([running, stopped]);
  } finally {
    for (const event of ['SIGINT', 'SIGTERM'] as const) process.removeListener(event, onStop);
    // What was begun (a read that waits for input, the matcher's thread) must not keep the process; unless it does, this
    // timer never runs.
    if (stop.signal.aborted) setTimeout(() => process.exit(), GRACE_MS).unref();
  }
}
