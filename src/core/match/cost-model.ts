/**
 * What it costs to take one text for another: integer weights, directional, versioned.
 * Runs anywhere (pure). Direction is true plate → what was read; `reverseModel` turns it round. A table says how readers
 * err, not how alike two drawings are, so nothing here assumes that it is symmetric.
 */

import { CAMERA_WEIGHTS } from './camera-weights.ts';
import { SYMBOL_COUNT, symbolOf, symbolsOf } from './plate-code.ts';

/** Two characters read as one (`merge`) or one read as two (`split`), as 11 and H. */
export type PairRule = {
  readonly first: number;
  readonly second: number;
  readonly single: number;
  readonly mergeCost: number;
  readonly splitCost: number;
};

export type CostModel = {
  /** Name and version; a changed weight is a new id. */
  readonly id: string;
  /** `[true * 36 + read]`, 0 on the diagonal and nowhere else. */
  readonly substitution: Uint8Array;
  /** Cost of a symbol read that was not there. */
  readonly insertion: Uint8Array;
  /** Cost of a true symbol not read. */
  readonly deletion: Uint8Array;
  /** Cost of two neighbours read in each other's place. */
  readonly transposition: number;
  readonly pairs: readonly PairRule[];
};

/** Highest cost of one step and highest cost asked for: keeps every row in a byte. */
export const MAX_WEIGHT = 63;

export type CostModelOptions = {
  readonly id: string;
  /** Cost of one ordinary edit of each kind. */
  readonly edit: number;
  /** Cost of two neighbours in each other's place, where it is not that of an ordinary edit. */
  readonly transposition?: number;
  /** Groups whose members are all taken for each other at one cost, both ways. The cheapest group wins. */
  readonly alike?: readonly (readonly [characters: string, cost: number])[];
  /** Directional: the first character is read as the second. Stands over `alike`. */
  readonly readAs?: readonly (readonly [trueAndRead: string, cost: number])[];
  /** Pair, single, cost both ways. */
  readonly pairs?: readonly (readonly [pair: string, single: string, cost: number])[];
};

export function buildCostModel(options: CostModelOptions): CostModel {
  const edit = checkWeight(options.edit);
  const substitution = new Uint8Array(SYMBOL_COUNT * SYMBOL_COUNT).fill(edit);
  for (let symbol = 0; symbol < SYMBOL_COUNT; symbol++) substitution[symbol * SYMBOL_COUNT + symbol] = 0;
  for (const [characters, cost] of options.alike ?? []) {
    checkWeight(cost);
    for (const a of symbolsOf(characters)) {
      for (const b of symbolsOf(characters)) {
        const cell = a * SYMBOL_COUNT + b;
        if (a !== b) substitution[cell] = Math.min(substitution[cell] ?? edit, cost);
      }
    }
  }
  for (const [trueAndRead, cost] of options.readAs ?? []) {
    const [a, b] = symbolsOf(trueAndRead);
    if (a === undefined || b === undefined || a === b) throw new RangeError('A directional rule names two characters.');
    substitution[a * SYMBOL_COUNT + b] = checkWeight(cost);
  }
  return {
    id: options.id,
    substitution,
    insertion: new Uint8Array(SYMBOL_COUNT).fill(edit),
    deletion: new Uint8Array(SYMBOL_COUNT).fill(edit),
    transposition: checkWeight(options.transposition ?? edit),
    pairs: pairRules(options.pairs ?? []),
  };
}

/**
 * True plate → what a camera read. Learnt from real reads on top of the confusable set known from the field (see
 * `camera-weights.ts`): 8 is any one edit or several strong confusions, 16 any two edits.
 */
export const CAMERA_MODEL: CostModel = {
  id: CAMERA_WEIGHTS.id,
  substitution: costsOf(CAMERA_WEIGHTS.substitution.join('')),
  insertion: costsOf(CAMERA_WEIGHTS.insertion),
  deletion: costsOf(CAMERA_WEIGHTS.deletion),
  // Seldom or never seen of a camera, so that they keep what they had before anything was counted.
  transposition: 8,
  pairs: pairRules([['11', 'H', 5]]),
};

/**
 * True plate → what a person remembers of it. ASSUMED, NOT CALIBRATED: no counted data on remembered plates is at hand.
 * Chosen from what is known of short-term memory for letters and digits: order is lost sooner than the characters are
 * (neighbours change places), letters that sound alike stand for each other, and so do those that look alike. A character
 * left out or added, often the last, costs an ordinary edit: the model has no place for where in the text it happened.
 */
export const WITNESS_MODEL: CostModel = buildCostModel({
  id: 'witness/1',
  edit: 8,
  transposition: 4,
  alike: [
    // Spoken and written alike: nobody who saw the plate can tell.
    ['0O', 1],
    ['1I', 2],
    // Sound alike.
    ['BCDEGPTV', 5],
    ['MN', 3],
    ['FS', 4],
    ['59', 5],
    ['AHJK8', 6],
    ['IY', 6],
    ['QUW2', 6],
    // Look alike at a glance.
    ['0DOQ', 4],
    ['1IL', 4],
    ['17', 5],
    ['8B', 4],
    ['38', 5],
    ['5S', 4],
    ['2Z', 4],
    ['6G', 5],
    ['CG', 4],
    ['69', 5],
    ['UV', 5],
    ['VWY', 5],
    ['MNHW', 5],
    ['EF', 5],
    ['PR', 5],
    ['4A', 5],
    ['KX', 6],
  ],
});

/** The same model seen from the read: `distance(reverseModel(m), read, truth) === distance(m, truth, read)`. */
export function reverseModel(model: CostModel): CostModel {
  const substitution = new Uint8Array(SYMBOL_COUNT * SYMBOL_COUNT);
  for (let a = 0; a < SYMBOL_COUNT; a++) {
    for (let b = 0; b < SYMBOL_COUNT; b++) {
      substitution[b * SYMBOL_COUNT + a] = model.substitution[a * SYMBOL_COUNT + b] ?? 0;
    }
  }
  return {
    id: `${model.id}/reversed`,
    substitution,
    insertion: model.deletion,
    deletion: model.insertion,
    transposition: model.transposition,
    pairs: model.pairs.map((rule) => ({ ...rule, mergeCost: rule.splitCost, splitCost: rule.mergeCost })),
  };
}

function pairRules(pairs: readonly (readonly [pair: string, single: string, cost: number])[]): PairRule[] {
  return pairs.map(([pair, single, cost]) => ({
    first: symbolOf(pair.charCodeAt(0)),
    second: symbolOf(pair.charCodeAt(1)),
    single: symbolOf(single.charCodeAt(0)),
    mergeCost: checkWeight(cost),
    splitCost: checkWeight(cost),
  }));
}

/** Costs written as digits, one each. */
function costsOf(digits: string): Uint8Array {
  return Uint8Array.from(digits, Number);
}

function checkWeight(weight: number): number {
  if (!Number.isInteger(weight) || weight < 1 || weight > MAX_WEIGHT) {
    throw new RangeError(`A weight of the cost model is a whole number from 1 to ${MAX_WEIGHT}.`);
  }
  return weight;
}
