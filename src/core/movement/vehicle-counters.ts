/**
 * Numbers for each vehicle met in a walk: what counting writes to. Runs anywhere (pure).
 * A small walk has a small table, cleared before it, so that counting stays in the nearest cache however many vehicles
 * there are; a walk that may meet them all has a cell for each. Kept between walks, so that nothing is allocated for one.
 */

import { Passes } from './vehicle-passes.ts';

/** Spreads neighbouring numbers (2^32 over the golden ratio). */
const SPREAD = 0x9e3779b1;
const LEAST_BITS = 6;

export class VehicleCounters {
  /** Cells in use. */
  size = 0;
  /** `[cell]`: its vehicle + 1; 0 where the cell is free. */
  keys = new Int32Array(0);
  /** `[cell * width]`: counts that each walk gives its own meaning. */
  counts = new Int32Array(0);
  /** Cells of the vehicles that the walk lists. */
  list = new Int32Array(0);
  /** A vehicle's first cell is its number times this, without its lowest `shift` bits; taken cells are passed over. */
  spread = 1;
  shift = 0;
  /** Of the vehicle asked about. */
  readonly passes = new Passes();

  /** Counts of a vehicle. */
  width = 1;

  /**
   * Clears.
   * @param vehicles one more than the highest number
   * @param met no more vehicles than this are met
   * @param width counts of a vehicle
   */
  begin(vehicles: number, met: number, width: number): void {
    this.width = width;
    const bits = Math.max(LEAST_BITS, Math.ceil(Math.log2(1.5 * met + 1)));
    const sparse = bits < 31 && 2 ** bits < vehicles;
    this.size = sparse ? 2 ** bits : vehicles;
    this.spread = sparse ? SPREAD : 1;
    this.shift = sparse ? 32 - bits : 0;
    if (this.keys.length < this.size) {
      this.keys = new Int32Array(this.size);
      this.list = new Int32Array(this.size);
    } else {
      this.keys.fill(0, 0, this.size);
    }
    if (this.counts.length < this.size * width) this.counts = new Int32Array(this.size * width);
    else this.counts.fill(0, 0, this.size * width);
  }

  /** Cell of a vehicle, taken for it where it had none. */
  take(vehicle: number): number {
    const cell = this.#cellOf(vehicle);
    this.keys[cell] = vehicle + 1;
    return cell;
  }

  /** One of the counts of a vehicle; 0 where it was not met. */
  countOf(vehicle: number, which: number): number {
    const cell = this.#cellOf(vehicle);
    return this.keys[cell] === vehicle + 1 ? (this.counts[cell * this.width + which] ?? 0) : 0;
  }

  vehicleOf(cell: number): number {
    return (this.keys[cell] ?? 0) - 1;
  }

  #cellOf(vehicle: number): number {
    const { keys, size } = this;
    let cell = Math.imul(vehicle, this.spread) >>> this.shift;
    let held = keys[cell] ?? 0;
    while (held !== 0 && held !== vehicle + 1) {
      cell = cell + 1 === size ? 0 : cell + 1;
      held = keys[cell] ?? 0;
    }
    return cell;
  }
}
