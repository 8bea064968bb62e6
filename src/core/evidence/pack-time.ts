/**
 * Times as packs write them: UTC, and New Zealand's local time with its zone or offset. Runs anywhere with Intl (pure).
 * Milliseconds are never dropped from data; the zone's rules come from the runtime's own time zone database.
 */

export const PACK_ZONE = 'Pacific/Auckland';

type Parts = Record<'weekday' | 'day' | 'month' | 'monthName' | 'year' | 'hour' | 'minute' | 'second' | 'zone', string>;

const figures = new Intl.DateTimeFormat('en-NZ', {
  timeZone: PACK_ZONE,
  hourCycle: 'h23',
  weekday: 'short',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
});

// Own names: the runtime's English (New Zealand) month names differ between releases of its data ("Sep", "Sept").
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const partsOf = (timeMs: number): Parts => {
  const found = new Map<string, string>(figures.formatToParts(timeMs).map(({ type, value }) => [type, value]));
  const part = (type: string): string => found.get(type) ?? '';
  return {
    weekday: part('weekday').slice(0, 3),
    day: part('day'),
    month: part('month'),
    monthName: MONTHS[Number(part('month')) - 1] ?? part('month'),
    year: part('year'),
    hour: part('hour'),
    minute: part('minute'),
    second: part('second'),
    zone: part('timeZoneName'),
  };
};

const millis = (timeMs: number): string => String(((timeMs % 1000) + 1000) % 1000).padStart(3, '0');

/** `2026-11-06T13:24:31.240Z` */
export const utcIso = (timeMs: number): string => new Date(timeMs).toISOString();

/** `2026-11-06T13:24:31Z`, where no milliseconds were kept or they say nothing. */
export const utcIsoSeconds = (timeMs: number): string => `${utcIso(timeMs).slice(0, 19)}Z`;

/** Milliseconds New Zealand is ahead of UTC at that moment. */
const offsetMs = (timeMs: number): number => {
  const { year, month, day, hour, minute, second } = partsOf(timeMs);
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  return wall - Math.floor(timeMs / 1000) * 1000;
};

/** `+13:00` */
export const localOffset = (timeMs: number): string => {
  const minutes = Math.round(offsetMs(timeMs) / 60_000);
  const two = (value: number): string => String(Math.abs(value)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
};

/** `2026-11-07T02:24:31.240+13:00` */
export const localIso = (timeMs: number): string => {
  const { year, month, day, hour, minute, second } = partsOf(timeMs);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${millis(timeMs)}${localOffset(timeMs)}`;
};

/** `NZDT` */
export const localZone = (timeMs: number): string => partsOf(timeMs).zone;

/** `Sat 7 Nov 2026` */
export const localDay = (timeMs: number): string => {
  const { weekday, day, monthName, year } = partsOf(timeMs);
  return `${weekday} ${Number(day)} ${monthName} ${year}`;
};

/** `Sat 7 Nov` */
export const localDayShort = (timeMs: number): string => localDay(timeMs).slice(0, -5);

/** `02:24:31` */
export const localClock = (timeMs: number): string => {
  const { hour, minute, second } = partsOf(timeMs);
  return `${hour}:${minute}:${second}`;
};

/** `02:24:31.240` */
export const localClockMs = (timeMs: number): string => `${localClock(timeMs)}.${millis(timeMs)}`;

/** `Sat 7 Nov 2026 02:24:31 NZDT` */
export const localTime = (timeMs: number): string => `${localDay(timeMs)} ${localClock(timeMs)} ${localZone(timeMs)}`;
