// The trie of one length from its sorted codes, a piece at a time.
// A node is one u64: 36 bits for the symbols that follow, 28 bits for the number of its first child on the next level. On
// the last level that number is the rank of the plate: nothing is stored for a plate itself.

import { BUILD_NODES, LEVELS, PIECE } from './layout';
import { sharedSymbols, symbolOf } from './sort-codes';

let length: u32 = 0;
let levels: usize = 0;
let before: u64 = 0;
/** Plates so far. */
let built: u32 = 0;

/** Starts the trie of a length, whose levels the host set out (zeroed) and wrote at LEVELS. */
export function startTrie(each: u32): void {
  length = each;
  levels = LEVELS + ((each - 1) << 5);
  before = 0;
  built = 0;
  // Each level's first node is counted in when the first code comes.
  memory.fill(BUILD_NODES, 255, 32);
}

/** Adds the next `count` codes, which stand at PIECE: ascending over all pieces, repeats allowed. */
export function buildTrie(count: u32): void {
  let previous = before;
  for (let from = PIECE; from < PIECE + ((<usize>count) << 3); from += 8) {
    const code = load<u64>(from);
    let shared = sharedSymbols(previous, code);
    // The very first code starts a node on every level; any other starts one below the symbols it shares.
    let opens = shared + 1;
    if (built == 0) {
      shared = 0;
      opens = 0;
    } else if (shared >= length) continue;
    previous = code;
    for (let depth = shared; depth < length; depth++) {
      const counter = BUILD_NODES + ((<usize>depth) << 2);
      let node = load<u32>(counter);
      const level: usize = load<u32>(levels + (depth << 2));
      if (depth >= opens) {
        store<u32>(counter, ++node);
        // Its children begin where those of the node before it ended.
        store<u64>(level + ((<usize>node) << 3), (<u64>childrenSoFar(depth)) << 36);
      }
      const word = level + ((<usize>node) << 3);
      store<u64>(word, load<u64>(word) | ((<u64>1) << symbolOf(code, depth)));
    }
    built++;
  }
  before = previous;
}

/** Nodes (plates, on the last level) that stand on the next level now; the one about to begin is not among them. */
// @ts-expect-error: decorator
@inline
function childrenSoFar(depth: u32): u32 {
  return depth + 1 == length ? built : load<u32>(BUILD_NODES + ((<usize>(depth + 1)) << 2)) + 1;
}

/** Ends every level with a node that has no children and says where the next level ends. Returns the plates built. */
export function endTrie(): u32 {
  for (let depth: u32 = 0; depth < length; depth++) {
    const level: usize = load<u32>(levels + (depth << 2));
    const nodes = load<u32>(BUILD_NODES + ((<usize>depth) << 2)) + 1;
    store<u64>(level + ((<usize>nodes) << 3), (<u64>childrenSoFar(depth)) << 36);
  }
  return built;
}
