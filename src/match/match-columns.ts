/**
 * Lays matches out as columns over one buffer, so that a worker hands them over in one transfer; decodes them lazily.
 * Runs anywhere (pure).
 */

import type { Match, MatchAnswer, MatchColumns } from '../contract/matcher.ts';
import { VIA_CANDIDATE } from '../contract/matcher.ts';
import { FOLD_BELOW } from '../core/match/likelihood.ts';
import { unpackPlate } from '../core/match/plate-code.ts';
import type { PlateText } from '../core/plate/plate-text.ts';

/** Bytes a match takes: four doubles, three words, two bytes. */
const BYTES_PER_MATCH = 4 * 8 + 3 * 4 + 2;

/** Empty columns for `count` matches. Widest first, so that each view is aligned. */
export function newMatchColumns(count: number, longTexts: readonly string[]): MatchColumns {
  return columnsOver(new ArrayBuffer(count * BYTES_PER_MATCH), count, longTexts);
}

/** The columns that a buffer of {@link newMatchColumns} holds, after its way between threads. */
export function columnsOver(buffer: ArrayBuffer, count: number, longTexts: readonly string[]): MatchColumns {
  const double = (index: number): number => count * index * 8;
  const word = (index: number): number => count * (32 + index * 4);
  return {
    count,
    detectionIds: new Float64Array(buffer, 0, count),
    readCodes: new Float64Array(buffer, double(1), count),
    plateCodes: new Float64Array(buffer, double(2), count),
    matchedCodes: new Float64Array(buffer, double(3), count),
    likelihoods: new Float32Array(buffer, word(0), count),
    baseRates: new Float32Array(buffer, word(1), count),
    lookAlikeCounts: new Uint32Array(buffer, word(2), count),
    costs: new Uint8Array(buffer, word(3), count),
    via: new Uint8Array(buffer, word(3) + count, count),
    longTexts,
  };
}

/** Match at a rank (from 0). Throws RangeError past the end. */
export function matchAt(answer: MatchAnswer, rank: number): Match {
  const { columns } = answer;
  const detectionId = columns.detectionIds[rank];
  if (detectionId === undefined) throw new RangeError('The answer has no match of this rank.');
  const text = (column: Float64Array): string => textOfCode(column[rank] ?? 0, columns.longTexts);
  const likelihood = columns.likelihoods[rank] ?? 0;
  return {
    detectionId,
    readText: text(columns.readCodes),
    plate: text(columns.plateCodes) as PlateText,
    matchedText: text(columns.matchedCodes),
    cost: columns.costs[rank] ?? 0,
    via: columns.via[rank] === VIA_CANDIDATE ? 'candidate' : 'read',
    likelihood,
    baseRate: columns.baseRates[rank] ?? 0,
    lookAlikeCount: columns.lookAlikeCounts[rank] ?? 0,
    folded: isFolded(likelihood),
  };
}

/** Text of a code, `''` for 0. */
export function textOfCode(code: number, longTexts: readonly string[]): string {
  if (code < 0) return longTexts[-code - 1] ?? '';
  return code === 0 ? '' : unpackPlate(code);
}

/** Likelihoods travel as 32-bit floats: both sides compare the rounded number, or counts and marks would differ. */
export function isFolded(likelihood: number): boolean {
  return Math.fround(likelihood) < Math.fround(FOLD_BELOW);
}

export function* matchesOf(answer: MatchAnswer): Generator<Match> {
  for (let rank = 0; rank < answer.columns.count; rank++) yield matchAt(answer, rank);
}
