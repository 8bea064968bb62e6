/**
 * Times on screen: Pacific/Auckland with its zone name, UTC beside it. Pure; runs anywhere with Intl.
 * `Sat 7 Nov 02:24:31 NZDT` in lists, ISO UTC with milliseconds on hover. Never a time without its zone in reach.
 */
export const ZONE = 'Pacific/Auckland';

const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

const formatter = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-NZ', { timeZone: ZONE, ...options });

const DATE = formatter({ weekday: 'short', day: 'numeric', month: 'short' });
const DATE_YEAR = formatter({ weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
const SHORT_DATE = formatter({ day: 'numeric', month: 'short' });
const CLOCK = formatter({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
const MINUTE = formatter({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const ZONE_NAME = formatter({ timeZoneName: 'short' });
const WALL = formatter({
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** `NZDT` or `NZST` at that moment. */
export function zoneName(timeMs: number): string {
  return ZONE_NAME.formatToParts(timeMs).find((part) => part.type === 'timeZoneName')?.value ?? ZONE;
}

const parts = (format: Intl.DateTimeFormat, timeMs: number): string =>
  format
    .formatToParts(timeMs)
    .map((part) => (part.type === 'literal' ? ' ' : part.value))
    .join('')
    .replaceAll(/ +/g, ' ')
    .trim();

/** `Sat 7 Nov` */
export const dateText = (timeMs: number): string => parts(DATE, timeMs);
/** `Sat 7 Nov 2026` */
export const dateYearText = (timeMs: number): string => parts(DATE_YEAR, timeMs);
/** `7 Nov` */
export const shortDateText = (timeMs: number): string => parts(SHORT_DATE, timeMs);
/** `02:24:31` */
export const clockText = (timeMs: number): string => CLOCK.format(timeMs);
/** `02:24` */
export const minuteText = (timeMs: number): string => MINUTE.format(timeMs);
/** `Sat 7 Nov 02:24:31 NZDT` */
export const timeText = (timeMs: number): string => `${dateText(timeMs)} ${clockText(timeMs)} ${zoneName(timeMs)}`;
/** `Sat 7 Nov 2026, 02:24:31.240 NZDT` */
export const exactText = (timeMs: number): string =>
  `${dateYearText(timeMs)}, ${clockText(timeMs)}.${String(timeMs % 1000).padStart(3, '0')} ${zoneName(timeMs)}`;
/** `2026-11-06T13:24:31.240Z` */
export const utcText = (timeMs: number): string => new Date(timeMs).toISOString();

/** `23 Sep 04:23`, in UTC */
export function utcMinuteText(timeMs: number): string {
  const text = new Date(timeMs).toUTCString();
  return `${text.slice(5, 11)} ${text.slice(17, 22)}`;
}

/** `13 Sep 06:10 – 12 Nov 06:10 NZDT`; both zones where daylight saving changes in between. */
export function windowText(fromMs: number, toMs: number): string {
  const [fromZone, toZone] = [zoneName(fromMs), zoneName(toMs)];
  const from = `${shortDateText(fromMs)} ${minuteText(fromMs)}${fromZone === toZone ? '' : ` ${fromZone}`}`;
  return `${from} – ${shortDateText(toMs)} ${minuteText(toMs)} ${toZone}`;
}

/** `7 h 41 min`, `12 min`, `40 s`, `3 d 4 h`. Rounded down: never more time than there is. */
export function spanText(spanMs: number): string {
  const seconds = Math.max(0, Math.floor(spanMs / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Offset of the zone from UTC at a moment, in milliseconds. */
function offsetMs(timeMs: number): number {
  const of = (type: string, all: Intl.DateTimeFormatPart[]): number =>
    Number(all.find((part) => part.type === type)?.value ?? 0);
  const all = WALL.formatToParts(timeMs);
  const wall = Date.UTC(
    of('year', all),
    of('month', all) - 1,
    of('day', all),
    of('hour', all),
    of('minute', all),
    of('second', all),
  );
  return wall - Math.floor(timeMs / 1000) * 1000;
}

/** `2026-11-07T02:24`, the value of a date-time input, as the wall clock in the zone shows it. */
export function wallValue(timeMs: number): string {
  return new Date(timeMs + offsetMs(timeMs)).toISOString().slice(0, 16);
}

/**
 * The moment a wall-clock value means in the zone. Null: not a date and time. In the hour that daylight saving skips,
 * the time after the jump; in the hour it repeats, the first of the two.
 */
export function fromWallValue(value: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(value)) return null;
  const wallMs = Date.parse(`${value}Z`);
  if (Number.isNaN(wallMs)) return null;
  const before = offsetMs(wallMs - 13 * HOUR_MS - DAY_MS);
  const after = offsetMs(wallMs - 13 * HOUR_MS + DAY_MS);
  for (const offset of [Math.max(before, after), Math.min(before, after)]) {
    if (offsetMs(wallMs - offset) === offset) return wallMs - offset;
  }
  return wallMs - before;
}
