// Sea, land, coast and graticule of the printed map.

import type { BasemapData } from '../../core/map/basemap.ts';
import { unprojectLat, unprojectLon } from '../../core/map/mercator.ts';
import type { MapColours } from '../../core/map/palette.ts';
import type { Doc } from './pen.ts';
import { landOnPage, type PagePoint, type PrintView } from './print-view.ts';

/** Widths of the three bands of sea beside the coast, points, to match `MapColours.shelf`. */
const SHELF_WIDTHS = [17, 10.5, 5] as const;
const MARGIN = 12;
const GRATICULE_STEPS_DEG = [20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01];

const tracePath = (doc: Doc, rings: readonly (readonly PagePoint[])[]): void => {
  for (const ring of rings) {
    ring.forEach((point, index) => {
      if (index === 0) doc.moveTo(point.x, point.y);
      else doc.lineTo(point.x, point.y);
    });
    doc.closePath();
  }
};

const drawGraticule = (doc: Doc, view: PrintView, colour: string): void => {
  const { box, window } = view;
  const spanDeg = window.width * 360;
  // Three or four meridians over the width of the map.
  const stepDeg = GRATICULE_STEPS_DEG.find((step) => spanDeg / step >= 3) ?? 0.01;
  const westDeg = unprojectLon(window.centreX - window.width / 2);
  const northDeg = unprojectLat(window.centreY - window.height / 2);
  const southDeg = unprojectLat(window.centreY + window.height / 2);
  doc.lineWidth(0.4).strokeColor(colour);
  for (let index = Math.ceil(westDeg / stepDeg); index * stepDeg <= westDeg + spanDeg; index += 1) {
    const x = box.x + ((index * stepDeg - westDeg) / spanDeg) * box.width;
    doc
      .moveTo(x, box.y)
      .lineTo(x, box.y + box.height)
      .stroke();
  }
  for (let index = Math.ceil(southDeg / stepDeg); index * stepDeg <= northDeg; index += 1) {
    const { y } = view.toPage({ lon: view.centreLonDeg, lat: index * stepDeg });
    doc
      .moveTo(box.x, y)
      .lineTo(box.x + box.width, y)
      .stroke();
  }
};

/** Fills the box with sea and land. The caller has clipped to the box. */
export const drawLand = (doc: Doc, view: PrintView, basemap: BasemapData, colours: MapColours): void => {
  const { box } = view;
  doc.rect(box.x, box.y, box.width, box.height).fill(colours.sea);
  const rings = [...landOnPage(basemap.worldLand, view, MARGIN), ...landOnPage(basemap.nzLand, view, MARGIN)];
  doc.lineJoin('round').lineCap('round');
  SHELF_WIDTHS.forEach((width, index) => {
    if (rings.length === 0) return;
    tracePath(doc, rings);
    doc.lineWidth(width).stroke(colours.shelf[index] ?? colours.sea);
  });
  drawGraticule(doc, view, colours.graticule);
  if (rings.length > 0) {
    tracePath(doc, rings);
    doc.lineWidth(0.55).fillAndStroke(colours.land, colours.coast);
  }
};
