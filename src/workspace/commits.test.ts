// How a workspace writes: what is synced when, and what is said when the disk fails behind its back.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isAppError } from '../core/errors.ts';
import { applySettings, openConnection, readHeader } from './cipher.ts';
import { createCommits } from './commits.ts';
import { DATABASE_FILE, HEAD_FILE } from './data-dir.ts';
import { type HeadFile, openHeadFile } from './head-file.ts';
import { putAlert } from './tables/alerts.ts';
import { freshWorkspace, remove, startMs } from './workspace.fixture.ts';

/** Commits on a workspace of its own, whose head file can be made to fail. */
async function opened(change: (head: HeadFile) => Partial<HeadFile> = () => ({})) {
  const fixture = await freshWorkspace();
  fixture.workspace.close();
  const path = join(fixture.dir, DATABASE_FILE);
  const connection = openConnection(path, fixture.key, { readonly: false, create: false });
  applySettings(connection);
  const head = openHeadFile(join(fixture.dir, HEAD_FILE), fixture.key);
  const commits = createCommits(connection, { ...head, ...change(head) }, readHeader(path).toString('hex'));
  const synchronous = (): unknown => connection.pragma('synchronous', { simple: true });
  const unsynced = (): number => {
    const reading = head.read();
    if (reading.state !== 'whole') throw new Error(`the head file is ${reading.state}`);
    return reading.newest.commits - reading.synced.commits;
  };
  const end = (): void => {
    commits.close();
    connection.close();
    remove(fixture);
  };
  return { commits, synchronous, unsynced, end };
}
const alert = (n: number) => ({ id: `a-${n}`, severity: 'info' as const, message: '', tip: '', atMs: startMs });

test('WS13 the first write is synced, whoever asks; a later one that may follow is not, and the next one syncs it', async () => {
  const { commits, synchronous, unsynced, end } = await opened();
  const levels: unknown[] = [];
  const write = (kind: 'write' | 'writeSoon', n: number): void => {
    commits[kind]((tx) => {
      levels.push(synchronous());
      putAlert(tx, alert(n));
    });
  };
  write('writeSoon', 1);
  expect(unsynced()).toBe(0);
  write('writeSoon', 2);
  write('writeSoon', 3);
  expect(unsynced()).toBe(2);
  write('write', 4);
  expect(unsynced()).toBe(0);
  expect(levels).toEqual([2, 1, 1, 2]);
  expect(synchronous()).toBe(2);
  end();
});

test('WS13 a write that fails leaves the connection syncing and the marks where they were', async () => {
  const { commits, synchronous, unsynced, end } = await opened();
  commits.write((tx) => putAlert(tx, alert(1)));
  expect(() =>
    commits.writeSoon(() => {
      throw new Error('no');
    }),
  ).toThrow('no');
  expect(synchronous()).toBe(2);
  expect(unsynced()).toBe(0);
  end();
});

test('WS10 a sync that fails in the background is said by the next write, once, and what follows is synced', async () => {
  const failing = { now: true };
  const { commits, unsynced, end } = await opened((head) => ({
    syncLater: () =>
      failing.now ? Promise.reject(Object.assign(new Error('input/output error'), { code: 'EIO' })) : head.syncLater(),
  }));
  commits.write((tx) => putAlert(tx, alert(1)));
  await new Promise((resolve) => setTimeout(resolve, 600));
  let thrown: unknown;
  try {
    commits.writeSoon((tx) => putAlert(tx, alert(2)));
  } catch (error) {
    thrown = error;
  }
  expect(isAppError(thrown, 'IO_FAILED'), String(thrown)).toBe(true);
  failing.now = false;
  commits.writeSoon((tx) => putAlert(tx, alert(3)));
  expect(unsynced()).toBe(0);
  end();
});
