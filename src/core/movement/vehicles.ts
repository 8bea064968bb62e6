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
