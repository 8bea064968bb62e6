// A workspace whose detections stand in segments of the cache, with what tests do to them behind the program's back. Vitest
// only: sets up and tears down the file it is called in.
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { createSegmentWriter } from '../../src/services/match-segment-writer.ts';
import { reader } from '../../src/workspace/database.ts';
import { type SegmentFault, upsertDetections, type Workspace } from '../../src/workspace/index.ts';
import { SCHEMA_VERSION } from '../../src/workspace/migrations/migrate.ts';
import { SEGMENT_FORMAT, SEGMENT_ROWS } from '../../src/workspace/segment-codec.ts';
import {
  detection,
  freshWorkspace,
  type OpenedFixture,
  openCopy,
  remove,
  reopen,
} from '../../src/workspace/workspace.fixture.ts';
import { readHeld, readRowByRow, runSql, skipOrdinals } from '../fixtures/held-detections.ts';

export const RANGES = 3;
export const ROWS_EACH = 40;

export type SegmentedWorkspace = ReturnType<typeof segmentedWorkspace>;

/** Three full ranges with a few rows each, and some in a fourth that is not full; a copy for each test. */
export function segmentedWorkspace() {
  let base: OpenedFixture;
  let workspace: Workspace;

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
  function seal(
    range: number,
    change: { stamp?: number; format?: number; schema?: number; columns?: Uint8Array },
  ): void {
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

  return {
    get workspace() {
      return workspace;
    },
    /** Closes it and opens it again, as the next start of the program does. */
    reopen(): void {
      const { dir } = workspace;
      workspace.close();
      workspace = reopen(base, dir);
    },
    run,
    runOrAsk,
    seal,
    segment,
    writeSegments,
    expectNoticed,
  };
}
