// Trees that grow by many leaves at once: which nodes there will be is written down first, then all of them are hashed, those that
// need no other of them first, four at a time. AssemblyScript.
import { LEVEL_STARTS, LEVELS, MOST_OPS, NODES, OPS, ORDER } from './layout';
import { hashNodes } from './sha256';

let count: u32 = 0;
let deepest: u32 = 0;
/** There was no room for all of them. */
export let full: bool = false;

export function startTrees(): void {
  count = 0;
  deepest = 0;
  full = false;
}

@inline function levelOf(node: usize): u32 {
  return node < NODES ? 0 : node < NODES + (<usize>MOST_OPS << 5) ? load<u8>(LEVELS + ((node - NODES) >> 5)) : 0;
}

/** Where SHA-256(1 || left || right) will stand. */
function node(left: usize, right: usize): usize {
  if (count >= MOST_OPS) {
    full = true;
    return left;
  }
  const at = OPS + (<usize>count << 3);
  store<u32>(at, <u32>left);
  store<u32>(at, <u32>right, 4);
  const level = max(levelOf(left), levelOf(right)) + 1;
  if (level > deepest) deepest = level;
  store<u8>(LEVELS + count, level);
  count += 1;
  return NODES + (<usize>(count - 1) << 5);
}

/** A leaf more; `peaks` says where the complete subtrees stand, by level. */
export function grow(peaks: usize, size: u64, leaf: usize): void {
  let at = peaks;
  for (; size & 1; size >>= 1) {
    leaf = node(load<u32>(at), leaf);
    at += 4;
  }
  store<u32>(at, <u32>leaf);
}

/** Where the head of a tree of this size will stand; sizes from 1. */
export function headOf(peaks: usize, size: u64): usize {
  let head = <usize>load<u32>(peaks + (<usize>ctz(size) << 2));
  for (let left = size & (size - 1); left != 0; left &= left - 1)
    head = node(load<u32>(peaks + (<usize>ctz(left) << 2)), head);
  return head;
}

/** Hashes them all. */
export function hashAll(): void {
  memory.fill(LEVEL_STARTS, 0, (<usize>deepest + 2) << 2);
  for (let n: u32 = 0; n < count; n += 1) {
    const at = LEVEL_STARTS + (<usize>load<u8>(LEVELS + n) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let before: u32 = 0;
  for (let level: u32 = 0; level <= deepest + 1; level += 1) {
    const at = LEVEL_STARTS + (<usize>level << 2);
    const many = load<u32>(at);
    store<u32>(at, before);
    before += many;
  }
  for (let n: u32 = 0; n < count; n += 1) {
    const at = LEVEL_STARTS + (<usize>load<u8>(LEVELS + n) << 2);
    const to = load<u32>(at);
    store<u32>(at, to + 1);
    store<u32>(ORDER + (<usize>to << 2), n);
  }
  // Each start has become the end of its level.
  let from: u32 = 0;
  for (let level: u32 = 1; level <= deepest; level += 1) {
    const end = load<u32>(LEVEL_STARTS + (<usize>level << 2));
    for (; from < end; from += 4) hashFour(from, end - 1);
    from = end;
  }
}

/** Past the last, the last again. */
function hashFour(from: u32, last: u32): void {
  const a = <usize>load<u32>(ORDER + (<usize>from << 2));
  const b = <usize>load<u32>(ORDER + (<usize>min(from + 1, last) << 2));
  const c = <usize>load<u32>(ORDER + (<usize>min(from + 2, last) << 2));
  const d = <usize>load<u32>(ORDER + (<usize>min(from + 3, last) << 2));
  hashNodes(
    load<u32>(OPS + (a << 3)), load<u32>(OPS + (a << 3), 4),
    load<u32>(OPS + (b << 3)), load<u32>(OPS + (b << 3), 4),
    load<u32>(OPS + (c << 3)), load<u32>(OPS + (c << 3), 4),
    load<u32>(OPS + (d << 3)), load<u32>(OPS + (d << 3), 4),
    NODES + (a << 5), NODES + (b << 5), NODES + (c << 5), NODES + (d << 5),
  );
}
