/** A full disk, for real: SQLITE_FULL by a page limit, ENOSPC on a small file system (needs root, else skipped). WS10. */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { verifyLog } from '../../src/core/audit/verify.ts';
import { isAppError } from '../../src/core/errors.ts';
import { applySettings, openConnection, readHeader } from '../../src/workspace/cipher.ts';
import { createCommits } from '../../src/workspace/commits.ts';
import { DATABASE_FILE, HEAD_FILE } from '../../src/workspace/data-dir.ts';
import { openHeadFile } from '../../src/workspace/head-file.ts';
import { allAuditEntries, countDetections, listAlerts, upsertDetections } from '../../src/workspace/index.ts';
import {
  detection,
  draft,
  freshWorkspace,
  remove,
  reopen,
  temporaryFolder,
} from '../../src/workspace/workspace.fixture.ts';

const batch = (n: number) => Array.from({ length: 500 }, (_, row) => detection(n * 500 + row));

function errorOf(work: () => unknown): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return error;
  }
}

test('WS10 SQLITE_FULL: said as a full disk, rolled back whole, what was saved before is there', async () => {
  const fixture = await freshWorkspace();
  fixture.workspace.write((tx) => upsertDetections(tx, batch(0)));
  fixture.workspace.close();
  const path = join(fixture.dir, DATABASE_FILE);
  const connection = openConnection(path, fixture.key, { readonly: false, create: false });
  applySettings(connection);
  const head = openHeadFile(join(fixture.dir, HEAD_FILE), fixture.key);
  const commits = createCommits(connection, head, readHeader(path).toString('hex'));
  const { write } = commits;
  const pages = Number(connection.pragma('page_count', { simple: true }));
  connection.pragma(`max_page_count=${pages + 3}`);
  const error = errorOf(() => write((tx) => upsertDetections(tx, batch(1))));
  expect(isAppError(error, 'DISK_FULL'), String(error)).toBe(true);
  expect(isAppError(error) && error.tip).toMatch(/Free some space/);
  expect(connection.inTransaction).toBe(false);
  // Red proof: with room again the very same write succeeds on the same connection.
  connection.pragma(`max_page_count=${pages + 10_000}`);
  write((tx) => upsertDetections(tx, batch(1)));
  commits.close();
  connection.close();
  const again = reopen(fixture);
  expect(countDetections(again.read)).toBe(1000);
  expect(listAlerts(again.read)).toEqual([]);
  again.close();
  remove(fixture);
});

function mountSmall(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // no root, no mount: said by the skip
  }
}

test('WS10 ENOSPC: an entry that cannot be written is an error, and the log before it stays whole', async (context) => {
  const mountPoint = temporaryFolder();
  if (process.platform !== 'linux' || !mountSmall(mountPoint)) {
    context.skip('a file system of 4 MB could not be mounted (needs root): not run');
  }
  try {
    const fixture = await freshWorkspace();
    fixture.workspace.close();
    const dir = join(mountPoint, 'te');
    cpSync(fixture.dir, dir, { recursive: true });
    const workspace = reopen(fixture, dir);
    let acknowledged = 0;
    let error: unknown = null;
    for (let n = 0; n < 4000 && error === null; n += 1) {
      error = errorOf(() => {
        workspace.audit.append(draft({ n, filler: 'x'.repeat(4000) }));
        acknowledged += 1;
      });
    }
    expect(isAppError(error, 'DISK_FULL'), String(error)).toBe(true);
    expect(acknowledged).toBeGreaterThan(10);
    expect(allAuditEntries(workspace.read, 'device')).toHaveLength(acknowledged);
    workspace.close();
    const home = join(temporaryFolder(), 'te');
    cpSync(dir, home, { recursive: true });
    const again = reopen(fixture, home);
    const log = allAuditEntries(again.read, 'device');
    expect(verifyLog(log)).toMatchObject({ ok: true, entries: acknowledged });
    expect(listAlerts(again.read)).toEqual([]);
    again.audit.append(draft({ after: 'space was made' }));
    again.close();
    writeFileSync(join(home, 'done'), '');
    remove(fixture);
  } finally {
    execFileSync('umount', ['-l', mountPoint], { stdio: 'ignore' });
    rmSync(mountPoint, { recursive: true, force: true });
  }
});
