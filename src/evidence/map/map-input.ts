// What a printed map is asked to show. Pure types: no PDF, no database.

import type { LegKind } from '../../core/map/leg-words.ts';
import type { LonLat } from '../../core/map/mercator.ts';
import type { ReadState } from '../../core/map/palette.ts';

/** A region of the page in points; y grows downwards, as everywhere in pdfkit. */
export interface MapBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A vehicle, in order: the first is A. */
export interface MapVehicle {
  readonly plate: string;
  /** `silver Hilux, 8 reads` */
  readonly note?: string;
}

/** A read of a vehicle at a place. */
export interface MapMark extends LonLat {
  /** Index into `vehicles`. */
  readonly vehicle: number;
  readonly state: ReadState;
  /** 0 to 1; 1 when left out. A confirmed read is always drawn at full strength. */
  readonly likelihood?: number;
}

/** A straight leg from one read to the next of the same vehicle. */
export interface MapLeg {
  readonly vehicle: number;
  readonly from: LonLat;
  readonly to: LonLat;
  readonly kind: LegKind;
  /** Lines printed beside a gap or an impossible leg; see `legWords`. */
  readonly words?: readonly string[];
}

export interface MapCamera extends LonLat {
  /** False for a camera known to have been down in the window. */
  readonly live: boolean;
}

/** A place that is not a read: a scene, an address. */
export interface MapScene extends LonLat {
  readonly label: string;
  /** Draws a dashed circle of this ground radius. */
  readonly radiusM?: number;
}

export interface MapInput {
  readonly vehicles: readonly MapVehicle[];
  readonly marks: readonly MapMark[];
  readonly legs: readonly MapLeg[];
  readonly cameras: readonly MapCamera[];
  readonly scenes: readonly MapScene[];
  /** `auto` (the default) prints Māori and English names where the map is wide enough. */
  readonly placeNames?: 'auto' | 'full' | 'short';
  /** A panel that explains the marks; without it the caption must. Default: only on maps wider than 320 points. */
  readonly legend?: boolean;
  /** False where the caption under the map prints `BASEMAP_ATTRIBUTION` instead: it must stand on the page. */
  readonly attribution?: boolean;
  /** The map shows at least this many ground metres on its shorter side. Default 4,000. */
  readonly minSpanM?: number;
}

/** What was drawn, for the figure's alternative text and for tests. */
export interface MapSummary {
  /** Places named on the map, in order of importance. */
  readonly placesNamed: readonly string[];
  readonly marksDrawn: number;
  readonly legsDrawn: number;
  readonly scaleBar: string;
}
