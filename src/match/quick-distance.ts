/**
 * `plateDistance` without an object per step, and given up as soon as the budget is passed.
 * Runs anywhere (pure). For the few texts that stand in no trie yet and for single look-ups; a property test holds it
 * against the definition.
 */

import type { CostModel } from '../core/match/cost-model.ts';
import { SYMBOL_COUNT, symbolOf } from '../core/match/plate-code.ts';
import { MAX_PLATE_LENGTH } from '../core/plate/plate-text.ts';

const WIDTH = MAX_PLATE_LENGTH + 1;
/** Rows by true characters taken, reused: a distance never gives way before it ends. */
const table = new Uint16Array(WIDTH * WIDTH);
const a = new Uint8Array(MAX_PLATE_LENGTH);
const b = new Uint8Array(MAX_PLATE_LENGTH);

/** Cost of reading `from` (the truth) as `to`, or budget + 1 where it is more than the budget. Both folded. */
export function distanceWithin(model: CostModel, from: string, to: string, budget: number): number {
  const n = from.length;
  const m = to.length;
  for (let i = 0; i < n; i++) a[i] = symbolOf(from.charCodeAt(i));
  for (let j = 0; j < m; j++) b[j] = symbolOf(to.charCodeAt(j));
  const { substitution, insertion, deletion, transposition } = model;
  let leastBefore = 0;
  for (let i = 0; i <= n; i++) {
    const row = i * WIDTH;
    const trueLast = i > 0 ? (a[i - 1] ?? 0) : 0;
    let least = Number.MAX_SAFE_INTEGER;
    for (let j = 0; j <= m; j++) {
      let best = i === 0 && j === 0 ? 0 : 0xffff;
      if (i > 0) best = (table[row - WIDTH + j] ?? 0) + (deletion[trueLast] ?? 0);
      if (j > 0) {
        const readLast = b[j - 1] ?? 0;
        const inserted = (table[row + j - 1] ?? 0) + (insertion[readLast] ?? 0);
        if (inserted < best) best = inserted;
        if (i > 0) {
          const substituted =
            (table[row - WIDTH + j - 1] ?? 0) + (substitution[trueLast * SYMBOL_COUNT + readLast] ?? 0);
          if (substituted < best) best = substituted;
          if (i > 1 && j > 1 && trueLast === b[j - 2] && readLast === a[i - 2]) {
            const swapped = (table[row - 2 * WIDTH + j - 2] ?? 0) + transposition;
            if (swapped < best) best = swapped;
          }
          for (const rule of model.pairs) {
            if (i > 1 && a[i - 2] === rule.first && trueLast === rule.second && readLast === rule.single) {
              best = Math.min(best, (table[row - 2 * WIDTH + j - 1] ?? 0) + rule.mergeCost);
            }
            if (j > 1 && trueLast === rule.single && b[j - 2] === rule.first && readLast === rule.second) {
              best = Math.min(best, (table[row - WIDTH + j - 2] ?? 0) + rule.splitCost);
            }
          }
        }
      }
      table[row + j] = best;
      if (best < least) least = best;
    }
    // A step takes at most two true characters, so two rows above the budget cannot be passed.
    if (least > budget && leastBefore > budget) return budget + 1;
    leastBefore = least;
  }
  return Math.min(table[n * WIDTH + m] ?? 0, budget + 1);
}
