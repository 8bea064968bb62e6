// The vectors of a query: what each lane of a row pays for each letter, and the row before any letter.
//
// A row is one vector. Lane i (0–8): least cost with i characters of the query taken. Lane 9 + i (0–6): the same where
// the letter just read was query character i + 1 and character i is still to come: half a transposition.

import {
  FIRST_ROW,
  LETTERS,
  M_INSERTION,
  M_SUBSTITUTION,
  MERGES,
  SPLIT_CLASSES,
  SPLIT_LETTERS,
  SPLITS,
  SYMBOLS,
  VECTORS,
} from './layout';
import { prepareBounds } from './length-bounds';
import { budget, deletionAt, merges, model, paired, setQuery, splits, symbolAt, transposition } from './query';

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

/** Everything about a query that no length of text changes. See `setQuery`. */
export function prepareQuery(slot: u32, n: u32, highest: u32, mergeCount: u32, splitCount: u32): void {
  setQuery(slot, n, highest, mergeCount, splitCount);
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
