// Ids of many packed codes at once: a batch goes down the tries together, so that its loads wait for memory together.

import { ID_BASES, LEVELS, NODES, PIECE, ROW_POINTERS } from './layout';
import { lengthOf, readCodes, symbolOf } from './sort-codes';

/** Codes that go down together. */
const BATCH: u32 = 64;
/** No node: the code left its trie. */
const NONE: u32 = 0xffffffff;

/**
 * Replaces the `count` codes (doubles) at PIECE by their ids as i32, -1 where there is none, one after another.
 * Returns false where one is no packed code.
 */
export function findCodes(count: u32): bool {
  if (!readCodes(PIECE, count)) return false;
  for (let from: u32 = 0; from < count; from += BATCH) findBatch(from, min(BATCH, count - from));
  return true;
}

function findBatch(from: u32, count: u32): void {
  const codes = PIECE + ((<usize>from) << 3);
  let longest: u32 = 0;
  for (let index: u32 = 0; index < count; index++) {
    const length = lengthOf(load<u64>(codes + ((<usize>index) << 3)));
    store<u8>(ROW_POINTERS + index, <u8>length);
    store<u32>(NODES + ((<usize>index) << 2), 0);
    longest = max(longest, length);
  }
  for (let depth: u32 = 0; depth < longest; depth++) {
    for (let index: u32 = 0; index < count; index++) {
      const length: u32 = load<u8>(ROW_POINTERS + index);
      const place = NODES + ((<usize>index) << 2);
      const node = load<u32>(place);
      const level: usize = load<u32>(LEVELS + ((length - 1) << 5) + (depth << 2));
      // A trie without plates has no level, and a code that has ended or left its trie reads nothing: address 0 holds 0.
      const live = <u32>(depth < length) & <u32>(node != NONE) & <u32>(level != 0);
      const word = load<u64>(select<usize>(level + ((<usize>node) << 3), 0, live));
      const bit = (<u64>1) << symbolOf(load<u64>(codes + ((<usize>index) << 3)), depth);
      const child = <u32>(word >> 36) + <u32>popcnt(word & (bit - 1));
      const after = select<u32>(child, NONE, (word & bit) != 0);
      store<u32>(place, select<u32>(after, node, depth < length));
    }
  }
  for (let index: u32 = 0; index < count; index++) {
    const node = load<u32>(NODES + ((<usize>index) << 2));
    const length: u32 = load<u8>(ROW_POINTERS + index);
    const id = load<u32>(ID_BASES + ((length - 1) << 2)) + node;
    store<u32>(PIECE + ((<usize>(from + index)) << 2), select<u32>(NONE, id, node == NONE));
  }
}
