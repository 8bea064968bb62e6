// All plates of the tries within a cost of the query: exact, level by level, a block of nodes at a time.
// A block goes through three passes without a branch to mispredict: load all its nodes (the loads overlap), AND each with
// the letters that can still succeed, then one flat loop over (node, child) that computes the rows. A letter is only
// allowed where its row keeps within the budget and the lower bound, so every row computed is one that is needed.

import {
  BEFORE_ROWS,
  BLOCK,
  COUNTS,
  FIRST_ROW,
  FOUND_COSTS,
  FOUND_IDS,
  ID_BASES,
  LETTERS,
  LEVELS,
  MAX_LENGTH,
  MAX_RESULTS,
  NODES,
  NODES_BYTES,
  OPEN,
  PARENTS,
  ROW_POINTERS,
  ROWS,
  ROWS_BYTES,
  WORDS,
} from './layout';
import { maskChildren, openChildren } from './mask-children';
import { budget, paired } from './query';
import { deletionReach, prepareLength } from './query-tables';
import { prepareQuery, V_LAST, V_OVER, V_SWAP, V_TAKE_ONE, V_TAKE_TWO } from './query-vectors';
import { addVisited, clearResults, flushResults, found, setFound, sortResults, taken } from './results';
import { step, stepPaired } from './row-steps';

let length: u32 = 0;
let levels: usize = 0;
let idBase: u32 = 0;

/**
 * Searches every trie. Results stand at SORTED_IDS and SORTED_COSTS, by cost and then id, unless the host had to take
 * some before: then it has them all, by id. Returns how many stand there, or -1.
 */
export function fuzzy(slot: u32, n: u32, highest: u32, merges: u32, splits: u32): i32 {
  clearResults();
  prepareQuery(slot, n, highest, merges, splits);
  for (let each: u32 = 1; each <= MAX_LENGTH; each++) {
    if (load<u32>(COUNTS + ((each - 1) << 2)) == 0 || !prepareLength(each)) continue;
    length = each;
    levels = LEVELS + ((each - 1) << 5);
    idBase = load<u32>(ID_BASES + ((each - 1) << 2));
    store<u32>(NODES, 0);
    v128.store(ROWS, v128.load(FIRST_ROW));
    // No letter came before the first: class 0 starts no split.
    v128.store(ROWS + BEFORE_ROWS, i8x16.splat(-1));
    advance(0, 0, 1);
  }
  if (taken > 0) {
    flushResults();
    return -1;
  }
  sortResults(budget);
  return found;
}

/** Takes `count` nodes of a depth, from entry `from` of its buffers, one letter further, and their children to the end. */
function advance(depth: u32, from: u32, count: u32): void {
  addVisited(count);
  gather(depth, from, count);
  const parents = maskChildren(length, depth, from, count);
  if (parents == 0) return;
  const children = openChildren;
  // The flat loop looks one parent ahead.
  store<u64>(OPEN + (parents << 3), 1);
  if (depth + 1 == length) {
    if (found + children >= MAX_RESULTS) flushResults();
    if (paired) endPaired(children);
    else if (deletionReach == 0) end(children, 0);
    else if (deletionReach == 1) end(children, 1);
    else if (deletionReach == 3) end(children, 3);
    else end(children, 8);
    return;
  }
  if (paired) expandPaired(depth, children);
  else if (deletionReach == 0) expand(depth, children, 0);
  else if (deletionReach == 1) expand(depth, children, 1);
  else if (deletionReach == 3) expand(depth, children, 3);
  else expand(depth, children, 8);
  for (let start: u32 = 0; start < children; start += BLOCK) advance(depth + 1, start, min(BLOCK, children - start));
}

/** Loads the nodes of a block. Nothing depends on them here, so that the loads wait for memory together. */
function gather(depth: u32, from: u32, count: u32): void {
  const level: usize = load<u32>(levels + (depth << 2));
  let node = NODES + <usize>depth * NODES_BYTES + ((<usize>from) << 2);
  const end = node + ((<usize>count) << 2);
  let word = WORDS;
  for (; node < end; node += 4, word += 8) store<u64>(word, load<u64>(level + ((<usize>load<u32>(node)) << 3)));
}

/** One flat loop over (parent, child): children and their rows into the buffers of the next depth. */
// @ts-expect-error: decorator
@inline
function expand(depth: u32, children: u32, reach: u32): void {
  const takeOne = v128.load(V_TAKE_ONE);
  const swap = v128.load(V_SWAP);
  const over = v128.load(V_OVER);
  let node = NODES + <usize>(depth + 1) * NODES_BYTES;
  let out = ROWS + <usize>(depth + 1) * ROWS_BYTES;
  const end = node + ((<usize>children) << 2);
  let parent: usize = 0;
  let open = load<u64>(OPEN);
  for (; node < end; node += 4, out += 16) {
    const word = load<u64>(parent, PARENTS);
    const row = v128.load(load<u32>(parent, ROW_POINTERS));
    const next = load<u64>(parent, OPEN + 8);
    const symbol = ctz(open);
    store<u32>(node, <u32>(word >> 36) + <u32>popcnt(word & (((<u64>1) << symbol) - 1)));
    v128.store(out, step(row, LETTERS + ((<usize>symbol) << 6), takeOne, swap, over, reach));
    open &= open - 1;
    const done = open == 0;
    open = select<u64>(next, open, done);
    parent += (<usize>done) << 3;
  }
}

/**
 * The same on the last letter: children are plates. Here a letter may still cost too much, where the bound took the
 * query's end for cheaper to lose than it is: such a plate is overwritten by the next.
 */
// @ts-expect-error: decorator
@inline
function end(children: u32, reach: u32): void {
  const takeOne = v128.load(V_TAKE_ONE);
  const swap = v128.load(V_SWAP);
  const over = v128.load(V_OVER);
  const last = v128.load(V_LAST);
  const base = idBase;
  const highest = budget;
  let index: usize = found;
  let parent: usize = 0;
  let open = load<u64>(OPEN);
  for (let left = children; left > 0; left--) {
    const word = load<u64>(parent, PARENTS);
    const row = v128.load(load<u32>(parent, ROW_POINTERS));
    const next = load<u64>(parent, OPEN + 8);
    const symbol = ctz(open);
    store<u32>(index << 2, base + <u32>(word >> 36) + <u32>popcnt(word & (((<u64>1) << symbol) - 1)), FOUND_IDS);
    const after = step(row, LETTERS + ((<usize>symbol) << 6), takeOne, swap, over, reach);
    const cost: u32 = i8x16.extract_lane_u(i8x16.swizzle(after, last), 0);
    store<u8>(index, cost, FOUND_COSTS);
    index += <usize>(cost <= highest);
    open &= open - 1;
    const done = open == 0;
    open = select<u64>(next, open, done);
    parent += (<usize>done) << 3;
  }
  setFound(<u32>index);
}

/** `expand` for queries that a pair rule touches: each row is kept with the one before it. */
function expandPaired(depth: u32, children: u32): void {
  const takeOne = v128.load(V_TAKE_ONE);
  const swap = v128.load(V_SWAP);
  const takeTwo = v128.load(V_TAKE_TWO);
  const over = v128.load(V_OVER);
  let node = NODES + <usize>(depth + 1) * NODES_BYTES;
  let out = ROWS + <usize>(depth + 1) * ROWS_BYTES;
  const end = node + ((<usize>children) << 2);
  let parent: usize = 0;
  let open = load<u64>(OPEN);
  for (; node < end; node += 4, out += 16) {
    const word = load<u64>(parent, PARENTS);
    const rowAt: usize = load<u32>(parent, ROW_POINTERS);
    const row = v128.load(rowAt);
    const symbol = ctz(open);
    store<u32>(node, <u32>(word >> 36) + <u32>popcnt(word & (((<u64>1) << symbol) - 1)));
    const before = v128.load(rowAt, BEFORE_ROWS);
    v128.store(out, stepPaired(row, before, <usize>symbol, takeOne, swap, takeTwo, over));
    v128.store(out, i8x16.replace_lane(row, 15, <i8>symbol), BEFORE_ROWS);
    open &= open - 1;
    if (open == 0) {
      parent += 8;
      open = load<u64>(parent, OPEN);
    }
  }
}

function endPaired(children: u32): void {
  const takeOne = v128.load(V_TAKE_ONE);
  const swap = v128.load(V_SWAP);
  const takeTwo = v128.load(V_TAKE_TWO);
  const over = v128.load(V_OVER);
  const last = v128.load(V_LAST);
  let parent: usize = 0;
  let open = load<u64>(OPEN);
  let index: usize = found;
  for (let left = children; left > 0; left--) {
    const word = load<u64>(parent, PARENTS);
    const rowAt: usize = load<u32>(parent, ROW_POINTERS);
    const symbol = ctz(open);
    const child = <u32>(word >> 36) + <u32>popcnt(word & (((<u64>1) << symbol) - 1));
    const before = v128.load(rowAt, BEFORE_ROWS);
    const after = stepPaired(v128.load(rowAt), before, <usize>symbol, takeOne, swap, takeTwo, over);
    const cost: u32 = i8x16.extract_lane_u(i8x16.swizzle(after, last), 0);
    store<u32>(index << 2, idBase + child, FOUND_IDS);
    store<u8>(index, cost, FOUND_COSTS);
    index += <usize>(cost <= budget);
    open &= open - 1;
    if (open == 0) {
      parent += 8;
      open = load<u64>(parent, OPEN);
    }
  }
  setFound(<u32>index);
}
