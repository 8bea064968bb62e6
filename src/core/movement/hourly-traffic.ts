/**
 * A vehicle's own visits to one camera by local hour of the day: what expectations rest on. Runs anywhere (pure).
 * One object counts for one camera after another, so that nothing is allocated for each.
 */

import type { DetectionTable } from './detection-table.ts';
import { cameraSlot, firstPosting } from './detection-table.ts';
import type { HourlyVisits } from './lift.ts';
import type { LocalClock } from './local-clock.ts';
import type { Span } from './vehicle-passes.ts';

export class HourlyTraffic implements HourlyVisits {
  total = 0;
  readonly byHour = new Float64Array(24);
  readonly #tables: readonly DetectionTable[];
  readonly #clock: LocalClock;
  readonly #span: Span;
  readonly #gapMs: number;
  #times = new Float64Array(256);
  #count = 0;

  /** @param gapMs reads at one camera within it of the one before are one visit */
  constructor(tables: readonly DetectionTable[], clock: LocalClock, span: Span, gapMs: number) {
    this.#tables = tables;
    this.#clock = clock;
    this.#span = span;
    this.#gapMs = gapMs;
  }

  /** Holds until the next call. @param members texts taken for the vehicle */
  at(members: readonly number[], camera: number): this {
    if (this.total > 0) this.byHour.fill(0);
    this.total = 0;
    this.#count = 0;
    for (const table of this.#tables) {
      const slot = cameraSlot(table, camera);
      if (slot < 0) continue;
      const start = table.cameraStarts[slot] ?? 0;
      const end = table.cameraStarts[slot + 1] ?? 0;
      for (const member of members) this.#take(table, member, start, end);
    }
    if (this.#count === 0) return this;
    const times = this.#times;
    if (members.length > 1 || this.#tables.length > 1) times.subarray(0, this.#count).sort();
    let before = Number.NEGATIVE_INFINITY;
    for (let nth = 0; nth < this.#count; nth++) {
      const timeMs = times[nth] ?? 0;
      if (timeMs - before > this.#gapMs) {
        const hour = this.#clock.hour(timeMs);
        this.byHour[hour] = (this.byHour[hour] ?? 0) + 1;
        this.total++;
      }
      before = timeMs;
    }
    return this;
  }

  #take({ vehicleStarts, postings, timesMs }: DetectionTable, member: number, start: number, end: number): void {
    const { fromMs, toMs } = this.#span;
    const last = vehicleStarts[member + 1] ?? 0;
    let posting = firstPosting(postings, vehicleStarts[member] ?? 0, last, start);
    for (; posting < last; posting++) {
      const position = postings[posting] ?? 0;
      if (position >= end) break;
      const timeMs = timesMs[position] ?? 0;
      if (!(timeMs >= fromMs && timeMs <= toMs)) continue;
      if (this.#count === this.#times.length) {
        const larger = new Float64Array(this.#count * 2);
        larger.set(this.#times);
        this.#times = larger;
      }
      this.#times[this.#count++] = timeMs;
    }
  }
}
