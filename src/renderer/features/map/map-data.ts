// The map's own data as GeoJSON: what each source of the style holds. Pure.
import { legKind, legWords } from '../../../core/map/leg-words.ts';
import { circleRing, unwrapLon } from '../../../core/map/mercator.ts';
import { markOpacity, vehicleMark } from '../../../core/map/palette.ts';
import type { Grouping } from './group-detections.ts';
import { legImage, markImage } from './map-images.ts';
import type { MapArea, MapCamera, MapDetection, MapJourney, MapScene } from './map-types.ts';

export type Collection = GeoJSON.FeatureCollection;

const collection = (features: GeoJSON.Feature[]): Collection => ({ type: 'FeatureCollection', features });
const point = (lon: number, lat: number, properties: GeoJSON.GeoJsonProperties): GeoJSON.Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Point', coordinates: [lon, lat] },
});

/**
 * Vehicles at one site, and their legs, are set side by side: each at a whole number of half steps from the middle.
 * Six beside each other fit; more share the outermost.
 */
export const ASIDE_STEPS = [-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5] as const;
/** Half of the distance between two marks at one site, and between two legs side by side. */
const MARK_STEP_PX = 5.5;
export const LEG_STEP_PX = 2;
export const markAsidePx = (steps: number): number => steps * MARK_STEP_PX;
export const legAsidePx = (steps: number): number => steps * LEG_STEP_PX;
const COUNT_LABELS = 60;
/** Places nearer than this are one site for the eye. */
const SAME_SITE_DEG = 0.003;

/** Place of one vehicle in a row of `of`, in half steps from the middle. */
const halfSteps = (order: number, of: number): number => Math.min(5, Math.max(-5, 2 * order - (of - 1)));

/** How far each mark is set aside for other vehicles at its site, half steps to the right. */
const marksAside = ({ groups }: Grouping): number[] => {
  const sites = new Map<string, Set<number>>();
  const siteOf = (lon: number, lat: number): string =>
    `${Math.round(lon / SAME_SITE_DEG)} ${Math.round(lat / SAME_SITE_DEG)}`;
  for (const { lon, lat, vehicle } of groups) {
    const site = siteOf(lon, lat);
    sites.set(site, (sites.get(site) ?? new Set()).add(vehicle));
  }
  return groups.map(({ lon, lat, vehicle }) => {
    const row = [...(sites.get(siteOf(lon, lat)) ?? [vehicle])].toSorted((a, b) => a - b);
    return halfSteps(row.indexOf(vehicle), row.length);
  });
};

/** Index of the first place in time of each vehicle: it carries the vehicle's letter where there are several. */
const lettered = (grouping: Grouping, detections: readonly MapDetection[]): Map<number, string> => {
  const first = new Map<number, { index: number; timeMs: number }>();
  grouping.groups.forEach(({ vehicle, members }, index) => {
    const timeMs = detections[members[0] ?? -1]?.timeMs ?? Number.POSITIVE_INFINITY;
    const known = first.get(vehicle);
    if (vehicle >= 0 && (known === undefined || timeMs < known.timeMs)) first.set(vehicle, { index, timeMs });
  });
  if (first.size < 2) return new Map();
  return new Map([...first].map(([vehicle, { index }]) => [index, vehicleMark(vehicle).letter]));
};

/** Marks of reads; `group` is the index the click handler looks up. */
export const readFeatures = (grouping: Grouping, detections: readonly MapDetection[]): Collection => {
  const { groups, exact } = grouping;
  const letters = exact ? lettered(grouping, detections) : new Map<number, string>();
  // Placing labels is what panning waits for: only the busiest places carry their count.
  const counts = exact ? [] : groups.map((group) => group.count).toSorted((a, b) => b - a);
  const leastCounted = Math.max(2, counts[COUNT_LABELS - 1] ?? 2);
  const asides = exact ? marksAside(grouping) : [];
  return collection(
    groups.map((group, index) => {
      const counted = exact && group.count > 1 ? `×${group.count}` : '';
      return point(group.lon, group.lat, {
        group: index,
        exact,
        image: markImage(group.vehicle, group.state),
        aside: asides[index] ?? 0,
        confirmed: group.state === 'confirmed',
        opacity: group.state === 'unconfirmed' ? markOpacity(group.likelihood) : 1,
        count: group.count,
        counted: group.count >= leastCounted,
        countText: group.count > 9999 ? `${Math.round(group.count / 1000)}k` : group.count.toString(),
        tag: [letters.get(index), counted].filter(Boolean).join(' '),
        order: index,
      });
    }),
  );
};

export const cameraFeatures = (cameras: readonly MapCamera[]): Collection =>
  collection(cameras.map((camera) => point(camera.lon, camera.lat, { live: camera.live, name: camera.name })));

export const sceneFeatures = (scenes: readonly MapScene[]): Collection =>
  collection(scenes.map((scene) => point(scene.lon, scene.lat, { label: scene.label })));

/** Lines of the legs, and notes at the middle of gaps and at the far end of impossible legs. */
export const journeyFeatures = (journey: MapJourney | null | undefined): { legs: Collection; notes: Collection } => {
  const legs: GeoJSON.Feature[] = [];
  const notes: GeoJSON.Feature[] = [];
  const vehicles = [...new Set(journey?.legs.map((leg) => leg.vehicle))].toSorted((a, b) => a - b);
  const several = vehicles.length > 1;
  for (const leg of journey?.legs ?? []) {
    const durationMs = leg.to.timeMs - leg.from.timeMs;
    const kind = legKind(durationMs, leg.impossible === true);
    const toLon = unwrapLon(leg.to.lon, leg.from.lon);
    const [head, detail] = legWords(kind, leg.from, leg.to, durationMs);
    if (kind !== 'impossible') {
      // Set apart to the east of the way whichever way it leads, as the marks are.
      const eastward = Math.sign(leg.from.lat - leg.to.lat) || 1;
      const aside = -eastward * halfSteps(vehicles.indexOf(leg.vehicle), vehicles.length) || 0;
      legs.push({
        type: 'Feature',
        properties: {
          kind,
          vehicle: Math.min(leg.vehicle, 4),
          image: legImage(leg.vehicle),
          aside,
        },
        geometry: {
          type: 'LineString',
          coordinates: [
            [leg.from.lon, leg.from.lat],
            [toLon, leg.to.lat],
          ],
        },
      });
    }
    if (head !== undefined) {
      const middle = kind === 'impossible' ? 1 : 0.5;
      notes.push(
        point(leg.from.lon + (toLon - leg.from.lon) * middle, leg.from.lat + (leg.to.lat - leg.from.lat) * middle, {
          kind,
          head: several ? `${vehicleMark(leg.vehicle).letter}: ${head}` : head,
          detail: detail ?? '',
        }),
      );
    }
  }
  return { legs: collection(legs), notes: collection(notes) };
};

/** Each circle and its centre. */
export const areaFeatures = (areas: readonly MapArea[]): Collection =>
  collection(
    areas
      .filter(({ radiusM }) => radiusM > 0)
      .flatMap((area) => [
        {
          type: 'Feature',
          properties: { part: 'circle' },
          geometry: {
            type: 'Polygon',
            coordinates: [circleRing(area, area.radiusM).map(({ lon, lat }) => [lon, lat])],
          },
        },
        point(area.lon, area.lat, { part: 'centre' }),
      ]),
  );

/** A ring round the mark of the chosen read, wherever that mark stands. */
export const selectionFeatures = (
  grouping: Grouping,
  detections: readonly MapDetection[],
  selectedId: string | null,
): Collection => {
  const index = selectedId === null ? -1 : detections.findIndex((read) => read.id === selectedId);
  const read = detections[index];
  if (read === undefined) return collection([]);
  const group = grouping.exact ? grouping.groups.findIndex((one) => one.members.includes(index)) : -1;
  return collection([point(read.lon, read.lat, { aside: group < 0 ? 0 : (marksAside(grouping)[group] ?? 0) })]);
};
