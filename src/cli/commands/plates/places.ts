/**
 * Cameras of a file of detections as ordinals, with their positions. Runs anywhere (pure).
 * `camera`: one ordinal a camera, whatever it moves: vehicles that the same camera read are near each other.
 * `place`: one ordinal for each position (to about 10 m) of a camera: speeds and areas need to know where it was.
 */
import type { Area } from '../../../core/model/domain.ts';
import { greatCircleM } from '../../../core/movement/journey.ts';

export type Position = { readonly lon: number; readonly lat: number };
export type Place = { readonly cameraId: string; readonly cameraName: string; readonly position: Position | null };
export type Site = { readonly name: string; readonly position: Position | null };

const PLACE_DECIMALS = 4;

export class Places {
  /** `[ordinal]` */
  readonly places: Place[] = [];
  readonly #by: 'camera' | 'place';
  readonly #sites: ReadonlyMap<string, Site>;
  readonly #ordinals = new Map<string, number>();

  /** @param sites surveyed positions: they stand above those written in reads */
  constructor(by: 'camera' | 'place', sites: ReadonlyMap<string, Site>) {
    this.#by = by;
    this.#sites = sites;
  }

  ordinalOf(cameraId: string, read: Position | null): number {
    const site = this.#sites.get(cameraId);
    const position = this.positionOf(cameraId, read);
    const key = this.#by === 'camera' || position === null ? cameraId : `${cameraId} ${rounded(position)}`;
    const known = this.#ordinals.get(key);
    if (known !== undefined) return known;
    this.#ordinals.set(key, this.places.length);
    return this.places.push({ cameraId, cameraName: site?.name ?? cameraId, position }) - 1;
  }

  /** Where a camera was when it read; null where neither the sites nor the read say so. */
  positionOf(cameraId: string, read: Position | null): Position | null {
    return this.#sites.get(cameraId)?.position ?? read;
  }

  at(ordinal: number): Place {
    return this.places[ordinal] ?? { cameraId: '', cameraName: '', position: null };
  }

  /** Ordinals of the cameras named and of the places in the area, where given; both: of those that fit both. */
  within(cameraIds: readonly string[] | null, area: Area | null): number[] {
    const ids = cameraIds === null ? null : new Set(cameraIds);
    return this.places.flatMap(({ cameraId, position }, ordinal) => {
      if (ids !== null && !ids.has(cameraId)) return [];
      if (area !== null && (position === null || greatCircleM(area, position) > area.radiusM)) return [];
      return [ordinal];
    });
  }

  /** Distinct cameras of these ordinals. */
  cameras(ordinals: readonly number[]): number {
    return new Set(ordinals.map((ordinal) => this.at(ordinal).cameraId)).size;
  }

  /** Degrees by ordinal, NaN where not known. */
  columns() {
    return {
      cameraLons: Float64Array.from(this.places, ({ position }) => position?.lon ?? Number.NaN),
      cameraLats: Float64Array.from(this.places, ({ position }) => position?.lat ?? Number.NaN),
    };
  }
}

const rounded = ({ lon, lat }: Position): string => `${lon.toFixed(PLACE_DECIMALS)} ${lat.toFixed(PLACE_DECIMALS)}`;
