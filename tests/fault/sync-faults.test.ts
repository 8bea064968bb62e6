// SY4–SY10 against a real server: hostile pages, a server killed in mid-sync, a full disk. Rows must end equal.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { FeedBatch } from '../../src/contract/intel.ts';
import { AppError } from '../../src/core/errors.ts';
import { batchDigest } from '../../src/core/sync/verify-batch.ts';
import { listAuditEntries, type WriteDb } from '../../src/workspace/index.ts';
import {
  heldDigest,
  openWorkstation,
  signedInWorkstation,
  startTrainingServer,
  syncNow,
  type TrainingServer,
  type Workstation,
} from '../fixtures/training-server.ts';

let training: TrainingServer;
let wanted: string;
beforeAll(async () => {
  training = await startTrainingServer({ detections: 1500, pictures: 6 });
  const clean = await signedInWorkstation(training);
  wanted = heldDigest(clean);
  await clean.services.close();
}, 120_000);
afterAll(async () => training?.close());

const sessionOf = ({ services }: Workstation) => {
  const { session } = services.context.desk;
  if (session === null) throw new Error('nobody is signed in');
  return session;
};
const deviceLog = (desk: Workstation) =>
  listAuditEntries(sessionOf(desk).workspace.read, 'device', { before: null, limit: 500 });

/** A workstation behind a hostile network: `alter` sees every page of the feed on its way. */
async function behind(alter: (page: FeedBatch, nth: number) => unknown): Promise<Workstation> {
  let nth = 0;
  const hostile: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (!String(input).endsWith('/feed/pull') || !response.ok) return response;
    const page = (await response.json()) as FeedBatch;
    return Response.json(alter(page, ++nth));
  };
  return signedInWorkstation(training, { fetch: hostile, feedPageRows: 400 });
}
/** Signs a page as the server itself would: what a server gone bad can do. */
function resigned(page: FeedBatch, items: unknown[]): unknown {
  const { signature: _signature, ...body } = { ...page, items, digest: batchDigest(items) };
  return { ...body, signature: training.server.parts.identity.sign('waymark-batch-v1\n', body) };
}

test('SY4 a page that was altered on the way is refused, reported and logged; the rest goes on; then it catches up', async () => {
  let hostile = true;
  const desk = await behind((page, nth) => (hostile && nth === 2 ? { ...page, remaining: page.remaining + 1 } : page));
  const status = await desk.client.sync.status();
  expect(status).toMatchObject({ state: 'failed', refused: [{ reason: 'page:bad-signature', count: 1 }] });
  expect(status.alerts).toMatchObject([{ severity: 'error' }]);
  expect(status.held.detections).toBeGreaterThan(100);
  expect(status.held.detections).toBeLessThan(1500);
  expect(status.waiting.images).toBe(0);
  expect(deviceLog(desk).find(({ action }) => action === 'sync-refusal')?.details).toMatchObject({
    page: 'bad-signature',
  });
  hostile = false;
  expect(await syncNow(desk)).toMatchObject({ state: 'idle', alerts: [] });
  expect(heldDigest(desk)).toBe(wanted);
  await desk.services.close();
});

test('SY6 rows outside the policy, signed by the server itself, are refused one by one and the rest goes on', async () => {
  const dayMs = 86_400_000;
  const desk = await behind((page, nth) => {
    if (nth !== 1) return page;
    const sample = page.items.find((item) => item.kind === 'detection');
    if (sample?.kind !== 'detection') return page;
    const evil = (at: number, change: Record<string, unknown>) => ({
      seq: page.to + at,
      kind: 'detection',
      detection: { ...sample.detection, id: `evil:${at}`, provider: 'evil', uuid: String(at), ...change },
    });
    const items = [
      ...page.items,
      evil(1, { timeMs: Date.now() - 61 * dayMs }),
      evil(2, { timeMs: Number.NaN }),
      evil(3, { timeMs: Date.now() + dayMs }),
      { seq: page.to + 4, kind: 'camera', camera: { id: 'evil', lon: null, lat: 1e9 } },
      { seq: page.to + 5, kind: 'person', name: 'x' },
    ];
    return resigned({ ...page, to: page.to + 5 }, JSON.parse(JSON.stringify(items)) as unknown[]);
  });
  const status = await desk.client.sync.status();
  expect(status.state).toBe('idle');
  expect(Object.fromEntries(status.refused.map(({ reason, count }) => [reason, count]))).toEqual({
    'older-than-window': 1,
    'bad-form': 2,
    'from-the-future': 1,
    'unknown-kind': 1,
  });
  const refusal = deviceLog(desk).find(({ action }) => action === 'sync-refusal');
  expect(refusal).toMatchObject({ outcome: 'refused', details: { rows: { 'bad-form': 2 } } });
  // The page said it led five further than it did: those five real rows are the server's to send again.
  expect(status.held.detections).toBeGreaterThan(1400);
  await desk.services.close();
});

test('SY4 red proof: the altered page differs from a good one in its signature alone', async () => {
  const desk = await behind((page) => page);
  const page = await sessionOf(desk).intel.api.feed.pull({ from: 0, limit: 50 });
  const altered = { ...page, items: page.items.slice(1) };
  const { verifyBatch } = await import('../../src/core/sync/verify-batch.ts');
  const scope = {
    serverId: page.serverId,
    serverPublicKeyHex: sessionOf(desk).device.serverPublicKeyHex,
    space: page.space,
    from: 0,
    nowMs: Date.now(),
    policy: { version: 1, windowMs: 60 * 86_400_000, kinds: ['camera', 'detection'], maxDetections: 10_000 },
    heldDetections: 0,
  };
  expect(verifyBatch(page, scope).outcome).toBe('taken');
  expect(verifyBatch(altered, scope)).toMatchObject({ outcome: 'refused', reason: 'bad-signature' });
  // The same bytes with a signature that covers them: it is the check of the signature that refused, and nothing else.
  expect(verifyBatch(resigned(page, altered.items), scope).outcome).toBe('taken');
  await desk.services.close();
});

test('SY8 the disk is full at any write of a sync: it fails closed, says so, and goes on when there is room', async () => {
  for (const failing of [1, 2, 3, 4, 5]) {
    const desk = openWorkstation(training.folder(), { feedPageRows: 400 });
    await desk.client.session.enrol({
      serverUrl: training.server.url,
      code: await training.code(),
      deviceName: 'Full',
    });
    await desk.client.session.signIn({ username: training.lesson.username, passphrase: training.passphrase });
    const { workspace } = sessionOf(desk);
    const write = workspace.write.bind(workspace);
    let calls = 0;
    const spy = vi.spyOn(workspace, 'write').mockImplementation(<T>(work: (tx: WriteDb) => T): T => {
      calls += 1;
      if (calls < failing) return write(work);
      // As SQLite does it: the transaction ran, then could not be committed.
      write((tx) => {
        work(tx);
        throw new AppError('DISK_FULL');
      });
      throw new AppError('DISK_FULL');
    });
    const status = await syncNow(desk);
    expect(status).toMatchObject({ state: 'failed' });
    expect(status.message).toMatch(/disk is full/i);
    spy.mockRestore();
    expect(await syncNow(desk)).toMatchObject({ state: 'idle' });
    expect(heldDigest(desk)).toBe(wanted);
    await desk.services.close();
  }
});

test('SY1 a workstation put back to an older state is seen at the next contact', async () => {
  const { cpSync } = await import('node:fs');
  const desk = await signedInWorkstation(training);
  const { dataDir } = desk;
  await desk.services.close();
  cpSync(join(dataDir, 'users'), `${dataDir}-old`, { recursive: true });
  const go = async (name: string): Promise<Workstation> => {
    const opened = openWorkstation(dataDir);
    await opened.client.session.signIn({ username: training.lesson.username, passphrase: training.passphrase });
    await opened.client.cases.create({ name, summary: '', fileNumber: null, charges: '' });
    return opened;
  };
  const forward = await go('Before');
  expect(await syncNow(forward)).toMatchObject({ state: 'idle' });
  await forward.services.close();
  rmSync(join(dataDir, 'users'), { recursive: true });
  cpSync(`${dataDir}-old`, join(dataDir, 'users'), { recursive: true });
  const forked = await go('After');
  const status = await syncNow(forked);
  expect(status.state).toBe('failed');
  expect(status.alerts.map(({ id }) => id)).toContain('sync:log-fork');
  await forked.services.close();
});

test('SY8 the workstation is killed again and again in mid-sync: what it holds is whole pages, and in the end equal', async () => {
  const dataDir = training.folder();
  const { username } = training.lesson;
  const enrolled = openWorkstation(dataDir);
  await enrolled.client.session.enrol({ serverUrl: training.server.url, code: await training.code(), deviceName: 'K' });
  await enrolled.client.session.signIn({ username, passphrase: training.passphrase });
  await enrolled.services.close();
  const entry = fileURLToPath(new URL('../fixtures/syncing-child.ts', import.meta.url));
  let killed = 0;
  // A few milliseconds after the n-th page came: while it is checked, written, or handed to the match index.
  for (const [afterPages, waitMs] of [
    [1, 0],
    [3, 3],
    [4, 9],
    [2, 6],
    [5, 1],
    [3, 14],
  ] as const) {
    const child = spawn(process.execPath, [entry, dataDir, username, training.passphrase], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let pages = 0;
    createInterface({ input: child.stdout }).on('line', () => {
      pages += 1;
      if (pages === afterPages) setTimeout(() => child.kill('SIGKILL'), waitMs);
    });
    await ended(child);
    if (child.signalCode === 'SIGKILL') killed += 1;
  }
  expect(killed).toBe(6);
  const desk = openWorkstation(dataDir);
  await desk.client.session.signIn({ username, passphrase: training.passphrase });
  const before = await desk.client.sync.status();
  expect(before.held.detections).toBeGreaterThan(0);
  expect(before.held.detections).toBeLessThan(1500);
  expect(await syncNow(desk)).toMatchObject({ state: 'idle', refused: [] });
  expect(heldDigest(desk)).toBe(wanted);
  await desk.services.close();
});

type ServerChild = {
  process: ChildProcess;
  url: string;
  port: number;
  codes: string[];
  username: string;
  passphrase: string;
};

function startServerChild(dataDir: string, port: number): Promise<ServerChild> {
  const entry = fileURLToPath(new URL('../fixtures/server-child.ts', import.meta.url));
  const child = spawn(process.execPath, [entry, dataDir, String(port), '3000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended early (${code})`)));
    createInterface({ input: child.stdout }).once('line', (line) => {
      resolve({ process: child, ...(JSON.parse(line) as Omit<ServerChild, 'process'>) });
    });
  });
}
const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

test('SY8 the server is killed in mid-sync: offline is said, and after its return the rows are equal', async () => {
  const root = mkdtempSync(join(tmpdir(), 'waymark-kill-'));
  let server = await startServerChild(join(root, 'server'), 0);
  const { port, codes, username, passphrase } = server;
  try {
    const signIn = async (name: string, code: string, killAtPage: number | null): Promise<Workstation> => {
      let pages = 0;
      const killing: typeof fetch = async (input, init) => {
        if (String(input).endsWith('/feed/pull') && ++pages === killAtPage) {
          server.process.kill('SIGKILL');
          await ended(server.process);
        }
        return fetch(input, init);
      };
      const desk = openWorkstation(join(root, name), { fetch: killing, feedPageRows: 300 });
      await desk.client.session.enrol({ serverUrl: `http://127.0.0.1:${port}`, code, deviceName: name });
      await desk.client.session.signIn({ username, passphrase });
      return desk;
    };
    const clean = await signIn('clean', codes[0] ?? '', null);
    expect(await syncNow(clean)).toMatchObject({ state: 'idle' });
    const killed = await signIn('killed', codes[1] ?? '', 4);
    const offline = await syncNow(killed);
    expect(offline).toMatchObject({ state: 'offline' });
    expect(offline.held.detections).toBeGreaterThan(300);
    expect(offline.held.detections).toBeLessThan(3000);
    server = await startServerChild(join(root, 'server'), port);
    expect(await syncNow(killed)).toMatchObject({ state: 'idle' });
    expect(heldDigest(killed)).toBe(heldDigest(clean));
    await killed.services.close();
    await clean.services.close();
  } finally {
    server.process.kill('SIGKILL');
    await ended(server.process);
    rmSync(root, { recursive: true, force: true });
  }
});
