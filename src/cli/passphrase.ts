/** Gets a passphrase without showing it: from WAYMARK_PASSPHRASE, from a terminal, or from a pipe. Runs in the CLI process. */
import { createInterface } from 'node:readline';
import { CliError } from './output.ts';

/** Never taken from an argument: arguments show in the list of processes. */
export async function askPassphrase(question: string): Promise<string> {
  const given = process.env.WAYMARK_PASSPHRASE;
  if (given !== undefined && given !== '') return given;
  if (!process.stdin.isTTY && process.stdin.readableEnded) throw missing();
  const lines = createInterface({ input: process.stdin, terminal: process.stdin.isTTY === true });
  if (process.stdin.isTTY) {
    process.stderr.write(`${question}: `);
    // The answer is not echoed: nothing is written while the line is read.
    Object.assign(lines, { _writeToOutput: () => {} });
  }
  try {
    for await (const line of lines) {
      if (process.stdin.isTTY) process.stderr.write('\n');
      if (line !== '') return line;
    }
    throw missing();
  } finally {
    lines.close();
  }
}

const missing = (): CliError =>
  new CliError('No passphrase was given.', { exitCode: 2, tip: 'Set WAYMARK_PASSPHRASE, or type it when asked.' });
