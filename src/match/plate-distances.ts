/**
 * What it costs to read one plate as texts of the index, each worked out once. Runs in the match worker.
 * Ordinals never move, so the costs stay good for as long as the same plate is asked about.
 */

import type { CostModel } from '../core/match/cost-model.ts';
import { MAX_PACKED_LENGTH } from '../core/match/plate-code.ts';
import type { MatchIndex } from './match-index.ts';
import { distanceWithin } from './quick-distance.ts';

/** Costs worked out one by one before the finder is asked for all that are near at once. */
const ONE_BY_ONE = 1024;
/** Within this cost stand nearly all look-alikes of what a search within two edits finds. */
const NEAR = 24;

export class PlateDistances {
  readonly #index: MatchIndex;
  readonly #model: CostModel;
  readonly #furthest: number;
  #plate = '';
  /** `[text]`: cost + 1, 0 not known. */
  #costs = new Uint8Array(0);
  #known: number[] = [];
  #foundNear = false;

  /** @param furthest cost from which on it is not worked out by how much more, at most 253 */
  constructor(index: MatchIndex, model: CostModel, furthest: number) {
    this.#index = index;
    this.#model = model;
    this.#furthest = furthest;
  }

  /** Cost of reading the plate as a text, or `furthest` + 1 where it is more than that. */
  costOf(plate: string, ordinal: number): number {
    if (plate !== this.#plate) this.#begin(plate);
    const known = this.#costs[ordinal] ?? 0;
    if (known > 0) return known - 1;
    if (!this.#foundNear && this.#known.length >= ONE_BY_ONE) {
      this.#findNear();
      return this.costOf(plate, ordinal);
    }
    const cost = distanceWithin(this.#model, plate, this.#index.texts.textOf(ordinal), this.#furthest);
    this.#keep(ordinal, cost);
    return cost;
  }

  bytes(): number {
    return this.#costs.byteLength;
  }

  #begin(plate: string): void {
    for (const ordinal of this.#known) this.#costs[ordinal] = 0;
    this.#known = [];
    this.#plate = plate;
    // Longer plates stand in no trie: to find what is near them costs more than it saves.
    this.#foundNear = plate.length > MAX_PACKED_LENGTH;
  }

  #findNear(): void {
    this.#foundNear = true;
    const { ordinals, costs } = this.#index.fuzzy(this.#model, this.#plate, NEAR);
    for (let at = 0; at < ordinals.length; at++) this.#keep(ordinals[at] ?? 0, costs[at] ?? 0);
  }

  #keep(ordinal: number, cost: number): void {
    if (this.#costs.length <= ordinal) {
      const grown = new Uint8Array(Math.ceil(this.#index.texts.count() * 1.125));
      grown.set(this.#costs);
      this.#costs = grown;
    }
    this.#costs[ordinal] = cost + 1;
    this.#known.push(ordinal);
  }
}
