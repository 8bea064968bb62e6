/**
 * Where and when a vehicle usually is: stays, habitual places, hours of the week.
 * Runs anywhere (pure). Days and hours are local, by the clock passed in. A read says where a vehicle was for an instant;
 * a stay says that nothing was read elsewhere in between, not that it stood there.
 */

import type { LocalClock } from './local-clock.ts';

/** One read at a camera; UTC epoch ms. */
export type Visit = { readonly timeMs: number; readonly camera: number };

export type Stay = {
  readonly camera: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly reads: number;
};

export type HabitualPlace = {
  readonly camera: number;
  readonly reads: number;
  /** Local days with a read here. */
  readonly days: number;
  /** Of all local days with a read anywhere, 0–1. */
  readonly shareOfDays: number;
  /** Fewest local hours that hold more than half of the reads here, ascending. */
  readonly usualHours: readonly number[];
};

/** Two reads at one camera further apart than this are two visits, whatever happened in between. */
const STAY_GAP_MS = 12 * 3_600_000;
/** Shorter than this it drove past, or was read twice. */
const SHORTEST_STAY_MS = 10 * 60_000;

const HOURS_OF_WEEK = 7 * 24;

/** Stays, the longest first; then the earliest. @param visits by time */
export function findStays(visits: readonly Visit[]): Stay[] {
  const stays: Stay[] = [];
  let first: Visit | undefined;
  let last: Visit | undefined;
  let reads = 0;
  const close = (): void => {
    if (first === undefined || last === undefined || last.timeMs - first.timeMs < SHORTEST_STAY_MS) return;
    stays.push({ camera: first.camera, fromMs: first.timeMs, toMs: last.timeMs, reads });
  };
  for (const visit of visits) {
    if (last === undefined || visit.camera !== last.camera || visit.timeMs - last.timeMs > STAY_GAP_MS) {
      close();
      first = visit;
      reads = 0;
    }
    last = visit;
    reads++;
  }
  close();
  return stays.sort((a, b) => b.toMs - b.fromMs - (a.toMs - a.fromMs) || a.fromMs - b.fromMs);
}

/** Cameras at which it was read, the most days first; then the most reads, then the lowest ordinal. */
export function habitualPlaces(visits: readonly Visit[], clock: LocalClock): HabitualPlace[] {
  const allDays = new Set<number>();
  const byCamera = new Map<number, { reads: number; days: Set<number>; hours: Uint32Array }>();
  for (const { timeMs, camera } of visits) {
    const day = clock.day(timeMs);
    allDays.add(day);
    const place = byCamera.get(camera) ?? { reads: 0, days: new Set<number>(), hours: new Uint32Array(24) };
    byCamera.set(camera, place);
    place.reads++;
    place.days.add(day);
    const hour = clock.hour(timeMs);
    place.hours[hour] = (place.hours[hour] ?? 0) + 1;
  }
  return [...byCamera]
    .map(([camera, { reads, days, hours }]) => ({
      camera,
      reads,
      days: days.size,
      shareOfDays: days.size / allDays.size,
      usualHours: usualHours(hours, reads),
    }))
    .sort((a, b) => b.days - a.days || b.reads - a.reads || a.camera - b.camera);
}

/** Reads by local weekday and hour: 168 numbers, Monday 00 first. */
export function hoursOfWeek(visits: readonly Visit[], clock: LocalClock): number[] {
  const cells = new Array<number>(HOURS_OF_WEEK).fill(0);
  for (const { timeMs } of visits) {
    const cell = clock.hourOfWeek(timeMs);
    cells[cell] = (cells[cell] ?? 0) + 1;
  }
  return cells;
}

function usualHours(hours: Uint32Array, reads: number): number[] {
  const order = [...hours.keys()].sort((a, b) => (hours[b] ?? 0) - (hours[a] ?? 0) || a - b);
  const usual: number[] = [];
  let held = 0;
  for (const hour of order) {
    if (held * 2 > reads) break;
    usual.push(hour);
    held += hours[hour] ?? 0;
  }
  return usual.sort((a, b) => a - b);
}
