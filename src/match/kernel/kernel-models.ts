/**
 * Cost models as the kernel takes them: checked once, copied into a slot once, and found there again by the next query.
 * Runs in the match worker. Models are never changed once built, so an object stands for its costs.
 */

import type { CostModel } from '../../core/match/cost-model.ts';
import { MAX_WEIGHT } from '../../core/match/cost-model.ts';
import { SYMBOL_COUNT } from '../../core/match/plate-code.ts';
import type { Kernel } from './kernel-module.ts';

const SLOTS = 4;
/** Rules that one query can meet, at each of 8 characters: the kernel has room for 512 of each kind. */
const MAX_RULES = 64;
/** Largest cost in a vector's lane; the weights of the product's models are smaller still. */
const MAX_BYTE = 255;

/** What the kernel can take; anything else is the plain code's to answer. */
function fits(model: CostModel): boolean {
  return model.pairs.length <= MAX_RULES;
}

const checked = new WeakSet<CostModel>();

/** @throws RangeError on costs that no search can add up */
export function assertModel(model: CostModel): void {
  if (checked.has(model)) return;
  const tables =
    model.substitution.length === SYMBOL_COUNT * SYMBOL_COUNT &&
    model.insertion.length === SYMBOL_COUNT &&
    model.deletion.length === SYMBOL_COUNT;
  const rules = model.pairs.every(
    ({ first, second, single, mergeCost, splitCost }) =>
      [first, second, single].every((symbol) => isWhole(symbol, SYMBOL_COUNT - 1)) &&
      [mergeCost, splitCost].every((cost) => isWhole(cost, MAX_WEIGHT)),
  );
  if (!tables || !rules || !isWhole(model.transposition, MAX_BYTE)) {
    throw new RangeError('A cost model with costs out of range reached the matcher.');
  }
  checked.add(model);
}

function isWhole(value: number, highest: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= highest;
}

/** The models that one kernel holds: the last four asked for. */
export class KernelModels {
  readonly #kernel: Kernel;
  readonly #bytes: Uint8Array;
  readonly #held: (CostModel | undefined)[] = new Array(SLOTS).fill(undefined);
  #next = 0;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#bytes = new Uint8Array(kernel.memory.buffer);
  }

  /** Slot of a checked model, or -1 where the kernel cannot take it. */
  slotOf(model: CostModel): number {
    const held = this.#held.indexOf(model);
    if (held >= 0) return held;
    if (!fits(model)) return -1;
    const slot = this.#next;
    this.#next = (slot + 1) % SLOTS;
    const { RAW_MODEL } = this.#kernel.at;
    this.#bytes.set(model.substitution, RAW_MODEL);
    this.#bytes.set(model.insertion, RAW_MODEL + model.substitution.length);
    this.#bytes.set(model.deletion, RAW_MODEL + model.substitution.length + SYMBOL_COUNT);
    this.#bytes[RAW_MODEL + model.substitution.length + 2 * SYMBOL_COUNT] = model.transposition;
    this.#kernel.prepareModel(slot);
    this.#held[slot] = model;
    return slot;
  }

  /** Writes the pair rules that a query meets. Returns how many merges and splits. */
  writePairs(model: CostModel, symbols: Uint8Array, length: number): readonly [merges: number, splits: number] {
    const { MERGES, SPLITS } = this.#kernel.at;
    let merge = MERGES;
    let split = SPLITS;
    for (const { first, second, single, mergeCost, splitCost } of model.pairs) {
      for (let at = 0; at < length; at++) {
        if (symbols[at] === single) {
          this.#write(split, at, first, second, splitCost);
          split += 4;
        }
        if (at + 1 < length && symbols[at] === first && symbols[at + 1] === second) {
          this.#write(merge, at, single, mergeCost, 0);
          merge += 4;
        }
      }
    }
    return [(merge - MERGES) / 4, (split - SPLITS) / 4];
  }

  #write(at: number, a: number, b: number, c: number, d: number): void {
    this.#bytes[at] = a;
    this.#bytes[at + 1] = b;
    this.#bytes[at + 2] = c;
    this.#bytes[at + 3] = d;
  }
}
