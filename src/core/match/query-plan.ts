/**
 * Everything about one fuzzy query that does not depend on the trie, computed once: cost rows, lower bounds, letter masks.
 * Runs anywhere (pure). Rows count the query's characters 0…n; a value above the budget is kept as budget + 1.
 */

import type { CostModel } from './cost-model.ts';
import { SYMBOL_COUNT } from './plate-code.ts';

/** A pair rule that this query can meet, at the query position where its part of the query starts. */
export type PlannedPair = {
  readonly at: number;
  readonly first: number;
  readonly second: number;
  readonly single: number;
  readonly cost: number;
};

export type QueryPlan = {
  readonly symbols: Uint8Array;
  /** Characters of the query. */
  readonly n: number;
  /** Highest cost asked for. */
  readonly budget: number;
  /** `[i * 36 + symbol]`: cost of reading query character i as the symbol. */
  readonly substitution: Uint8Array;
  readonly insertion: Uint8Array;
  /** Cost of losing query character i. */
  readonly deletion: Uint8Array;
  readonly transposition: number;
  /** Two query characters read as one. */
  readonly merges: readonly PlannedPair[];
  /** One query character read as two. */
  readonly splits: readonly PlannedPair[];
  /** Least cost by which a text grows, or shrinks, by one character against the query. */
  readonly growCost: number;
  readonly shrinkCost: number;
  /** `[(i * (budget + 1) + left) * 2]`: symbols that query character i may become for at most `left` (low, high word). */
  readonly substitutionMask: Uint32Array;
  /** `[left * 2]`: symbols that may be inserted for at most `left`. */
  readonly insertionMask: Uint32Array;
};

export function planQuery(model: CostModel, symbols: Uint8Array, budget: number): QueryPlan {
  const n = symbols.length;
  const substitution = new Uint8Array(n * SYMBOL_COUNT);
  const deletion = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const from = (symbols[i] ?? 0) * SYMBOL_COUNT;
    substitution.set(model.substitution.subarray(from, from + SYMBOL_COUNT), i * SYMBOL_COUNT);
    deletion[i] = model.deletion[symbols[i] ?? 0] ?? 0;
  }
  const merges: PlannedPair[] = [];
  const splits: PlannedPair[] = [];
  for (const { first, second, single, mergeCost, splitCost } of model.pairs) {
    for (let at = 0; at < n; at++) {
      if (symbols[at] === single) splits.push({ at, first, second, single, cost: splitCost });
      if (symbols[at] === first && symbols[at + 1] === second)
        merges.push({ at, first, second, single, cost: mergeCost });
    }
  }
  return {
    symbols,
    n,
    budget,
    substitution,
    insertion: model.insertion,
    deletion,
    transposition: model.transposition,
    merges,
    splits,
    growCost: Math.min(...model.insertion, ...splits.map((pair) => pair.cost)),
    shrinkCost: Math.min(MAX_STEP, ...deletion, ...merges.map((pair) => pair.cost)),
    substitutionMask: substitutionMasks(substitution, n, budget),
    insertionMask: substitutionMasks(model.insertion, 1, budget),
  };
}

/** Larger than any weight: an empty query cannot shrink. */
const MAX_STEP = 64;

function substitutionMasks(costs: Uint8Array, positions: number, budget: number): Uint32Array {
  const masks = new Uint32Array(positions * (budget + 1) * 2);
  for (let i = 0; i < positions; i++) {
    for (let symbol = 0; symbol < SYMBOL_COUNT; symbol++) {
      for (let left = costs[i * SYMBOL_COUNT + symbol] ?? 0; left <= budget; left++) {
        const word = (i * (budget + 1) + left) * 2 + (symbol < 32 ? 0 : 1);
        masks[word] = ((masks[word] ?? 0) | (1 << (symbol & 31))) >>> 0;
      }
    }
  }
  return masks;
}

/**
 * Least cost still to come when `textLeft` characters of the text and `queryLeft` of the query remain.
 * Never above the truth, and falls by no more than a step costs: so pruning by it loses nothing.
 */
export function remainingBound(plan: QueryPlan, textLeft: number, queryLeft: number): number {
  const difference = textLeft - queryLeft;
  return difference >= 0 ? difference * plan.growCost : -difference * plan.shrinkCost;
}

/** The row before any text character: the query's characters deleted one by one. */
export function firstRow(plan: QueryPlan): Uint8Array {
  const row = new Uint8Array(plan.n + 1);
  for (let i = 0; i < plan.n; i++) row[i + 1] = Math.min((row[i] ?? 0) + (plan.deletion[i] ?? 0), plan.budget + 1);
  return row;
}
