/**
 * Sightings of one vehicle, in order, with the legs between them.
 * Runs anywhere (pure). Distances are great circles between camera sites: a road is longer, so a speed is the least the
 * vehicle must have driven. A leg marked impossible is no judgement; it says that one of its two reads is probably wrong.
 */

/** One read placed on the map: WGS84 degrees, UTC epoch ms. */
export type Sighting = { readonly id: string; readonly timeMs: number; readonly lon: number; readonly lat: number };

export type Leg = {
  readonly fromId: string;
  readonly toId: string;
  readonly distanceM: number;
  readonly durationMs: number;
  /** null where no time passed between two places. */
  readonly speedKmh: number | null;
  /** More than {@link GAP_MS} without a read: the vehicle may have been anywhere. */
  readonly gap: boolean;
  /** Faster than {@link IMPOSSIBLE_KMH} between two places. */
  readonly impossible: boolean;
};

export type Journey<S extends Sighting> = {
  /** By time, then id. */
  readonly sightings: readonly S[];
  readonly legs: readonly Leg[];
  readonly firstMs: number | null;
  readonly lastMs: number | null;
  readonly distanceM: number;
};

export const GAP_MS = 50 * 60_000;
export const IMPOSSIBLE_KMH = 200;

/** Cameras this near count as one place: surveyed positions and clocks are no better than that. */
export const SAME_PLACE_M = 100;

/** Mean Earth radius (IUGG). */
const EARTH_RADIUS_M = 6_371_008.8;

/** Orders sightings and computes every leg. Positions out of range or times that are no numbers throw RangeError. */
export function buildJourney<S extends Sighting>(sightings: Iterable<S>): Journey<S> {
  const ordered = [...sightings].sort((a, b) => a.timeMs - b.timeMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  for (const { timeMs, lon, lat } of ordered) {
    if (!Number.isFinite(timeMs) || !(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) {
      throw new RangeError('A sighting has no usable time or position.');
    }
  }
  const legs: Leg[] = [];
  for (let index = 1; index < ordered.length; index++) {
    const from = ordered[index - 1];
    const to = ordered[index];
    if (from !== undefined && to !== undefined) legs.push(legBetween(from, to));
  }
  return {
    sightings: ordered,
    legs,
    firstMs: ordered[0]?.timeMs ?? null,
    lastMs: ordered.at(-1)?.timeMs ?? null,
    distanceM: legs.reduce((sum, leg) => sum + leg.distanceM, 0),
  };
}

function legBetween(from: Sighting, to: Sighting): Leg {
  const distanceM = greatCircleM(from, to);
  const durationMs = to.timeMs - from.timeMs;
  const samePlace = distanceM <= SAME_PLACE_M;
  const speedKmh = durationMs > 0 ? distanceM / 1000 / (durationMs / 3_600_000) : samePlace ? 0 : null;
  return {
    fromId: from.id,
    toId: to.id,
    distanceM,
    durationMs,
    speedKmh,
    gap: durationMs > GAP_MS,
    impossible: !samePlace && (speedKmh === null || speedKmh > IMPOSSIBLE_KMH),
  };
}

/** Great-circle distance in metres (haversine). The longitude difference may cross the antimeridian. */
export function greatCircleM(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const radians = Math.PI / 180;
  const halfLat = ((b.lat - a.lat) * radians) / 2;
  const halfLon = ((b.lon - a.lon) * radians) / 2;
  const h = Math.sin(halfLat) ** 2 + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin(halfLon) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}
