/**
 * Counts over time as bars: days gathered so that they fit, their heights, the labels beneath, and the brush. Pure.
 * A bar is a whole number of local days; the brush always covers whole bars.
 */
import type { AuditOverview } from '../../../contract/audit-answers.ts';
import { dateText, fromWallValue, shortDateText, zoneName } from '../../format/time.ts';
import { dayAfter, dayOf } from './audit-filter.ts';

export interface DayBar {
  readonly firstDay: string;
  readonly lastDay: string;
  readonly ran: number;
  readonly refused: number;
}

/** First and last bar, both within the brush. */
export interface Brush {
  readonly first: number;
  readonly last: number;
}

/** Every day from the first to the last has its place, also those on which nobody asked. */
export function barsOf(days: AuditOverview['days'], maxBars: number): DayBar[] {
  const [first, last] = [days[0]?.day, days.at(-1)?.day];
  if (first === undefined || last === undefined) return [];
  const byDay = new Map(days.map((item) => [item.day, item]));
  const all: DayBar[] = [];
  for (let day = first; day <= last; day = dayAfter(day, 1)) {
    all.push({ firstDay: day, lastDay: day, ran: byDay.get(day)?.ran ?? 0, refused: byDay.get(day)?.refused ?? 0 });
  }
  const per = Math.max(1, Math.ceil(all.length / maxBars));
  if (per === 1) return all;
  const bars: DayBar[] = [];
  // Gathered from the newest backwards: the newest bar is as full as the others.
  for (let end = all.length; end > 0; end -= per) {
    const group = all.slice(Math.max(0, end - per), end);
    bars.unshift({
      firstDay: group[0]?.firstDay ?? first,
      lastDay: group.at(-1)?.lastDay ?? last,
      ran: group.reduce((sum, bar) => sum + bar.ran, 0),
      refused: group.reduce((sum, bar) => sum + bar.refused, 0),
    });
  }
  return bars;
}

/** The bars a window covers; null: the window is open at both ends, or lies beside them all. */
export function brushOf(bars: readonly DayBar[], fromMs: number | null, toMs: number | null): Brush | null {
  if (bars.length === 0 || (fromMs === null && toMs === null)) return null;
  const from = fromMs === null ? '' : dayOf(fromMs);
  const to = toMs === null ? '9999' : dayOf(toMs);
  const first = bars.findIndex((bar) => bar.lastDay >= from);
  const last = bars.findLastIndex((bar) => bar.firstDay <= to);
  return first === -1 || last === -1 || last < first ? null : { first, last };
}

/** One end of the brush moved; the other gives way where they would cross. */
export function moveBrush(brush: Brush, end: 'first' | 'last', to: number, count: number): Brush {
  const at = Math.min(Math.max(0, to), count - 1);
  return end === 'first'
    ? { first: at, last: Math.max(at, brush.last) }
    : { first: Math.min(at, brush.first), last: at };
}

/** The bar under a pointer, by its share of the width. */
export const barAt = (share: number, count: number): number =>
  Math.min(count - 1, Math.max(0, Math.floor(share * count)));

const noonOf = (day: string): number => fromWallValue(`${day}T12:00`) ?? 0;

/** `Wed 11 Nov`, `28 Oct – 3 Nov`. */
export function barTitle(bar: DayBar): string {
  if (bar.firstDay === bar.lastDay) return dateText(noonOf(bar.firstDay));
  return `${shortDateText(noonOf(bar.firstDay))} – ${shortDateText(noonOf(bar.lastDay))}`;
}

/** About five days to write beneath, first and last among them, and the day the clocks change. */
export function ticksOf(bars: readonly DayBar[]): { at: number; text: string }[] {
  if (bars.length === 0) return [];
  const steps = Math.min(4, bars.length - 1);
  const places = new Set(
    Array.from({ length: steps + 1 }, (_, step) => Math.round((step * (bars.length - 1)) / Math.max(1, steps))),
  );
  const ticks = [...places].map((at) => ({ at, text: shortDateText(noonOf(bars[at]?.firstDay ?? '')) }));
  const change = bars.findIndex((bar, at) => {
    const before = bars[at - 1];
    return before !== undefined && zoneName(noonOf(before.lastDay)) !== zoneName(noonOf(bar.lastDay));
  });
  const changed = bars[change];
  if (changed === undefined) return ticks;
  const noonMs = noonOf(changed.lastDay);
  const clear = ticks.filter((tick) => Math.abs(tick.at - change) > bars.length / 6);
  return [...clear, { at: change, text: `${shortDateText(noonMs)}: ${zoneName(noonMs)} begins` }].sort(
    (a, b) => a.at - b.at,
  );
}
