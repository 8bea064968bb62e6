/**
 * Local days and hours of a zone, right through daylight saving. Runs anywhere with Intl (pure).
 * The zone's rules are the runtime's own. Looked up once a UTC day and kept, so that a million times cost no more than a
 * few thousand look-ups.
 */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** UTC days kept, each in the place of its last bits: strange times cannot fill memory. */
const KEPT_DAYS = 4096;
/** What an Intl date can hold. */
const MAX_TIME_MS = 8.64e15;

export class LocalClock {
  readonly zone: string;
  readonly #format: Intl.DateTimeFormat;
  /** `[place]`: the UTC day held there; the offset before `changesMs`, and from it on. */
  readonly #days = new Float64Array(KEPT_DAYS).fill(Number.NaN);
  readonly #changesMs = new Float64Array(KEPT_DAYS);
  readonly #before = new Float64Array(KEPT_DAYS);
  readonly #after = new Float64Array(KEPT_DAYS);

  /** Throws RangeError for a zone the runtime does not know. */
  constructor(zone: string) {
    this.zone = zone;
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Milliseconds the zone is ahead of UTC at an instant. Times outside what a date can hold count as UTC. */
  offsetMs(timeMs: number): number {
    const day = Math.floor(timeMs / DAY_MS);
    const place = day & (KEPT_DAYS - 1);
    if (this.#days[place] !== day) this.#keepDay(day, place);
    return (timeMs < (this.#changesMs[place] ?? 0) ? this.#before[place] : this.#after[place]) ?? 0;
  }

  /** Local days since 1 January 1970. */
  day(timeMs: number): number {
    return Math.floor((timeMs + this.offsetMs(timeMs)) / DAY_MS);
  }

  /** Local hour of the day, 0–23. */
  hour(timeMs: number): number {
    const local = timeMs + this.offsetMs(timeMs);
    return Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / HOUR_MS);
  }

  /** Weekday * 24 + hour, weekday 0 Monday: 0–167. */
  hourOfWeek(timeMs: number): number {
    // 1 January 1970 was a Thursday.
    const weekday = (((this.day(timeMs) + 3) % 7) + 7) % 7;
    return weekday * 24 + this.hour(timeMs);
  }

  #keepDay(day: number, place: number): void {
    const fromMs = day * DAY_MS;
    const before = this.#lookUp(fromMs);
    const after = this.#lookUp(fromMs + DAY_MS);
    let changeMs = fromMs;
    if (before !== after) {
      let low = fromMs;
      let high = fromMs + DAY_MS;
      while (high - low > 1) {
        const middle = Math.floor((low + high) / 2);
        if (this.#lookUp(middle) === before) low = middle;
        else high = middle;
      }
      changeMs = high;
    }
    this.#days[place] = day;
    this.#changesMs[place] = changeMs;
    this.#before[place] = before;
    this.#after[place] = after;
  }

  #lookUp(timeMs: number): number {
    if (!(Math.abs(timeMs) <= MAX_TIME_MS)) return 0;
    const parts = new Map(this.#format.formatToParts(timeMs).map(({ type, value }) => [type, value]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type) ?? 0);
    const year = parts.get('era') === 'BC' ? 1 - part('year') : part('year');
    const wall = new Date(0);
    wall.setUTCFullYear(year, part('month') - 1, part('day'));
    wall.setUTCHours(part('hour'), part('minute'), part('second'));
    return wall.getTime() - Math.floor(timeMs / 1000) * 1000;
  }
}
