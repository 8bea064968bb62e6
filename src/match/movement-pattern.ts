/**
 * How one vehicle moves: its likely reads, the legs between them with their doubts, stays, places and hours.
 * Runs in the match worker. The reads are those a search for the plate gives, misreads and candidates included, each with
 * its likelihood; nothing is counted that a search would not show.
 */

import type {
  CheckedMovementRequest,
  PatternAnswer,
  PatternLeg,
  PatternSighting,
} from '../contract/matcher-movement.ts';
import { findStays, habitualPlaces, hoursOfWeek } from '../core/movement/habits.ts';
import { buildJourney } from '../core/movement/journey.ts';
import type { DoubtedSighting } from '../core/movement/leg-doubt.ts';
import { doubtLeg, splitTracks } from '../core/movement/leg-doubt.ts';
import type { LocalClock } from '../core/movement/local-clock.ts';
import { matchesOf } from './match-columns.ts';
import type { MatchIndex } from './match-index.ts';
import { searchIndex } from './match-search.ts';
import type { ReadLikelihood } from './read-likelihood.ts';

type Request = Extract<CheckedMovementRequest, { kind: 'pattern' }>;

/** Cost to which misreads of the plate are looked for: any two ordinary edits. */
const MAX_COST = 16;

/** @param plate folded */
export function* findPattern(
  index: MatchIndex,
  likelihood: ReadLikelihood,
  request: Request,
  plate: string,
  clock: LocalClock,
): Generator<number, PatternAnswer> {
  const { fromMs, toMs, limit } = request;
  const search = searchIndex(index, likelihood, { query: plate, fromMs, toMs, limit, maxCost: MAX_COST });
  let step = search.next();
  for (; step.done !== true; step = search.next()) yield 0;
  const outcome = step.value;
  const sightings: PatternSighting[] = [];
  let truncated = false;
  if (outcome.outcome === 'ran') {
    for (const match of matchesOf(outcome.answer)) {
      if (match.likelihood < request.minLikelihood) continue;
      const row = index.rowOf(match.detectionId);
      if (row < 0) continue;
      sightings.push({
        detectionId: match.detectionId,
        timeMs: index.rows.timesMs.data[row] ?? 0,
        camera: index.rows.cameras.data[row] ?? 0,
        read: match.readText,
        likelihood: match.likelihood,
      });
    }
    // The least likely one listed still counted: there may be more like it.
    truncated = outcome.answer.truncated && sightings.length === outcome.answer.columns.count;
  }
  sightings.sort((a, b) => a.timeMs - b.timeMs || a.detectionId - b.detectionId);
  yield 0.5;
  return {
    kind: 'pattern',
    plate,
    sightings,
    truncated,
    legs: legsOf(sightings, request),
    firstMs: sightings[0]?.timeMs ?? null,
    lastMs: sightings.at(-1)?.timeMs ?? null,
    stays: findStays(sightings),
    places: habitualPlaces(sightings, clock),
    hours: hoursOfWeek(sightings, clock),
  };
}

/** Legs between sightings whose place is known. */
function legsOf(sightings: readonly PatternSighting[], { cameraLons, cameraLats }: Request): PatternLeg[] {
  const placed: (DoubtedSighting & { readonly id: string; readonly at: number })[] = [];
  for (const [at, { timeMs, camera, likelihood }] of sightings.entries()) {
    const lon = cameraLons[camera] ?? Number.NaN;
    const lat = cameraLats[camera] ?? Number.NaN;
    if (!(Math.abs(lon) <= 180) || !(Math.abs(lat) <= 90)) continue;
    placed.push({ id: String(at).padStart(6, '0'), at, timeMs, camera, lon, lat, likelihood });
  }
  const tracks = splitTracks(placed);
  return buildJourney(placed).legs.map((leg, nth) => ({
    from: placed[nth]?.at ?? 0,
    to: placed[nth + 1]?.at ?? 0,
    distanceM: leg.distanceM,
    durationMs: leg.durationMs,
    speedKmh: leg.speedKmh,
    gap: leg.gap,
    impossible: leg.impossible,
    doubt: leg.impossible ? doubtLeg(placed, tracks, nth) : null,
  }));
}
