// Everything about one query that no node changes: cost vectors a letter, lower bounds, and for each depth the tables
// that turn a row's values into the letters that can still succeed.
//
// A row is one vector. Lane i (0–8): least cost with i characters of the query taken. Lane 9 + i (0–6): the same where
// the letter just read was query character i + 1 and character i is still to come: half a transposition.

import {
  BOUNDS,
  FIRST_ROW,
  LETTERS,
  LOOKUP_BYTES,
  LOOKUP_COUNTS,
  LOOKUPS,
  M_DELETION,
  M_INSERTION,
  M_INSERTION_MASKS,
  M_MIN_INSERTION,
  M_SUBSTITUTION,
  M_SUBSTITUTION_MASKS,
  M_TRANSPOSITION,
  MAX_LENGTH,
  MERGES,
  MODEL_BYTES,
  MODELS,
  NO_TABLE,
  QUERY,
  SPLIT_CLASSES,
  SPLIT_LETTERS,
  SPLITS,
  SYMBOLS,
  TABLE_BYTES,
  TABLES,
  VECTORS,
} from './layout';

// Vectors at VECTORS, 16 bytes each.
export const V_TAKE_ONE: usize = 118272; // shuffle: lane i ← i - 1 for rows, lane 9 + i ← i
export const V_SWAP: usize = 118288; // shuffle: lane i + 2 ← 9 + i
export const V_TAKE_TWO: usize = 118304; // shuffle: lane i + 2 ← i
export const V_DELETE_1: usize = 118320; // cost of losing the query character before a lane, …
export const V_DELETE_2: usize = 118336; // … the two before it, …
export const V_DELETE_4: usize = 118352;
export const V_DELETE_8: usize = 118368;
export const V_OVER: usize = 118384; // budget + 1 in every lane
export const V_LAST: usize = 118400; // shuffle: lane 0 ← n

/** BOUNDS is indexed by difference + BOUND_ZERO. */
const BOUND_ZERO: i32 = 20;

export let model: usize = 0;
export let queryLength: u32 = 0;
export let budget: u32 = 0;
let transposition: u32 = 0;
let merges: u32 = 0;
let splits: u32 = 0;
/** Whether any pair rule touches this query. */
export let paired: bool = false;

/** How far consecutive deletions can reach in a match of the length prepared last: 0, 1, 3, 7 or 8. */
export let deletionReach: u32 = 0;

/** Vectors, bounds and letters of a query whose symbols the host wrote at QUERY. */
export function prepareQuery(slot: u32, n: u32, highest: u32, mergeCount: u32, splitCount: u32): void {
  model = MODELS + <usize>slot * MODEL_BYTES;
  queryLength = n;
  budget = highest;
  merges = mergeCount;
  splits = splitCount;
  paired = mergeCount + splitCount > 0;
  transposition = load<u8>(model + M_TRANSPOSITION);
  prepareShuffles(n);
  prepareDeletions(n);
  prepareLetters(n);
  if (paired) preparePairs();
  prepareBounds(n);
}

function prepareShuffles(n: u32): void {
  v128.store(V_TAKE_ONE, i8x16(-1, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6));
  v128.store(V_SWAP, i8x16(-1, -1, 9, 10, 11, 12, 13, 14, 15, -1, -1, -1, -1, -1, -1, -1));
  v128.store(V_TAKE_TWO, i8x16(-1, -1, 0, 1, 2, 3, 4, 5, 6, -1, -1, -1, -1, -1, -1, -1));
  v128.store(V_OVER, i8x16.splat(<i8>(budget + 1)));
  v128.store(V_LAST, i8x16.splat(<i8>n));
}

/** Costs of losing 1, 2, 4, 8 characters, and the row before any letter. Lanes that nothing reaches hold 255. */
function prepareDeletions(n: u32): void {
  const none = i8x16.splat(-1);
  v128.store(V_DELETE_1, none);
  v128.store(V_DELETE_2, none);
  v128.store(V_DELETE_4, none);
  v128.store(V_DELETE_8, none);
  v128.store(FIRST_ROW, v128.load(V_OVER));
  let total: u32 = 0;
  store<u8>(FIRST_ROW, 0);
  for (let i: u32 = 1; i <= n; i++) {
    total += deletionAt(i - 1);
    if (total <= budget) store<u8>(FIRST_ROW + i, total);
    let run: u32 = 0;
    for (let back: u32 = 1; back <= i; back++) {
      run += deletionAt(i - back);
      if (run > 255) run = 255;
      if (back == 1) store<u8>(V_DELETE_1 + i, run);
      else if (back == 2) store<u8>(V_DELETE_2 + i, run);
      else if (back == 4) store<u8>(V_DELETE_4 + i, run);
      else if (back == 8) store<u8>(V_DELETE_8 + i, run);
    }
  }
}

// @ts-expect-error: decorator
@inline
function symbolAt(i: u32): usize {
  return load<u8>(QUERY + i);
}

// @ts-expect-error: decorator
@inline
function deletionAt(i: u32): u32 {
  return load<u8>(model + M_DELETION + symbolAt(i));
}

/** Four vectors a letter: what each lane pays to insert it, take it for a query character, or end a transposition. */
function prepareLetters(n: u32): void {
  // Lane i asks for query character i - 1: in the model's row of the letter, by three shuffles of 16 symbols each.
  v128.store(VECTORS + 160, i8x16.splat(-1));
  for (let i: u32 = 0; i < n; i++) store<u8>(VECTORS + 161 + i, <u8>symbolAt(i));
  const wanted = v128.load(VECTORS + 160);
  const wantedNext = i8x16.sub(wanted, i8x16.splat(16));
  const wantedLast = i8x16.sub(wanted, i8x16.splat(32));
  const none = i8x16.splat(-1);
  const dead = i8x16.eq(wanted, none);
  const rowLanes = i8x16(-1, -1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0);
  let costs = model + M_SUBSTITUTION;
  let letter = LETTERS;
  for (let symbol: usize = 0; symbol < SYMBOLS; symbol++) {
    const insertion = i8x16.splat(load<i8>(model + M_INSERTION + symbol));
    v128.store(letter, v128.or(insertion, v128.not(rowLanes)));
    const low = i8x16.swizzle(v128.load(costs), wanted);
    const next = i8x16.swizzle(v128.load(costs, 16), wantedNext);
    const last = i8x16.swizzle(v128.load(costs, 32), wantedLast);
    v128.store(letter, v128.or(v128.or(v128.or(low, next), last), dead), 16);
    v128.store(letter, none, 32);
    letter += 64;
    costs += 48;
  }
  for (let i: u32 = 0; i + 1 < n; i++) {
    store<u8>(LETTERS + (symbolAt(i + 1) << 6) + 25 + i, <u8>transposition);
    store<u8>(LETTERS + (symbolAt(i) << 6) + 34 + i, 0);
  }
}

/** The fourth vector of each letter (two characters merged into it), and the second halves of splits. */
function preparePairs(): void {
  const none = i8x16.splat(-1);
  for (let symbol: usize = 0; symbol < SYMBOLS; symbol++) v128.store(LETTERS + (symbol << 6), none, 48);
  for (let index: u32 = 0; index < merges; index++) {
    const rule = MERGES + (index << 2);
    const lane = LETTERS + ((<usize>load<u8>(rule, 1)) << 6) + 50 + load<u8>(rule);
    const cost = load<u8>(rule, 2);
    if (cost < load<u8>(lane)) store<u8>(lane, cost);
  }
  memory.fill(SPLIT_CLASSES, 0, SYMBOLS);
  fillClass(0);
  let classes: u32 = 0;
  for (let index: u32 = 0; index < splits; index++) {
    const rule = SPLITS + (index << 2);
    const first = SPLIT_CLASSES + load<u8>(rule, 1);
    if (load<u8>(first) == 0) {
      store<u8>(first, <u8>++classes);
      fillClass(classes);
    }
    const vector = SPLIT_LETTERS + <usize>(load<u8>(first) * SYMBOLS + load<u8>(rule, 2)) * 16;
    const lane = vector + load<u8>(rule) + 1;
    const cost = load<u8>(rule, 3);
    if (cost < load<u8>(lane)) store<u8>(lane, cost);
  }
}

function fillClass(index: u32): void {
  memory.fill(SPLIT_LETTERS + <usize>(index * SYMBOLS * 16), 255, SYMBOLS * 16);
}

/**
 * Least cost by which a text is so much longer (or shorter) than the query. Each query character is lost, merged or
 * split at most once, so the cheapest of them are added up; insertions may repeat.
 */
function prepareBounds(n: u32): void {
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

export function splitCount(): u32 {
  return splits;
}
