/** Where the askings of one plate stand on a line of time, without hiding one behind another. Pure. */
import type { AuditDrillDown } from '../../../contract/audit-answers.ts';

type Asking = AuditDrillDown['askings'][number];

export interface AskingMark {
  /** Share of the line, 0 to 1. */
  readonly at: number;
  /** 0 stands on the line; each level above makes room for a neighbour. */
  readonly level: number;
  /** Number of the first and last asking it stands for, from 1. */
  readonly first: number;
  readonly last: number;
  readonly refused: boolean;
  /** The entry that is looked at is among them. */
  readonly here: boolean;
}

const LEVELS = 3;

/** Those within the span that ends with the entry looked at, oldest first; the entry itself is the last. */
export function askingsWithin(askings: readonly Asking[], endMs: number, spanMs: number): Asking[] {
  return askings.filter((asking) => asking.timeMs > endMs - spanMs && asking.timeMs <= endMs);
}

/**
 * @param widthShare width of one mark as a share of the line
 * @param hereMs time of the entry looked at
 */
export function marksOf(
  askings: readonly Asking[],
  span: { readonly fromMs: number; readonly toMs: number },
  widthShare: number,
  hereMs: number,
): AskingMark[] {
  const marks: AskingMark[] = [];
  const freeFrom = Array.from({ length: LEVELS }, () => Number.NEGATIVE_INFINITY);
  askings.forEach((asking, index) => {
    const at = (asking.timeMs - span.fromMs) / Math.max(1, span.toMs - span.fromMs);
    const refused = asking.outcome === 'refused';
    const here = asking.timeMs === hereMs;
    const level = freeFrom.findIndex((free) => at >= free);
    const before = marks.at(-1);
    // No level is free: the newest mark stands for this one too, as long as both came to the same.
    if (level === -1 && before !== undefined && before.refused === refused) {
      marks[marks.length - 1] = { ...before, last: index + 1, here: before.here || here };
      return;
    }
    const placed = level === -1 ? LEVELS - 1 : level;
    freeFrom[placed] = at + widthShare;
    marks.push({ at, level: placed, first: index + 1, last: index + 1, refused, here });
  });
  return marks;
}

/** `5 ran, 2 refused`; what did neither is named by its outcome. */
export function askingsText(askings: readonly Asking[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of askings) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [...counts].map(([outcome, count]) => `${count} ${outcome}`).join(', ');
}
