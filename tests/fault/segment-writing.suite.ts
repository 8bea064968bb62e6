// WS16: the cache is written in the background, in steps, and a failing write is nobody's error.
import { describe, expect, test } from 'vitest';
import { createSegmentWriter } from '../../src/services/match-segment-writer.ts';
import { upsertDetections } from '../../src/workspace/index.ts';
import { SEGMENT_ROWS } from '../../src/workspace/segment-codec.ts';
import { detection } from '../../src/workspace/workspace.fixture.ts';
import { readHeld, readRowByRow, skipOrdinals } from '../fixtures/held-detections.ts';
import { RANGES, type SegmentedWorkspace } from './segmented-workspace.ts';

export function segmentWritingSuite(held: SegmentedWorkspace): void {
  const { writeSegments, segment, run, runOrAsk } = held;

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
        skipOrdinals(held.workspace, RANGES * SEGMENT_ROWS + 1000);
        held.workspace.write((tx) => upsertDetections(tx, large));
        skipOrdinals(held.workspace, (RANGES + 1) * SEGMENT_ROWS);
        runOrAsk(fault);
        expect(await writeSegments()).toMatchObject({ written: 0, failed: 1, lastFailure: code });
        expect(readHeld(held.workspace)).toMatchObject({ used: [0, 1, 2], faults: [] });
        expect(readHeld(held.workspace).detections).toEqual(readRowByRow(held.workspace));
        runOrAsk(mended);
        expect(await writeSegments()).toMatchObject({ written: 1, failed: 0 });
        expect(readHeld(held.workspace)).toMatchObject({ used: [0, 1, 2, 3], faults: [] });
        expect(readHeld(held.workspace).detections).toEqual(readRowByRow(held.workspace));
      },
    );

    test('rows that change between reading and writing leave no segment', async () => {
      run('DELETE FROM match_segments WHERE range = 1');
      const writer = createSegmentWriter(held.workspace, 0);
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
      expect(readHeld(held.workspace)).toMatchObject({ used: [0, 2], faults: [] });
      expect(readHeld(held.workspace).detections).toEqual(readRowByRow(held.workspace));
    });

    test('closing ends it at once, also while it waits for quiet', async () => {
      run('DELETE FROM match_segments');
      const waiting = createSegmentWriter(held.workspace, 3_600_000);
      waiting.wake();
      await waiting.close();
      expect(waiting.counts).toMatchObject({ written: 0, failed: 0 });
      const working = createSegmentWriter(held.workspace, 0);
      working.wake();
      while (segment(0).columns.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      await working.close();
      expect(working.counts).toMatchObject({ written: 1, failed: 0 });
      working.wake();
      await working.settled();
      expect(working.counts.written).toBe(1);
      expect(readHeld(held.workspace).detections).toEqual(readRowByRow(held.workspace));
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
      expect(readHeld(held.workspace)).toMatchObject({ used: [0, 2], faults: [] });
    });

    test('survives closing and opening: the next opening reads them', () => {
      held.reopen();
      expect(readHeld(held.workspace)).toMatchObject({ used: [0, 1, 2], faults: [] });
      expect(readHeld(held.workspace).detections).toEqual(readRowByRow(held.workspace));
    });
  });
}
