/** The head file and the tree it binds: what is noticed when either is cut, put back or written over. WS9, AU11. */
import { copyFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditDraft } from '../../src/core/audit/entry.ts';
import { isAppError } from '../../src/core/errors.ts';
import { applySettings, openConnection } from '../../src/workspace/cipher.ts';
import { DATABASE_FILE, HEAD_FILE } from '../../src/workspace/data-dir.ts';
import { openHeadFile } from '../../src/workspace/head-file.ts';
import { allAuditEntries, dismissAlert, listAlerts, type Workspace } from '../../src/workspace/index.ts';
import {
  draft,
  freshWorkspace,
  type OpenedFixture,
  openCopy,
  remove,
  reopen,
  startMs,
  writeHeadV1,
} from '../../src/workspace/workspace.fixture.ts';

const SLOT = 4096;
/** The largest complete subtree: every root since is made of it. */
const PEAK = 'tree = 0 AND at = 0 AND level = (SELECT max(level) FROM audit_nodes WHERE tree = 0)';
let fixture: OpenedFixture;
beforeAll(async () => {
  fixture = await freshWorkspace();
  for (let n = 0; n < 9; n += 1) fixture.workspace.audit.append(draft({ n }));
});
afterAll(() => remove(fixture));

const ask = (of: Workspace, n: number): void => {
  const { seq } = of.audit.append(draft({ n }));
  const result: Partial<AuditDraft> = { phase: 'result', of: seq, outcome: 'ran' };
  of.audit.append(draft({ reads: n }, result));
};
const kinds = (of: Workspace): string[] =>
  listAlerts(of.read).map(({ id }) => id.replace(`-${startMs}`, '').replace('workspace-', ''));
const headOf = (dir: string): string => join(dir, HEAD_FILE);

/** Commits that the head names and does not say to be on disk. */
function unsynced(): number {
  const head = openHeadFile(headOf(fixture.dir), fixture.key).read();
  if (head.state !== 'whole') throw new Error(`the head file is ${head.state}`);
  return head.newest.commits - head.synced.commits;
}

/** What opening the changed copy raises, and that it raises it once and keeps an entry of it. */
function raised(change: (dir: string) => void): string[] {
  let folder = '';
  const copy = openCopy(fixture, (dir) => {
    folder = dir;
    change(dir);
  });
  const found = kinds(copy);
  const entries = allAuditEntries(copy.read, 'device').filter(({ action }) => action === 'workspace-alarm');
  expect(entries.map(({ details }) => details.kind)).toEqual(found);
  // Put away, it does not come again; the entry stays.
  for (const { id } of listAlerts(copy.read)) copy.write((tx) => dismissAlert(tx, id));
  copy.close();
  const again = reopen(fixture, folder);
  expect(kinds(again)).toEqual([]);
  again.close();
  return found;
}

test('WS9 the log cut at any 512 bytes after results: an intent missing is an alarm, a result alone a warning', () => {
  const { dir } = fixture;
  fixture.workspace.close();
  fixture.workspace = reopen(fixture);
  // So that what follows stands on a commit that was synced.
  fixture.workspace.audit.append(draft({ first: true }));
  const before = allAuditEntries(fixture.workspace.read, 'device').length;
  const heads: Buffer[] = [];
  const sizes: number[] = [];
  for (let n = 0; n < 3; n += 1) {
    ask(fixture.workspace, n);
    heads.push(readFileSync(headOf(dir)));
    sizes.push(statSync(join(dir, `${DATABASE_FILE}-wal`)).size);
  }
  const all = allAuditEntries(fixture.workspace.read, 'device');
  const seen = new Map<string, number>();
  const size = sizes.at(-1) ?? 0;
  for (const cut of [...Array.from({ length: Math.ceil(size / 512) }, (_, n) => n * 512), size]) {
    const copy = openCopy(fixture, (folder) => {
      // As it stood when the last answer was out: the background has synced since.
      writeFileSync(headOf(folder), heads.at(-1) ?? '');
      truncateSync(join(folder, `${DATABASE_FILE}-wal`), cut);
      rmSync(join(folder, `${DATABASE_FILE}-shm`), { force: true });
    });
    const left = allAuditEntries(copy.read, 'device').filter(({ action }) => action !== 'workspace-alarm');
    expect(left, `cut at ${cut}`).toEqual(all.slice(0, left.length));
    const lost = all.length - left.length;
    const expected = lost === 0 ? [] : lost === 1 ? ['end-lost'] : ['behind'];
    expect(kinds(copy), `cut at ${cut}: ${lost} entries lost`).toEqual(expected);
    const alarms = allAuditEntries(copy.read, 'device').filter(({ action }) => action === 'workspace-alarm');
    expect(alarms.map(({ details }) => details.kind)).toEqual(expected);
    seen.set(expected[0] ?? 'whole', (seen.get(expected[0] ?? 'whole') ?? 0) + 1);
    copy.close();
  }
  expect(all.length - before).toBe(6);
  expect([...seen.keys()].sort()).toEqual(['behind', 'end-lost', 'whole']);
}, 120_000);

test('WS9 a quarter of a second after the answer the result binds as the intent does', async () => {
  ask(fixture.workspace, 100);
  expect(unsynced()).toBe(1);
  await expect.poll(unsynced, { timeout: 20_000 }).toBe(0);
});

test('WS9 nothing is signed that a power cut could take back: what signs makes durable first', () => {
  const { audit } = fixture.workspace;
  for (const sign of [
    () => audit.checkpoint('device'),
    () => audit.checkpointNote(),
    () => audit.caseProof('device'),
  ]) {
    ask(fixture.workspace, 200);
    expect(unsynced()).toBe(1);
    sign();
    expect(unsynced()).toBe(0);
  }
});

test('WS9 the head file: version 1 opens, half of it torn is a warning, both halves or none an alarm', () => {
  const half = (at: number) => (dir: string) => {
    const bytes = readFileSync(headOf(dir));
    bytes[at * SLOT + 40] = (bytes[at * SLOT + 40] ?? 0) ^ 1;
    writeFileSync(headOf(dir), bytes);
  };
  expect(raised(() => undefined)).toEqual([]);
  expect(raised((dir) => writeHeadV1(dir, fixture.key))).toEqual([]);
  expect(raised(half(0))).toEqual(['head-torn']);
  expect(raised(half(1))).toEqual(['head-torn']);
  expect(raised((dir) => truncateSync(headOf(dir), SLOT))).toEqual(['head-torn']);
  expect(
    raised((dir) => {
      for (const at of [0, 1]) half(at)(dir);
    }),
  ).toEqual(['head-forged']);
  expect(raised((dir) => truncateSync(headOf(dir), 0))).toEqual(['head-forged']);
  expect(raised((dir) => writeFileSync(headOf(dir), Buffer.alloc(2 * SLOT)))).toEqual(['head-forged']);
  expect(raised((dir) => rmSync(headOf(dir)))).toEqual(['head-missing']);
});

test('WS9 a version 1 head binds as it did, and the first step after it writes both marks', () => {
  let folder = '';
  const old = openCopy(fixture, (dir) => {
    folder = dir;
    writeHeadV1(dir, fixture.key);
  });
  expect(readFileSync(headOf(folder), 'utf8')).toContain('"v":1');
  old.audit.append(draft({ after: 'version 1' }));
  expect(readFileSync(headOf(folder)).length).toBe(2 * SLOT);
  old.close();
  expect(
    raised((dir) => {
      writeHeadV1(dir, fixture.key);
      const path = headOf(dir);
      writeFileSync(path, readFileSync(path, 'utf8').replace(/"commits":\d+/, '"commits":3'));
    }),
  ).toEqual(['head-forged']);
});

test('WS9 AU11 a head newer than the database is an alarm, an older one is not', () => {
  const before = openCopy(fixture);
  const oldDir = before.dir;
  before.close();
  const olderHead = join(oldDir, 'older-head');
  copyFileSync(headOf(fixture.dir), olderHead);
  fixture.workspace.audit.append(draft({ later: true }));
  expect(raised((dir) => copyFileSync(olderHead, headOf(dir)))).toEqual([]);
  expect(
    raised((dir) => {
      for (const suffix of ['-wal', '-shm']) rmSync(join(dir, DATABASE_FILE + suffix), { force: true });
      copyFileSync(join(oldDir, DATABASE_FILE), join(dir, DATABASE_FILE));
    }),
  ).toEqual(['behind']);
});

/** Writes past every trigger, as somebody does who has the key. */
function withKey(dir: string, work: (connection: Database) => void): void {
  const connection = openConnection(join(dir, DATABASE_FILE), fixture.key, { readonly: false, create: false });
  applySettings(connection);
  connection.pragma('foreign_keys=OFF');
  for (const table of ['audit_entries', 'audit_leaves', 'audit_nodes']) {
    for (const act of ['update', 'delete']) connection.exec(`DROP TRIGGER ${table}_no_${act}`);
  }
  work(connection);
  connection.close();
}

test('WS9 a tree that was written over raises the alarm, though the chain of entries holds', () => {
  const leaves = (dir: string): void =>
    withKey(dir, (db) => db.exec(`UPDATE audit_nodes SET hash = zeroblob(32) WHERE ${PEAK}`));
  expect(raised(leaves)).toEqual(['tree-replaced']);
  // Red proof: a head that says nothing of the tree lets it pass.
  expect(
    raised((dir) => {
      leaves(dir);
      writeHeadV1(dir, fixture.key);
    }),
  ).toEqual([]);
});

test('WS8 what is gone from the middle with its leaf opens, so that the log can be checked', () => {
  const copy = openCopy(fixture, (dir) =>
    withKey(dir, (db) => {
      for (const table of ['audit_leaves', 'audit_entries']) db.exec(`DELETE FROM ${table} WHERE device_seq = 5`);
    }),
  );
  expect(allAuditEntries(copy.read, 'device').map(({ deviceSeq }) => deviceSeq)).not.toContain(5);
  copy.close();
});

test.each<[string, string, RegExp]>([
  ['an entry in the middle', 'DELETE FROM audit_entries WHERE device_seq = 5', /lacks entry 5: taken away/],
  [
    'the last entry',
    'DELETE FROM audit_entries WHERE device_seq = (SELECT max(device_seq) FROM audit_entries)',
    /lacks entry \d+: taken away, while the tree/,
  ],
  ['two entries', 'DELETE FROM audit_entries WHERE device_seq IN (3, 6)', /lacks entries 3, 6: taken away/],
  [
    'the last leaf',
    'DELETE FROM audit_leaves WHERE device_seq = (SELECT max(device_seq) FROM audit_leaves)',
    /lacks leaf \d+: taken away, while the tree has grown over it/,
  ],
  ['a node', `DELETE FROM audit_nodes WHERE ${PEAK}`, /lacks a node \(\d\/0\)/],
])('WS8 %s deleted, and not what hangs on it: set aside whole, and named', (_name, sql, says) => {
  let thrown: unknown;
  try {
    openCopy(fixture, (dir) => withKey(dir, (db) => db.exec(sql))).close();
  } catch (error) {
    thrown = error;
  }
  expect(isAppError(thrown, 'WORKSPACE_DAMAGED'), String(thrown)).toBe(true);
  expect(String(thrown)).toMatch(says);
  expect(isAppError(thrown) && thrown.details.quarantine).toMatch(/^damaged-/);
});
