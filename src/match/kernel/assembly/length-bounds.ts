// Lower bounds from lengths alone: why there is a trie for each length.

import { BOUNDS, M_MIN_INSERTION, MERGES, SPLITS } from './layout';
import { deletionAt, merges, model, splits } from './query';

/** BOUNDS is indexed by difference + BOUND_ZERO. */
const BOUND_ZERO: i32 = 20;

/**
 * Least cost by which a text is so much longer (or shorter) than the query. Each query character is lost, merged or
 * split at most once, so the cheapest of them are added up; insertions may repeat.
 */
export function prepareBounds(n: u32): void {
  memory.fill(BOUNDS, 255, 2 * BOUND_ZERO + 1);
  store<u8>(BOUNDS + BOUND_ZERO, 0);
  let total: u32 = 0;
  let taken: u32 = 0;
  for (let shrunk: u32 = 1; shrunk <= n; shrunk++) {
    // Selection of the next cheapest: n is at most 8.
    let best: u32 = 256;
    let bestAt: u32 = 0;
    for (let i: u32 = 0; i < n; i++) {
      if ((taken >> i) & 1) continue;
      const cost = shrinkAt(i);
      if (cost < best) {
        best = cost;
        bestAt = i;
      }
    }
    taken |= 1 << bestAt;
    total = min<u32>(total + best, 255);
    store<u8>(BOUNDS + BOUND_ZERO - shrunk, <u8>total);
  }
  total = 0;
  taken = 0;
  for (let grown: u32 = 1; grown <= <u32>BOUND_ZERO; grown++) {
    let best: u32 = load<u8>(model + M_MIN_INSERTION);
    let bestAt: u32 = 31;
    for (let index: u32 = 0; index < splits; index++) {
      const rule = SPLITS + (index << 2);
      const cost: u32 = load<u8>(rule, 3);
      if (cost < best && ((taken >> load<u8>(rule)) & 1) == 0) {
        best = cost;
        bestAt = load<u8>(rule);
      }
    }
    taken |= 1 << bestAt;
    total = min<u32>(total + best, 255);
    store<u8>(BOUNDS + BOUND_ZERO + grown, <u8>total);
  }
}

/** Least cost by which query character i alone makes the text one shorter. */
function shrinkAt(i: u32): u32 {
  let best = deletionAt(i);
  for (let index: u32 = 0; index < merges; index++) {
    const rule = MERGES + (index << 2);
    if (load<u8>(rule) == i) best = min<u32>(best, load<u8>(rule, 2));
  }
  return best;
}

// @ts-expect-error: decorator
@inline
export function boundOf(difference: i32): u32 {
  return load<u8>(BOUNDS + <usize>(difference + BOUND_ZERO));
}
