/**
 * Detections as columns for the match index: paged by ordinal, so that no cursor stays open between pages. Node only.
 * Whole ranges come from the cache (match-segments.ts) where that is right.
 */
import { type ColumnChunk, NO_CONFIDENCE } from '../../contract/matcher.ts';
import { type ReadDb, reader } from '../database.ts';
import { rangeBounds, readSegment, type SegmentFault, segmentRanges } from './match-segments.ts';
import { confidenceAt, flatCandidates } from './packed-candidates.ts';

/** Rows in ordinal order. Parallel arrays of `count` elements. */
export type MatchColumns = {
  count: number;
  ordinals: Float64Array;
  /** UTC epoch ms. */
  timeMs: Float64Array;
  cameraOrdinals: Uint32Array;
  /** Raw first readings, as they came. */
  reads: string[];
  /** Confidence of the first reading in percent; NO_CONFIDENCE where none was given. */
  readConfidence: Uint8Array;
  /** Texts of the candidates, best first, as they came. */
  candidates: string[][];
  /** Their confidences in percent; NO_CONFIDENCE where none was given. */
  candidateConfidence: number[][];
  /** As the camera's system named them; null where it did not. */
  makes: (string | null)[];
  colours: (string | null)[];
};

type Row = [
  ordinal: number,
  timeMs: number,
  camera: number,
  read: string,
  confidence: number | null,
  packed: string,
  make: string | null,
  colour: string | null,
];

const selectColumns =
  'SELECT ordinal, time_ms, camera_ordinal, read, confidence, candidates, make, colour FROM detections';

/**
 * Pages over the detections with an ordinal above `afterOrdinal` (default 0) up to `toOrdinal` (default: all).
 * Writes may happen between pages.
 */
export function* streamMatchColumns(
  db: ReadDb,
  options: { chunkSize: number; afterOrdinal?: number; toOrdinal?: number },
): Generator<MatchColumns, void, void> {
  let after = options.afterOrdinal ?? 0;
  const to = options.toOrdinal ?? Number.MAX_SAFE_INTEGER;
  for (;;) {
    const rows = reader(db).rows<Row>(
      `${selectColumns} WHERE ordinal > ? AND ordinal <= ? ORDER BY ordinal LIMIT ?`,
      after,
      to,
      options.chunkSize,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last[0];
    yield columnsOf(rows);
  }
}

/** A piece of what is held: a whole range from the cache, or a page of rows. */
export type HeldColumns = { from: 'segment'; chunk: ColumnChunk } | { from: 'rows'; columns: MatchColumns };

/**
 * All detections up to `toOrdinal`, in ordinal order: from segments where those are right, row by row elsewhere.
 * @param options.onFault told of each segment that stands there and does not count; `onUse` of each that does
 */
export function* streamHeldColumns(
  db: ReadDb,
  options: {
    chunkSize: number;
    toOrdinal: number;
    onFault: (range: number, fault: SegmentFault) => void;
    onUse: (range: number) => void;
  },
): Generator<HeldColumns, void, void> {
  const { chunkSize, toOrdinal } = options;
  let after = 0;
  for (const range of segmentRanges(db)) {
    const bounds = rangeBounds(range);
    if (bounds.after < after || bounds.last > toOrdinal) continue;
    const reading = readSegment(db, range);
    if (reading.state !== 'valid') {
      options.onFault(range, reading.state);
      continue;
    }
    yield* rowPages(db, { chunkSize, afterOrdinal: after, toOrdinal: bounds.after });
    options.onUse(range);
    yield { from: 'segment', chunk: reading.chunk };
    after = bounds.last;
  }
  yield* rowPages(db, { chunkSize, afterOrdinal: after, toOrdinal });
}

function* rowPages(
  db: ReadDb,
  options: { chunkSize: number; afterOrdinal: number; toOrdinal: number },
): Generator<HeldColumns, void, void> {
  if (options.afterOrdinal >= options.toOrdinal) return;
  for (const columns of streamMatchColumns(db, options)) yield { from: 'rows', columns };
}

/** The same for single rows; an ordinal that is gone is left out. */
export function matchColumnsOf(db: ReadDb, ordinals: readonly number[]): MatchColumns {
  const sql = reader(db);
  return columnsOf(ordinals.flatMap((ordinal) => sql.rows<Row>(`${selectColumns} WHERE ordinal = ?`, ordinal)));
}

function columnsOf(rows: readonly Row[]): MatchColumns {
  const count = rows.length;
  const columns: MatchColumns = {
    count,
    ordinals: new Float64Array(count),
    timeMs: new Float64Array(count),
    cameraOrdinals: new Uint32Array(count),
    reads: [],
    readConfidence: new Uint8Array(count),
    candidates: [],
    candidateConfidence: [],
    makes: [],
    colours: [],
  };
  let at = 0;
  for (const [ordinal, timeMs, camera, read, confidence, packed, make, colour] of rows) {
    columns.ordinals[at] = ordinal;
    columns.timeMs[at] = timeMs;
    columns.cameraOrdinals[at] = camera;
    columns.readConfidence[at] = percent(confidence);
    columns.reads.push(read);
    const flat = flatCandidates(packed);
    const texts: string[] = [];
    const confidences: number[] = [];
    for (let part = 0; part < flat.length; part += 2) {
      texts.push(String(flat[part]));
      confidences.push(percent(confidenceAt(flat, part + 1)));
    }
    columns.candidates.push(texts);
    columns.candidateConfidence.push(confidences);
    columns.makes.push(make);
    columns.colours.push(colour);
    at += 1;
  }
  return columns;
}

function percent(confidence: number | null): number {
  return confidence === null ? NO_CONFIDENCE : Math.round(confidence * 100);
}
