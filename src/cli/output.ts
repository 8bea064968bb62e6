/**
 * What the command line says and where: words for people, one JSON object for programs. Runs in the CLI process.
 * With `--json` every word goes to standard error, so that standard output holds the object alone.
 */
import { AppError } from '../core/errors.ts';

/** A failure with its exit code and what to do about it. */
export class CliError extends Error {
  readonly exitCode: number;
  readonly tip: string;
  constructor(message: string, options: { exitCode?: number; tip?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.exitCode = options.exitCode ?? 1;
    this.tip = options.tip ?? '';
  }
}

/**
 * Prints a failure and gives its exit code. With `json` standard output gets one object too, so that a program reads
 * why. A stack only where WAYMARK_DEBUG is set.
 */
export function reportFailure(error: Error, json: boolean): number {
  const tip = error instanceof CliError || error instanceof AppError ? error.tip : tipOf(error);
  const exitCode = error instanceof CliError ? error.exitCode : 1;
  process.stderr.write(`\nFailed: ${error.message}\n${tip ? `${tip}\n` : ''}`);
  if (json) process.stdout.write(`${JSON.stringify({ failed: error.message, tip })}\n`);
  if (process.env.WAYMARK_DEBUG) process.stderr.write(`${error.stack}\n`);
  return exitCode;
}

/** Typed contract errors carry their tip in `data`. */
function tipOf(error: Error): string {
  const data = 'data' in error ? error.data : undefined;
  return data !== null && typeof data === 'object' && 'tip' in data ? String(data.tip) : '';
}

export type Output = {
  line(text?: string): void;
  /** A numbered step of a longer job. */
  step(text: string): void;
  /** A line that replaces itself on a terminal; elsewhere a line every few seconds, and none of a short job. */
  progress(text: string): void;
  /** The object for programs: printed only with `--json`, as the last line of standard output. */
  result(object: Record<string, unknown>): void;
};

/** Between two lines of progress where there is no terminal, ms. */
const quietMs = 3000;

export function createOutput(json: boolean): Output {
  const stream = json ? process.stderr : process.stdout;
  const terminal = stream.isTTY === true;
  let steps = 0;
  let pending = false;
  let lastMs = performance.now();
  let lastText = '';
  const clear = (): void => {
    if (pending && terminal) stream.write('\r\u001b[K');
    pending = false;
  };
  const line = (text = ''): void => {
    clear();
    lastMs = performance.now();
    stream.write(`${text}\n`);
  };
  return {
    line,
    step(text) {
      steps += 1;
      line(`\n${steps}. ${text}`);
    },
    progress(text) {
      const now = performance.now();
      if (terminal) {
        clear();
        stream.write(`   ${text}`);
        pending = true;
      } else if (now - lastMs > quietMs && text !== lastText) {
        lastMs = now;
        lastText = text;
        stream.write(`   ${text}\n`);
      }
    },
    result(object) {
      clear();
      if (json) process.stdout.write(`${JSON.stringify(object)}\n`);
    },
  };
}

export const count = (n: number): string => n.toLocaleString('en-NZ');
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
