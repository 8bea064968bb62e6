/**
 * The cache of detection columns, damaged and outdated on purpose with the key: noticed, counted, built anew, and never in
 * an answer. WS14–WS16 of docs/spec/workspace.md.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSegmentWriter } from '../../src/services/match-segment-writer.ts';
import { applySettings } from '../../src/workspace/cipher.ts';
import { reader } from '../../src/workspace/database.ts';
import {
  deleteDetections,
  insertCase,
  insertConfirmation,
  purgeDetections,
  type SegmentFault,
  upsertCameras,
  upsertDetections,
  type Workspace,
} from '../../src/workspace/index.ts';
import { migrate, SCHEMA_VERSION } from '../../src/workspace/migrations/migrate.ts';
import { decodeSegment, SEGMENT_FORMAT, SEGMENT_ROWS } from '../../src/workspace/segment-codec.ts';
import {
  camera,
  caseRecord,
  confirmation,
  detection,
  freshWorkspace,
  type OpenedFixture,
  openCopy,
  remove,
  reopen,
  startMs,
  temporaryFolder,
} from '../../src/workspace/workspace.fixture.ts';
import { readHeld, readRowByRow, runSql, skipOrdinals } from '../fixtures/held-detections.ts';

const RANGES = 3;
const ROWS_EACH = 40;
let base: OpenedFixture;
let workspace: Workspace;

/** Three full ranges with a few rows each, and some in a fourth that is not full. */
beforeAll(async () => {
  base = await freshWorkspace();
  workspace = base.workspace;
  for (let range = 0; range <= RANGES; range += 1) {
    skipOrdinals(workspace, range * SEGMENT_ROWS);
    const rows = Array.from({ length: ROWS_EACH }, (_, n) => detection(range * 100 + n, { read: `SEN${range}${n}` }));
    workspace.write((tx) => upsertDetections(tx, rows));
  }
  await writeSegments();
  expect(readHeld(workspace)).toMatchObject({ used: [0, 1, 2], faults: [] });
});
beforeEach(() => {
  workspace = openCopy(base);
});
afterEach(() => workspace.close());
afterAll(() => remove(base));

async function writeSegments(distrusted: Iterable<number> = []) {
  const writer = createSegmentWriter(workspace, 0);
  writer.wake(distrusted);
  await writer.settled();
  await writer.close();
  return writer.counts;
}

const segment = (range: number): { columns: Uint8Array; sha256: Uint8Array; stamp: number } =>
  reader(workspace.read).get(`SELECT * FROM match_segments WHERE range = ${range}`) ?? {
    columns: new Uint8Array(),
    sha256: new Uint8Array(),
    stamp: -1,
  };

const run = (sql: string, ...values: (string | number | Uint8Array)[]): number => runSql(workspace, sql, ...values);

/** A PRAGMA answers with a row, and acts on the connection of the workspace. */
function runOrAsk(sql: string): void {
  if (sql.startsWith('PRAGMA')) reader(workspace.read).all(sql);
  else run(sql);
}

/** Noticed as this, the rest used, the answer as of the rows; built anew, all is used again. */
async function expectNoticed(range: number, fault: SegmentFault): Promise<void> {
  const read = readHeld(workspace);
  expect(read.faults).toEqual(fault === 'missing' ? [] : [[range, fault]]);
  expect(read.used).toEqual([0, 1, 2].filter((one) => one !== range));
  expect(read.detections).toEqual(readRowByRow(workspace));
  expect(await writeSegments([range])).toMatchObject({ written: 1, failed: 0 });
  const again = readHeld(workspace);
  expect(again).toMatchObject({ used: [0, 1, 2], faults: [] });
  expect(again.detections).toEqual(read.detections);
}

/** The checksum as the program makes it, for faults behind a right one. */
function seal(range: number, change: { stamp?: number; format?: number; schema?: number; columns?: Uint8Array }): void {
  const { rows, first_ordinal, last_ordinal, ...held } = reader(workspace.read).get<{
    rows: number;
    first_ordinal: number;
    last_ordinal: number;
    stamp: number;
    columns: Uint8Array;
  }>('SELECT * FROM match_segments WHERE range = ?', range) ?? {
    rows: 0,
    first_ordinal: 0,
    last_ordinal: 0,
    stamp: 0,
    columns: new Uint8Array(),
  };
  const { stamp = held.stamp, format = SEGMENT_FORMAT, schema = SCHEMA_VERSION, columns = held.columns } = change;
  const sha256 = createHash('sha256')
    .update(`match segment\n${format}\n${schema}\n${range}\n${stamp}\n${rows}\n${first_ordinal}\n${last_ordinal}\n`)
    .update(columns)
    .digest();
  run(
    'UPDATE match_segments SET format = ?, schema_version = ?, stamp = ?, columns = ?, sha256 = ? WHERE range = ?',
    format,
    schema,
    stamp,
    columns,
    sha256,
    range,
  );
}

describe('WS14 a segment that is not what was written is never believed', () => {
  test('one bit flipped anywhere in the blob', async () => {
    const { columns } = segment(1);
    let believedWithoutTheChecksum = 0;
    for (let at = 0; at < columns.length; at += 1) {
      const flipped = Uint8Array.from(columns);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      if (decodeSegment(flipped) !== null) believedWithoutTheChecksum += 1;
      if (at % 7 !== 0) continue;
      run('UPDATE match_segments SET columns = ? WHERE range = 1', flipped);
      expect(readHeld(workspace).faults, `byte ${at}`).toEqual([[1, 'damaged']]);
    }
    // Red proof: most flips hold together, so the bounds alone would let them through.
    expect(believedWithoutTheChecksum).toBeGreaterThan(columns.length / 2);
    await expectNoticed(1, 'damaged');
  });

  test.each([0, 1, 39, 40, 200])('cut to %i bytes', async (length) => {
    run('UPDATE match_segments SET columns = ? WHERE range = 1', segment(1).columns.slice(0, length));
    await expectNoticed(1, 'damaged');
  });

  test.each([0, 1, 39, 40, 200])('cut to %i bytes under a right checksum', async (length) => {
    seal(1, { columns: segment(1).columns.slice(0, length) });
    await expectNoticed(1, 'damaged');
  });

  test.each([
    ['its checksum', 'UPDATE match_segments SET sha256 = zeroblob(32) WHERE range = 1'],
    ['no checksum', `UPDATE match_segments SET sha256 = x'' WHERE range = 1`],
    ['the number of its rows', 'UPDATE match_segments SET rows = rows - 1 WHERE range = 1'],
    ['its first ordinal', 'UPDATE match_segments SET first_ordinal = first_ordinal + 1 WHERE range = 1'],
    ['its last ordinal', 'UPDATE match_segments SET last_ordinal = last_ordinal + 1 WHERE range = 1'],
  ])('changed in %s', async (_what, sql) => {
    expect(run(sql)).toBe(1);
    await expectNoticed(1, 'damaged');
  });

  test('two segments in each other’s place, with their checksums, stamps and bounds', () => {
    run('UPDATE match_segments SET range = range + 100 WHERE range < 2');
    run('UPDATE match_segments SET range = 1 - (range - 100) WHERE range >= 100');
    // Both ranges were written once a row, so that the stamps agree: the checksum and the bounds alone can tell.
    const read = readHeld(workspace);
    expect(read.faults).toEqual([
      [0, 'damaged'],
      [1, 'damaged'],
    ]);
    expect(read.detections).toEqual(readRowByRow(workspace));
    // Red proof: with a checksum made for the new place, the bounds still tell.
    seal(0, {});
    seal(1, {});
    expect(readHeld(workspace).faults.map(([range]) => range)).toEqual([0, 1]);
  });

  test('the row of a segment gone', async () => {
    run('DELETE FROM match_segments WHERE range = 1');
    await expectNoticed(1, 'missing');
  });

  test('a format of a later program, and one of an earlier', async () => {
    seal(1, { format: SEGMENT_FORMAT + 1 });
    await expectNoticed(1, 'other-format');
    seal(1, { format: SEGMENT_FORMAT - 1 });
    await expectNoticed(1, 'other-format');
  });

  test('the layout and what is derived from rows are those of this format: change them and raise SEGMENT_FORMAT', async () => {
    const rows = Array.from({ length: 3 }, (_, n) =>
      detection(n, { timeMs: startMs + n, read: n === 2 ? '?' : `abc 12${n}`, make: n === 0 ? ' Toyota' : null }),
    );
    workspace.write((tx) => {
      deleteDetections(
        tx,
        Array.from({ length: ROWS_EACH }, (_, n) => `p:${n}`),
      );
      upsertDetections(tx, rows);
    });
    skipOrdinals(workspace, (RANGES + 2) * SEGMENT_ROWS);
    await writeSegments();
    const sha256 = createHash('sha256').update(segment(RANGES).columns).digest('hex');
    expect({ format: SEGMENT_FORMAT, sha256 }).toEqual({ format: 1, sha256: PINNED });
  });
});

const PINNED = 'd5632d654ae07bd3e538441812279240e47032f84cf5cfc3f8c34ca527edd554';

describe('WS15 a write to a row takes its segment away in the same transaction', () => {
  const columnChanges = [
    'time_ms = time_ms + 1',
    'camera_ordinal = (SELECT max(ordinal) FROM camera_ordinals)',
    `read = 'ZZZ999'`,
    'confidence = 0.5',
    `candidates = '["ZZZ998",0.5]'`,
    `make = 'mazda'`,
    `colour = 'red'`,
  ];
  const inRange1 = `ordinal > ${SEGMENT_ROWS} AND ordinal <= ${2 * SEGMENT_ROWS}`;
  const one = `ordinal = ${SEGMENT_ROWS + 5}`;

  test.each([
    ['a correction by sync', () => workspace.write((tx) => upsertDetections(tx, [detection(105)]))],
    ['a deletion by the server', () => workspace.write((tx) => deleteDetections(tx, ['p:105']))],
    ...columnChanges.map(
      (change) => [`SQL: ${change}`, () => run(`UPDATE detections SET ${change} WHERE ${one}`)] as const,
    ),
    ['SQL: delete', () => run(`DELETE FROM detections WHERE ${one}`)],
    ['SQL: delete all of the range', () => run(`DELETE FROM detections WHERE ${inRange1}`)],
    [
      'SQL: insert',
      () =>
        run(
          `INSERT INTO detections SELECT ${2 * SEGMENT_ROWS}, time_ms, camera_ordinal, 'NEW1', confidence, candidates,
             provider, 'new', time_original, time_zone, clock_offset_ms, rebased_by_ms, image_sha256, make, colour, body
           FROM detections WHERE ${one}`,
        ),
    ],
    [
      'SQL: insert or replace',
      () =>
        run(
          `INSERT OR REPLACE INTO detections SELECT ordinal, time_ms, camera_ordinal, 'NEW2', confidence, candidates,
             provider, uuid, time_original, time_zone, clock_offset_ms, rebased_by_ms, image_sha256, make, colour, body
           FROM detections WHERE ${one}`,
        ),
    ],
  ] as const)('%s', async (_what, write) => {
    run(`INSERT INTO camera_ordinals (camera_id) VALUES ('NZ-9999')`);
    const before = readRowByRow(workspace);
    const old = segment(1);
    const stampBefore = old.stamp;
    write();
    const after = readRowByRow(workspace);
    expect(after).not.toEqual(before);
    expect(segment(1).columns).toHaveLength(0);
    expect(readHeld(workspace)).toMatchObject({ used: [0, 2], faults: [] });
    expect(readHeld(workspace).detections).toEqual(after);
    // The old segment put back, checksum and all: its stamp tells.
    run(
      `INSERT INTO match_segments SELECT 1, ${SEGMENT_FORMAT}, ${SCHEMA_VERSION}, ?, ?, ?, ?, ?, ?`,
      stampBefore,
      ROWS_EACH,
      SEGMENT_ROWS + 1,
      SEGMENT_ROWS + ROWS_EACH,
      old.sha256,
      old.columns,
    );
    expect(readHeld(workspace).faults).toEqual([[1, 'stale']]);
    expect(readHeld(workspace).detections).toEqual(after);
    // Red proof: sealed with the stamp of now, as if stamps were not compared, the old plates would come back.
    const now = reader(workspace.read).get<{ stamp: number }>('SELECT stamp FROM match_segment_stamps WHERE range = 1');
    seal(1, { stamp: now?.stamp ?? -1 });
    expect(readHeld(workspace).detections).not.toEqual(after);
  });

  test('a row moved from one range to another takes both away', () => {
    run(`UPDATE detections SET ordinal = ${2 * SEGMENT_ROWS + 500} WHERE ${one}`);
    expect(readHeld(workspace)).toMatchObject({ used: [0], faults: [] });
    expect(readHeld(workspace).detections).toEqual(readRowByRow(workspace));
  });

  test('retention: age, mobile police cameras and the cap; what a case uses stays, in rows and in the new segment', async () => {
    const timeOf = (n: number): number => detection(n).timeMs;
    const rule = { beforeMs: 0, mobilePoliceBeforeMs: 0, maxDetections: 1_000_000 };
    workspace.write((tx) => {
      insertCase(tx, caseRecord);
      insertConfirmation(tx, confirmation(3));
    });
    expect(readHeld(workspace).used).toEqual([0, 1, 2]);
    workspace.write((tx) => purgeDetections(tx, { ...rule, beforeMs: timeOf(ROWS_EACH) }));
    expect(readHeld(workspace)).toMatchObject({ used: [1, 2], faults: [] });
    expect(readRowByRow(workspace).filter(({ id }) => id <= SEGMENT_ROWS)).toHaveLength(1);
    await writeSegments();
    expect(readHeld(workspace).used).toEqual([0, 1, 2]);
    workspace.write((tx) => purgeDetections(tx, { ...rule, maxDetections: 1 + 2 * ROWS_EACH }));
    expect(readHeld(workspace)).toMatchObject({ used: [0, 2], faults: [] });
    workspace.write((tx) => {
      upsertCameras(tx, [camera('NZ-0001', { mobility: 'mobile', owner: 'police' })]);
      purgeDetections(tx, { ...rule, mobilePoliceBeforeMs: timeOf(201) });
    });
    expect(readHeld(workspace)).toMatchObject({ used: [0], faults: [] });
    await writeSegments();
    const read = readHeld(workspace);
    expect(read).toMatchObject({ used: [0, 2], faults: [] });
    expect(read.detections).toEqual(readRowByRow(workspace));
  });

  test('a transaction rolled back leaves rows and segments as they were', () => {
    expect(() =>
      workspace.write((tx) => {
        deleteDetections(tx, ['p:105']);
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(readHeld(workspace)).toMatchObject({ used: [0, 1, 2], faults: [] });
    expect(readHeld(workspace).detections).toEqual(readRowByRow(workspace));
  });

  test('without its triggers no segment counts, and none is written; red proof: with empty ones in their place, it would', async () => {
    run('DROP TRIGGER match_segments_row_changed');
    run(`UPDATE detections SET read = 'ZZZ999' WHERE ${one}`);
    expect(readHeld(workspace).faults.map(([, fault]) => fault)).toEqual(['stale', 'stale', 'stale']);
    expect(readHeld(workspace).detections).toEqual(readRowByRow(workspace));
    run('CREATE TRIGGER match_segments_row_changed AFTER UPDATE ON detections BEGIN SELECT 1; END');
    expect(readHeld(workspace).detections).not.toEqual(readRowByRow(workspace));
    run('DROP TRIGGER match_segments_row_changed');
    expect(await writeSegments()).toMatchObject({ written: 0, dropped: 3, failed: 0 });
    expect(readHeld(workspace)).toMatchObject({ used: [], faults: [] });
  });

  test('a schema of a later or an earlier program makes all of them stale', async () => {
    seal(1, { schema: SCHEMA_VERSION - 1 });
    await expectNoticed(1, 'stale');
    seal(1, { schema: SCHEMA_VERSION + 1 });
    await expectNoticed(1, 'stale');
  });

  test('rows from before the cache get segments, and the same triggers', async () => {
    const connection = new SqliteDatabase(join(temporaryFolder(), 'old.db'));
    migrate(connection, startMs, 3);
    connection.exec(`INSERT INTO camera_ordinals VALUES (1, 'NZ-0001');
      INSERT INTO detections VALUES (1, 1, 1, 'KJT417', 0.9, '', 'p', 'u', 't', NULL, 0, 0, NULL, NULL, NULL, NULL)`);
    migrate(connection, startMs);
    connection.exec(`INSERT INTO match_segments VALUES (0, 1, 4, 0, 1, 1, 1, x'00', x'00')`);
    connection.exec(`UPDATE detections SET body = 'ute'`);
    expect(connection.prepare('SELECT count(*) AS n FROM match_segments').get()).toEqual({ n: 1 });
    connection.exec(`UPDATE detections SET read = 'KJT418'`);
    expect(connection.prepare('SELECT count(*) AS n FROM match_segments').get()).toEqual({ n: 0 });
    connection.close();
  });

  test.each([
    [true, 0],
    [false, 1],
  ])('a purge overwrites the plates of the segment: secure_delete %s leaves %i copies', (secure, copies) => {
    const path = join(temporaryFolder(), 'purged.db');
    const connection = new SqliteDatabase(path);
    migrate(connection, startMs);
    applySettings(connection);
    if (!secure) connection.pragma('secure_delete=OFF');
    const sentinel = Buffer.from('SEGMENT-OF-PLATES'.repeat(300));
    connection.exec(`INSERT INTO camera_ordinals VALUES (1, 'NZ-0001');
      INSERT INTO detections VALUES (1, 1, 1, 'KJT417', 0.9, '', 'p', 'u', 't', NULL, 0, 0, NULL, NULL, NULL, NULL)`);
    connection.prepare(`INSERT INTO match_segments VALUES (0, 1, 4, 1, 1, 1, 1, x'00', ?)`).run(sentinel);
    connection.pragma('wal_checkpoint(TRUNCATE)');
    expect(readFileSync(path).includes('SEGMENT-OF-PLATES')).toBe(true);
    connection.exec('DELETE FROM detections');
    connection.pragma('wal_checkpoint(TRUNCATE)');
    expect(readFileSync(path).includes('SEGMENT-OF-PLATES')).toBe(copies === 1);
    connection.close();
  });
});

describe('WS16 writing the cache', () => {
  test.each([
    ['the disk is full', 'PRAGMA max_page_count = 1', 'PRAGMA max_page_count = 1000000', 'DISK_FULL'],
    [
      'a write fails in another way',
      `CREATE TRIGGER refuse BEFORE INSERT ON match_segments BEGIN SELECT RAISE(ABORT, 'no'); END`,
      'DROP TRIGGER refuse',
      'INTERNAL',
    ],
  ])(
    'where %s it is counted and nothing else fails; with room again it is written',
    async (_what, fault, mended, code) => {
      // As large as a real one, so that it needs pages of its own.
      const large = Array.from({ length: 2000 }, (_, n) => detection(1000 + n));
      skipOrdinals(workspace, RANGES * SEGMENT_ROWS + 1000);
      workspace.write((tx) => upsertDetections(tx, large));
      skipOrdinals(workspace, (RANGES + 1) * SEGMENT_ROWS);
      runOrAsk(fault);
      expect(await writeSegments()).toMatchObject({ written: 0, failed: 1, lastFailure: code });
      expect(readHeld(workspace)).toMatchObject({ used: [0, 1, 2], faults: [] });
      expect(readHeld(workspace).detections).toEqual(readRowByRow(workspace));
      runOrAsk(mended);
      expect(await writeSegments()).toMatchObject({ written: 1, failed: 0 });
      expect(readHeld(workspace)).toMatchObject({ used: [0, 1, 2, 3], faults: [] });
      expect(readHeld(workspace).detections).toEqual(readRowByRow(workspace));
    },
  );

  test('rows that change between reading and writing leave no segment', async () => {
    run('DELETE FROM match_segments WHERE range = 1');
    const writer = createSegmentWriter(workspace, 0);
    writer.wake();
    // Between the steps of the writer, at whatever point: a row of the range is corrected each time.
    let done = false;
    const settled = writer.settled().then(() => {
      done = true;
    });
    for (let n = 0; !done && n < 500; n += 1) {
      run(`UPDATE detections SET read = 'MOVED${n}' WHERE ordinal = ${SEGMENT_ROWS + 5}`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await settled;
    await writer.close();
    expect(writer.counts).toMatchObject({ written: 0, overtaken: 1, failed: 0 });
    expect(readHeld(workspace)).toMatchObject({ used: [0, 2], faults: [] });
    expect(readHeld(workspace).detections).toEqual(readRowByRow(workspace));
  });

  test('closing ends it at once, also while it waits for quiet', async () => {
    run('DELETE FROM match_segments');
    const waiting = createSegmentWriter(workspace, 3_600_000);
    waiting.wake();
    await waiting.close();
    expect(waiting.counts).toMatchObject({ written: 0, failed: 0 });
    const working = createSegmentWriter(workspace, 0);
    working.wake();
    while (segment(0).columns.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await working.close();
    expect(working.counts).toMatchObject({ written: 1, failed: 0 });
    working.wake();
    await working.settled();
    expect(working.counts.written).toBe(1);
    expect(readHeld(workspace).detections).toEqual(readRowByRow(workspace));
  });

  test('only full ranges are written, and a second run has nothing to do', async () => {
    expect(await writeSegments()).toMatchObject({ written: 0, dropped: 0, failed: 0 });
    expect(segment(RANGES).columns).toHaveLength(0);
  });

  test('a segment of a range that holds no rows is dropped', async () => {
    run(
      `UPDATE detections SET ordinal = ordinal + ${10 * SEGMENT_ROWS} WHERE ordinal <= ${2 * SEGMENT_ROWS} AND ordinal > ${SEGMENT_ROWS}`,
    );
    run(
      `INSERT INTO match_segments SELECT 1, format, schema_version, stamp, rows, first_ordinal, last_ordinal, sha256, columns
       FROM match_segments WHERE range = 0`,
    );
    run(
      `INSERT INTO match_segments SELECT 500, format, schema_version, stamp, rows, first_ordinal, last_ordinal, sha256, columns
       FROM match_segments WHERE range = 0`,
    );
    expect(await writeSegments()).toMatchObject({ written: 0, dropped: 2, failed: 0 });
    expect(readHeld(workspace)).toMatchObject({ used: [0, 2], faults: [] });
  });

  test('survives closing and opening: the next opening reads them', () => {
    const { dir } = workspace;
    workspace.close();
    workspace = reopen(base, dir);
    expect(readHeld(workspace)).toMatchObject({ used: [0, 1, 2], faults: [] });
    expect(readHeld(workspace).detections).toEqual(readRowByRow(workspace));
  });
});
