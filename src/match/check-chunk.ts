/**
 * A chunk of detections checked before anything of it is added. Runs in the match worker.
 * It comes from this program's own feed or from a cache on disk, so a chunk that does not fit together means damage.
 */

import { type ColumnChunk, MAX_CAMERA_ORDINALS, NO_CONFIDENCE } from '../contract/matcher.ts';
import { AppError } from '../core/errors.ts';

/** @throws AppError BAD_INPUT where the columns do not fit together */
export function assertChunk(chunk: ColumnChunk): void {
  if (!haveTypes(chunk) || !haveLengths(chunk) || !areRowsGood(chunk) || !areTextsGood(chunk)) {
    throw new AppError('BAD_INPUT', {
      message: 'The columns of a chunk of detections do not fit together.',
      tip: 'Nothing of it was added. Load the workspace into the matcher again.',
    });
  }
}

function haveTypes(chunk: ColumnChunk): boolean {
  return (
    typeof chunk === 'object' &&
    chunk !== null &&
    chunk.detectionIds instanceof Float64Array &&
    chunk.timesMs instanceof Float64Array &&
    chunk.cameras instanceof Uint32Array &&
    chunk.textStarts instanceof Uint32Array &&
    chunk.textCodes instanceof Float64Array &&
    chunk.textVia instanceof Uint8Array &&
    chunk.textConfidence instanceof Uint8Array &&
    areNames(chunk.longTexts) &&
    isDictionary(chunk.makes, chunk.makeNames) &&
    isDictionary(chunk.colours, chunk.colourNames)
  );
}

function isDictionary(codes: Uint16Array | undefined, names: readonly string[] | undefined): boolean {
  if (codes === undefined) return names === undefined;
  return codes instanceof Uint16Array && areNames(names) && codes.every((code) => code <= names.length);
}

function areNames(names: readonly string[] | undefined): names is readonly string[] {
  return Array.isArray(names) && names.every((name) => typeof name === 'string');
}

function haveLengths(chunk: ColumnChunk): boolean {
  const rows = chunk.detectionIds.length;
  const texts = chunk.textCodes.length;
  return (
    chunk.timesMs.length === rows &&
    chunk.cameras.length === rows &&
    chunk.textStarts.length === rows + 1 &&
    chunk.textVia.length === texts &&
    chunk.textConfidence.length === texts &&
    (chunk.makes === undefined || chunk.makes.length === rows) &&
    (chunk.colours === undefined || chunk.colours.length === rows) &&
    chunk.textStarts[0] === 0 &&
    chunk.textStarts[rows] === texts
  );
}

function areRowsGood(chunk: ColumnChunk): boolean {
  const { cameras, detectionIds, timesMs, textStarts } = chunk;
  for (let row = 0; row < detectionIds.length; row++) {
    if ((textStarts[row] ?? 0) > (textStarts[row + 1] ?? 0)) return false;
    // Tallies are kept by ordinal: one far out would fill the memory.
    if ((cameras[row] ?? 0) >= MAX_CAMERA_ORDINALS) return false;
    if (!Number.isFinite(timesMs[row]) || !Number.isSafeInteger(detectionIds[row])) return false;
  }
  return true;
}

function areTextsGood({ textVia, textConfidence }: ColumnChunk): boolean {
  for (let text = 0; text < textVia.length; text++) {
    const percent = textConfidence[text] ?? 0;
    if ((textVia[text] ?? 0) > 1 || (percent > 100 && percent !== NO_CONFIDENCE)) return false;
  }
  return true;
}
