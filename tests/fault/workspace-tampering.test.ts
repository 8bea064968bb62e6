/** Thieves and tampering: what lies on disk, and what is noticed when it was changed. Specs WS4–WS9 of docs/spec/workspace.md. */
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isAppError } from '../../src/core/errors.ts';
import { assertProtected, openConnection } from '../../src/workspace/cipher.ts';
import { DATABASE_FILE, HEAD_FILE } from '../../src/workspace/data-dir.ts';
import {
  allAuditEntries,
  createWorkspace,
  getDetection,
  insertCase,
  insertPack,
  listAlerts,
  putImage,
  upsertDetections,
} from '../../src/workspace/index.ts';
import { migrate } from '../../src/workspace/migrations/migrate.ts';
import {
  caseRecord,
  createInput,
  detection,
  draft,
  freshWorkspace,
  type OpenedFixture,
  officer,
  openCopy,
  remove,
  reopen,
  startMs,
  temporaryFolder,
} from '../../src/workspace/workspace.fixture.ts';

const sentinel = 'ZQXSENTINEL9';
let fixture: OpenedFixture;
beforeAll(async () => {
  fixture = await freshWorkspace();
});
afterAll(() => remove(fixture));

function hits(folder: string): number {
  const needles = [Buffer.from(sentinel, 'utf8'), Buffer.from(sentinel, 'utf16le')];
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file)))
    .filter((bytes) => needles.some((needle) => bytes.includes(needle))).length;
}

function temporaryFilesOfSqlite(): string[] {
  return readdirSync('/proc/self/fd')
    .map((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`);
      } catch {
        return ''; // closed meanwhile
      }
    })
    .filter((target) => target.includes('etilqs'));
}

test('WS4 no plate lies readable on disk: database, log, shared memory, head, keyring', () => {
  const { workspace, dir } = fixture;
  const bytes = Buffer.from(`%PDF ${sentinel}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  workspace.write((tx) => {
    upsertDetections(tx, [detection(1, { read: sentinel, candidates: [{ text: sentinel, confidence: 1 }] })]);
    putImage(tx, { sha256, mime: 'image/png', bytes, storedMs: startMs });
    insertCase(tx, { ...caseRecord, summary: sentinel });
    insertPack(
      tx,
      {
        id: 'pack-1',
        caseId: caseRecord.id,
        number: 'P-01',
        title: sentinel,
        fileName: 'x.pdf',
        madeMs: startMs,
        madeBy: officer,
        reason: '',
        recipients: '',
        pages: 1,
        bytes: bytes.length,
        sha256,
        manifestSha256: sha256,
        logSeq: 1,
        profile: 'full',
        signedWith: 'workstation',
        exhibits: 1,
        leftOut: [],
        bagSha256: null,
      },
      bytes,
    );
  });
  workspace.audit.append(draft({ plateKey: sentinel }));
  expect(getDetection(workspace.read, 'p:1')?.detection.read).toBe(sentinel);
  expect(readdirSync(dir)).toContain(`${DATABASE_FILE}-wal`);
  expect(hits(dir)).toBe(0);
});

test('WS4 red proof: without the cipher the same search finds the plates', () => {
  const folder = temporaryFolder();
  const plain = new SqliteDatabase(join(folder, DATABASE_FILE));
  plain.pragma('journal_mode=WAL');
  migrate(plain, startMs);
  plain.prepare(`INSERT INTO meta (key, value) VALUES ('x', ?)`).run(sentinel);
  expect(hits(folder)).toBeGreaterThan(0);
  plain.close();
});

test.skipIf(process.platform !== 'linux')(
  'WS5 a large sort leaves no temporary file; red proof: with temp_store=1 it does',
  () => {
    const big = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
    SELECT i, hex(randomblob(20)) AS k FROM n ORDER BY k`;
    const path = join(temporaryFolder(), 'sort.db');
    const connection = openConnection(path, Buffer.alloc(32, 3), { readonly: false, create: true });
    const filesWhileSorting = (): number => {
      const rows = connection.prepare(big).iterate();
      rows.next();
      const found = temporaryFilesOfSqlite().length;
      rows.return?.();
      return found;
    };
    connection.pragma('cache_size=100');
    expect(filesWhileSorting()).toBe(0);
    connection.pragma('temp_store=1');
    expect(filesWhileSorting()).toBeGreaterThan(0);
    connection.close();
  },
);

test('WS6 opens with no other key and not without one', () => {
  const path = join(fixture.dir, DATABASE_FILE);
  const read = (db: SqliteDatabase.Database): unknown => db.prepare('SELECT count(*) FROM sqlite_schema').get();
  const unkeyed = new SqliteDatabase(path, { readonly: true });
  expect(() => read(unkeyed)).toThrow(/not a database/);
  const wrong = openConnection(path, Buffer.alloc(32, 9), { readonly: true, create: false });
  expect(() => read(wrong)).toThrow(/not a database/);
  const right = openConnection(path, fixture.key, { readonly: true, create: false });
  expect(read(right)).toBeDefined();
  for (const db of [unkeyed, wrong, right]) db.close();
});

test('WS6 the assertion after opening fails on a database without protection', () => {
  const path = join(temporaryFolder(), 'plain.db');
  const plain = new SqliteDatabase(path);
  for (const pragma of [
    'journal_mode=WAL',
    'synchronous=FULL',
    'temp_store=2',
    'secure_delete=ON',
    'trusted_schema=OFF',
  ]) {
    plain.pragma(pragma);
  }
  plain.exec('CREATE TABLE t (x)');
  const what = (): unknown => {
    try {
      assertProtected(plain, path);
      return 'protected';
    } catch (error) {
      return isAppError(error, 'UNSAFE_DATABASE') ? error.details.what : error;
    }
  };
  expect(what()).toMatch(/^cipher is /);
  plain.pragma(`cipher='sqlcipher'`);
  plain.pragma('legacy=4');
  expect(what()).toBe('the file is not encrypted');
  plain.close();
  const keyed = openConnection(join(temporaryFolder(), 'keyed.db'), Buffer.alloc(32, 1), {
    readonly: false,
    create: true,
  });
  keyed.pragma('journal_mode=WAL');
  expect(() => assertProtected(keyed, keyed.name)).toThrowError(
    expect.objectContaining({ details: { what: 'trusted_schema is 1, not 0' } }),
  );
  keyed.close();
});

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'opened';
  } catch (error) {
    return isAppError(error) ? error.code : String(error);
  }
}

test.each<[string, (path: string) => void]>([
  ['a text file', (path) => writeFileSync(path, 'this is a letter, not a workspace\n'.repeat(400))],
  [
    'a picture',
    (path) => writeFileSync(path, Buffer.concat([Buffer.from('ffd8ffe000104a464946', 'hex'), Buffer.alloc(20_000, 7)])),
  ],
  [
    'a plaintext database',
    (path) => {
      rmSync(path);
      const plain = new SqliteDatabase(path);
      plain.exec('CREATE TABLE notes (x)');
      plain.close();
    },
  ],
  [
    'the workspace of another key',
    (path) => {
      rmSync(path);
      const other = openConnection(path, Buffer.alloc(32, 5), { readonly: false, create: true });
      migrate(other, startMs);
      other.close();
    },
  ],
])('WS8 %s in the place of the database is refused and left untouched', (_name, replace) => {
  let path = '';
  let before = '';
  const digest = (): string => createHash('sha256').update(readFileSync(path)).digest('hex');
  const code = codeOf(() =>
    openCopy(fixture, (dir) => {
      path = join(dir, DATABASE_FILE);
      for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
      replace(path);
      before = digest();
    }),
  );
  expect(code).toBe('NOT_A_WORKSPACE');
  expect(digest()).toBe(before);
});

test('WS7 a database from the future is refused and left untouched', () => {
  let path = '';
  let before: Buffer = Buffer.alloc(0);
  const code = codeOf(() =>
    openCopy(fixture, (dir) => {
      path = join(dir, DATABASE_FILE);
      const connection = openConnection(path, fixture.key, { readonly: false, create: false });
      connection.pragma('user_version=99');
      connection.close();
      before = readFileSync(path);
    }),
  );
  expect(code).toBe('FROM_THE_FUTURE');
  expect(readFileSync(path).equals(before)).toBe(true);
});

/** The database with its log written home, so that a flip hits what is read. */
function checkpointed(dir: string): string {
  const path = join(dir, DATABASE_FILE);
  const connection = openConnection(path, fixture.key, { readonly: false, create: false });
  connection.pragma('wal_checkpoint(TRUNCATE)');
  connection.close();
  return path;
}

test('WS8 one flipped byte in any page: damaged, set aside whole, and a new workspace can be made', async () => {
  const pageSize = 4096;
  const pages = statSync(checkpointed(copyFolder())).size / pageSize;
  const offsets = [
    3,
    40,
    ...Array.from({ length: 12 }, (_, n) => Math.floor(((n + 0.5) / 12) * pages) * pageSize + 17 + n),
  ];
  let lastDir = '';
  for (const offset of offsets) {
    const damaged = copyFolder();
    const path = checkpointed(damaged);
    const bytes = readFileSync(path);
    bytes[offset] = (bytes[offset] ?? 0) ^ 0x40;
    writeFileSync(path, bytes);
    let thrown: unknown;
    try {
      reopen(fixture, damaged).close();
    } catch (error) {
      thrown = error;
    }
    expect(isAppError(thrown, 'WORKSPACE_DAMAGED'), `byte ${offset}: ${String(thrown)}`).toBe(true);
    const [quarantined] = readdirSync(damaged);
    expect(readdirSync(join(damaged, quarantined ?? '')).sort()).toEqual(
      expect.arrayContaining(['head.json', 'keyring.json', 'workspace.db']),
    );
    expect(readFileSync(join(damaged, quarantined ?? '', DATABASE_FILE)).equals(bytes)).toBe(true);
    lastDir = damaged;
  }
  const again = await createWorkspace(createInput(lastDir));
  expect(listAlerts(again.read)).toEqual([]);
  again.close();
  expect(readdirSync(lastDir).filter((file) => file.startsWith('damaged-'))).toHaveLength(1);
});

test('WS8 red proof: unflipped, the same copy opens', () => {
  const copy = copyFolder();
  checkpointed(copy);
  reopen(fixture, copy).close();
});

function copyFolder(): string {
  const target = temporaryFolder();
  for (const file of readdirSync(fixture.dir)) {
    if (existsSync(join(fixture.dir, file))) copyFileSync(join(fixture.dir, file), join(target, file));
  }
  return target;
}

test('WS9 the log cut at any 512 bytes: a committed prefix, and an alarm whenever something is missing', () => {
  const { workspace, dir } = fixture;
  workspace.close();
  fixture.workspace = reopen(fixture); // closing wrote the log home: from here on it holds the new entries alone
  const before = allAuditEntries(fixture.workspace.read, 'device').length;
  for (let n = 0; n < 5; n += 1) fixture.workspace.audit.append(draft({ n }));
  const all = allAuditEntries(fixture.workspace.read, 'device');
  const size = statSync(join(dir, `${DATABASE_FILE}-wal`)).size;
  const seen = new Set<number>();
  const cuts = [...Array.from({ length: Math.ceil(size / 512) }, (_, n) => n * 512), size];
  for (const cut of cuts) {
    const copy = openCopy(fixture, (folder) => {
      truncateSync(join(folder, `${DATABASE_FILE}-wal`), cut);
      rmSync(join(folder, `${DATABASE_FILE}-shm`), { force: true });
    });
    const opened = allAuditEntries(copy.read, 'device');
    const entries = opened.filter(({ action }) => action !== 'workspace-alarm');
    // The alarm is an entry, too, and the last one.
    expect(opened.length - entries.length).toBe(entries.length < all.length ? 1 : 0);
    expect(entries, `cut at ${cut}`).toEqual(all.slice(0, entries.length));
    const alarms = listAlerts(copy.read).filter((alert) => alert.id.startsWith('workspace-behind'));
    expect(alarms.length > 0, `cut at ${cut} of ${size}: ${entries.length} of ${all.length}`).toBe(
      entries.length < all.length,
    );
    seen.add(entries.length);
    copy.close();
  }
  // Red proof of the loop itself: it met every number of surviving entries.
  expect([...seen].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5].map((n) => before + n));
});

test('WS9 AU11 an older copy of the database put back raises the alarm, and the alarm stays after restarting', () => {
  const old = copyFolder();
  fixture.workspace.audit.append(draft({ later: true }));
  const alerts = (): string[] => listAlerts(copy.read).map((alert) => alert.id);
  let folder = '';
  let copy = openCopy(fixture, (dir) => {
    folder = dir;
    for (const file of [DATABASE_FILE, `${DATABASE_FILE}-wal`]) copyFileSync(join(old, file), join(dir, file));
    rmSync(join(dir, `${DATABASE_FILE}-shm`), { force: true });
  });
  expect(alerts()).toEqual([`workspace-behind-${startMs}`]);
  copy.audit.append(draft({ after: 'the rollback' }));
  copy.close();
  copy = reopen(fixture, folder);
  expect(alerts()).toEqual([`workspace-behind-${startMs}`]);
  copy.close();
});

test('WS9 a database of as many commits with another log raises the alarm', () => {
  const old = copyFolder();
  const head = readFileSync(join(fixture.dir, HEAD_FILE));
  const other = reopen(fixture, old);
  other.audit.append(draft({ branch: 'other' }));
  other.audit.append(draft({ branch: 'other' }));
  other.close();
  fixture.workspace.audit.append(draft({ branch: 'this' }));
  const copy = openCopy(fixture, (dir) => {
    for (const suffix of ['-wal', '-shm']) rmSync(join(dir, DATABASE_FILE + suffix), { force: true });
    copyFileSync(join(old, DATABASE_FILE), join(dir, DATABASE_FILE));
  });
  expect(head.length).toBeGreaterThan(0);
  expect(listAlerts(copy.read).map((alert) => alert.id)).toEqual([`workspace-replaced-${startMs}`]);
  copy.close();
});

test.each<[string, (path: string) => void, string[]]>([
  ['gone', (path) => rmSync(path), [`workspace-head-missing-${startMs}`]],
  [
    'edited',
    (path) => writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/"synced":\[\d+/g, '"synced":[1')),
    [`workspace-head-forged-${startMs}`],
  ],
  ['cut', (path) => writeFileSync(path, '{"v":1'), [`workspace-head-forged-${startMs}`]],
  ['as it was', () => undefined, []],
])('WS9 the head file %s', (_name, change, expected) => {
  const copy = openCopy(fixture, (dir) => change(join(dir, HEAD_FILE)));
  expect(listAlerts(copy.read).map((alert) => alert.id)).toEqual(expected);
  copy.close();
});
