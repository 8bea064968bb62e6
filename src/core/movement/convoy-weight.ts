/**
 * What chance alone would give in a convoy: the sum over the plate's visits of the chance that the partner is there.
 * Runs anywhere (pure). The formula is MV4 of docs/spec/movement.md.
 */

import type { DetectionTable } from './detection-table.ts';
import { HourlyTraffic } from './hourly-traffic.ts';
import { visitRate } from './lift.ts';
import type { LocalClock } from './local-clock.ts';
import { liveMs, type Passes, type Span } from './vehicle-passes.ts';

/** Visits of the plate to one camera in one local hour of the day: how many, and how long each took on average. */
type HourOfVisits = { readonly hour: number; count: number; windowMs: number };
type Place = { readonly camera: number; readonly liveMs: number; readonly hours: HourOfVisits[] };

export class ConvoyExpectation {
  readonly #places: Place[] = [];
  readonly #traffic: HourlyTraffic;

  /** @param passes of the plate, as the walk gathered them */
  constructor(
    tables: readonly DetectionTable[],
    clock: LocalClock,
    { span, gapMs }: { readonly span: Span; readonly gapMs: number },
    passes: Passes,
  ) {
    this.#traffic = new HourlyTraffic(tables, clock, span, gapMs);
    for (let at = 0; at < passes.count; at++) {
      const timeMs = passes.timesMs[at] ?? 0;
      const camera = passes.cameras[at] ?? 0;
      while (at + 1 < passes.count && passes.visitStarts[at + 1] === passes.visitStarts[at]) at++;
      let place = this.#places.at(-1);
      if (place === undefined || place.camera !== camera) {
        place = { camera, liveMs: liveMs(tables, camera, span), hours: [] };
        this.#places.push(place);
      }
      const hour = clock.hour(timeMs);
      let visits = place.hours.find((one) => one.hour === hour);
      if (visits === undefined) {
        visits = { hour, count: 0, windowMs: 0 };
        place.hours.push(visits);
      }
      visits.count++;
      visits.windowMs += 2 * gapMs + (passes.timesMs[at] ?? 0) - timeMs;
    }
    for (const place of this.#places) place.hours.sort((a, b) => a.hour - b.hour);
  }

  /**
   * @param members texts taken for the partner
   * @param enough expectation past which the partner is not listed: working out stops there
   */
  of(members: readonly number[], enough: number): number {
    let expected = 0;
    for (const { camera, liveMs: live, hours } of this.#places) {
      const traffic = this.#traffic.at(members, camera);
      if (traffic.total === 0) continue;
      for (const { hour, count, windowMs } of hours) {
        const each = windowMs / count;
        expected += count * (1 - Math.exp(-visitRate(traffic, hour, live, each) * each));
      }
      if (expected > enough) break;
    }
    return expected;
  }
}
