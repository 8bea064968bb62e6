/**
 * Several workstations against one real training server, each with a folder and a host of its own, as people of one
 * station have them. The hosts are those of the last build. Nothing is faked.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import type { TrainingCase, TrainingRegister } from '../../src/core/training/index.ts';
import { expect } from './desk.fixture.ts';

const startLimitMs = 120_000;

export type SharedServer = {
  readonly url: string;
  readonly passphrase: string;
  readonly ingestKey: string;
  readonly lesson: TrainingCase;
  readonly register: TrainingRegister;
  /** A workstation of its own in a window of its own, enrolled and signed in, without a case. */
  deskOf(browser: Browser, username: string): Promise<Page>;
  stop(): Promise<void>;
};

export async function startSharedServer(detections = 1500): Promise<SharedServer> {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-shared-'));
  const children: ChildProcess[] = [];
  const server = spawn(
    process.execPath,
    ['tests/fixtures/server-child.ts', join(folder, 'server'), '0', String(detections)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(server);
  const ready = await firstLine<Omit<SharedServer, 'deskOf' | 'stop'> & { codes: string[] }>(server, () => true);
  const { codes, ...about } = ready;
  return {
    ...about,
    deskOf: async (browser, username) => {
      const code = codes.shift();
      if (code === undefined) throw new Error('The shared server made no more one-time codes.');
      const { url: serverUrl, passphrase, lesson } = about;
      const offer = JSON.stringify({ serverUrl, code, username, passphrase, lesson });
      const host = fork('out/main/loopback.js', ['--data', join(folder, username), '--offer', offer], {
        stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      });
      children.push(host);
      const { url } = await firstLine<{ event: string; url: string }>(host, ({ event }) => event === 'open');
      const page = await (await browser.newContext({ acceptDownloads: true })).newPage();
      await page.goto(url);
      await expect(page.getByTestId('enrol-form')).toBeVisible();
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('sign-in-form')).toBeVisible();
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('cases-screen')).toBeVisible({ timeout: 30_000 });
      return page;
    },
    stop: async () => {
      await Promise.all(children.map(ended));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await gone;
}

/** The first JSON line that is wanted; a process that ends before it fails the test instead of hanging it. */
function firstLine<Line>(child: ChildProcess, wanted: (line: Line) => boolean): Promise<Line> {
  return new Promise((resolve, reject) => {
    let rest = '';
    const timer = setTimeout(() => reject(new Error(`No word in time. It said: ${rest}`)), startLimitMs);
    child.once('exit', (code) => reject(new Error(`It ended (${code}) before it was ready. It said: ${rest}`)));
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      const found = lines
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Line)
        .find(wanted);
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
  });
}
