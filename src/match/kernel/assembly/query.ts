// The query being asked: its characters, its model, its budget and the pair rules it meets.

import { M_DELETION, M_TRANSPOSITION, MERGES, MODEL_BYTES, MODELS, QUERY, SPLITS } from './layout';

export let model: usize = 0;
export let queryLength: u32 = 0;
export let budget: u32 = 0;
export let transposition: u32 = 0;
export let merges: u32 = 0;
export let splits: u32 = 0;
/** Whether any pair rule touches this query. */
export let paired: bool = false;

/** Takes a query whose symbols the host wrote at QUERY, and as many rules at MERGES and SPLITS. */
export function setQuery(slot: u32, n: u32, highest: u32, mergeCount: u32, splitCount: u32): void {
  model = MODELS + <usize>slot * MODEL_BYTES;
  queryLength = n;
  budget = highest;
  merges = mergeCount;
  splits = splitCount;
  paired = mergeCount + splitCount > 0;
  transposition = load<u8>(model + M_TRANSPOSITION);
}

// @ts-expect-error: decorator
@inline
export function symbolAt(i: u32): usize {
  return load<u8>(QUERY + i);
}

// @ts-expect-error: decorator
@inline
export function deletionAt(i: u32): u32 {
  return load<u8>(model + M_DELETION + symbolAt(i));
}
