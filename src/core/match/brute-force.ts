/**
 * The oracle of the plate-match core: the same questions answered by trying every plate.
 * Runs anywhere (pure). It is slow and plain on purpose; tests and benchmarks hold the tries against it.
 */

import type { CostModel } from './cost-model.ts';
import { plateDistance } from './plate-distance.ts';

export type BruteMatch = { readonly plate: string; readonly cost: number };

/** All plates within a cost, by cost, then length, then text: the order of ids in a `PlateSet`. */
export function bruteForceFuzzy(
  plates: Iterable<string>,
  model: CostModel,
  query: string,
  maxCost: number,
): BruteMatch[] {
  const matches: BruteMatch[] = [];
  for (const plate of new Set(plates)) {
    const cost = plateDistance(model, query, plate);
    if (cost <= maxCost) matches.push({ plate, cost });
  }
  return matches.sort((a, b) => a.cost - b.cost || byLengthThenText(a.plate, b.plate));
}

/** All plates that a pattern matches, by a regular expression. */
export function bruteForceWildcard(plates: Iterable<string>, pattern: string): string[] {
  const expression = new RegExp(`^${pattern.replaceAll('?', '[0-9A-Z]').replaceAll('*', '[0-9A-Z]*')}$`);
  return [...new Set(plates)].filter((plate) => expression.test(plate)).sort(byLengthThenText);
}

function byLengthThenText(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
