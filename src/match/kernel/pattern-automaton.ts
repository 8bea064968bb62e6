/**
 * A pattern with several `*` as an automaton for the kernel: each of its states is a set of the pattern's own
 * (`wildcard-search.ts`), so that a trie's node is visited with one state. Runs in the match worker.
 */

import { MAX_PACKED_LENGTH, SYMBOL_COUNT } from '../../core/match/plate-code.ts';
import type { WildcardPlan } from '../../core/match/wildcard-search.ts';
import { viableStates } from '../../core/match/wildcard-search.ts';
import type { Kernel } from './kernel-module.ts';

/** What the kernel has room for; patterns of many `?` after a `*` can have more. */
const MAX_STATES = 256;
/** Bytes of a state's row of next states. */
const ROW_BYTES = 64;

/** Writes the automaton at PIECE, where the kernel reads it. Returns false where it has too many states. */
export function writeAutomaton({ at, memory }: Kernel, plan: WildcardPlan): boolean {
  const { tokens, takes, loops } = plan;
  const states = [1];
  const numbers = new Map([[1, 0]]);
  const next = new Uint8Array(memory.buffer, at.PIECE, MAX_STATES * ROW_BYTES);
  const allowed = new Uint32Array(memory.buffer, at.PIECE + next.length, MAX_PACKED_LENGTH * MAX_STATES * 2);
  const acceptsAll = new Uint8Array(memory.buffer, allowed.byteOffset + allowed.byteLength, MAX_STATES);
  const viable = viableStates(plan, MAX_PACKED_LENGTH);
  allowed.fill(0);
  for (let state = 0; state < states.length; state++) {
    const open = states[state] ?? 0;
    // At the pattern's end, with a `*` there: nothing that follows can undo the match.
    acceptsAll[state] = (open & loops) >>> tokens === 1 ? 1 : 0;
    for (let symbol = 0; symbol < SYMBOL_COUNT; symbol++) {
      const after = ((open & (takes[symbol] ?? 0)) << 1) | (open & loops);
      let number = numbers.get(after);
      if (number === undefined) {
        number = states.push(after) - 1;
        if (number >= MAX_STATES) return false;
        numbers.set(after, number);
      }
      next[state * ROW_BYTES + symbol] = number;
      for (let left = 0; left < MAX_PACKED_LENGTH; left++) {
        if ((after & (viable[left] ?? 0)) === 0) continue;
        const word = (left * MAX_STATES + state) * 2 + (symbol < 32 ? 0 : 1);
        allowed[word] = ((allowed[word] ?? 0) | (1 << (symbol & 31))) >>> 0;
      }
    }
  }
  return true;
}
