// For texts of one length, at each depth: the tables that turn a row's values into the letters that can still succeed.

import {
  LOOKUP_BYTES,
  LOOKUP_COUNTS,
  LOOKUPS,
  M_INSERTION_MASKS,
  M_SUBSTITUTION_MASKS,
  MERGES,
  NO_TABLE,
  SPLITS,
  TABLE_BYTES,
  TABLES,
} from './layout';
import { boundOf } from './length-bounds';
import { budget, merges, model, paired, queryLength, splits, symbolAt, transposition } from './query';

/** How far consecutive deletions can reach in a match of the length prepared last: 0, 1, 3, 7 or 8. */
export let deletionReach: u32 = 0;

/**
 * Prepares the lookups of every depth for texts of one length, and `deletionReach`.
 * A lane is looked up only where its diagonal (letters of the text less characters of the query) can be reached and left
 * within the budget. Returns false where no text of this length can match.
 */
export function prepareLength(length: u32): bool {
  const n = <i32>queryLength;
  const off = <i32>length - n;
  if (boundOf(off) > budget) return false;
  let lowest = 0;
  while (lowest > -n && boundOf(lowest - 1) + boundOf(off - lowest + 1) <= budget) lowest--;
  let highest = 0;
  while (highest < <i32>length && boundOf(highest + 1) + boundOf(off - highest - 1) <= budget) highest++;
  const deletions = highest - lowest;
  deletionReach = deletions == 0 ? 0 : deletions == 1 ? 1 : deletions <= 3 ? 3 : deletions <= 7 ? 7 : 8;
  for (let depth: i32 = 0; depth < <i32>length; depth++) {
    let count: u32 = 0;
    for (let diagonal = lowest; diagonal <= highest; diagonal++) {
      const i = depth - diagonal;
      if (i >= 0 && i <= n) {
        const table = nextLookup(depth, count++, i);
        fillTable(table, i, diagonal, off, depth + 1 < <i32>length);
      }
      // Half a transposition began a letter ago, on the same diagonal, with `begun` characters taken.
      const begun = depth - 1 - diagonal;
      if (depth > 0 && begun >= 0 && begun + 1 < n) {
        const rest = transposition + boundOf(off - diagonal);
        if (boundOf(diagonal) + rest > budget) continue;
        const table = nextLookup(depth, count++, 9 + begun);
        fillSwapTable(table, begun, off - diagonal);
      }
    }
    store<u32>(LOOKUP_COUNTS + (depth << 2), count);
    // The search reads lookups by twos.
    if (count & 1) {
      const lookup = LOOKUPS + <usize>depth * LOOKUP_BYTES + ((<usize>count) << 3);
      store<u32>(lookup, 0);
      store<u32>(lookup, <u32>NO_TABLE, 4);
    }
  }
  return true;
}

function nextLookup(depth: i32, index: u32, lane: i32): usize {
  const lookup = LOOKUPS + <usize>depth * LOOKUP_BYTES + ((<usize>index) << 3);
  const table = TABLES + (((<usize>depth) << 4) + index) * TABLE_BYTES;
  store<u32>(lookup, lane);
  store<u32>(lookup, <u32>table, 4);
  return table;
}

/** Letters that can follow a value in lane i. */
function fillTable(table: usize, i: i32, diagonal: i32, off: i32, goesOn: bool): void {
  const n = <i32>queryLength;
  const afterSubstitution = <i32>boundOf(off - diagonal);
  const afterInsertion = <i32>boundOf(off - diagonal - 1);
  const substitutions = i < n ? model + M_SUBSTITUTION_MASKS + (symbolAt(i) << 9) : 0;
  const insertions = model + M_INSERTION_MASKS;
  const swapped: u64 = goesOn && i + 1 < n ? (<u64>1) << symbolAt(i + 1) : 0;
  const swapRest = <i32>transposition + afterSubstitution;
  for (let value: i32 = 0; value <= <i32>budget; value++) {
    const slack = <i32>budget - value;
    let letters: u64 = 0;
    if (substitutions != 0 && slack >= afterSubstitution) {
      letters = load<u64>(substitutions + ((<usize>(slack - afterSubstitution)) << 3));
    }
    if (slack >= afterInsertion) letters |= load<u64>(insertions + ((<usize>(slack - afterInsertion)) << 3));
    if (slack >= swapRest) letters |= swapped;
    store<u64>(table + ((<usize>value) << 3), letters);
  }
  store<u64>(table + ((<usize>budget + 1) << 3), 0);
  if (paired) addPairLetters(table, i, diagonal, off, goesOn);
}

function addPairLetters(table: usize, i: i32, diagonal: i32, off: i32, goesOn: bool): void {
  for (let index: u32 = 0; index < merges; index++) {
    const rule = MERGES + (index << 2);
    if (load<u8>(rule) == i) allow(table, load<u8>(rule, 1), load<u8>(rule, 2) + boundOf(off - diagonal + 1));
  }
  if (!goesOn) return;
  for (let index: u32 = 0; index < splits; index++) {
    const rule = SPLITS + (index << 2);
    if (load<u8>(rule) == i) allow(table, load<u8>(rule, 1), load<u8>(rule, 3) + boundOf(off - diagonal - 1));
  }
}

/** Adds a letter to every value that leaves `rest` of the budget. */
function allow(table: usize, symbol: u32, rest: u32): void {
  for (let value: u32 = 0; value + rest <= budget; value++) {
    const at = table + ((<usize>value) << 3);
    store<u64>(at, load<u64>(at) | ((<u64>1) << symbol));
  }
}

/** Half a transposition ends with the query character it passed over, or not at all. */
function fillSwapTable(table: usize, begun: i32, rest: i32): void {
  memory.fill(table, 0, (budget + 2) << 3);
  allow(table, <u32>symbolAt(begun), boundOf(rest));
}

/** Highest value of the row one letter back from which split `rule` can end at `depth`, or -1. */
export function splitLimit(rule: usize, depth: i32, length: u32): i32 {
  const rest = <i32>length - depth - 1 - (<i32>queryLength - <i32>load<u8>(rule) - 1);
  return <i32>budget - <i32>load<u8>(rule, 3) - <i32>boundOf(rest);
}
