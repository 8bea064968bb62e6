/**
 * Where and when the listed partners of a convoy were near: walks once more, and keeps these only.
 * Runs anywhere (pure). A generator: it yields between pieces of work of some milliseconds.
 */

import { SHARED } from './convoy-count.ts';
import type { DetectionTable } from './detection-table.ts';
import type { VehicleCounters } from './vehicle-counters.ts';
import type { Vehicles } from './vehicles.ts';

/** A read of the plate and the partner's read nearest to it; rows as the tables have them. */
export type ConvoyMeeting = {
  readonly camera: number;
  readonly timeMs: number;
  readonly gapMs: number;
  readonly row: number;
  readonly partnerRow: number;
};

const READS_PER_STEP = 25_000;

/**
 * Uses up the counters: a count below nothing marks a listed partner by its place.
 * @returns `[place of the partner in listed]`: a meeting for each shared pass, by time, then row
 */
export function* meetingsOf(
  tables: readonly DetectionTable[],
  vehicles: Vehicles,
  counters: VehicleCounters,
  listed: readonly number[],
): Generator<number, ConvoyMeeting[][]> {
  const { passes } = counters;
  for (const [place, vehicle] of listed.entries()) counters.counts[counters.take(vehicle) * 4 + SHARED] = -1 - place;
  const meetings: ConvoyMeeting[][] = listed.map(() => []);
  /** `[place]`: pass of its last meeting. */
  const lastPass = new Int32Array(listed.length).fill(-1);
  let walked = 0;
  for (let nth = 0; nth < passes.count; nth++) {
    const timeMs = passes.timesMs[nth] ?? 0;
    const camera = passes.cameras[nth] ?? 0;
    const row = tables[passes.tables[nth] ?? 0]?.rows[passes.positions[nth] ?? 0] ?? 0;
    for (let at = 0; at < tables.length; at++) {
      const table = tables[at];
      if (table === undefined) continue;
      const to = passes.windowEnds[nth * tables.length + at] ?? 0;
      let position = passes.windowStarts[nth * tables.length + at] ?? 0;
      walked += to - position;
      for (; position < to; position++) {
        const text: number = table.vehicles[position] ?? 0;
        const place = -1 - counters.countOf(vehicles.alone ? text : vehicles.leaderOf(text), SHARED);
        const own = meetings[place];
        if (own === undefined) continue;
        const gapMs = (table.timesMs[position] ?? 0) - timeMs;
        if (lastPass[place] === nth) {
          if (Math.abs(own.at(-1)?.gapMs ?? 0) <= Math.abs(gapMs)) continue;
          own.pop();
        }
        lastPass[place] = nth;
        own.push({ camera, timeMs, gapMs, row, partnerRow: table.rows[position] ?? 0 });
      }
    }
    if (walked < READS_PER_STEP) continue;
    walked = 0;
    yield nth / passes.count;
  }
  for (const own of meetings) own.sort((a, b) => a.timeMs - b.timeMs || a.row - b.row);
  return meetings;
}
