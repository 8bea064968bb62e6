import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { describe, expect, test } from 'vitest';
import {
  appendTo,
  consistencyPath,
  emptyFrontier,
  emptyRoot,
  type Frontier,
  frontierFrom,
  type Hash,
  inclusionPath,
  leafHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';

/** The eight leaves that Certificate Transparency's own tests use, and the heads of their trees. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => hexToBytes(hex),
);
const HEADS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

function grown(leaves: readonly Uint8Array[]): { trees: Frontier[]; read: (level: number, index: number) => Hash } {
  const nodes = new Map<string, Hash>();
  const trees: Frontier[] = [emptyFrontier];
  for (const leaf of leaves)
    trees.push(
      appendTo(trees.at(-1) ?? emptyFrontier, leafHash(leaf), (level, index, hash) => {
        nodes.set(`${level} ${index}`, hash);
      }),
    );
  const read = (level: number, index: number): Hash => {
    const node = nodes.get(`${level} ${index}`);
    if (node === undefined) throw new Error(`no node ${level} ${index} was ever complete`);
    return node;
  };
  return { trees, read };
}

const hex = (path: readonly Hash[]): string[] => path.map((hash) => bytesToHex(hash));
const rootAt = (trees: readonly Frontier[], size: number): Hash => rootOf(trees[size] ?? emptyFrontier);

describe('known answers', () => {
  const { trees, read } = grown(LEAVES);

  test('AU15 heads of the trees of 0 to 8 leaves', () => {
    expect(bytesToHex(emptyRoot)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(hex(trees.map((tree) => rootOf(tree)))).toEqual([bytesToHex(emptyRoot), ...HEADS]);
  });

  test('AU15 inclusion paths', () => {
    expect(inclusionPath(0, 1, read)).toEqual([]);
    expect(hex(inclusionPath(0, 8, read))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(hex(inclusionPath(5, 8, read))).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(hex(inclusionPath(2, 3, read))).toEqual([
      'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    ]);
    expect(hex(inclusionPath(1, 5, read))).toEqual([
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });

  test('AU15 consistency paths', () => {
    expect(consistencyPath(1, 1, read)).toEqual([]);
    expect(hex(consistencyPath(1, 8, read))).toEqual([
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ]);
    expect(hex(consistencyPath(6, 8, read))).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ]);
    expect(hex(consistencyPath(2, 5, read))).toEqual([
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ]);
  });
});

describe('every tree of up to 70 leaves', () => {
  const leaves = Array.from({ length: 70 }, (_, n) => Uint8Array.of(n, 7));
  const { trees, read } = grown(leaves);

  test('AU15 each leaf is proven in its place and in no other', () => {
    for (let size = 1; size <= leaves.length; size += 1)
      for (let index = 0; index < size; index += 1) {
        const path = inclusionPath(index, size, read);
        const claim = { leaf: leafHash(leaves[index] as Uint8Array), index, size, path, root: rootAt(trees, size) };
        expect(verifyInclusion(claim), `${index} of ${size}`).toBe(true);
        expect(verifyInclusion({ ...claim, index: index + 1 })).toBe(false);
        expect(verifyInclusion({ ...claim, path: [...path, claim.leaf] })).toBe(false);
        if (path.length > 0) expect(verifyInclusion({ ...claim, path: path.slice(1) })).toBe(false);
        if (size > 1) expect(verifyInclusion({ ...claim, root: rootAt(trees, size - 1) })).toBe(false);
      }
  });

  test('AU15 each size is proven to begin each later one, and no other', () => {
    for (let second = 0; second <= leaves.length; second += 1)
      for (let first = 0; first <= second; first += 1) {
        const path = consistencyPath(first, second, read);
        const claim = {
          firstSize: first,
          firstRoot: rootAt(trees, first),
          secondSize: second,
          secondRoot: rootAt(trees, second),
          path,
        };
        expect(verifyConsistency(claim), `${first} to ${second}`).toBe(true);
        expect(verifyConsistency({ ...claim, path: [...path, claim.firstRoot] })).toBe(false);
        if (path.length > 0) expect(verifyConsistency({ ...claim, path: path.slice(0, -1) })).toBe(false);
        const other = leafHash(Uint8Array.of(99));
        expect(verifyConsistency({ ...claim, firstRoot: other })).toBe(false);
        // From an empty tree everything is consistent: there is nothing it could contradict.
        if (first > 0) expect(verifyConsistency({ ...claim, secondRoot: other })).toBe(false);
      }
  });

  test('a frontier read from kept nodes is the one that grew', () => {
    for (const tree of trees) expect(frontierFrom(tree.size, read)).toEqual(tree);
  });
});

test('sizes beyond 32 bits are counted as they are', () => {
  const at = (level: number, index: number): Hash => leafHash(new TextEncoder().encode(`${level} ${index}`));
  const size = 2 ** 40 + 3;
  const tree = frontierFrom(size, at);
  expect(tree.peaks).toHaveLength(3);
  const next = appendTo(tree, at(0, size));
  expect(next.size).toBe(size + 1);
  expect(next.peaks).toHaveLength(2);
  const path = inclusionPath(size - 1, size, at);
  const claim = { leaf: at(0, size - 1), index: size - 1, size, path, root: rootOf(tree) };
  expect(verifyInclusion(claim)).toBe(true);
  expect(verifyInclusion({ ...claim, index: size - 2 })).toBe(false);
  const grownPath = consistencyPath(2 ** 40, size, at);
  const growth = {
    firstSize: 2 ** 40,
    firstRoot: at(40, 0),
    secondSize: size,
    secondRoot: rootOf(tree),
    path: grownPath,
  };
  expect(verifyConsistency(growth)).toBe(true);
  expect(verifyConsistency({ ...growth, firstSize: 2 ** 39 })).toBe(false);
});

test('what is not a proof is no proof and no crash', () => {
  const root = emptyRoot;
  for (const index of [-1, 0.5, Number.NaN, 2 ** 60])
    expect(verifyInclusion({ leaf: root, index, size: 1, path: [], root })).toBe(false);
  expect(verifyInclusion({ leaf: root, index: 0, size: 2, path: [new Uint8Array(31)], root })).toBe(false);
  expect(verifyConsistency({ firstSize: 2, firstRoot: root, secondSize: 1, secondRoot: root, path: [] })).toBe(false);
  const { read } = grown([]);
  expect(() => inclusionPath(0, 0, read)).toThrow(RangeError);
  expect(() => consistencyPath(2, 1, read)).toThrow(RangeError);
});
