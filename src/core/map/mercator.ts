// Web-Mercator arithmetic shared by the screen map and the printed map. Pure.
// World units: x and y run from 0 to 1 (x east from 180° W, y south from about 85° N). A longitude may be unwrapped,
// that is lie beyond ±180, so that the Chathams (176° W) stand east of the mainland and not on the other side.

/** A position in degrees, WGS 84. */
export interface LonLat {
  readonly lon: number;
  readonly lat: number;
}

/** A bounding box in degrees; `eastDeg` is above 180 where the box crosses the antimeridian. */
export interface Extent {
  readonly westDeg: number;
  readonly southDeg: number;
  readonly eastDeg: number;
  readonly northDeg: number;
}

/** What part of the world a map shows, in world units. */
export interface MapWindow {
  readonly centreX: number;
  readonly centreY: number;
  readonly width: number;
  readonly height: number;
}

/** Equatorial circumference of the sphere Web-Mercator uses (WGS 84 semi-major axis), metres. */
export const MERCATOR_CIRCUMFERENCE_M = 2 * Math.PI * 6_378_137;
/** Mean Earth radius, for ground distances, metres. */
const MEAN_RADIUS_M = 6_371_008.8;
const MAX_LAT = 85.0511;
const RAD = Math.PI / 180;

export const projectX = (lonDeg: number): number => (lonDeg + 180) / 360;

export const projectY = (latDeg: number): number => {
  const lat = Math.min(MAX_LAT, Math.max(-MAX_LAT, latDeg)) * RAD;
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + lat / 2)) / (2 * Math.PI);
};

export const unprojectLon = (x: number): number => x * 360 - 180;

export const unprojectLat = (y: number): number =>
  (2 * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - Math.PI / 2) / RAD;

/** The longitude equal to `lonDeg` (modulo 360) that lies nearest to `nearDeg`. */
export const unwrapLon = (lonDeg: number, nearDeg: number): number =>
  lonDeg + 360 * Math.round((nearDeg - lonDeg) / 360);

/** A longitude in [-180, 180). */
export const normaliseLon = (lonDeg: number): number => ((((lonDeg + 180) % 360) + 360) % 360) - 180;

/** Ground metres of one world unit at a latitude. */
export const metresPerUnit = (latDeg: number): number => MERCATOR_CIRCUMFERENCE_M * Math.cos(latDeg * RAD);

const isPosition = ({ lon, lat }: LonLat): boolean =>
  Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lat) <= 90 && Math.abs(lon) <= 360;

/**
 * The smallest box around the points, across the antimeridian where that is smaller.
 * @returns null without a single valid position (impossible coordinates are skipped).
 */
export const extentOf = (points: Iterable<LonLat>): Extent | null => {
  const lons: number[] = [];
  let southDeg = 90;
  let northDeg = -90;
  for (const point of points) {
    if (!isPosition(point)) continue;
    lons.push(normaliseLon(point.lon));
    southDeg = Math.min(southDeg, point.lat);
    northDeg = Math.max(northDeg, point.lat);
  }
  lons.sort((a, b) => a - b);
  const first = lons[0];
  const last = lons.at(-1);
  if (first === undefined || last === undefined) return null;
  // The box is the circle less its widest empty arc.
  let westDeg = first;
  let eastDeg = last;
  let widestGap = first + 360 - last;
  for (let index = 1; index < lons.length; index += 1) {
    const before = lons[index - 1] ?? first;
    const after = lons[index] ?? last;
    if (after - before > widestGap) {
      widestGap = after - before;
      westDeg = after;
      eastDeg = before + 360;
    }
  }
  return { westDeg, southDeg, eastDeg, northDeg };
};

/** How a window is fitted. */
export interface FitOptions {
  /** Width over height of the drawing. */
  readonly aspect: number;
  /** Empty border on each side as a share of that side, below .5. */
  readonly padding: number;
  /** The window shows at least this many ground metres on its shorter side. */
  readonly minSpanM: number;
}

/** The window that shows an extent with padding, in the drawing's aspect, never closer than the minimum span. */
export const fitWindow = (extent: Extent, options: FitOptions): MapWindow => {
  const west = projectX(extent.westDeg);
  const east = projectX(extent.eastDeg);
  const north = projectY(extent.northDeg);
  const south = projectY(extent.southDeg);
  const centreX = (west + east) / 2;
  const centreY = (north + south) / 2;
  const inner = 1 - 2 * options.padding;
  const minSpan = options.minSpanM / metresPerUnit(unprojectLat(centreY));
  const shortSide = Math.max(
    minSpan,
    (south - north) / inner / (options.aspect < 1 ? 1 / options.aspect : 1),
    (east - west) / inner / (options.aspect > 1 ? options.aspect : 1),
  );
  return options.aspect >= 1
    ? { centreX, centreY, width: shortSide * options.aspect, height: shortSide }
    : { centreX, centreY, width: shortSide, height: shortSide / options.aspect };
};

/** Great-circle distance on a sphere of mean Earth radius, metres. */
export const groundDistanceM = (from: LonLat, to: LonLat): number => {
  const dLat = (to.lat - from.lat) * RAD;
  const dLon = (to.lon - from.lon) * RAD;
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(from.lat * RAD) * Math.cos(to.lat * RAD) * Math.sin(dLon / 2) ** 2;
  return 2 * MEAN_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
};

/** A closed ring of positions on a circle of ground radius `radiusM`; longitudes stay unwrapped around the centre. */
export const circleRing = (centre: LonLat, radiusM: number, steps = 72): LonLat[] => {
  const lat = centre.lat * RAD;
  const arc = radiusM / MEAN_RADIUS_M;
  const ring = Array.from({ length: steps }, (_, index) => {
    const bearing = (index / steps) * 2 * Math.PI;
    const pointLat = Math.asin(Math.sin(lat) * Math.cos(arc) + Math.cos(lat) * Math.sin(arc) * Math.cos(bearing));
    const dLon = Math.atan2(
      Math.sin(bearing) * Math.sin(arc) * Math.cos(lat),
      Math.cos(arc) - Math.sin(lat) * Math.sin(pointLat),
    );
    return { lon: centre.lon + dLon / RAD, lat: pointLat / RAD };
  });
  return [...ring, ...ring.slice(0, 1)];
};
