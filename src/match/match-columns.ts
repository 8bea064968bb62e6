/**
 * Lays matches out as columns over one buffer, so that a worker hands them over in one transfer; decodes them lazily.
 * Runs anywhere (pure).
 */

import type { Match, MatchAnswer, MatchColumns } from '../contract/matcher.ts';
import { VIA_CANDIDATE } from '../contract/matcher.ts';
import { FOLD_BELOW } from '../core/match/likelihood.ts';
import type { PlateText } from '../core/plate/plate-text.ts';

/** Bytes a match takes: one double, six words, two bytes. */
const BYTES_PER_MATCH = 8 + 6 * 4 + 2;

/** Empty columns for `count` matches. Widest first, so that each view is aligned. */
export function newMatchColumns(count: number, texts: readonly string[]): MatchColumns {
  const buffer = new ArrayBuffer(count * BYTES_PER_MATCH);
  const word = (index: number): number => count * (8 + index * 4);
  return {
    count,
    detectionIds: new Float64Array(buffer, 0, count),
    likelihoods: new Float32Array(buffer, word(0), count),
    baseRates: new Float32Array(buffer, word(1), count),
    readTexts: new Uint32Array(buffer, word(2), count),
    plateTexts: new Uint32Array(buffer, word(3), count),
    matchedTexts: new Uint32Array(buffer, word(4), count),
    lookAlikeCounts: new Uint32Array(buffer, word(5), count),
    costs: new Uint8Array(buffer, word(6), count),
    via: new Uint8Array(buffer, word(6) + count, count),
    texts,
  };
}

/** The buffer to transfer with an answer. */
export function answerBuffers(answer: MatchAnswer): ArrayBuffer[] {
  const { buffer } = answer.columns.detectionIds;
  return buffer instanceof ArrayBuffer ? [buffer] : [];
}

/** Match at a rank (from 0). Throws RangeError past the end. */
export function matchAt(answer: MatchAnswer, rank: number): Match {
  const { columns } = answer;
  const detectionId = columns.detectionIds[rank];
  if (detectionId === undefined) throw new RangeError('The answer has no match of this rank.');
  const text = (column: Uint32Array): string => columns.texts[column[rank] ?? 0] ?? '';
  const likelihood = columns.likelihoods[rank] ?? 0;
  return {
    detectionId,
    readText: text(columns.readTexts),
    plate: text(columns.plateTexts) as PlateText,
    matchedText: text(columns.matchedTexts),
    cost: columns.costs[rank] ?? 0,
    via: columns.via[rank] === VIA_CANDIDATE ? 'candidate' : 'read',
    likelihood,
    baseRate: columns.baseRates[rank] ?? 0,
    lookAlikeCount: columns.lookAlikeCounts[rank] ?? 0,
    folded: isFolded(likelihood),
  };
}

/** Likelihoods travel as 32-bit floats: both sides compare the rounded number, or counts and marks would differ. */
export function isFolded(likelihood: number): boolean {
  return Math.fround(likelihood) < Math.fround(FOLD_BELOW);
}

export function* matchesOf(answer: MatchAnswer): Generator<Match> {
  for (let rank = 0; rank < answer.columns.count; rank++) yield matchAt(answer, rank);
}
