/** Starts `waymark serve` as a process of its own and stops it. Runs in the CLI process. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CliError } from '../output.ts';

export type ServerProcess = { url: string; code: string; stop(): Promise<void> };

const startLimitMs = 120_000;

/** The child ends by itself when this process does, however that ends. */
export async function startServerProcess(args: readonly string[]): Promise<ServerProcess> {
  const child = fork(fileURLToPath(new URL('../index.ts', import.meta.url)), ['serve', '--json', ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  const ready = await new Promise<{ url: string; code: string }>((resolve, reject) => {
    const timer = setTimeout(() => reject(new CliError('The intel server did not start in time.')), startLimitMs);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(
        new CliError(`The intel server stopped at once (${code}). ${errors.replace(/^\s*Failed:\s*/, '').trim()}`),
      );
    });
    let rest = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const message = JSON.parse(line) as { event: string; url: string; code: string };
        if (message.event !== 'listening') continue;
        clearTimeout(timer);
        resolve(message);
      }
    });
  });
  return { ...ready, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await gone;
  clearTimeout(timer);
}
