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
  LOOKUP_BYTES,
  LOOKUP_COUNTS,
  LOOKUPS,
  MAX_LENGTH,
  MAX_RESULTS,
  NODES,
  NODES_BYTES,
  OPEN,
  PARENTS,
  ROW_POINTERS,
  ROWS,
  ROWS_BYTES,
  SPLIT_CLASSES,
  SPLIT_LETTERS,
  SPLITS,
  SYMBOLS,
  WORDS,
} from './layout';
import {
  budget,
  deletionReach,
  paired,
  prepareLength,
  prepareQuery,
  splitCount,
  splitLimit,
  V_DELETE_1,
  V_DELETE_2,
  V_DELETE_4,
  V_DELETE_8,
  V_LAST,
  V_OVER,
  V_SWAP,
  V_TAKE_ONE,
  V_TAKE_TWO,
} from './query-tables';
import { addVisited, clearResults, flushResults, found, setFound, sortResults, taken } from './results';

let length: u32 = 0;
let levels: usize = 0;
let idBase: u32 = 0;
/** Parents with open children, and how many children those are, after the mask pass. */
let openChildren: u32 = 0;

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
  const parents = maskChildren(depth, from, count);
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

/** Keeps the parents that have a child worth visiting. Returns how many; their children are counted in `openChildren`. */
function maskChildren(depth: u32, from: u32, count: u32): u32 {
  const row = ROWS + <usize>depth * ROWS_BYTES + ((<usize>from) << 4);
  const lookups = LOOKUPS + <usize>depth * LOOKUP_BYTES;
  const used = load<u32>(LOOKUP_COUNTS + (depth << 2));
  if (paired && splitCount() > 0) return maskWithSplits(depth, row, count, lookups, used);
  if (used <= 2) return maskWith(row, count, lookups, 2);
  if (used <= 4) return maskWith(row, count, lookups, 4);
  if (used <= 6) return maskWith(row, count, lookups, 6);
  return maskAny(row, count, lookups, used);
}

// @ts-expect-error: decorator
@inline
function maskWith(firstRow: usize, count: u32, lookups: usize, used: u32): u32 {
  const lane0: usize = load<u32>(lookups);
  const table0: usize = load<u32>(lookups, 4);
  const lane1: usize = load<u32>(lookups, 8);
  const table1: usize = load<u32>(lookups, 12);
  let lane2: usize = 0;
  let table2: usize = 0;
  let lane3: usize = 0;
  let table3: usize = 0;
  let lane4: usize = 0;
  let table4: usize = 0;
  let lane5: usize = 0;
  let table5: usize = 0;
  if (used > 2) {
    lane2 = load<u32>(lookups, 16);
    table2 = load<u32>(lookups, 20);
    lane3 = load<u32>(lookups, 24);
    table3 = load<u32>(lookups, 28);
  }
  if (used > 4) {
    lane4 = load<u32>(lookups, 32);
    table4 = load<u32>(lookups, 36);
    lane5 = load<u32>(lookups, 40);
    table5 = load<u32>(lookups, 44);
  }
  let kept: usize = 0;
  let children: u32 = 0;
  let row = firstRow;
  const end = WORDS + ((<usize>count) << 3);
  for (let at = WORDS; at < end; at += 8, row += 16) {
    const word = load<u64>(at);
    let letters = lettersOf(row + lane0, table0) | lettersOf(row + lane1, table1);
    if (used > 2) letters |= lettersOf(row + lane2, table2) | lettersOf(row + lane3, table3);
    if (used > 4) letters |= lettersOf(row + lane4, table4) | lettersOf(row + lane5, table5);
    const open = word & letters;
    store<u64>(kept, open, OPEN);
    store<u64>(kept, word, PARENTS);
    store<u32>(kept, <u32>row, ROW_POINTERS);
    kept += (<usize>(open != 0)) << 3;
    children += <u32>popcnt(open);
  }
  openChildren = children;
  return <u32>(kept >> 3);
}

// @ts-expect-error: decorator
@inline
function lettersOf(value: usize, table: usize): u64 {
  return load<u64>(table + ((<usize>load<u8>(value)) << 3));
}

function maskAny(firstRow: usize, count: u32, lookups: usize, used: u32): u32 {
  let kept: usize = 0;
  let children: u32 = 0;
  let row = firstRow;
  const end = WORDS + ((<usize>count) << 3);
  for (let at = WORDS; at < end; at += 8, row += 16) {
    const word = load<u64>(at);
    const open = word & anyLetters(row, lookups, used);
    store<u64>(kept, open, OPEN);
    store<u64>(kept, word, PARENTS);
    store<u32>(kept, <u32>row, ROW_POINTERS);
    kept += (<usize>(open != 0)) << 3;
    children += <u32>popcnt(open);
  }
  openChildren = children;
  return <u32>(kept >> 3);
}

// @ts-expect-error: decorator
@inline
function anyLetters(row: usize, lookups: usize, used: u32): u64 {
  let letters: u64 = 0;
  for (let index: u32 = 0; index < used; index++) {
    const lookup = lookups + ((<usize>index) << 3);
    letters |= lettersOf(row + load<u32>(lookup), load<u32>(lookup, 4));
  }
  return letters;
}

/** As `maskAny`, and the letters that end a split whose first letter has just been read. */
function maskWithSplits(depth: u32, firstRow: usize, count: u32, lookups: usize, used: u32): u32 {
  let kept: usize = 0;
  let children: u32 = 0;
  let row = firstRow;
  const rules = splitCount();
  const end = WORDS + ((<usize>count) << 3);
  for (let at = WORDS; at < end; at += 8, row += 16) {
    const word = load<u64>(at);
    let letters = anyLetters(row, lookups, used);
    const before = row + BEFORE_ROWS;
    const letter = load<u8>(before, 15);
    if (letter < SYMBOLS && load<u8>(SPLIT_CLASSES + letter) != 0) {
      for (let index: u32 = 0; index < rules; index++) {
        const rule = SPLITS + (index << 2);
        if (load<u8>(rule, 1) != letter) continue;
        if (<i32>load<u8>(before + load<u8>(rule)) <= splitLimit(rule, depth, length)) {
          letters |= (<u64>1) << (<u64>load<u8>(rule, 2));
        }
      }
    }
    const open = word & letters;
    store<u64>(kept, open, OPEN);
    store<u64>(kept, word, PARENTS);
    store<u32>(kept, <u32>row, ROW_POINTERS);
    kept += (<usize>(open != 0)) << 3;
    children += <u32>popcnt(open);
  }
  openChildren = children;
  return <u32>(kept >> 3);
}

/** Lanes moved up by so many, from nothing. */
// @ts-expect-error: decorator
@inline
function up1(row: v128): v128 {
  return v128.shuffle<u8>(i8x16.splat(0), row, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}
// @ts-expect-error: decorator
@inline
function up2(row: v128): v128 {
  return v128.shuffle<u8>(i8x16.splat(0), row, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
}
// @ts-expect-error: decorator
@inline
function up4(row: v128): v128 {
  return v128.shuffle<u8>(i8x16.splat(0), row, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27);
}
// @ts-expect-error: decorator
@inline
function up8(row: v128): v128 {
  return v128.shuffle<u8>(i8x16.splat(0), row, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23);
}

/** Deletions after a letter, as far as they can reach. */
// @ts-expect-error: decorator
@inline
function withDeletions(row: v128, reach: u32): v128 {
  let lost = row;
  if (reach >= 1) lost = i8x16.min_u(lost, i8x16.add_sat_u(up1(lost), v128.load(V_DELETE_1)));
  if (reach >= 3) lost = i8x16.min_u(lost, i8x16.add_sat_u(up2(lost), v128.load(V_DELETE_2)));
  if (reach >= 7) lost = i8x16.min_u(lost, i8x16.add_sat_u(up4(lost), v128.load(V_DELETE_4)));
  if (reach >= 8) lost = i8x16.min_u(lost, i8x16.add_sat_u(up8(lost), v128.load(V_DELETE_8)));
  return lost;
}

/** The row after one more letter, whose vectors stand at `letter`. */
// @ts-expect-error: decorator
@inline
function step(row: v128, letter: usize, takeOne: v128, swap: v128, over: v128, reach: u32): v128 {
  const inserted = i8x16.add_sat_u(row, v128.load(letter));
  const substituted = i8x16.add_sat_u(i8x16.swizzle(row, takeOne), v128.load(letter, 16));
  const swapped = i8x16.add_sat_u(i8x16.swizzle(row, swap), v128.load(letter, 32));
  const best = i8x16.min_u(i8x16.min_u(inserted, substituted), swapped);
  return i8x16.min_u(withDeletions(best, reach), over);
}

/** The same with the steps of pair rules. `before` is the row one letter back. */
// @ts-expect-error: decorator
@inline
function stepPaired(row: v128, before: v128, symbol: usize, takeOne: v128, swap: v128, takeTwo: v128, over: v128): v128 {
  const letter = LETTERS + (symbol << 6);
  const plain = step(row, letter, takeOne, swap, over, 0);
  const merged = i8x16.add_sat_u(i8x16.swizzle(row, takeTwo), v128.load(letter, 48));
  const first: usize = i8x16.extract_lane_u(before, 15);
  const kind: usize = first < SYMBOLS ? load<u8>(SPLIT_CLASSES + first) : 0;
  const split = i8x16.add_sat_u(up1(before), v128.load(SPLIT_LETTERS + ((kind * SYMBOLS + symbol) << 4)));
  return i8x16.min_u(withDeletions(i8x16.min_u(i8x16.min_u(plain, merged), split), 8), over);
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
