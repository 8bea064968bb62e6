// What the map is given and what it tells back. Renderer. Positions are WGS 84 degrees, times UTC epoch milliseconds.
import type { MapTheme, ReadState } from '../../../core/map/palette.ts';

/** A read to show. Reads without a position are the caller's to leave out (and to say so). */
export interface MapDetection {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly timeMs: number;
  readonly state: ReadState;
  /** 0 to 1: drawn as strength, .5 + p/2. A confirmed read is drawn at full strength. */
  readonly likelihood: number;
  /** What a list calls it: `KJT417, SH29 Kaimai Summit 751, Sat 7 Nov 02:24:31`. */
  readonly label: string;
  /** Zero-based index of a vehicle: 0 is A, teal disc. Left out where no vehicle has been told apart: grey. */
  readonly vehicle?: number;
}

export interface MapCamera {
  readonly id: string;
  readonly lon: number;
  readonly lat: number;
  readonly name: string;
  /** False: known to be down in the window shown. */
  readonly live: boolean;
}

export interface MapLegEnd {
  readonly lon: number;
  readonly lat: number;
  readonly timeMs: number;
}

/** A straight leg from one read to the next of one vehicle. Over 50 minutes it is drawn as a gap. */
export interface MapJourneyLeg {
  readonly vehicle: number;
  readonly from: MapLegEnd;
  readonly to: MapLegEnd;
  /** No vehicle is that fast (movement analysis): no line, its far end struck. */
  readonly impossible?: boolean;
}

export interface MapJourney {
  readonly legs: readonly MapJourneyLeg[];
}

/** A vehicle named in the legend, in order: the first is A. */
export interface MapVehicle {
  readonly plate: string;
  readonly note?: string;
}

/** A circle on the ground. */
export interface MapArea {
  readonly lon: number;
  readonly lat: number;
  readonly radiusM: number;
}

/** A place that is not a read: a scene, an address. */
export interface MapScene {
  readonly lon: number;
  readonly lat: number;
  readonly label: string;
}

export interface DetectionMapProps {
  readonly theme: MapTheme;
  /** A new array means new results. Any number; above 2,000 they are drawn by place. */
  readonly detections: readonly MapDetection[];
  readonly cameras?: readonly MapCamera[];
  readonly journey?: MapJourney | null;
  readonly vehicles?: readonly MapVehicle[];
  readonly scenes?: readonly MapScene[];
  /** False: nobody looked up how the reads were judged, so the legend says nothing of it. */
  readonly statesKnown?: boolean;
  readonly selectedId?: string | null;
  /** A mark was chosen. Choosing a place again goes on to its next read. */
  readonly onSelect?: (id: string) => void;
  readonly areaFilter?: MapArea | null;
  /** Circles of other scenes: shown, not changed here. */
  readonly otherAreas?: readonly MapArea[];
  /** When this grows, drawing begins, as with the button. */
  readonly drawAsked?: number;
  /** Given: the area can be drawn, changed and cleared. */
  readonly onAreaChange?: (area: MapArea | null) => void;
  /** When this changes (a new query), the map moves to show everything. Selecting never moves it by itself. */
  readonly fitKey?: string | number;
  /** Shown over the map while there are no detections. */
  readonly emptyMessage?: { readonly title: string; readonly text: string } | null;
}
