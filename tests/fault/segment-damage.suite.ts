// WS14: the cache of detection columns, damaged on purpose with the key: noticed, counted, built anew, never in an answer.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { deleteDetections, upsertDetections } from '../../src/workspace/index.ts';
import { decodeSegment, SEGMENT_FORMAT, SEGMENT_ROWS } from '../../src/workspace/segment-codec.ts';
import { detection, startMs } from '../../src/workspace/workspace.fixture.ts';
import { readHeld, readRowByRow, skipOrdinals } from '../fixtures/held-detections.ts';
import { RANGES, ROWS_EACH, type SegmentedWorkspace } from './segmented-workspace.ts';

const PINNED = 'd5632d654ae07bd3e538441812279240e47032f84cf5cfc3f8c34ca527edd554';

export function segmentDamageSuite(held: SegmentedWorkspace): void {
  const { writeSegments, segment, run, expectNoticed, seal } = held;

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
        expect(readHeld(held.workspace).faults, `byte ${at}`).toEqual([[1, 'damaged']]);
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
      const read = readHeld(held.workspace);
      expect(read.faults).toEqual([
        [0, 'damaged'],
        [1, 'damaged'],
      ]);
      expect(read.detections).toEqual(readRowByRow(held.workspace));
      // Red proof: with a checksum made for the new place, the bounds still tell.
      seal(0, {});
      seal(1, {});
      expect(readHeld(held.workspace).faults.map(([range]) => range)).toEqual([0, 1]);
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
      held.workspace.write((tx) => {
        deleteDetections(
          tx,
          Array.from({ length: ROWS_EACH }, (_, n) => `p:${n}`),
        );
        upsertDetections(tx, rows);
      });
      skipOrdinals(held.workspace, (RANGES + 2) * SEGMENT_ROWS);
      await writeSegments();
      const sha256 = createHash('sha256').update(segment(RANGES).columns).digest('hex');
      expect({ format: SEGMENT_FORMAT, sha256 }).toEqual({ format: 1, sha256: PINNED });
    });
  });
}
