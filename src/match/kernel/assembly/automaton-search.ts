// Plates that an automaton accepts: patterns with several `*`, which no list of positions can say. The host made it from
// the pattern (`pattern-automaton.ts`): a state is a set of the pattern's own states, so no plate is met twice.
// The trie is walked in its own order, which is that of memory; where a state accepts whatever follows, the plates below
// are a range of ids and are not walked.

import { COUNTS, FOUND_IDS, ID_BASES, LEVELS, MAX_LENGTH, MAX_RESULTS, PIECE } from './layout';
import { addIds, addTotal, counting, idsBelow } from './wildcard-search';
import { addVisited, flushResults, found, setFound } from './results';

/** u8 [state][64]: state after a symbol. */
const NEXT: usize = PIECE;
/** u64 [letters left after it][state]: symbols after which the rest can still be accepted. */
const ALLOWED: usize = 838656; // PIECE + 256 * 64
/** u8 [state]: accepts whatever follows. */
const ACCEPTS_ALL: usize = 855040; // ALLOWED + 8 * 256 * 8

let length: u32 = 0;
let levels: usize = 0;
let idBase: u32 = 0;

/** Searches all plates of up to 8 characters; between `startWildcard` and `endWildcard`. */
export function automaton(): void {
  for (let each: u32 = 1; each <= MAX_LENGTH; each++) {
    if (load<u32>(COUNTS + ((each - 1) << 2)) == 0) continue;
    length = each;
    levels = LEVELS + ((each - 1) << 5);
    idBase = load<u32>(ID_BASES + ((each - 1) << 2));
    walk(0, 0, 0);
  }
}

function walk(depth: u32, node: u32, state: usize): void {
  addVisited(1);
  const word = load<u64>(<usize>load<u32>(levels + (depth << 2)) + ((<usize>node) << 3));
  const left: usize = length - depth - 1;
  let open = word & load<u64>(ALLOWED + (left << 11) + (state << 3));
  if (left == 0) {
    addChildren(word, open);
    return;
  }
  while (open != 0) {
    const symbol = ctz(open);
    const child = <u32>(word >> 36) + <u32>popcnt(word & (((<u64>1) << symbol) - 1));
    const next: usize = load<u8>(NEXT + (state << 6) + <usize>symbol);
    if (load<u8>(ACCEPTS_ALL + next) != 0) addBelow(depth + 1, child);
    else walk(depth + 1, child, next);
    open &= open - 1;
  }
}

/** Plates whose last symbol is open. */
function addChildren(word: u64, children: u64): void {
  if (counting) {
    addTotal(<u32>popcnt(children));
    return;
  }
  if (found + 36 > MAX_RESULTS) flushResults();
  let open = children;
  let count = found;
  for (; open != 0; open &= open - 1) {
    const below = open & (0 - open);
    const id = idBase + <u32>(word >> 36) + <u32>popcnt(word & (below - 1));
    store<u32>(FOUND_IDS + ((<usize>count) << 2), id);
    count++;
  }
  setFound(count);
}

/** All plates below a node. */
function addBelow(depth: u32, node: u32): void {
  const from = idsBelow(levels, depth, length, node);
  addIds(idBase + from, idBase + idsBelow(levels, depth, length, node + 1));
}
