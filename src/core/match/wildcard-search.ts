/**
 * Plates that a pattern of letters, digits, `?` (one) and `*` (any run) matches.
 * Runs anywhere (pure). A pattern is a set of states kept in one word (shift-and): state p = p tokens taken. A trie node
 * is visited with its states once, so no plate is found twice, however many `*` there are.
 */

import type { LengthTrie } from './length-trie.ts';
import { popcount32 } from './length-trie.ts';
import { SYMBOL_COUNT, symbolOf, symbolsOf } from './plate-code.ts';

export type WildcardPlan = {
  /** Characters other than `*`: at most 16. */
  readonly tokens: number;
  /** `[symbol]`: bit p set where token p takes the symbol. */
  readonly takes: Uint32Array;
  /** Bit p set where a `*` stands before token p (or, for p = tokens, at the end). */
  readonly loops: number;
  /** `[p * 2]`: symbols that lead on from state p (low, high word). */
  readonly leads: Uint32Array;
};

/** @param pattern folded: A–Z, 0–9, `?`, `*`, at most 16 without the `*`s */
export function planWildcard(pattern: string): WildcardPlan {
  const takes = new Uint32Array(SYMBOL_COUNT);
  let loops = 0;
  let tokens = 0;
  for (const character of pattern) {
    if (character === '*') {
      loops |= 1 << tokens;
      continue;
    }
    const symbol = character === '?' ? -1 : symbolOf(character.charCodeAt(0));
    for (let s = 0; s < SYMBOL_COUNT; s++) {
      if (symbol < 0 || s === symbol) takes[s] = ((takes[s] ?? 0) | (1 << tokens)) >>> 0;
    }
    tokens++;
  }
  const leads = new Uint32Array((tokens + 1) * 2);
  for (let state = 0; state <= tokens; state++) {
    for (let s = 0; s < SYMBOL_COUNT; s++) {
      if ((((takes[s] ?? 0) | loops) & (1 << state)) === 0) continue;
      const word = state * 2 + (s < 32 ? 0 : 1);
      leads[word] = ((leads[word] ?? 0) | (1 << (s & 31))) >>> 0;
    }
  }
  return { tokens, takes, loops, leads };
}

/** Whether a folded text matches: for texts outside the tries. */
export function matchesWildcard(plan: WildcardPlan, text: string): boolean {
  let states = 1;
  for (const symbol of symbolsOf(text)) states = ((states & (plan.takes[symbol] ?? 0)) << 1) | (states & plan.loops);
  return (states & (1 << plan.tokens)) !== 0;
}

/** Calls `visit` with the rank of every plate that matches, ascending, until it returns false. */
export function searchTrieWildcard(trie: LengthTrie, plan: WildcardPlan, visit: (rank: number) => boolean): boolean {
  if (trie.count === 0 || plan.tokens > trie.length || (plan.loops === 0 && plan.tokens !== trie.length)) return true;
  const viable = viableStates(plan, trie.length);
  const visitNode = (depth: number, node: number, states: number): boolean => {
    const level = trie.levels[depth];
    if (level === undefined) return true;
    const keep = viable[trie.length - depth - 1] ?? 0;
    let leadLow = 0;
    let leadHigh = 0;
    for (let open = states; open !== 0; open &= open - 1) {
      const state = 31 - Math.clz32(open & -open);
      leadLow |= plan.leads[state * 2] ?? 0;
      leadHigh |= plan.leads[state * 2 + 1] ?? 0;
    }
    const childLow = level[node * 2] ?? 0;
    const high = level[node * 2 + 1] ?? 0;
    const lowCount = popcount32(childLow);
    for (let word = 0; word < 2; word++) {
      const children = word === 0 ? childLow : high & 15;
      const childBase = (high >>> 4) + (word === 0 ? 0 : lowCount);
      let open = children & (word === 0 ? leadLow : leadHigh);
      while (open !== 0) {
        const bit = open & -open;
        open &= open - 1;
        const symbol = word * 32 + 31 - Math.clz32(bit);
        const after = (((states & (plan.takes[symbol] ?? 0)) << 1) | (states & plan.loops)) & keep;
        if (after === 0) continue;
        const child = childBase + popcount32(children & (bit - 1));
        const goesOn = depth + 1 === trie.length ? visit(child) : visitNode(depth + 1, child, after);
        if (!goesOn) return false;
      }
    }
    return true;
  };
  return visitNode(0, 0, 1 & (viable[trie.length] ?? 0));
}

/** `[left]`: states from which exactly `left` more characters can end the pattern. */
export function viableStates(plan: WildcardPlan, length: number): Uint32Array {
  const viable = new Uint32Array(length + 1);
  for (let left = 0; left <= length; left++) {
    for (let state = 0; state <= plan.tokens; state++) {
      const needed = plan.tokens - state;
      const canStretch = plan.loops >>> state !== 0;
      if (needed === left || (canStretch && needed <= left)) viable[left] = ((viable[left] ?? 0) | (1 << state)) >>> 0;
    }
  }
  return viable;
}
