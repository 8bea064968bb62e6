/**
 * Scenes that a vehicle would be seen at by chance: by its own traffic at their cameras over all that is held.
 * Runs anywhere (pure). The formula is MV6 of docs/spec/movement.md.
 */

import type { Scene } from './colocation-count.ts';
import type { DetectionTable } from './detection-table.ts';
import { HourlyTraffic } from './hourly-traffic.ts';
import { visitRate } from './lift.ts';
import type { LocalClock } from './local-clock.ts';
import { liveMs, type Span } from './vehicle-passes.ts';

/** Traffic within this time of itself at one camera is one visit. */
const VISIT_GAP_MS = 120_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const ALWAYS: Span = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };

type HourOfScene = { readonly scene: number; readonly hour: number; readonly ms: number; readonly leastMs: number };
type Place = { readonly camera: number; readonly liveMs: number; readonly hours: readonly HourOfScene[] };

export class SceneExpectation {
  readonly #traffic: HourlyTraffic;
  readonly #places: readonly Place[];
  /** `[scene]`: visits expected of the vehicle that is weighed. */
  readonly #visits: Float64Array;

  constructor(tables: readonly DetectionTable[], clock: LocalClock, scenes: readonly Scene[]) {
    this.#traffic = new HourlyTraffic(tables, clock, ALWAYS, VISIT_GAP_MS);
    this.#visits = new Float64Array(scenes.length);
    const byCamera = new Map<number, HourOfScene[]>();
    for (const [scene, { cameras, fromMs, toMs }] of scenes.entries()) {
      const leastMs = Math.min(toMs - fromMs, HOUR_MS);
      const hours = [...hoursBetween(clock, fromMs, toMs).entries()]
        .filter(([, ms]) => ms > 0)
        .map(([hour, ms]) => ({ scene, hour, ms, leastMs }));
      for (const camera of cameras === null ? allCameras(tables) : new Set(cameras)) {
        const of = byCamera.get(camera) ?? [];
        byCamera.set(camera, of);
        of.push(...hours);
      }
    }
    this.#places = [...byCamera]
      .sort(([a], [b]) => a - b)
      .map(([camera, hours]) => ({ camera, hours, liveMs: liveMs(tables, camera, ALWAYS) }));
  }

  /** @param members texts taken for the vehicle */
  of(members: readonly number[]): number {
    const visits = this.#visits.fill(0);
    for (const { camera, liveMs: live, hours } of this.#places) {
      const traffic = this.#traffic.at(members, camera);
      if (traffic.total === 0) continue;
      for (const { scene, hour, ms, leastMs } of hours) {
        visits[scene] = (visits[scene] ?? 0) + visitRate(traffic, hour, live, leastMs) * ms;
      }
    }
    let expected = 0;
    for (let scene = 0; scene < visits.length; scene++) expected += 1 - Math.exp(-(visits[scene] ?? 0));
    return expected;
  }
}

/** How much of a window falls into each local hour of the day, ms. */
function hoursBetween(clock: LocalClock, fromMs: number, toMs: number): Float64Array {
  const hours = new Float64Array(24);
  // Whole days hold each hour once, but for the two nights a year that the clocks change.
  const days = Math.max(0, Math.floor((toMs - fromMs) / DAY_MS));
  if (Number.isFinite(days)) hours.fill(days * HOUR_MS);
  let at = fromMs + days * DAY_MS;
  while (at < toMs) {
    const local = at + clock.offsetMs(at);
    const next = Math.min(toMs, at + HOUR_MS - (local - Math.floor(local / HOUR_MS) * HOUR_MS));
    if (!(next > at)) break;
    const hour = clock.hour(at);
    hours[hour] = (hours[hour] ?? 0) + next - at;
    at = next;
  }
  return hours;
}

export function allCameras(tables: readonly DetectionTable[]): Set<number> {
  return new Set(tables.flatMap(({ cameraIds }) => [...cameraIds]));
}
