/**
 * Four numbers for every vehicle, kept between walks: what counting writes to. Runs anywhere (pure).
 * A vehicle's cell is of this walk if its stamp is above the walk's base, and stale otherwise: nothing is cleared.
 */

import { Passes } from './vehicle-passes.ts';

const HIGHEST_STAMP = 2 ** 31 - 1;

export class VehicleCounters {
  /** `[vehicle * 4]`: stamp, and three counts that each walk gives its own meaning; one cell is a quarter of a cache line. */
  cells = new Int32Array(0);
  /** Vehicles that the walk lists. */
  list = new Int32Array(0);
  /** Of the vehicle asked about. */
  readonly passes = new Passes();
  #used = 0;

  /** @returns the walk's base: its stamps are above it, by at most `stamps` */
  begin(vehicles: number, stamps: number): number {
    if (this.cells.length < vehicles * 4) {
      this.cells = new Int32Array(vehicles * 4);
      this.list = new Int32Array(vehicles);
      this.#used = 0;
    } else if (this.#used > HIGHEST_STAMP - stamps) {
      this.cells.fill(0);
      this.#used = 0;
    }
    const base = this.#used;
    this.#used += stamps;
    return base;
  }
}
