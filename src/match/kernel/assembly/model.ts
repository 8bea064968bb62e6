// A cost model turned into the shapes the search reads: done once for a model, not once for a query.

import {
  M_DELETION,
  M_INSERTION,
  M_INSERTION_MASKS,
  M_MIN_INSERTION,
  M_SUBSTITUTION,
  M_SUBSTITUTION_MASKS,
  M_TRANSPOSITION,
  MAX_BUDGET,
  MODEL_BYTES,
  MODELS,
  RAW_DELETION,
  RAW_INSERTION,
  RAW_MODEL,
  RAW_TRANSPOSITION,
  SYMBOLS,
} from './layout';

/** Prepares the model that the host wrote at RAW_MODEL, in a slot of its own. */
export function prepareModel(slot: u32): void {
  const model: usize = MODELS + <usize>slot * MODEL_BYTES;
  memory.fill(model, 0, MODEL_BYTES);
  let least: u32 = 255;
  for (let read: usize = 0; read < SYMBOLS; read++) {
    const insertion: u32 = load<u8>(RAW_INSERTION + read);
    if (insertion < least) least = insertion;
    store<u8>(model + M_INSERTION + read, insertion);
    store<u8>(model + M_DELETION + read, load<u8>(RAW_DELETION + read));
    addToMask(model + M_INSERTION_MASKS, insertion, read);
    for (let truth: usize = 0; truth < SYMBOLS; truth++) {
      const cost: u32 = load<u8>(RAW_MODEL + truth * SYMBOLS + read);
      store<u8>(model + M_SUBSTITUTION + read * 48 + truth, cost);
      addToMask(model + M_SUBSTITUTION_MASKS + truth * 512, cost, read);
    }
  }
  store<u8>(model + M_MIN_INSERTION, least);
  store<u8>(model + M_TRANSPOSITION, load<u8>(RAW_TRANSPOSITION));
  accumulate(model + M_INSERTION_MASKS);
  for (let truth: usize = 0; truth < SYMBOLS; truth++) accumulate(model + M_SUBSTITUTION_MASKS + truth * 512);
}

/** Marks a symbol as allowed from a cost on. */
function addToMask(masks: usize, cost: u32, symbol: usize): void {
  if (cost > MAX_BUDGET) return;
  const at = masks + ((<usize>cost) << 3);
  store<u64>(at, load<u64>(at) | ((<u64>1) << (<u64>symbol)));
}

/** What a cost allows, every higher cost allows too. */
function accumulate(masks: usize): void {
  for (let slack: usize = 1; slack <= MAX_BUDGET; slack++) {
    const at = masks + (slack << 3);
    store<u64>(at, load<u64>(at) | load<u64>(at - 8));
  }
}
