/**
 * The workstation as a newcomer starts it, in a folder of its own: `npm start` with an embedded training server.
 * One per worker. Under `loopback` the page is the browser's; under `electron` it is the window of the shell.
 * Every wait races the end of the process, so that a host that dies fails the test instead of hanging it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';

export type Desk = {
  readonly dataDir: string;
  /** Address with the one-time token; good for one opening. */
  readonly url: string;
  /** Ends the intel server alone, as a network that goes away would. */
  stopServer(): Promise<void>;
  stop(): Promise<void>;
};

const startLimitMs = 120_000;

/** Starts `scripts/start.ts --web` and waits for the address it prints. */
export async function startDesk(dataDir = mkdtempSync(join(tmpdir(), 'waymark-desk-'))): Promise<Desk> {
  const child = spawn(
    process.execPath,
    ['scripts/start.ts', '--web', '--no-open', '--detections', '8000', '--data', dataDir],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CI: '' },
    },
  );
  const url = await addressOf(child);
  return {
    dataDir,
    url,
    stopServer: async () => {
      const pid = serverOf(dataDir);
      process.kill(pid, 'SIGTERM');
      while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 50));
    },
    stop: async () => {
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      if (child.exitCode === null) child.kill('SIGINT');
      else return;
      await gone;
    },
  };
}

/** The process that serves this folder, by its command line. */
function serverOf(dataDir: string): number {
  const found = readdirSync('/proc').find((entry) => {
    if (!/^\d+$/.test(entry)) return false;
    try {
      const args = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0');
      return args.includes('serve') && args.includes(join(dataDir, 'server'));
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('The intel server of this desk is not running.');
  return Number(found);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`No address in time. It said:\n${printed}`)), startLimitMs);
    const listen = (text: string): void => {
      printed += text;
      const url = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(printed)?.[0];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    };
    child.stdout?.setEncoding('utf8').on('data', listen);
    child.stderr?.setEncoding('utf8').on('data', listen);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`The start ended (${code}). It said:\n${printed}`));
    });
  });
}

type Fixtures = { openDesk: Page };

export const test = base.extend<Fixtures, { desk: Desk }>({
  desk: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names a fixture asks for from this pattern.
    async ({}, use) => {
      const desk = await startDesk();
      await use(desk);
      await desk.stop();
      rmSync(desk.dataDir, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: startLimitMs + 30_000 },
  ],
});
export { expect } from '@playwright/test';
