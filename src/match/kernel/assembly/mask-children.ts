// The mask pass over a block: which children of its nodes can still succeed, by a table look-up for each lane in reach.
// Without a branch: a parent that has none is overwritten by the next.

import {
  BEFORE_ROWS,
  LOOKUP_BYTES,
  LOOKUP_COUNTS,
  LOOKUPS,
  OPEN,
  PARENTS,
  ROW_POINTERS,
  ROWS,
  ROWS_BYTES,
  SPLIT_CLASSES,
  SPLITS,
  SYMBOLS,
  WORDS,
} from './layout';
import { splits } from './query';
import { splitLimit } from './query-tables';

/** Children of the parents that the last pass kept. */
export let openChildren: u32 = 0;

/** Keeps the parents that have a child worth visiting. Returns how many; their children are counted in `openChildren`. */
export function maskChildren(length: u32, depth: u32, from: u32, count: u32): u32 {
  const row = ROWS + <usize>depth * ROWS_BYTES + ((<usize>from) << 4);
  const lookups = LOOKUPS + <usize>depth * LOOKUP_BYTES;
  const used = load<u32>(LOOKUP_COUNTS + (depth << 2));
  if (splits > 0) return maskWithSplits(length, depth, row, count, lookups, used);
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
function maskWithSplits(length: u32, depth: u32, firstRow: usize, count: u32, lookups: usize, used: u32): u32 {
  let kept: usize = 0;
  let children: u32 = 0;
  let row = firstRow;
  const rules = splits;
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
