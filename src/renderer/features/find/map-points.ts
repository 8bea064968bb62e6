/** The columns of a result as marks of the map. Pure. */
import { FOLD_BELOW } from '../../../core/match/likelihood.ts';
import type { ReadState } from '../../../core/model/domain.ts';
import { timeText } from '../../format/time.ts';
import type { DrawnJourney } from '../journey/index.ts';

/** What `find.points` answers, one element a match, in rank order. */
export interface FindPoints {
  readonly detectionIds: readonly string[];
  readonly lon: readonly (number | null)[];
  readonly lat: readonly (number | null)[];
  readonly timeMs: readonly number[];
  readonly likelihood: readonly number[];
  readonly states: readonly ReadState[];
  readonly reads: readonly string[];
}

export interface MapMark {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly timeMs: number;
  readonly state: ReadState;
  readonly likelihood: number;
  readonly label: string;
  readonly vehicle?: number;
}

/** Marks with a place; folded reads only where the table shows them. With a journey drawn, its reads alone. */
export function detectionsOf(
  points: FindPoints | null,
  includeFolded: boolean,
  journey: Pick<DrawnJourney, 'sightings'> | null,
): MapMark[] {
  const marks: MapMark[] = (journey?.sightings ?? []).map((sighting) => ({
    id: sighting.detectionId,
    lon: sighting.lon,
    lat: sighting.lat,
    timeMs: sighting.timeMs,
    state: sighting.state,
    likelihood: 1,
    label: `${sighting.cameraName}, ${timeText(sighting.timeMs)}`,
    vehicle: 0,
  }));
  // A journey is looked at alone: among every other read its legs could not be told apart.
  if (points === null || journey !== null) return marks;
  for (let at = 0; at < points.detectionIds.length; at++) {
    const [id, lon, lat, likelihood] = [points.detectionIds[at], points.lon[at], points.lat[at], points.likelihood[at]];
    if (id === undefined || lon == null || lat == null || likelihood === undefined) continue;
    if (!includeFolded && likelihood < FOLD_BELOW) continue;
    const timeMs = points.timeMs[at] ?? 0;
    // Formatting 100,000 times would hold the page up: the read names the mark, the list has the rest.
    const label =
      points.detectionIds.length > 2000 ? (points.reads[at] ?? '') : `${points.reads[at] ?? ''}, ${timeText(timeMs)}`;
    marks.push({ id, lon, lat, timeMs, state: points.states[at] ?? 'unconfirmed', likelihood, label });
  }
  return marks;
}
