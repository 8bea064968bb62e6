// WS15: whatever writes a row takes its segment away in the same transaction, and what was put back is told by its stamp.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { applySettings } from '../../src/workspace/cipher.ts';
import { reader } from '../../src/workspace/database.ts';
import {
  deleteDetections,
  insertCase,
  insertConfirmation,
  purgeDetections,
  upsertCameras,
  upsertDetections,
} from '../../src/workspace/index.ts';
import { migrate, SCHEMA_VERSION } from '../../src/workspace/migrations/migrate.ts';
import { SEGMENT_FORMAT, SEGMENT_ROWS } from '../../src/workspace/segment-codec.ts';
import {
  camera,
  caseRecord,
  confirmation,
  detection,
  startMs,
  temporaryFolder,
} from '../../src/workspace/workspace.fixture.ts';
import { readHeld, readRowByRow } from '../fixtures/held-detections.ts';
import { ROWS_EACH, type SegmentedWorkspace } from './segmented-workspace.ts';

export function segmentRowsSuite(held: SegmentedWorkspace): void {
  const { writeSegments, segment, run, expectNoticed, seal } = held;

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
      ['a correction by sync', () => held.workspace.write((tx) => upsertDetections(tx, [detection(105)]))],
      ['a deletion by the server', () => held.workspace.write((tx) => deleteDetections(tx, ['p:105']))],
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
      const before = readRowByRow(held.workspace);
      const old = segment(1);
      const stampBefore = old.stamp;
      write();
      const after = readRowByRow(held.workspace);
      expect(after).not.toEqual(before);
      expect(segment(1).columns).toHaveLength(0);
      expect(readHeld(held.workspace)).toMatchObject({ used: [0, 2], faults: [] });
      expect(readHeld(held.workspace).detections).toEqual(after);
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
      expect(readHeld(held.workspace).faults).toEqual([[1, 'stale']]);
      expect(readHeld(held.workspace).detections).toEqual(after);
      // Red proof: sealed with the stamp of now, as if stamps were not compared, the old plates would come back.
      const now = reader(held.workspace.read).get<{ stamp: number }>(
        'SELECT stamp FROM match_segment_stamps WHERE range = 1',
      );
      seal(1, { stamp: now?.stamp ?? -1 });
      expect(readHeld(held.workspace).detections).not.toEqual(after);
    });

    test('a row moved from one range to another takes both away', () => {
      run(`UPDATE detections SET ordinal = ${2 * SEGMENT_ROWS + 500} WHERE ${one}`);
      expect(readHeld(held.workspace)).toMatchObject({ used: [0], faults: [] });
      expect(readHeld(held.workspace).detections).toEqual(readRowByRow(held.workspace));
    });

    test('retention: age, mobile police cameras and the cap; what a case uses stays, in rows and in the new segment', async () => {
      const timeOf = (n: number): number => detection(n).timeMs;
      const rule = { beforeMs: 0, mobilePoliceBeforeMs: 0, maxDetections: 1_000_000 };
      held.workspace.write((tx) => {
        insertCase(tx, caseRecord);
        insertConfirmation(tx, confirmation(3));
      });
      expect(readHeld(held.workspace).used).toEqual([0, 1, 2]);
      held.workspace.write((tx) => purgeDetections(tx, { ...rule, beforeMs: timeOf(ROWS_EACH) }));
      expect(readHeld(held.workspace)).toMatchObject({ used: [1, 2], faults: [] });
      expect(readRowByRow(held.workspace).filter(({ id }) => id <= SEGMENT_ROWS)).toHaveLength(1);
      await writeSegments();
      expect(readHeld(held.workspace).used).toEqual([0, 1, 2]);
      held.workspace.write((tx) => purgeDetections(tx, { ...rule, maxDetections: 1 + 2 * ROWS_EACH }));
      expect(readHeld(held.workspace)).toMatchObject({ used: [0, 2], faults: [] });
      held.workspace.write((tx) => {
        upsertCameras(tx, [camera('NZ-0001', { mobility: 'mobile', owner: 'police' })]);
        purgeDetections(tx, { ...rule, mobilePoliceBeforeMs: timeOf(201) });
      });
      expect(readHeld(held.workspace)).toMatchObject({ used: [0], faults: [] });
      await writeSegments();
      const read = readHeld(held.workspace);
      expect(read).toMatchObject({ used: [0, 2], faults: [] });
      expect(read.detections).toEqual(readRowByRow(held.workspace));
    });

    test('a transaction rolled back leaves rows and segments as they were', () => {
      expect(() =>
        held.workspace.write((tx) => {
          deleteDetections(tx, ['p:105']);
          throw new Error('stop');
        }),
      ).toThrow('stop');
      expect(readHeld(held.workspace)).toMatchObject({ used: [0, 1, 2], faults: [] });
      expect(readHeld(held.workspace).detections).toEqual(readRowByRow(held.workspace));
    });

    test('without its triggers no segment counts, and none is written; red proof: with empty ones in their place, it would', async () => {
      run('DROP TRIGGER match_segments_row_changed');
      run(`UPDATE detections SET read = 'ZZZ999' WHERE ${one}`);
      expect(readHeld(held.workspace).faults.map(([, fault]) => fault)).toEqual(['stale', 'stale', 'stale']);
      expect(readHeld(held.workspace).detections).toEqual(readRowByRow(held.workspace));
      run('CREATE TRIGGER match_segments_row_changed AFTER UPDATE ON detections BEGIN SELECT 1; END');
      expect(readHeld(held.workspace).detections).not.toEqual(readRowByRow(held.workspace));
      run('DROP TRIGGER match_segments_row_changed');
      expect(await writeSegments()).toMatchObject({ written: 0, dropped: 3, failed: 0 });
      expect(readHeld(held.workspace)).toMatchObject({ used: [], faults: [] });
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
}
