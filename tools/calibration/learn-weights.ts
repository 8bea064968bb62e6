/**
 * Learns the costs of camera errors from reads whose truth is known: directed substitutions, deletions, insertions.
 * Runs in Node (pure). A rate seldom seen is drawn towards what is known of characters that are drawn alike, and with
 * nothing known to the cost of any one edit; no cost leaves 1–8, so that 8 stays any one edit and 16 any two.
 */

import { buildCostModel, type CostModel } from '../../src/core/match/cost-model.ts';
import { SYMBOL_COUNT, symbolsOf } from '../../src/core/match/plate-code.ts';
import { alignmentSteps, plateDistance } from '../../src/core/match/plate-distance.ts';

/** Cost of any one edit about which nothing is known. */
const EDIT = 8;
/** A character left out somewhere is one text where a substitution is 35: dearer per text, so cheaper here. */
const DELETION = 6;
/** How much likelier an error is for each unit that its cost is lower, as a natural logarithm. */
const LOG_RATE_PER_COST = 1;
/** Reads of one vehicle err alike, so that this many count as one. */
const READS_PER_WITNESS = 3;
/** How many independent sights of a character the prior weighs as. */
const PRIOR_WEIGHT = 12;
/** Reads dearer than this have been read off something else than the plate. */
const HIGHEST_COST = 20;

/** Characters drawn alike, known before any read was counted. The cheapest group wins. */
const ALIKE: readonly (readonly [string, number])[] = [
  ['0O', 2],
  ['0ODQ', 3],
  ['1I', 2],
  ['1IL', 3],
  ['1ILT', 4],
  ['8B', 2],
  ['8B3', 4],
  ['5S', 2],
  ['2Z', 2],
  ['27Z', 4],
  ['6G', 2],
  ['6GC', 4],
  ['UV', 4],
  ['MNH', 4],
  ['EF', 4],
  ['PR', 4],
  ['4A', 3],
  ['VY', 4],
  ['VYW', 5],
];
const PAIRS: readonly (readonly [string, string, number])[] = [['11', 'H', 5]];

export const PRIOR_MODEL: CostModel = buildCostModel({ id: 'camera/prior', edit: EDIT, alike: ALIKE, pairs: PAIRS });

export type LearntCosts = {
  readonly substitution: Uint8Array;
  readonly insertion: Uint8Array;
  readonly deletion: Uint8Array;
  readonly counted: { readonly reads: number; readonly errors: number };
};

type Counts = {
  readonly seen: Float64Array;
  readonly substituted: Float64Array;
  readonly deleted: Float64Array;
  readonly inserted: Float64Array;
  reads: number;
  errors: number;
};

/** Counts, learns, aligns again with what was learnt, until the costs stay as they are (at most ten rounds). */
export function learnWeights(reads: readonly { readonly vehicle: string; readonly read: string }[]): LearntCosts {
  let learnt = costsOf(countErrors(reads, PRIOR_MODEL));
  for (let round = 0; round < 10; round++) {
    const next = costsOf(countErrors(reads, modelOf(learnt, 'camera/learning')));
    const settled = sameCosts(next, learnt);
    learnt = next;
    if (settled) break;
  }
  return learnt;
}

export function modelOf(costs: Pick<LearntCosts, 'substitution' | 'insertion' | 'deletion'>, id: string): CostModel {
  const { substitution, insertion, deletion } = costs;
  return { ...PRIOR_MODEL, id, substitution, insertion, deletion };
}

function countErrors(reads: readonly { readonly vehicle: string; readonly read: string }[], model: CostModel): Counts {
  const counts: Counts = {
    seen: new Float64Array(SYMBOL_COUNT),
    substituted: new Float64Array(SYMBOL_COUNT * SYMBOL_COUNT),
    deleted: new Float64Array(SYMBOL_COUNT),
    inserted: new Float64Array(SYMBOL_COUNT),
    reads: 0,
    errors: 0,
  };
  for (const { vehicle, read } of reads) {
    if (read === '' || plateDistance(model, vehicle, read) > HIGHEST_COST) continue;
    counts.reads++;
    const truth = symbolsOf(vehicle);
    const seen = symbolsOf(read);
    let i = 0;
    let j = 0;
    for (const { fromCount, toCount, cost } of alignmentSteps(model, vehicle, read)) {
      const a = truth[i] ?? 0;
      const b = seen[j] ?? 0;
      for (let k = 0; k < fromCount; k++) add(counts.seen, truth[i + k] ?? 0);
      if (cost > 0) {
        counts.errors++;
        if (fromCount === 1 && toCount === 1) add(counts.substituted, a * SYMBOL_COUNT + b);
        else if (fromCount === 1 && toCount === 0) add(counts.deleted, a);
        else if (fromCount === 0) add(counts.inserted, b);
      }
      i += fromCount;
      j += toCount;
    }
  }
  return counts;
}

function costsOf(counts: Counts): LearntCosts {
  const seen = total(counts.seen);
  const ordinary = ordinaryRate(counts);
  const substitution = new Uint8Array(SYMBOL_COUNT * SYMBOL_COUNT);
  const insertion = new Uint8Array(SYMBOL_COUNT);
  const deletion = new Uint8Array(SYMBOL_COUNT);
  const deletionRate = total(counts.deleted) / seen;
  const insertionRate = total(counts.inserted) / seen / SYMBOL_COUNT;
  for (let a = 0; a < SYMBOL_COUNT; a++) {
    const sights = counts.seen[a] ?? 0;
    for (let b = 0; b < SYMBOL_COUNT; b++) {
      if (a === b) continue;
      const cell = a * SYMBOL_COUNT + b;
      const before = ordinary * Math.exp(LOG_RATE_PER_COST * (EDIT - (PRIOR_MODEL.substitution[cell] ?? EDIT)));
      const rate = shrunk(counts.substituted[cell] ?? 0, sights, before);
      substitution[cell] = costOf(rate / ordinary, EDIT);
    }
    deletion[a] = costOf(shrunk(counts.deleted[a] ?? 0, sights, deletionRate) / deletionRate, DELETION);
    // A character can be put in wherever another stands, so every sight of any character is a chance for it.
    insertion[a] = costOf(shrunk(counts.inserted[a] ?? 0, seen, insertionRate) / insertionRate, EDIT);
  }
  return { substitution, insertion, deletion, counted: { reads: counts.reads, errors: counts.errors } };
}

/** Rate at which a character is read as one given other that does not look like it. */
function ordinaryRate(counts: Counts): number {
  let errors = 0;
  let chances = 0;
  for (let a = 0; a < SYMBOL_COUNT; a++) {
    for (let b = 0; b < SYMBOL_COUNT; b++) {
      const cell = a * SYMBOL_COUNT + b;
      if (a === b || PRIOR_MODEL.substitution[cell] !== EDIT) continue;
      errors += counts.substituted[cell] ?? 0;
      chances += counts.seen[a] ?? 0;
    }
  }
  return errors / chances;
}

function shrunk(errors: number, chances: number, before: number): number {
  return (errors / READS_PER_WITNESS + PRIOR_WEIGHT * before) / (chances / READS_PER_WITNESS + PRIOR_WEIGHT);
}

function costOf(timesOrdinary: number, ordinaryCost: number): number {
  const cost = Math.round(ordinaryCost - Math.log(timesOrdinary) / LOG_RATE_PER_COST);
  return Math.min(EDIT, Math.max(1, cost));
}

function add(counts: Float64Array, at: number): void {
  counts[at] = (counts[at] ?? 0) + 1;
}

function total(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

function sameCosts(a: LearntCosts, b: LearntCosts): boolean {
  return (['substitution', 'insertion', 'deletion'] as const).every((table) =>
    a[table].every((cost, index) => cost === b[table][index]),
  );
}
