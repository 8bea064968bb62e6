// Which maps a movement needs beside the overview: one a vehicle, and one more for each stretch of reads that lie so close
// together that the vehicle's map cannot tell them apart. Pure.

import type { PackJourney } from '../../core/evidence/pack-input.ts';
import { groundDistanceM, type LonLat } from '../../core/map/mercator.ts';
import type { PackView } from './pack-view.ts';

/** A leg longer than this ends a stretch, metres. */
const STRETCH_LEG_M = 20_000;
/** A stretch is drawn on its own where it takes up less than this share of the vehicle's map: of several places, of two. */
const TOO_SMALL = { several: 0.22, two: 0.05 };

export interface Stretch {
  readonly from: string;
  readonly to: string;
  /** Numbers of the exhibits in it, in order. */
  readonly exhibits: readonly string[];
}

const spanM = (places: readonly LonLat[]): number =>
  places.reduce((most, a, index) => Math.max(most, ...places.slice(index + 1).map((b) => groundDistanceM(a, b)), 0), 0);

/** Places of many reads, each once: a camera is passed often. */
const distinct = (places: readonly LonLat[]): LonLat[] => [
  ...new Map(places.map((place) => [`${place.lon} ${place.lat}`, place])).values(),
];

/** Stretches of a journey that deserve a map of their own; none where the vehicle's map shows everything. */
export const stretchesOf = (view: PackView, journey: PackJourney): Stretch[] => {
  const placeOf = (number: string): LonLat | null => view.byNumber.get(number)?.camera ?? null;
  const placed = journey.exhibits.filter((number) => placeOf(number) !== null);
  const breaks = new Set(
    journey.legs.flatMap((leg) => (leg.gap || leg.impossible || leg.distanceM > STRETCH_LEG_M ? [leg.toExhibit] : [])),
  );
  const groups: string[][] = [];
  for (const number of placed) {
    const group = groups.at(-1);
    if (group === undefined || breaks.has(number)) groups.push([number]);
    else group.push(number);
  }
  const whole = spanM(distinct(placed.flatMap((number) => placeOf(number) ?? [])));
  return groups.flatMap((exhibits) => {
    const places = distinct(exhibits.flatMap((number) => placeOf(number) ?? []));
    const [from] = exhibits;
    const to = exhibits.at(-1);
    if (places.length < 2 || from === undefined || to === undefined || groups.length < 2) return [];
    const share = places.length > 2 ? TOO_SMALL.several : TOO_SMALL.two;
    return spanM(places) < whole * share ? [{ from, to, exhibits }] : [];
  });
};
