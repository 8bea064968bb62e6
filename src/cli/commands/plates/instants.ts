/**
 * Times as files and people write them, to UTC epoch ms. Runs anywhere with Intl (pure). Nothing is guessed: a local time
 * needs a zone, and a date such as 10/03/2021 needs to be told whether the day or the month stands first.
 */
import { LocalClock } from '../../../core/movement/local-clock.ts';

export type DateOrder = 'dmy' | 'mdy';

export type InstantOptions = { readonly zone: string | null; readonly dateOrder: DateOrder | null };

export type InstantResult =
  | { readonly ok: true; readonly timeMs: number }
  | { readonly ok: false; readonly reason: string };

const EARLIEST_MS = Date.UTC(1990, 0, 1);
const LATEST_MS = Date.UTC(2200, 0, 1);
const DAY_MS = 86_400_000;

const DAY_FIRST_OR_MONTH = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})/;
const YEAR_FIRST = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})/;
const CLOCK =
  /^(?:T|\s+-?\s*|\s*,\s*)?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp][Mm])?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2})?$/;

/** Reads one time. Never throws; reasons never repeat the text. */
export function parseInstant(text: string, { zone, dateOrder }: InstantOptions): InstantResult {
  const written = text.trim();
  if (written === '') return no('no time');
  if (written.length > 64) return no('a time that is too long');
  if (/^\d{9,17}(\.\d+)?$/.test(written)) return fromEpoch(Number(written));
  const date = readDate(written, dateOrder);
  // Said at once where both are missing: each would cost another run.
  if (date === 'swappable')
    return no(
      zone === null && CLOCK.exec(written.replace(DAY_FIRST_OR_MONTH, ''))?.[6] === undefined
        ? 'a local time whose day and month may be swapped (give --date-order dmy or mdy, and --zone)'
        : 'a date whose day and month may be swapped (give --date-order dmy or mdy)',
    );
  if (!date.ok) return date;
  const clock = CLOCK.exec(written.slice(date.length));
  if (clock === null) return no('a time that is not understood');
  const [, hourText, minuteText, secondText = '0', fraction = '', half, offset] = clock;
  const hour = hourOf(Number(hourText), half);
  const [minute, second] = [Number(minuteText), Number(secondText)];
  if (hour === null || minute > 59 || second > 59) return no('a time of day that does not exist');
  const millis = Math.floor(Number(`0.${fraction || '0'}`) * 1000);
  const wallMs = date.dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + millis;
  if (offset !== undefined) return inRange(wallMs - offsetMs(offset));
  if (zone === null) return no('a local time without its zone (give --zone, such as Pacific/Auckland)');
  return fromWall(wallMs, zone);
}

/** Whether the runtime knows a zone by this name. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function readDate(
  written: string,
  dateOrder: DateOrder | null,
): { ok: true; dayMs: number; length: number } | 'swappable' | Extract<InstantResult, { ok: false }> {
  const yearFirst = YEAR_FIRST.exec(written);
  if (yearFirst !== null) return dayOf(yearFirst[1], yearFirst[2], yearFirst[3], yearFirst[0].length);
  const short = DAY_FIRST_OR_MONTH.exec(written);
  if (short === null) return no('a time that is not understood');
  const [whole, first, second, year] = short;
  if (dateOrder === null && first !== second) return 'swappable';
  return dateOrder === 'mdy' ? dayOf(year, first, second, whole.length) : dayOf(year, second, first, whole.length);
}

function dayOf(year = '', month = '', day = '', length = 0) {
  const dayMs = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const made = new Date(dayMs);
  // Date.UTC takes 31 February for 3 March.
  if (made.getUTCMonth() !== Number(month) - 1 || made.getUTCDate() !== Number(day))
    return no('a date that does not exist');
  return { ok: true as const, dayMs, length };
}

function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour <= 23 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
}

function offsetMs(offset: string): number {
  const parts = /^([+-])(\d{2}):?(\d{2})$/.exec(offset);
  if (parts === null) return 0;
  return (parts[1] === '-' ? -1 : 1) * (Number(parts[2]) * 60 + Number(parts[3])) * 60_000;
}

/** Seconds, milliseconds or microseconds since 1970, told apart by their size: years of plate reading do not overlap. */
function fromEpoch(value: number): InstantResult {
  for (const toMs of [1000, 1, 0.001]) {
    const timeMs = Math.round(value * toMs);
    if (timeMs >= EARLIEST_MS && timeMs < LATEST_MS) return { ok: true, timeMs };
  }
  return no('a time before 1990 or after 2200');
}

const inRange = (timeMs: number): InstantResult =>
  timeMs >= EARLIEST_MS && timeMs < LATEST_MS ? { ok: true, timeMs } : no('a time before 1990 or after 2200');

/**
 * The instant at which clocks of a zone show this time. Of an hour that comes twice the first is taken; a time that is
 * skipped is refused.
 */
function fromWall(wallMs: number, zone: string): InstantResult {
  const before = wallMs - zoneOffsetMs(wallMs - DAY_MS, zone);
  if (before + zoneOffsetMs(before, zone) === wallMs) return inRange(before);
  const after = wallMs - zoneOffsetMs(wallMs + DAY_MS, zone);
  if (after + zoneOffsetMs(after, zone) === wallMs) return inRange(after);
  return no('a local time that clocks skipped');
}

const clocks = new Map<string, LocalClock>();

function zoneOffsetMs(timeMs: number, zone: string): number {
  const clock = clocks.get(zone) ?? new LocalClock(zone);
  clocks.set(zone, clock);
  return clock.offsetMs(timeMs);
}

const no = (reason: string): { readonly ok: false; readonly reason: string } => ({ ok: false, reason });
