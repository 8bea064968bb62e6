/**
 * Times as an instrument counts them: hours by the clock on the wall running on, days and months by the calendar of the
 * profile's zone. Runs anywhere with Intl (pure). UTC epoch milliseconds in and out.
 * Always: a local time that comes twice means the first, one that never comes the change of the clocks, so that nothing
 * holds for longer than its paper says.
 */
import { LocalClock } from '../movement/local-clock.ts';

/** Hours run on through a change of the clocks; days and months keep the time of day. */
export type LegalSpan = { hours: number } | { days: number } | { months: number };

/** Also the clocks of a zone stand ahead or behind UTC by less than this. */
const DAY_MS = 86_400_000;

const clocks = new Map<string, LocalClock>();

function clockOf(zone: string): LocalClock {
  const held = clocks.get(zone);
  if (held !== undefined) return held;
  const clock = new LocalClock(zone);
  clocks.set(zone, clock);
  return clock;
}

/**
 * When a span that begins at `fromMs` has run out: the first instant that no longer belongs to it.
 * A month ends on the day of the same number, or on the last day of a shorter month.
 */
export function endOfSpan(fromMs: number, span: LegalSpan, zone: string): number {
  if ('hours' in span) return fromMs + span.hours * 3_600_000;
  const wall = new Date(fromMs + clockOf(zone).offsetMs(fromMs));
  if ('days' in span) {
    wall.setUTCDate(wall.getUTCDate() + span.days);
  } else {
    const day = wall.getUTCDate();
    wall.setUTCDate(1);
    wall.setUTCMonth(wall.getUTCMonth() + span.months);
    const last = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate();
    wall.setUTCDate(Math.min(day, last));
  }
  return instantOf(wall.getTime(), zone);
}

/**
 * The instant at which the clocks of a zone show a time of day.
 * @param wallMs the local date and time as if it were UTC, ms
 */
export function instantOf(wallMs: number, zone: string): number {
  const clock = clockOf(zone);
  const guesses = [clock.offsetMs(wallMs - DAY_MS), clock.offsetMs(wallMs + DAY_MS)]
    .map((offsetMs) => wallMs - offsetMs)
    .sort((a, b) => a - b);
  const shown = guesses.find((timeMs) => timeMs + clock.offsetMs(timeMs) === wallMs);
  if (shown !== undefined) return shown;
  let [low = wallMs, high = wallMs] = guesses;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (middle + clock.offsetMs(middle) < wallMs) low = middle;
    else high = middle;
  }
  return high;
}
