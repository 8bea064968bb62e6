/**
 * Why a vehicle seems to have driven a leg that no vehicle can have driven: the odds of each explanation.
 * Runs anywhere (pure). Bayes over three explanations, weighed by how sure the reads on both sides are and by how the rest
 * of the journey falls into two tracks that can each be driven. The priors are stated here and in docs/model/movement.md;
 * they order the explanations for a person to check, and decide nothing.
 */

import { greatCircleM, IMPOSSIBLE_KMH, SAME_PLACE_M } from './journey.ts';

/** A read on the map with how likely it is the plate's, 0–1. */
export type DoubtedSighting = {
  readonly timeMs: number;
  readonly camera: number;
  readonly lon: number;
  readonly lat: number;
  readonly likelihood: number;
};

/** What may explain a leg that no vehicle can have driven; the shares sum to 1. */
export type Doubt = { readonly misread: number; readonly clone: number; readonly clock: number; readonly text: string };

/** Two vehicles on one plate: about one plate in a thousand. An assumption; no published figure for New Zealand. */
const CLONE_PRIOR = 1e-3;
/** A camera whose clock or position is wrong at all. */
const CLOCK_PRIOR = 2e-3;
/** Most wrong clocks drift by minutes; whole hours (a zone, daylight saving) are the other kind. */
const DRIFT_MS = 5 * 60_000;
const ZONE_MS = 13 * 3_600_000;
const ZONE_SHARE = 0.2;
const DATE_SHARE = 0.05;
/** A vehicle misread once is misread the same way again this often at least: a dirty plate stays dirty. */
const REPEATED_MISREAD = 0.1;
/** Reads of one track that are weighed: beyond it the other explanations are gone anyway. */
const WEIGHED_READS = 8;

/**
 * Splits a journey into tracks that can each be driven: each read joins the track it needs the least speed to join.
 * @param sightings by time
 * @returns `[sighting]`: track number, 0 the first read's
 */
export function splitTracks(sightings: readonly DoubtedSighting[]): Int32Array {
  const tracks = new Int32Array(sightings.length);
  const heads: DoubtedSighting[] = [];
  for (const [at, sighting] of sightings.entries()) {
    let best = -1;
    let bestKmh = Number.POSITIVE_INFINITY;
    for (const [track, head] of heads.entries()) {
      const speedKmh = leastSpeedKmh(head, sighting);
      if (speedKmh <= IMPOSSIBLE_KMH && speedKmh < bestKmh) {
        best = track;
        bestKmh = speedKmh;
      }
    }
    if (best < 0) best = heads.length;
    heads[best] = sighting;
    tracks[at] = best;
  }
  return tracks;
}

/**
 * Odds of misread, clone and wrong clock for the impossible leg from `sightings[at]` to `sightings[at + 1]`.
 * @param tracks as {@link splitTracks} gives
 */
export function doubtLeg(sightings: readonly DoubtedSighting[], tracks: Int32Array, at: number): Doubt {
  const from = sightings[at];
  const to = sightings[at + 1];
  if (from === undefined || to === undefined) throw new RangeError('A leg needs two sightings.');
  const fromTrack = trackReads(sightings, tracks, at);
  const toTrack = trackReads(sightings, tracks, at + 1);
  // Wrong reads: all of the one track, or all of the other, belong to another vehicle.
  const misread = allWrong(fromTrack) + allWrong(toTrack);
  const bothTrue = allTrue(fromTrack) * allTrue(toTrack);
  const clone = CLONE_PRIOR * bothTrue;
  const clock = bothTrue * clockPrior(from, to) * (clockCameras(fromTrack) + clockCameras(toTrack));
  const sum = misread + clone + clock;
  const shares = { misread: misread / sum, clone: clone / sum, clock: clock / sum };
  return { ...shares, text: wording(shares, Math.min(fromTrack.length, toTrack.length)) };
}

/** Least speed between two reads, km/h; 0 within one place, infinite where no time passed. */
function leastSpeedKmh(a: DoubtedSighting, b: DoubtedSighting): number {
  const distanceM = greatCircleM(a, b);
  if (distanceM <= SAME_PLACE_M) return 0;
  const hours = Math.abs(b.timeMs - a.timeMs) / 3_600_000;
  return hours > 0 ? distanceM / 1000 / hours : Number.POSITIVE_INFINITY;
}

/** The reads of the track of sighting `at`, the nearest in order first. */
function trackReads(sightings: readonly DoubtedSighting[], tracks: Int32Array, at: number): DoubtedSighting[] {
  const track = tracks[at];
  const found: DoubtedSighting[] = [];
  for (let away = 0; away < sightings.length && found.length < WEIGHED_READS; away++) {
    for (const place of away === 0 ? [at] : [at - away, at + away]) {
      const sighting = sightings[place];
      if (sighting !== undefined && tracks[place] === track) found.push(sighting);
    }
  }
  return found;
}

function allWrong(reads: readonly DoubtedSighting[]): number {
  return reads.reduce((share, { likelihood }, nth) => {
    const wrong = 1 - Math.min(0.999, likelihood);
    return share * (nth === 0 ? wrong : Math.max(wrong, REPEATED_MISREAD));
  }, 1);
}

function allTrue(reads: readonly DoubtedSighting[]): number {
  return Math.max(1e-6, reads[0]?.likelihood ?? 0);
}

/** How often a clock is as wrong as this leg needs it to be. */
function clockPrior(from: DoubtedSighting, to: DoubtedSighting): number {
  const neededMs = (greatCircleM(from, to) / 1000 / IMPOSSIBLE_KMH) * 3_600_000 - Math.abs(to.timeMs - from.timeMs);
  const drift = Math.exp(-Math.max(0, neededMs) / DRIFT_MS);
  return CLOCK_PRIOR * Math.max(drift, neededMs <= ZONE_MS ? ZONE_SHARE : DATE_SHARE);
}

/** A track over several cameras needs every one of their clocks to be wrong. */
function clockCameras(reads: readonly DoubtedSighting[]): number {
  const cameras = new Set(reads.map(({ camera }) => camera)).size;
  return CLOCK_PRIOR ** (cameras - 1);
}

function wording(shares: Omit<Doubt, 'text'>, reads: number): string {
  const percent = (share: number): string =>
    share >= 0.995 ? 'over 99 %' : share < 0.005 ? 'under 1 %' : `${Math.round(share * 100)} %`;
  const others = `Misread ${percent(shares.misread)}, two vehicles ${percent(shares.clone)}, clock or position ${percent(shares.clock)}.`;
  if (shares.clone >= shares.misread && shares.clone >= shares.clock) {
    const track = reads > 1 ? `: ${reads} or more reads on each side make a track that can be driven` : '';
    return `Two vehicles on this plate fit best${track}. ${others}`;
  }
  if (shares.misread >= shares.clock) return `One of the two reads is probably another vehicle's. ${others}`;
  return `A clock or a position that is wrong fits best. ${others}`;
}
