/**
 * Writes what was learnt as a module of the core: numbers alone, no read and no plate.
 * Runs in Node. Costs are digits 1–8 in strings, so that a person can read the table.
 */

import { SYMBOL_COUNT, symbolText } from '../../src/core/match/plate-code.ts';
import type { CandidateFit } from './fit-candidates.ts';
import type { CurveFit } from './fit-curve.ts';
import type { LearntCosts } from './learn-weights.ts';

const digits = (costs: Uint8Array): string => Array.from(costs).join('');

export function weightsModule(
  id: string,
  learnt: LearntCosts,
  fit: CurveFit,
  candidates: CandidateFit,
  repeats: number,
  vehicles: number,
): string {
  const rows = Array.from({ length: SYMBOL_COUNT }, (_, symbol) => {
    const row = learnt.substitution.subarray(symbol * SYMBOL_COUNT, (symbol + 1) * SYMBOL_COUNT);
    return `    '${digits(row)}', // ${symbolText(symbol)}`;
  });
  const { level, near, far, knee } = fit.curve;
  return `/**
 * What was learnt of camera errors from real reads. WRITTEN BY \`npm run calibrate\`: change the script, not this file.
 * Runs anywhere (data). Learnt on one half of the vehicles; docs/model/plate-likelihood.md holds the figures of the other.
 */

/** Costs 1–8, one digit a character, in the order 0–9 A–Z. */
export const CAMERA_WEIGHTS = {
  id: '${id}',
  /** One row for each true character, one digit for each character read. */
  // biome-ignore format: a table
  substitution: [
    //${symbolHeader()}
${rows.join('\n')}
  ],
  /** A character read that was not there. */
  insertion: '${digits(learnt.insertion)}',
  /** A true character not read. */
  deletion: '${digits(learnt.deletion)}',
} as const;

/** What the numbers of this file stand on, for reports. */
export const CALIBRATION = {
  vehicles: ${vehicles},
  reads: ${learnt.counted.reads},
  errors: ${learnt.counted.errors},
} as const;

/** Share of a plate's misreads that come out as one given text: exp(-(level + near·min(c, knee) + far·max(0, c - knee))). */
export const SHARE_CURVE = { level: ${figure(level)}, near: ${figure(near)}, far: ${figure(far)}, knee: ${knee} } as const;

/** How far from the plate a text counts that stands among the engine's candidates; a gap is a difference of confidences, 0–1. */
export const CANDIDATE_COSTS = { least: ${figure(candidates.least)}, perGap: ${figure(candidates.perGap)}, gapUnknown: ${figure(candidates.gapUnknown)} } as const;

/** Share of misreads within a cost of 3, 5 and 8 of the plate. */
export const MISREADS_WITHIN: readonly number[] = [${fit.within.map(figure).join(', ')}];

/** Of all misreads, the share that repeats one of the same vehicle letter for letter. */
export const REPEATS = ${figure(repeats)};
`;
}

function symbolHeader(): string {
  return `  ${Array.from({ length: SYMBOL_COUNT }, (_, symbol) => symbolText(symbol)).join('')}`;
}

function figure(value: number): number {
  return Number(value.toPrecision(3));
}
