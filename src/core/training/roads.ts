/**
 * Ways over the training network's roads, and how long they take. Runs anywhere (pure).
 * Distances are great circles lengthened by what roads wind; speeds are what traffic does, never what a limit allows.
 */
import { trainingRoads, trainingSites } from './sites.ts';

export type RoadStep = { readonly site: number; readonly afterMs: number };
export type Way = readonly RoadStep[];

const ROAD_WINDING = 1.22;
const FERRY_MS = 3.6 * 3_600_000;

/** Position of a site in {@link trainingSites} by its key. */
export function siteIndex(key: string): number {
  const index = trainingSites.findIndex((site) => site.key === key);
  if (index < 0) throw new RangeError(`no training site ${key}`);
  return index;
}

type Edge = { readonly to: number; readonly ms: number };

const edges: readonly Edge[][] = (() => {
  const table: Edge[][] = trainingSites.map(() => []);
  for (const road of trainingRoads) {
    const stops = road.split(' ').map(siteIndex);
    for (let at = 1; at < stops.length; at++) {
      const [from, to] = [stops[at - 1] as number, stops[at] as number];
      const ms = driveMs(from, to);
      table[from]?.push({ to, ms });
      table[to]?.push({ to: from, ms });
    }
  }
  return table;
})();

function driveMs(from: number, to: number): number {
  const [a, b] = [trainingSites[from], trainingSites[to]];
  if (!a || !b) throw new RangeError('no such site');
  if ((a.key === 'ferry' && b.key === 'picton') || (a.key === 'picton' && b.key === 'ferry')) return FERRY_MS;
  const km = greatCircleKm(a, b) * ROAD_WINDING;
  const kmPerHour = km < 8 ? 42 : km < 20 ? 66 : 84;
  return (km / kmPerHour) * 3_600_000;
}

type Place = { readonly lat: number; readonly lon: number };

/** Great circle on a sphere of 6,371 km. */
export function greatCircleKm(a: Place, b: Place): number {
  const radians = Math.PI / 180;
  const half = (degrees: number): number => Math.sin((degrees * radians) / 2) ** 2;
  const h = half(b.lat - a.lat) + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * half(b.lon - a.lon);
  return 2 * 6371 * Math.asin(Math.sqrt(h));
}

const ways = new Map<number, readonly (Way | null)[]>();

/** The quickest way, with the time after the start at which each site is passed. */
export function quickestWay(from: number, to: number): Way {
  let fromHere = ways.get(from);
  if (!fromHere) {
    fromHere = allWays(from);
    ways.set(from, fromHere);
  }
  const way = fromHere[to];
  if (!way) throw new RangeError('no road between these sites');
  return way;
}

/** Sites within a drive of `minMs` to `maxMs`. */
export function sitesWithin(from: number, minMs: number, maxMs: number): number[] {
  const found: number[] = [];
  for (let to = 0; to < trainingSites.length; to++) {
    if (to === from) continue;
    const last = quickestWay(from, to).at(-1);
    if (last && last.afterMs >= minMs && last.afterMs <= maxMs) found.push(to);
  }
  return found;
}

/** Dijkstra over 66 sites: a plain scan for the nearest is quick enough. */
function allWays(from: number): readonly (Way | null)[] {
  const after = trainingSites.map(() => Number.POSITIVE_INFINITY);
  const before = trainingSites.map(() => -1);
  const open = new Set(trainingSites.keys());
  after[from] = 0;
  while (open.size > 0) {
    let nearest = -1;
    for (const site of open) if (nearest < 0 || (after[site] as number) < (after[nearest] as number)) nearest = site;
    open.delete(nearest);
    for (const edge of edges[nearest] ?? []) {
      const ms = (after[nearest] as number) + edge.ms;
      if (ms < (after[edge.to] as number)) {
        after[edge.to] = ms;
        before[edge.to] = nearest;
      }
    }
  }
  return after.map((ms, to) => {
    if (!Number.isFinite(ms)) return null;
    const way: RoadStep[] = [];
    for (let site = to; site >= 0; site = before[site] as number) way.unshift({ site, afterMs: after[site] as number });
    return way;
  });
}
