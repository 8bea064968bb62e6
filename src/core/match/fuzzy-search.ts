/**
 * All plates of one trie within a cost of a query: exact, level by level.
 * Runs anywhere (pure). Two prunings, both exact: a lower bound from the remaining lengths (why tries are per length),
 * and a mask of the letters that can still succeed, ANDed with a node's children before any row is computed.
 * Proof obligation, checked by a property test: ids and costs equal `plateDistance` over every plate.
 */

import { MAX_PLATE_LENGTH } from '../plate/plate-text.ts';
import type { LengthTrie } from './length-trie.ts';
import { popcount32 } from './length-trie.ts';
import { SYMBOL_COUNT } from './plate-code.ts';
import type { QueryPlan } from './query-plan.ts';
import { firstRow, remainingBound } from './query-plan.ts';

/** Nodes of one depth that can still lead to a match. Rows stand one after another, `n + 1` bytes each. */
type Frontier = { size: number; node: Uint32Array; parent: Uint32Array; letter: Uint8Array; rows: Uint8Array };

/** Ids (ascending) and costs found, in growing arrays. */
export type Found = { count: number; ids: Uint32Array; costs: Uint8Array };

export function newFound(): Found {
  return { count: 0, ids: new Uint32Array(1024), costs: new Uint8Array(1024) };
}

export function addFound(found: Found, id: number, cost: number): void {
  if (found.count === found.ids.length) {
    found.ids = grownUint32(found.ids);
    found.costs = grownUint8(found.costs, found.costs.length * 2);
  }
  found.ids[found.count] = id;
  found.costs[found.count++] = cost;
}

/** Adds every plate of the trie within the plan's budget, as `idBase + rank` with its cost, in ascending order. */
export function searchTrie(trie: LengthTrie, plan: QueryPlan, idBase: number, found: Found): void {
  if (trie.count === 0 || remainingBound(plan, trie.length, plan.n) > plan.budget) return;
  let [before, here, next] = scratch;
  next.size = 0;
  pushEntry(next, 0, 0, NO_LETTER, firstRow(plan));
  [here, next] = [next, here];
  for (let depth = 0; depth < trie.length && here.size > 0; depth++) {
    next.size = 0;
    advance(trie, plan, depth, before, here, next, idBase, found);
    const recycled = before;
    before = here;
    here = next;
    next = recycled;
  }
}

/** A query has at most 16 characters. */
const MAX_ROW_WIDTH = MAX_PLATE_LENGTH + 1;
/** Kept between searches, as a search never gives way before it ends: allocating them cost more than searching. */
const scratch: [Frontier, Frontier, Frontier] = [newFrontier(), newFrontier(), newFrontier()];
const NO_LETTER = 255;
const ALL_LOW = 0xffffffff;
const ALL_HIGH = 15;

/** Takes every node at `depth` one letter further: into `next`, or into `found` where that letter is the last. */
function advance(
  trie: LengthTrie,
  plan: QueryPlan,
  depth: number,
  before: Frontier,
  here: Frontier,
  next: Frontier,
  idBase: number,
  found: Found,
): void {
  const level = trie.levels[depth];
  if (level === undefined) return;
  const { n, budget } = plan;
  const width = n + 1;
  const last = depth + 1 === trie.length;
  const bounds = boundsAfter(plan, trie.length - depth - 1);
  const boundsLater = boundsAfter(plan, trie.length - depth - 2);
  const row = new Uint8Array(width);
  const mask = new Uint32Array(2);
  for (let entry = 0; entry < here.size; entry++) {
    const node = here.node[entry] ?? 0;
    const letter = here.letter[entry] ?? NO_LETTER;
    const rowAt = entry * width;
    const beforeAt = depth === 0 ? -1 : (here.parent[entry] ?? 0) * width;
    letterMask(plan, mask, here.rows, rowAt, before.rows, beforeAt, letter, bounds, last ? null : boundsLater);
    const childLow = level[node * 2] ?? 0;
    const high = level[node * 2 + 1] ?? 0;
    const base = high >>> 4;
    let open = (mask[0] ?? 0) & childLow;
    while (open !== 0) {
      const bit = open & -open;
      open &= open - 1;
      const symbol = 31 - Math.clz32(bit);
      fillRow(plan, row, here.rows, rowAt, before.rows, beforeAt, letter, symbol);
      const child = base + popcount32(childLow & (bit - 1));
      if (!last) pushEntry(next, child, entry, symbol, row);
      else if ((row[n] ?? 0) <= budget) addFound(found, idBase + child, row[n] ?? 0);
    }
    open = (mask[1] ?? 0) & high & 15;
    if (open === 0) continue;
    const lowCount = popcount32(childLow);
    while (open !== 0) {
      const bit = open & -open;
      open &= open - 1;
      const symbol = 63 - Math.clz32(bit);
      fillRow(plan, row, here.rows, rowAt, before.rows, beforeAt, letter, symbol);
      const child = base + lowCount + popcount32(high & (bit - 1));
      if (!last) pushEntry(next, child, entry, symbol, row);
      else if ((row[n] ?? 0) <= budget) addFound(found, idBase + child, row[n] ?? 0);
    }
  }
}

/** `remainingBound` for each count of query characters taken, with `textLeft` characters of the text to come. */
function boundsAfter(plan: QueryPlan, textLeft: number): Uint16Array {
  const bounds = new Uint16Array(plan.n + 1);
  for (let i = 0; i <= plan.n; i++) bounds[i] = remainingBound(plan, Math.max(textLeft, 0), plan.n - i);
  return bounds;
}

/**
 * Letters after which a match within the budget is still possible. `boundsLater` is for the steps that take two letters
 * of the text and so pass over the next row: without them a cheap transposition would be pruned at its first letter.
 */
function letterMask(
  plan: QueryPlan,
  mask: Uint32Array,
  rows: Uint8Array,
  rowAt: number,
  beforeRows: Uint8Array,
  beforeAt: number,
  letter: number,
  bounds: Uint16Array,
  boundsLater: Uint16Array | null,
): void {
  const { n, budget, symbols, transposition, substitutionMask, insertionMask } = plan;
  let low = 0;
  let high = 0;
  const allow = (symbol: number): void => {
    if (symbol < 32) low |= 1 << symbol;
    else high |= 1 << (symbol - 32);
  };
  for (let i = 0; i <= n; i++) {
    const value = rows[rowAt + i] ?? 0;
    if (value <= budget) {
      const afterInsertion = budget - value - (bounds[i] ?? 0);
      if (afterInsertion >= 0) {
        low |= insertionMask[afterInsertion * 2] ?? 0;
        high |= insertionMask[afterInsertion * 2 + 1] ?? 0;
      }
      if (i < n) {
        const afterSubstitution = budget - value - (bounds[i + 1] ?? 0);
        if (afterSubstitution >= 0) {
          const word = (i * (budget + 1) + afterSubstitution) * 2;
          low |= substitutionMask[word] ?? 0;
          high |= substitutionMask[word + 1] ?? 0;
        }
      }
      if (boundsLater !== null && i + 1 < n && value + transposition + (boundsLater[i + 2] ?? 0) <= budget) {
        allow(symbols[i + 1] ?? 0);
      }
    }
    if (beforeAt >= 0 && i + 1 < n && symbols[i + 1] === letter) {
      if ((beforeRows[beforeAt + i] ?? 0) + transposition + (bounds[i + 2] ?? 0) <= budget) allow(symbols[i] ?? 0);
    }
    if (low === -1 && high === ALL_HIGH) break;
  }
  for (const { at, single, cost } of plan.merges) {
    if ((rows[rowAt + at] ?? 0) + cost + (bounds[at + 2] ?? 0) <= budget) allow(single);
  }
  for (const { at, first, second, cost } of plan.splits) {
    if (boundsLater !== null && (rows[rowAt + at] ?? 0) + cost + (boundsLater[at + 1] ?? 0) <= budget) allow(first);
    if (beforeAt >= 0 && letter === first) {
      if ((beforeRows[beforeAt + at] ?? 0) + cost + (bounds[at + 1] ?? 0) <= budget) allow(second);
    }
  }
  mask[0] = low & ALL_LOW;
  mask[1] = high;
}

/** The row after one more letter of the text. Values above the budget stay at budget + 1. */
function fillRow(
  plan: QueryPlan,
  row: Uint8Array,
  rows: Uint8Array,
  rowAt: number,
  beforeRows: Uint8Array,
  beforeAt: number,
  letter: number,
  symbol: number,
): void {
  const { n, budget, symbols, substitution, deletion, transposition } = plan;
  const insertion = plan.insertion[symbol] ?? 0;
  const over = budget + 1;
  let previous = Math.min((rows[rowAt] ?? 0) + insertion, over);
  row[0] = previous;
  for (let i = 1; i <= n; i++) {
    let best = (rows[rowAt + i] ?? 0) + insertion;
    const substituted = (rows[rowAt + i - 1] ?? 0) + (substitution[(i - 1) * SYMBOL_COUNT + symbol] ?? 0);
    if (substituted < best) best = substituted;
    const deleted = previous + (deletion[i - 1] ?? 0);
    if (deleted < best) best = deleted;
    if (beforeAt >= 0 && i > 1 && symbols[i - 1] === letter && symbols[i - 2] === symbol) {
      const swapped = (beforeRows[beforeAt + i - 2] ?? 0) + transposition;
      if (swapped < best) best = swapped;
    }
    if (best > over) best = over;
    row[i] = best;
    previous = best;
  }
  if (plan.merges.length > 0 || (plan.splits.length > 0 && beforeAt >= 0)) {
    applyPairs(plan, row, rows, rowAt, beforeRows, beforeAt, letter, symbol);
  }
}

/** Lowers the cells that a pair rule reaches, and the deletions that follow from them. */
function applyPairs(
  plan: QueryPlan,
  row: Uint8Array,
  rows: Uint8Array,
  rowAt: number,
  beforeRows: Uint8Array,
  beforeAt: number,
  letter: number,
  symbol: number,
): void {
  const lower = (cell: number, value: number): void => {
    let best = value;
    for (let i = cell; i <= plan.n && best < (row[i] ?? 0); i++) {
      row[i] = best;
      best += plan.deletion[i] ?? 0;
    }
  };
  for (const { at, single, cost } of plan.merges) {
    if (symbol === single) lower(at + 2, (rows[rowAt + at] ?? 0) + cost);
  }
  if (beforeAt < 0) return;
  for (const { at, first, second, cost } of plan.splits) {
    if (letter === first && symbol === second) lower(at + 1, (beforeRows[beforeAt + at] ?? 0) + cost);
  }
}

function newFrontier(): Frontier {
  const capacity = 512;
  return {
    size: 0,
    node: new Uint32Array(capacity),
    parent: new Uint32Array(capacity),
    letter: new Uint8Array(capacity),
    rows: new Uint8Array(capacity * MAX_ROW_WIDTH),
  };
}

function pushEntry(frontier: Frontier, node: number, parent: number, letter: number, row: Uint8Array): void {
  const entry = frontier.size;
  if (entry === frontier.node.length) {
    frontier.node = grownUint32(frontier.node);
    frontier.parent = grownUint32(frontier.parent);
    frontier.letter = grownUint8(frontier.letter, entry * 2);
    frontier.rows = grownUint8(frontier.rows, entry * 2 * MAX_ROW_WIDTH);
  }
  frontier.node[entry] = node;
  frontier.parent[entry] = parent;
  frontier.letter[entry] = letter;
  frontier.rows.set(row, entry * row.length);
  frontier.size = entry + 1;
}

function grownUint32(array: Uint32Array): Uint32Array {
  const grown = new Uint32Array(array.length * 2);
  grown.set(array);
  return grown;
}

function grownUint8(array: Uint8Array, length: number): Uint8Array {
  const grown = new Uint8Array(length);
  grown.set(array);
  return grown;
}
