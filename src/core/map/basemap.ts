// The shape of the embedded basemap's data and which place labels a zoom deserves. Pure types and arithmetic.

/** Positions are [longitude, latitude] in degrees; rings are closed and never cross the antimeridian. */
export type LandPolygons = readonly (readonly (readonly (readonly [number, number])[])[])[];

export interface BasemapPlace {
  readonly kind: 'town' | 'sea';
  /** `Kirikiriroa / Hamilton` */
  readonly name: string;
  /** `Hamilton` */
  readonly short: string;
  /** Label priority, 1 first. */
  readonly rank: number;
  readonly lon: number;
  readonly lat: number;
}

/** The land and the names a map is drawn from. */
export interface BasemapData {
  readonly nzLand: LandPolygons;
  readonly worldLand: LandPolygons;
  readonly places: readonly BasemapPlace[];
}

/** Least zoom (512-pixel tiles) at which labels of a rank appear, by rank; rank 0 is unused. */
export const TOWN_MIN_ZOOM: readonly number[] = [0, 3.6, 5, 6.6, 8, 9.2, 11];
export const SEA_MIN_ZOOM: readonly number[] = [0, 3.6, 6, 7.6];

/** Where a map without anything on it looks: the mainland and Stewart Island. */
export const HOME_EXTENT = { westDeg: 166.3, southDeg: -47.4, eastDeg: 178.7, northDeg: -34.3 } as const;
