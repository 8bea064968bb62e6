/**
 * Tables match_segments and match_segment_stamps: ranges of detections as blobs of columns, a cache. Node only.
 * A segment counts only where its checksum, its stamp, its bounds and its format are right; a write to any row of its
 * range takes it away in the same transaction, by trigger. Spec: docs/spec/workspace.md WS14–WS17.
 */
import { createHash } from 'node:crypto';
import type { ColumnChunk } from '../../contract/matcher.ts';
import { isAppError } from '../../core/errors.ts';
import { type ReadDb, reader, type WriteDb, writer } from '../database.ts';
import { SCHEMA_VERSION } from '../migrations/migrate.ts';
import { decodeSegment, encodeSegment, SEGMENT_FORMAT, SEGMENT_ROWS } from '../segment-codec.ts';
import { readCounter } from './meta.ts';

/** Why a segment does not count: changed rows, another layout (of a newer program, too), or content that is not what was written. */
export type SegmentFault = 'missing' | 'stale' | 'other-format' | 'damaged';
export type SegmentReading = { state: 'valid'; chunk: ColumnChunk } | { state: SegmentFault };

/** A segment ready to be written, and the stamp its rows had when they were read. */
export type SegmentDraft = {
  range: number;
  stamp: number;
  rows: number;
  first: number;
  last: number;
  blob: Uint8Array;
};

type Row = {
  format: number;
  schema_version: number;
  stamp: number;
  rows: number;
  first_ordinal: number;
  last_ordinal: number;
  sha256: Uint8Array;
  columns: Uint8Array;
};

/** Without its triggers a change of a row would leave the segment standing: then none counts. */
const watched = `(SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'detections'
  AND name IN ('match_segments_row_added', 'match_segments_row_gone', 'match_segments_row_changed')) = 3`;
const stampNow = 'coalesce((SELECT m.stamp FROM match_segment_stamps m WHERE m.range = s.range), 0)';

/** The ordinals of a range: `after` is before its first, `last` is its last. */
export function rangeBounds(range: number): { after: number; last: number } {
  return { after: range * SEGMENT_ROWS, last: (range + 1) * SEGMENT_ROWS };
}

/** Ordinal of the newest detection ever held: what comes later has a higher one. */
export function lastOrdinal(db: ReadDb): number {
  return readCounter(db, 'last-ordinal');
}

/** Ranges that have a segment, right or not, in order. */
export function segmentRanges(db: ReadDb): number[] {
  return reader(db)
    .rows<[number]>('SELECT range FROM match_segments ORDER BY range')
    .map(([range]) => range);
}

export function readSegment(db: ReadDb, range: number): SegmentReading {
  try {
    const fresh = reader(db).rows<[number]>(
      `SELECT s.stamp = ${stampNow} AND s.schema_version = ? AND ${watched} FROM match_segments s WHERE s.range = ?`,
      SCHEMA_VERSION,
      range,
    )[0];
    if (fresh === undefined) return { state: 'missing' };
    if (fresh[0] !== 1) return { state: 'stale' };
    const row = reader(db).get<Row>('SELECT * FROM match_segments WHERE range = ?', range);
    if (row === undefined) return { state: 'missing' };
    if (row.format !== SEGMENT_FORMAT) return { state: 'other-format' };
    const draft = { range, stamp: row.stamp, rows: row.rows, first: row.first_ordinal, last: row.last_ordinal };
    if (!Buffer.from(row.sha256).equals(checksumOf({ ...draft, blob: row.columns }))) return { state: 'damaged' };
    const chunk = decodeSegment(row.columns);
    return chunk !== null && fits(chunk, draft) ? { state: 'valid', chunk } : { state: 'damaged' };
  } catch (error) {
    // A page of the cache that cannot be read: the rows stand elsewhere.
    if (isAppError(error, 'WORKSPACE_DAMAGED')) return { state: 'damaged' };
    throw error;
  }
}

/** Stamp of a range: another one after every write to its rows. */
export function segmentStamp(db: ReadDb, range: number): number {
  const row = reader(db).rows<[number]>('SELECT stamp FROM match_segment_stamps WHERE range = ?', range)[0];
  return row?.[0] ?? 0;
}

/** @param stamp of before the rows of the chunk were read. @throws RangeError for a chunk that is not of this range */
export function draftSegment(range: number, stamp: number, chunk: ColumnChunk): SegmentDraft {
  const rows = chunk.detectionIds.length;
  const first = chunk.detectionIds[0] ?? 0;
  const last = chunk.detectionIds[rows - 1] ?? 0;
  if (!fits(chunk, { range, rows, first, last })) throw new RangeError('the chunk is not of this range');
  return { range, stamp, rows, first, last, blob: encodeSegment(chunk) };
}

/** Puts a segment in place of what stood there; false, and nothing written, where its rows have changed meanwhile. */
export function putSegment(tx: WriteDb, draft: SegmentDraft): boolean {
  if (segmentStamp(tx, draft.range) !== draft.stamp) return false;
  writer(tx).runOne(
    `INSERT INTO match_segments (range, format, schema_version, stamp, rows, first_ordinal, last_ordinal, sha256, columns)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (range) DO UPDATE SET format = excluded.format, schema_version = excluded.schema_version,
       stamp = excluded.stamp, rows = excluded.rows, first_ordinal = excluded.first_ordinal,
       last_ordinal = excluded.last_ordinal, sha256 = excluded.sha256, columns = excluded.columns`,
    draft.range,
    SEGMENT_FORMAT,
    SCHEMA_VERSION,
    draft.stamp,
    draft.rows,
    draft.first,
    draft.last,
    checksumOf(draft),
    draft.blob,
  );
  return true;
}

export function dropSegment(tx: WriteDb, range: number): void {
  writer(tx).run('DELETE FROM match_segments WHERE range = ?', range);
}

/**
 * What may have to be done so that the cache is whole: full ranges without a segment that can count, whether they hold rows
 * or not, and ranges whose segment stands for nothing. `distrusted`: ranges whose segment was found damaged. While triggers
 * are missing nothing is built. Reads the heads of segments alone: some milliseconds at ten million detections.
 */
export function missingSegments(db: ReadDb, distrusted: ReadonlySet<number>): { build: number[]; drop: number[] } {
  const sql = reader(db);
  if (sql.rows<[number]>(`SELECT ${watched}`)[0]?.[0] !== 1) return { build: [], drop: segmentRanges(db) };
  const heads = sql.rows<[range: number, good: number]>(
    `SELECT s.range, s.format = ? AND s.schema_version = ? AND s.stamp = ${stampNow} FROM match_segments s`,
    SEGMENT_FORMAT,
    SCHEMA_VERSION,
  );
  const good = new Set(heads.flatMap(([range, right]) => (right === 1 && !distrusted.has(range) ? [range] : [])));
  const build: number[] = [];
  const fullRanges = Math.floor(lastOrdinal(db) / SEGMENT_ROWS);
  const oldest = sql.rows<[number | null]>('SELECT min(ordinal) FROM detections')[0]?.[0] ?? Number.POSITIVE_INFINITY;
  for (let range = Math.floor((oldest - 1) / SEGMENT_ROWS); range < fullRanges; range += 1) {
    if (!good.has(range)) build.push(range);
  }
  const kept = new Set([...good, ...build]);
  return { build, drop: heads.map(([range]) => range).filter((range) => !kept.has(range)) };
}

function fits(chunk: ColumnChunk, of: { range: number; rows: number; first: number; last: number }): boolean {
  const { after, last } = rangeBounds(of.range);
  const { detectionIds } = chunk;
  return (
    detectionIds.length === of.rows &&
    detectionIds[0] === of.first &&
    detectionIds.at(-1) === of.last &&
    of.first > after &&
    of.last <= last
  );
}

/** Over the blob and all that says what it is, so that no segment passes for another. */
function checksumOf({ range, stamp, rows, first, last, blob }: SegmentDraft): Buffer {
  return createHash('sha256')
    .update(`match segment\n${SEGMENT_FORMAT}\n${SCHEMA_VERSION}\n${range}\n${stamp}\n${rows}\n${first}\n${last}\n`)
    .update(blob)
    .digest();
}
