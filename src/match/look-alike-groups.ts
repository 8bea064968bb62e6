/**
 * The look-alikes of one read text, grouped by what decides whether they are vehicles or misreads themselves: a hundred
 * look-alikes are a dozen cases, and only these are weighed for each camera. Runs in the match worker.
 */

import { MOST_MISREADS_OF_ONE_KIND, misreadShare } from '../core/match/likelihood.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { MatchIndex, TextMatches } from './match-index.ts';
import type { PlateDistances } from './plate-distances.ts';

/** Look-alikes of one shape, passes and cost from the plate. `weight`: reads of the text they make per misread of all. */
export type LookAlikeGroup = { shapePlace: number; passes: number; cost: number; weight: number };

const COSTS = 128;
/** Shapes grouped; of any further each look-alike is a group of its own. */
const SHAPES = 256;
const SHARES = Float64Array.from({ length: COSTS }, (_, cost) => misreadShare(cost));

export class LookAlikeGroups {
  /** Weight of those read so often that they are surely vehicles. */
  certain = 0;
  count = 0;
  readonly groups: LookAlikeGroup[] = [];
  readonly #index: MatchIndex;
  readonly #distances: PlateDistances;
  /** `[shape, passes, cost]`: 1 + the group, while it is filled. */
  readonly #places = new Uint16Array(SHAPES * MOST_MISREADS_OF_ONE_KIND * COSTS);

  constructor(index: MatchIndex, distances: PlateDistances) {
    this.#index = index;
    this.#distances = distances;
  }

  /** The plate itself is left out: its own reads do not speak against it. */
  fill({ ordinals, costs }: TextMatches, hypothesis: Hypothesis): void {
    const { textPasses, shapes } = this.#index;
    this.certain = 0;
    this.count = 0;
    for (let slot = 0; slot < ordinals.length; slot++) {
      const ordinal = ordinals[slot] ?? -1;
      if (ordinal === hypothesis.ordinal) continue;
      const passes = textPasses.data[ordinal] ?? 0;
      const weight = passes * (SHARES[costs[slot] ?? 0] ?? 0);
      if (passes > MOST_MISREADS_OF_ONE_KIND) this.certain += weight;
      else this.#add(shapes.placeOf(ordinal), passes, this.#distances.costOf(hypothesis.plate, ordinal), weight);
    }
    for (let at = 0; at < this.count; at++) this.#places[placeOf(this.groups[at])] = 0;
  }

  #add(shapePlace: number, passes: number, cost: number, weight: number): void {
    const place = shapePlace < SHAPES ? (shapePlace * MOST_MISREADS_OF_ONE_KIND + passes - 1) * COSTS + cost : -1;
    const held = this.groups[(this.#places[place] ?? 0) - 1];
    if (held !== undefined) {
      held.weight += weight;
      return;
    }
    const free = this.groups[this.count];
    if (free === undefined) this.groups.push({ shapePlace, passes, cost, weight });
    else Object.assign(free, { shapePlace, passes, cost, weight });
    this.count++;
    if (place >= 0) this.#places[place] = this.count;
  }
}

function placeOf(group: LookAlikeGroup | undefined): number {
  if (group === undefined || group.shapePlace >= SHAPES) return -1;
  return (group.shapePlace * MOST_MISREADS_OF_ONE_KIND + group.passes - 1) * COSTS + group.cost;
}
