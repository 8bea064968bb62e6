/**
 * Fits, on reads whose truth is known, what share of a plate's misreads comes out as one given text at a cost.
 * Runs anywhere (pure; its sampling is seeded).
 * The share is misreads counted at a cost, divided by texts that there are at that cost: no match of a case is needed.
 */

import type { CostModel } from '../../src/core/match/cost-model.ts';
import { misreadShare, type ShareCurve } from '../../src/core/match/likelihood.ts';
import { SYMBOL_COUNT, symbolText } from '../../src/core/match/plate-code.ts';
import { plateDistance } from '../../src/core/match/plate-distance.ts';
import { type Random, seededRandom } from '../seeded-random.ts';
import type { RealRead } from './real-reads.ts';

const KNEE = 8;
const HIGHEST_COST = 16;
const SAMPLED_PLATES = 12;
const SAMPLES = 4000;
const SYMBOLS = Array.from({ length: SYMBOL_COUNT }, (_, symbol) => symbolText(symbol));

export type CurveFit = {
  readonly curve: ShareCurve;
  /** `[cost]`: misreads counted, and texts there are at that cost of one plate. */
  readonly misreads: readonly number[];
  readonly texts: readonly number[];
  /** Share of misreads within a cost of 3, 5 and 8. */
  readonly within: readonly number[];
};

/**
 * Costs are learnt on one fold and misreads counted on the other, both ways: counted under costs that were learnt from
 * the same reads, misreads would seem nearer than new ones are.
 */
export function fitCurve(reads: readonly RealRead[], learn: (reads: readonly RealRead[]) => CostModel): CurveFit {
  const misreads = new Array<number>(HIGHEST_COST + 1).fill(0);
  const texts = new Array<number>(HIGHEST_COST + 1).fill(0);
  const costs: number[] = [];
  const vehicles = [...new Set(reads.map((read) => read.vehicle))].sort();
  const folds = [0, 1].map((fold) => new Set(vehicles.filter((_, index) => index % 2 === fold)));
  const random = seededRandom(20_240_601);
  for (const fold of folds) {
    const model = learn(reads.filter((read) => !fold.has(read.vehicle)));
    for (const { vehicle, read } of reads) {
      if (!fold.has(vehicle) || read === vehicle) continue;
      const cost = read === '' ? 99 : plateDistance(model, vehicle, read);
      costs.push(cost);
      if (cost <= HIGHEST_COST) misreads[cost] = (misreads[cost] ?? 0) + 1;
    }
    const plates = [...fold].filter((_, index) => index % Math.ceil(fold.size / SAMPLED_PLATES) === 0);
    for (const plate of plates) {
      for (const [cost, count] of countTexts(model, plate, random).entries()) {
        texts[cost] = (texts[cost] ?? 0) + count / plates.length / folds.length;
      }
    }
  }
  const share = (most: number): number => costs.filter((cost) => cost <= most).length / costs.length;
  return { curve: fitted(misreads, texts, costs.length), misreads, texts, within: [share(3), share(5), share(8)] };
}

/** Texts at each cost of one plate: counted up to the knee, sampled past it (two edits at random places). */
function countTexts(model: CostModel, plate: string, random: Random): number[] {
  const counts = new Array<number>(HIGHEST_COST + 1).fill(0);
  const near = new Set<string>();
  const singles = edits(plate);
  for (const single of singles) near.add(single);
  for (const single of singles) {
    const first = plateDistance(model, plate, single);
    if (first >= KNEE) continue;
    for (const second of edits(single)) {
      if (!near.has(second) && plateDistance(model, single, second) + first <= KNEE) near.add(second);
    }
  }
  near.delete(plate);
  for (const text of near) {
    const cost = plateDistance(model, plate, text);
    if (cost <= KNEE) counts[cost] = (counts[cost] ?? 0) + 1;
  }
  // Either of two edits may come first, so that each text is met about twice.
  const pairs = singles.length ** 2 / 2;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const first = singles[Math.floor(random() * singles.length)] ?? plate;
    const seconds = edits(first);
    const cost = plateDistance(model, plate, seconds[Math.floor(random() * seconds.length)] ?? first);
    if (cost > KNEE && cost <= HIGHEST_COST) counts[cost] = (counts[cost] ?? 0) + pairs / SAMPLES;
  }
  return counts;
}

function edits(text: string): string[] {
  const found = new Set<string>();
  for (let at = 0; at <= text.length; at++) {
    for (const symbol of SYMBOLS) {
      found.add(text.slice(0, at) + symbol + text.slice(at));
      if (at < text.length) found.add(text.slice(0, at) + symbol + text.slice(at + 1));
    }
    if (at < text.length && text.length > 1) found.add(text.slice(0, at) + text.slice(at + 1));
  }
  found.delete(text);
  return [...found];
}

/** Poisson regression by coordinate descent on the three numbers of the curve. */
function fitted(misreads: readonly number[], texts: readonly number[], total: number): ShareCurve {
  const curve = { level: 2, near: 0.6, far: 0.6, knee: KNEE };
  const loss = (): number => {
    let sum = 0;
    for (let cost = 1; cost <= HIGHEST_COST; cost++) {
      const expected = total * (texts[cost] ?? 0) * misreadShare(cost, curve);
      if (expected > 0) sum += expected - (misreads[cost] ?? 0) * Math.log(expected);
    }
    return sum;
  };
  let best = loss();
  for (let step = 0.5; step > 1e-4; ) {
    let moved = false;
    for (const key of ['level', 'near', 'far'] as const) {
      for (const by of [step, -step]) {
        curve[key] += by;
        const next = loss();
        if (next < best - 1e-9 && curve[key] >= 0.05) {
          best = next;
          moved = true;
        } else curve[key] -= by;
      }
    }
    if (!moved) step /= 2;
  }
  return curve;
}
