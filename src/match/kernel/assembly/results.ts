// What a search found, and the host's hand that takes it away when there is no more room.

import { COST_COUNTS, FOUND_COSTS, FOUND_IDS, SORTED_COSTS, SORTED_IDS } from './layout';

/** The host copies `count` results from FOUND_IDS and FOUND_COSTS. */
// @ts-expect-error: decorator
@external('host', 'take')
declare function take(count: u32): void;

export let found: u32 = 0;
/** Taken by the host before; then it sorts by itself. */
export let taken: u32 = 0;
/** Nodes read by the last search: what benches hold times against. */
export let visited: u32 = 0;

export function clearResults(): void {
  found = 0;
  taken = 0;
  visited = 0;
}

export function setFound(count: u32): void {
  found = count;
}

export function addVisited(count: u32): void {
  visited += count;
}

export function flushResults(): void {
  if (found == 0) return;
  take(found);
  taken += found;
  found = 0;
}

/** Counting sort by cost; it is stable, and ids came in ascending. */
export function sortResults(budget: u32): void {
  memory.fill(COST_COUNTS, 0, (budget + 2) << 2);
  for (let index: u32 = 0; index < found; index++) {
    const slot = COST_COUNTS + 4 + ((<usize>load<u8>(FOUND_COSTS + index)) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
  for (let cost: usize = 1; cost <= budget; cost++) {
    const slot = COST_COUNTS + (cost << 2);
    store<u32>(slot, load<u32>(slot) + load<u32>(slot - 4));
  }
  for (let index: u32 = 0; index < found; index++) {
    const cost = load<u8>(FOUND_COSTS + index);
    const slot = COST_COUNTS + ((<usize>cost) << 2);
    const to = load<u32>(slot);
    store<u32>(slot, to + 1);
    store<u32>(SORTED_IDS + ((<usize>to) << 2), load<u32>(FOUND_IDS + ((<usize>index) << 2)));
    store<u8>(SORTED_COSTS + to, cost);
  }
}
