/**
 * Weighted optimal string alignment between two plates, and the alignment itself.
 * Runs anywhere (pure). This is the definition that every index must equal; it is written plainly and prunes nothing.
 * Steps: match 0, substitution, insertion, deletion, transposition of neighbours, and the pair rules of the model.
 */

import type { CostModel } from './cost-model.ts';
import { SYMBOL_COUNT, symbolsOf } from './plate-code.ts';

/** One step of an alignment: how many true and how many read characters it takes. */
export type AlignmentStep = { readonly fromCount: 0 | 1 | 2; readonly toCount: 0 | 1 | 2; readonly cost: number };

/** Cost of reading `from` (the truth) as `to` (what was read). Both folded. */
export function plateDistance(model: CostModel, from: string, to: string): number {
  return fillTable(model, symbolsOf(from), symbolsOf(to)).at(-1) ?? 0;
}

/** Cheapest steps from the first character to the last; of equal ones, a substitution before anything else. */
export function alignmentSteps(model: CostModel, from: string, to: string): AlignmentStep[] {
  const a = symbolsOf(from);
  const b = symbolsOf(to);
  const table = fillTable(model, a, b);
  const width = b.length + 1;
  const steps: AlignmentStep[] = [];
  let i = a.length;
  let j = b.length;
  while (i > 0 || j > 0) {
    const here = table[i * width + j] ?? 0;
    const step = stepsInto(model, a, b, i, j).find(
      ({ fromCount, toCount, cost }) => (table[(i - fromCount) * width + (j - toCount)] ?? 0) + cost === here,
    );
    if (step === undefined) throw new Error('An alignment has no step into one of its cells.');
    steps.push(step);
    i -= step.fromCount;
    j -= step.toCount;
  }
  return steps.reverse();
}

function fillTable(model: CostModel, a: Uint8Array, b: Uint8Array): Uint32Array {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = 0; i <= a.length; i++) {
    for (let j = 0; j <= b.length; j++) {
      if (i === 0 && j === 0) continue;
      let best = Number.MAX_SAFE_INTEGER;
      for (const { fromCount, toCount, cost } of stepsInto(model, a, b, i, j)) {
        const total = (table[(i - fromCount) * width + (j - toCount)] ?? 0) + cost;
        if (total < best) best = total;
      }
      table[i * width + j] = best;
    }
  }
  return table;
}

/** Every step that can end at cell (i, j): i true and j read characters taken. */
function stepsInto(model: CostModel, a: Uint8Array, b: Uint8Array, i: number, j: number): AlignmentStep[] {
  const steps: AlignmentStep[] = [];
  const trueLast = a[i - 1] ?? 0;
  const readLast = b[j - 1] ?? 0;
  const trueBefore = a[i - 2] ?? 0;
  const readBefore = b[j - 2] ?? 0;
  if (i > 0 && j > 0) {
    steps.push({ fromCount: 1, toCount: 1, cost: model.substitution[trueLast * SYMBOL_COUNT + readLast] ?? 0 });
  }
  if (i > 1 && j > 1 && trueLast === readBefore && trueBefore === readLast) {
    steps.push({ fromCount: 2, toCount: 2, cost: model.transposition });
  }
  for (const rule of model.pairs) {
    if (i > 1 && j > 0 && trueBefore === rule.first && trueLast === rule.second && readLast === rule.single) {
      steps.push({ fromCount: 2, toCount: 1, cost: rule.mergeCost });
    }
    if (i > 0 && j > 1 && trueLast === rule.single && readBefore === rule.first && readLast === rule.second) {
      steps.push({ fromCount: 1, toCount: 2, cost: rule.splitCost });
    }
  }
  if (i > 0) steps.push({ fromCount: 1, toCount: 0, cost: model.deletion[trueLast] ?? 0 });
  if (j > 0) steps.push({ fromCount: 0, toCount: 1, cost: model.insertion[readLast] ?? 0 });
  return steps;
}
