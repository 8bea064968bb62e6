// From degrees to points on the page: the view of a printed map, and the clipping of land to it. Pure.

import type { LandPolygons } from '../../core/map/basemap.ts';
import {
  type LonLat,
  type MapWindow,
  metresPerUnit,
  projectX,
  projectY,
  unprojectLat,
  unprojectLon,
  unwrapLon,
} from '../../core/map/mercator.ts';
import type { MapBox } from './map-input.ts';

/** A position on the page, points. */
export interface PagePoint {
  readonly x: number;
  readonly y: number;
}

export interface PrintView {
  readonly box: MapBox;
  readonly window: MapWindow;
  /** Zoom of a screen map (512-pixel tiles, 96 dpi) of the same scale. */
  readonly zoom: number;
  /** Ground metres of one point at the middle of the map. */
  readonly metresPerPoint: number;
  readonly centreLonDeg: number;
  toPage(position: LonLat): PagePoint;
}

export const printView = (box: MapBox, window: MapWindow): PrintView => {
  const centreLonDeg = unprojectLon(window.centreX);
  const pointsPerUnit = box.width / window.width;
  return {
    box,
    window,
    zoom: Math.log2((pointsPerUnit * 96) / 72 / 512),
    metresPerPoint: metresPerUnit(unprojectLat(window.centreY)) / pointsPerUnit,
    centreLonDeg,
    toPage: ({ lon, lat }) => ({
      x: box.x + box.width / 2 + (projectX(unwrapLon(lon, centreLonDeg)) - window.centreX) * pointsPerUnit,
      y: box.y + box.height / 2 + (projectY(lat) - window.centreY) * pointsPerUnit,
    }),
  };
};

interface Limits {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** One side of Sutherland–Hodgman: the part of a ring where `inside` holds, `cross` giving the point on the border. */
const clipSide = (
  ring: readonly PagePoint[],
  inside: (point: PagePoint) => boolean,
  cross: (a: PagePoint, b: PagePoint) => PagePoint,
): PagePoint[] => {
  const kept: PagePoint[] = [];
  let before = ring.at(-1);
  for (const point of ring) {
    if (before !== undefined && inside(before) !== inside(point)) kept.push(cross(before, point));
    if (inside(point)) kept.push(point);
    before = point;
  }
  return kept;
};

const atX =
  (x: number) =>
  (a: PagePoint, b: PagePoint): PagePoint => ({
    x,
    y: a.y + ((b.y - a.y) * (x - a.x)) / (b.x - a.x),
  });
const atY =
  (y: number) =>
  (a: PagePoint, b: PagePoint): PagePoint => ({
    x: a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y),
    y,
  });

/** Clips an open ring (last point not repeated) to a rectangle (Sutherland–Hodgman; edges may run along it). */
export const clipRing = (ring: readonly PagePoint[], limits: Limits): PagePoint[] => {
  const left = clipSide(ring, (p) => p.x >= limits.left, atX(limits.left));
  const right = clipSide(left, (p) => p.x <= limits.right, atX(limits.right));
  const top = clipSide(right, (p) => p.y >= limits.top, atY(limits.top));
  return clipSide(top, (p) => p.y <= limits.bottom, atY(limits.bottom));
};

/** Leaves out points nearer than `minStep` points to the one before: invisible, and a third of the file. */
const thin = (ring: readonly PagePoint[], minStep: number): PagePoint[] => {
  const kept: PagePoint[] = [];
  for (const point of ring) {
    const last = kept.at(-1);
    if (last !== undefined && Math.hypot(point.x - last.x, point.y - last.y) < minStep) continue;
    // A hundredth of a point is finer than any printer, and halves the drawing in the file.
    kept.push({ x: Math.round(point.x * 100) / 100, y: Math.round(point.y * 100) / 100 });
  }
  return kept;
};

/**
 * Land rings on the page, clipped to the box and a margin so that no clipped edge shows, in every copy of the world
 * that the window reaches.
 */
export const landOnPage = (land: LandPolygons, view: PrintView, margin: number): PagePoint[][] => {
  const { box, window } = view;
  const limits: Limits = {
    left: box.x - margin,
    right: box.x + box.width + margin,
    top: box.y - margin,
    bottom: box.y + box.height + margin,
  };
  const scale = box.width / window.width;
  const rings: PagePoint[][] = [];
  for (const polygon of land) {
    for (const ring of polygon) {
      for (const copy of [-1, 0, 1]) {
        const points = ring.slice(0, -1).map(([lon, lat]) => ({
          x: box.x + box.width / 2 + (projectX(lon) + copy - window.centreX) * scale,
          y: box.y + box.height / 2 + (projectY(lat) - window.centreY) * scale,
        }));
        const clipped = thin(clipRing(points, limits), 0.2);
        if (clipped.length >= 3) rings.push(clipped);
      }
    }
  }
  return rings;
};
