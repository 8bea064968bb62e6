/**
 * What an analysis takes for one vehicle: each text by itself, or groups of texts with a leader.
 * Runs anywhere (pure).
 */

export type Vehicles = {
  /** One more than the highest number. */
  readonly count: number;
  /** Each text leads itself. */
  readonly alone: boolean;
  /** The vehicle a text is taken for: a text's number, its own where it stands alone. */
  leaderOf(text: number): number;
  /** Texts taken for a leader, itself first. */
  membersOf(leader: number): readonly number[];
  /** What ties in a ranking are broken by. */
  nameOf(text: number): string;
};

/** The order of names in a ranking, the same on every machine. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Each text a vehicle of its own. */
export function textsAsVehicles(count: number, nameOf: (text: number) => string): Vehicles {
  return { count, alone: true, leaderOf: (text) => text, membersOf: (leader) => [leader], nameOf };
}

/** Counters for every vehicle, kept between walks and cleared by what was touched. */
export class VehicleCounters {
  /** `[vehicle * 2]` last stamp, `[vehicle * 2 + 1]` count. */
  cells = new Int32Array(0);
  touched = new Int32Array(1024);
  touchedCount = 0;

  /** Makes room and clears what the walk before left. */
  begin(vehicles: number): void {
    if (this.cells.length < vehicles * 2) this.cells = new Int32Array(vehicles * 2);
    else this.#clear();
    this.touchedCount = 0;
  }

  touch(vehicle: number): void {
    if (this.touchedCount === this.touched.length) {
      const grown = new Int32Array(this.touchedCount * 2);
      grown.set(this.touched);
      this.touched = grown;
    }
    this.touched[this.touchedCount++] = vehicle;
  }

  #clear(): void {
    const { cells, touched } = this;
    for (let at = 0; at < this.touchedCount; at++) {
      const cell = (touched[at] ?? 0) * 2;
      cells[cell] = 0;
      cells[cell + 1] = 0;
    }
  }
}
