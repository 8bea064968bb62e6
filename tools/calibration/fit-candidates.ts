/**
 * Fits how much it says that a plate stands among the engine's candidates, and how little behind the first reading.
 * Runs in Node (pure). Compares how often, and how close, the truth of a misread stands among the candidates with how
 * often other texts of the same costs do where the engine was right: a likelihood ratio, turned into cost by the curve.
 */

import type { CostModel } from '../../src/core/match/cost-model.ts';
import { plateDistance } from '../../src/core/match/plate-distance.ts';
import type { CurveFit } from './fit-curve.ts';
import type { RealRead } from './real-reads.ts';

/** `cost = least + perGap * gap`, `gapUnknown` for the gap where an engine gives no confidence. */
export type CandidateFit = { readonly least: number; readonly perGap: number; readonly gapUnknown: number };

/** Cheaper texts stand among the candidates whether true or not: only from here on do they tell. */
const FROM_COST = 5;
const TO_COST = 8;
/** Pull of the slope towards zero, in squared gaps of 0.05. */
const RIDGE = 1;
/** A candidate is never nearer than the cheapest confusion. */
const LEAST = 1;

export function fitCandidates(reads: readonly RealRead[], model: CostModel, fit: CurveFit): CandidateFit {
  const gapsOfTruth: number[] = [];
  const gapsOfOthers: number[] = [];
  let misreads = 0;
  let rightReads = 0;
  let costs = 0;
  for (const { vehicle, read, candidates } of reads) {
    const first = candidates.find(({ text }) => text === read);
    if (read === '' || first === undefined) continue;
    if (read === vehicle) {
      rightReads++;
      for (const { text, confidence } of candidates) {
        const cost = text === read ? 0 : plateDistance(model, text, read);
        if (cost >= FROM_COST && cost <= TO_COST) gapsOfOthers.push(first.confidence - confidence);
      }
    } else {
      const cost = plateDistance(model, vehicle, read);
      if (cost < FROM_COST || cost > TO_COST) continue;
      misreads++;
      costs += cost;
      const truth = candidates.find(({ text }) => text === vehicle);
      if (truth !== undefined) gapsOfTruth.push(first.confidence - truth.confidence);
    }
  }
  let texts = 0;
  for (let cost = FROM_COST; cost <= TO_COST; cost++) texts += fit.texts[cost] ?? 0;
  const present = gapsOfTruth.length / misreads / (gapsOfOthers.length / (rightReads * texts));
  const { intercept, slope } = logistic(gapsOfTruth, gapsOfOthers);
  const meanCost = costs / misreads;
  // Nearer than the mean cost of such a misread by what the evidence is worth.
  const atZero = meanCost - (Math.log(present) + intercept) / fit.curve.near;
  const perGap = -slope / fit.curve.near;
  const unknown = meanCost - Math.log(present) / fit.curve.near;
  return { least: Math.max(LEAST, atZero), perGap, gapUnknown: (unknown - Math.max(LEAST, atZero)) / perGap };
}

/** log(density in `a` / density in `b`) as a line in the gap, by ridge logistic regression (Newton). */
function logistic(a: readonly number[], b: readonly number[]): { intercept: number; slope: number } {
  const offset = Math.log(a.length / b.length);
  const mean = 0.1;
  let level = 0;
  let slope = 0;
  for (let round = 0; round < 50; round++) {
    let gLevel = 0;
    let gSlope = -RIDGE * slope * 0.05 ** 2;
    let hLevel = 1e-9;
    let hBoth = 0;
    let hSlope = RIDGE * 0.05 ** 2;
    for (const [gaps, label] of [
      [a, 1],
      [b, 0],
    ] as const) {
      for (const gap of gaps) {
        const x = gap - mean;
        const p = 1 / (1 + Math.exp(-(offset + level + slope * x)));
        gLevel += label - p;
        gSlope += (label - p) * x;
        hLevel += p * (1 - p);
        hBoth += p * (1 - p) * x;
        hSlope += p * (1 - p) * x * x;
      }
    }
    const determinant = hLevel * hSlope - hBoth * hBoth;
    level += (gLevel * hSlope - gSlope * hBoth) / determinant;
    slope += (gSlope * hLevel - gLevel * hBoth) / determinant;
  }
  return { intercept: level - slope * mean, slope };
}
