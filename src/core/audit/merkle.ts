/**
 * Merkle trees after RFC 6962 section 2.1: heads, growth leaf by leaf, inclusion and consistency paths and their checks.
 * Runs anywhere, pure. Hashes are 32 bytes; sizes and indexes are whole numbers up to 2^53 (no 32-bit operators here).
 * A tree is kept as its complete subtrees: node (level, index) covers leaves [index * 2^level, (index + 1) * 2^level).
 * The SHA-256 is the pure one unless a faster one is passed in. Checks answer false, never throw, on what is not a proof.
 */
import { sha256 as pureSha256 } from '@noble/hashes/sha2.js';

export type Hash = Uint8Array;
export type Sha256 = (bytes: Uint8Array) => Uint8Array;
/** Gives the node of a complete subtree that was kept when it was completed. */
export type ReadNode = (level: number, index: number) => Hash;

/** The complete subtrees a tree of this size falls into, largest (leftmost) first: all that appending needs. */
export type Frontier = { readonly size: number; readonly peaks: readonly Hash[] };
export const emptyFrontier: Frontier = { size: 0, peaks: [] };

/** Head of the tree without leaves: the hash of nothing. */
export const emptyRoot: Hash = pureSha256(new Uint8Array());

/** SHA-256(0x00 || bytes). */
export function leafHash(bytes: Uint8Array, sha256: Sha256 = pureSha256): Hash {
  const preimage = new Uint8Array(bytes.length + 1);
  preimage.set(bytes, 1);
  return sha256(preimage);
}

/** SHA-256(0x01 || left || right). */
export function nodeHash(left: Hash, right: Hash, sha256: Sha256 = pureSha256): Hash {
  const preimage = new Uint8Array(65);
  preimage[0] = 1;
  preimage.set(left, 1);
  preimage.set(right, 33);
  return sha256(preimage);
}

/**
 * The tree with one leaf more.
 * @param leaf `leafHash` of its bytes
 * @param onNode is told every node this leaf completes, the leaf itself (level 0) first: what a store has to keep
 */
export function appendTo(
  frontier: Frontier,
  leaf: Hash,
  onNode?: (level: number, index: number, hash: Hash) => void,
  sha256: Sha256 = pureSha256,
): Frontier {
  const peaks = frontier.peaks.slice();
  let hash = leaf;
  let index = frontier.size;
  let level = 0;
  onNode?.(level, index, hash);
  while (index % 2 === 1) {
    const left = peaks.pop();
    if (left === undefined) throw new TypeError('a frontier that does not fit its size');
    hash = nodeHash(left, hash, sha256);
    index = (index - 1) / 2;
    level += 1;
    onNode?.(level, index, hash);
  }
  peaks.push(hash);
  return { size: frontier.size + 1, peaks };
}

/** Head of the tree. */
export function rootOf(frontier: Frontier, sha256: Sha256 = pureSha256): Hash {
  const last = frontier.peaks.at(-1);
  if (last === undefined) return emptyRoot;
  return frontier.peaks.slice(0, -1).reduceRight((right, left) => nodeHash(left, right, sha256), last);
}

/** The frontier of a tree of this size out of kept nodes, to go on appending. */
export function frontierFrom(size: number, read: ReadNode): Frontier {
  const peaks: Hash[] = [];
  for (let from = 0; from < size; ) {
    const width = largestPowerUpTo(size - from);
    peaks.push(read(Math.log2(width), from / width));
    from += width;
  }
  return { size, peaks };
}

/** Audit path of one leaf, from the leaf upwards (RFC 6962 section 2.1.1). `index` counts from 0. */
export function inclusionPath(index: number, size: number, read: ReadNode): Hash[] {
  if (!isCount(size) || !isCount(index) || index >= size) throw new RangeError('no such leaf in a tree of this size');
  const path: Hash[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.push(rangeRoot(middle, to, read));
      to = middle;
    } else {
      path.push(rangeRoot(from, middle, read));
      from = middle;
    }
  }
  return path.reverse();
}

/** Consistency path between two sizes of one tree (RFC 6962 section 2.1.2); empty where either says it all. */
export function consistencyPath(firstSize: number, secondSize: number, read: ReadNode): Hash[] {
  if (firstSize === 0 && isCount(secondSize)) return [];
  const path = wholePath(firstSize, secondSize, read);
  if (firstSize === secondSize) return [];
  // A first tree that is one whole subtree of the second is known to whoever checks: its root is not repeated.
  return isPowerOfTwo(firstSize) ? path.slice(1) : path;
}

/**
 * The consistency path with the subtree the first tree ends with always at its head: all that the second tree says of
 * the first, to whoever does not believe the first. Sizes from 1.
 */
export function wholePath(firstSize: number, secondSize: number, read: ReadNode): Hash[] {
  if (!isCount(firstSize) || !isCount(secondSize) || firstSize === 0 || firstSize > secondSize)
    throw new RangeError('the first tree is not the smaller one');
  const path: Hash[] = [];
  let [from, to] = [0, secondSize];
  // Down to the subtree the first tree ends with; beside the way, what completes it to the second.
  while (to !== firstSize || !isPowerOfTwo(to - from)) {
    const middle = from + splitOf(to - from);
    if (firstSize <= middle) {
      path.push(rangeRoot(middle, to, read));
      to = middle;
    } else {
      path.push(rangeRoot(from, middle, read));
      from = middle;
    }
  }
  path.push(rangeRoot(from, to, read));
  return path.reverse();
}

/** Whether the path leads from the leaf at `index` (from 0) to the root of a tree of this size (RFC 9162 section 2.1.3.2). */
export function verifyInclusion(
  claim: { leaf: Hash; index: number; size: number; path: readonly Hash[]; root: Hash },
  sha256: Sha256 = pureSha256,
): boolean {
  const { leaf, index, size, path, root } = claim;
  if (!isCount(index) || !isCount(size) || index >= size || ![leaf, root, ...path].every(isHash)) return false;
  let [at, last] = [index, size - 1];
  let hash = leaf;
  for (const beside of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(beside, hash, sha256);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      hash = nodeHash(hash, beside, sha256);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equalHash(hash, root);
}

/** Whether the second tree begins with the whole first (RFC 9162 section 2.1.4.2). */
export function verifyConsistency(
  claim: { firstSize: number; firstRoot: Hash; secondSize: number; secondRoot: Hash; path: readonly Hash[] },
  sha256: Sha256 = pureSha256,
): boolean {
  const { firstSize, firstRoot, secondSize, secondRoot, path } = claim;
  if (!isCount(firstSize) || !isCount(secondSize) || firstSize > secondSize) return false;
  if (![firstRoot, secondRoot, ...path].every(isHash)) return false;
  if (firstSize === secondSize) return path.length === 0 && equalHash(firstRoot, secondRoot);
  if (firstSize === 0) return path.length === 0 && equalHash(firstRoot, emptyRoot);
  if (path.length === 0) return false;
  const roots = rootsOf(firstSize, secondSize, isPowerOfTwo(firstSize) ? [firstRoot, ...path] : path, sha256);
  return roots !== null && equalHash(roots.first, firstRoot) && equalHash(roots.second, secondRoot);
}

/**
 * The two roots a `wholePath` leads to. Whoever signed `second` has thereby said that the tree was `first` at the first
 * size. Null where it is no path between these sizes.
 */
export function rootsOf(
  firstSize: number,
  secondSize: number,
  wholePath: readonly Hash[],
  sha256: Sha256 = pureSha256,
): { first: Hash; second: Hash } | null {
  const [start, ...rest] = wholePath;
  if (start === undefined || !isCount(firstSize) || !isCount(secondSize)) return null;
  if (firstSize === 0 || firstSize > secondSize || !wholePath.every(isHash)) return null;
  let [at, last] = [firstSize - 1, secondSize - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [first, second] = [start, start];
  for (const beside of rest) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      first = nodeHash(beside, first, sha256);
      second = nodeHash(beside, second, sha256);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else {
      second = nodeHash(second, beside, sha256);
    }
    [at, last] = [half(at), half(last)];
  }
  return last === 0 ? { first, second } : null;
}

export function equalHash(a: Hash, b: Hash): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Root over leaves [from, to), where the range begins at a boundary of its own width, as RFC 6962 splits do. */
function rangeRoot(from: number, to: number, read: ReadNode): Hash {
  const width = to - from;
  const left = largestPowerUpTo(width);
  if (left === width) return read(Math.log2(width), from / width);
  return nodeHash(rangeRoot(from, from + left, read), rangeRoot(from + left, to, read));
}

/** The largest power of two smaller than n (n > 1): where RFC 6962 divides. */
const splitOf = (n: number): number => (largestPowerUpTo(n) === n ? n / 2 : largestPowerUpTo(n));

const isPowerOfTwo = (n: number): boolean => largestPowerUpTo(n) === n;

function largestPowerUpTo(n: number): number {
  let power = 1;
  while (power * 2 <= n) power *= 2;
  return power;
}

const half = (n: number): number => Math.floor(n / 2);
const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
const isHash = (hash: Hash): boolean => hash instanceof Uint8Array && hash.length === 32;
