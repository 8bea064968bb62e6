// Plates that a pattern with at most one `*` matches, for one length of plate at a time: each position asks for one symbol
// or for any. Runs of "any" never walk the trie: the nodes under neighbouring nodes are neighbours, so a range of nodes
// turns into the range of their children, and at the end into a range of ids.

import {
  BLOCK,
  COUNTS,
  FOUND_IDS,
  ID_BASES,
  LEVELS,
  MAX_RESULTS,
  NODES,
  NODES_BYTES,
  QUERY,
} from './layout';
import { addVisited, clearResults, flushResults, found, setFound, taken } from './results';

/** At QUERY: any symbol. */
const ANY: u32 = 255;

let length: u32 = 0;
let levels: usize = 0;
let idBase: u32 = 0;
export let counting: bool = false;
let total: u32 = 0;

/** Starts a search: for results, or, `onlyCount`, for their number. */
export function startWildcard(onlyCount: bool): void {
  clearResults();
  counting = onlyCount;
  total = 0;
}

/**
 * Searches the plates of one length; the host wrote a symbol or ANY for each position at QUERY. To be called in ascending
 * length: ids at FOUND_IDS are then ascending.
 */
export function wildcard(each: u32): void {
  if (load<u32>(COUNTS + ((each - 1) << 2)) == 0) return;
  length = each;
  levels = LEVELS + ((each - 1) << 5);
  idBase = load<u32>(ID_BASES + ((each - 1) << 2));
  walkRange(0, 0, 1);
}

/** Plates counted, or results that stand at FOUND_IDS; -1 where the host took them all. */
export function endWildcard(): i32 {
  if (counting) return total;
  if (taken > 0) {
    flushResults();
    return -1;
  }
  return found;
}

export function addTotal(count: u32): void {
  total += count;
}

/** First plate below a node (or below the next that has one), as its rank. */
export function idsBelow(trie: usize, startDepth: u32, end: u32, start: u32): u32 {
  let node = start;
  for (let depth = startDepth; depth < end; depth++) node = baseOf(load<u32>(trie + (depth << 2)), node);
  return node;
}

// @ts-expect-error: decorator
@inline
function levelAt(depth: u32): usize {
  return load<u32>(levels + (depth << 2));
}

// @ts-expect-error: decorator
@inline
function baseOf(level: usize, node: u32): u32 {
  return <u32>(load<u64>(level + ((<usize>node) << 3)) >> 36);
}

/** All nodes `from` … `to - 1` of a depth. Every level ends with a node that says where the next one ends. */
function walkRange(startDepth: u32, start: u32, end: u32): void {
  let depth = startDepth;
  let from = start;
  let to = end;
  while (depth < length && load<u8>(QUERY + depth) == ANY) {
    const level = levelAt(depth);
    from = baseOf(level, from);
    to = baseOf(level, to);
    depth++;
  }
  if (depth == length) {
    addIds(idBase + from, idBase + to);
    return;
  }
  const level = levelAt(depth);
  for (let node = from; node < to; node += BLOCK) {
    const count = min(BLOCK, to - node);
    const kept = childrenOfRange(depth, level, node, count);
    if (kept > 0) walkList(depth + 1, kept);
  }
}

/** The same for `count` nodes in the buffer of a depth. */
function walkList(depth: u32, count: u32): void {
  const list = NODES + <usize>depth * NODES_BYTES;
  if (depth == length) {
    addList(list, count);
    return;
  }
  if (load<u8>(QUERY + depth) == ANY) {
    for (let index: u32 = 0; index < count; index++) {
      const node = load<u32>(list + ((<usize>index) << 2));
      walkRange(depth, node, node + 1);
    }
    return;
  }
  const kept = childrenOfList(depth, list, count);
  if (kept > 0) walkList(depth + 1, kept);
}

/** Into the next depth's buffer: for each node its child under the symbol asked for, where it has one. */
function childrenOfRange(depth: u32, level: usize, from: u32, count: u32): u32 {
  addVisited(count);
  const below = ((<u64>1) << load<u8>(QUERY + depth)) - 1;
  const first = NODES + <usize>(depth + 1) * NODES_BYTES;
  let out = first;
  let at = level + ((<usize>from) << 3);
  const end = at + ((<usize>count) << 3);
  for (; at < end; at += 8) {
    const word = load<u64>(at);
    store<u32>(out, <u32>(word >> 36) + <u32>popcnt(word & below));
    out += (<usize>((word & (below + 1)) != 0)) << 2;
  }
  return <u32>((out - first) >> 2);
}

function childrenOfList(depth: u32, list: usize, count: u32): u32 {
  addVisited(count);
  const level = levelAt(depth);
  const below = ((<u64>1) << load<u8>(QUERY + depth)) - 1;
  const first = NODES + <usize>(depth + 1) * NODES_BYTES;
  let out = first;
  let at = list;
  const end = at + ((<usize>count) << 2);
  for (; at < end; at += 4) {
    const word = load<u64>(level + ((<usize>load<u32>(at)) << 3));
    store<u32>(out, <u32>(word >> 36) + <u32>popcnt(word & below));
    out += (<usize>((word & (below + 1)) != 0)) << 2;
  }
  return <u32>((out - first) >> 2);
}

function addList(list: usize, count: u32): void {
  if (counting) {
    total += count;
    return;
  }
  if (found + count > MAX_RESULTS) flushResults();
  const base = idBase;
  let out = FOUND_IDS + ((<usize>found) << 2);
  for (let at = list; at < list + ((<usize>count) << 2); at += 4, out += 4) store<u32>(out, base + load<u32>(at));
  setFound(found + count);
}

export function addIds(from: u32, to: u32): void {
  if (counting) {
    total += to - from;
    return;
  }
  for (let id = from; id < to; ) {
    if (found == MAX_RESULTS) flushResults();
    const end = min(to, id + MAX_RESULTS - found);
    let out = FOUND_IDS + ((<usize>found) << 2);
    setFound(found + (end - id));
    for (; id < end; id++, out += 4) store<u32>(out, id);
  }
}
