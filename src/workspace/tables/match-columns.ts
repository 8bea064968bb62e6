/**
 * Detections as columns for the match index: paged by ordinal, so that no cursor stays open between pages. Node only.
 */
import { type ReadDb, reader } from '../database.ts';
import { confidenceAt, flatCandidates } from './packed-candidates.ts';

/** Confidence column where the engine gave none. */
export const NO_CONFIDENCE = 255;

/** Rows in ordinal order. Parallel arrays of `count` elements. */
export type MatchColumns = {
  count: number;
  ordinals: Float64Array;
  /** UTC epoch ms. */
  timeMs: Float64Array;
  cameraOrdinals: Uint32Array;
  /** Raw first readings, as they came. */
  reads: string[];
  /** Confidence of the first reading in percent; 255 where none was given. */
  readConfidence: Uint8Array;
  /** Texts of the candidates, best first, as they came. */
  candidates: string[][];
  /** Their confidences in percent; 255 where none was given. */
  candidateConfidence: number[][];
};

type Row = [ordinal: number, timeMs: number, camera: number, read: string, confidence: number | null, packed: string];

const selectColumns = 'SELECT ordinal, time_ms, camera_ordinal, read, confidence, candidates FROM detections';

/** Pages over all detections with an ordinal above `afterOrdinal` (default 0: all). Writes may happen between pages. */
export function* streamMatchColumns(
  db: ReadDb,
  options: { chunkSize: number; afterOrdinal?: number },
): Generator<MatchColumns, void, void> {
  let after = options.afterOrdinal ?? 0;
  for (;;) {
    const rows = reader(db).rows<Row>(
      `${selectColumns} WHERE ordinal > ? ORDER BY ordinal LIMIT ?`,
      after,
      options.chunkSize,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last[0];
    yield columnsOf(rows);
  }
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
  };
  let at = 0;
  for (const [ordinal, timeMs, camera, read, confidence, packed] of rows) {
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
    at += 1;
  }
  return columns;
}

function percent(confidence: number | null): number {
  return confidence === null ? NO_CONFIDENCE : Math.round(confidence * 100);
}
