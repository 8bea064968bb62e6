// Draws a map as vectors into a region of a page: land, names, cameras, reads and the straight legs between them.
// Runs where pdfkit runs (pack worker, command line). Light colours only: it is for paper. Nothing is drawn outside
// the box; the document's font, size and colours are changed, its position is not.

import {
  type BasemapData,
  type BasemapPlace,
  HOME_EXTENT,
  SEA_MIN_ZOOM,
  TOWN_MIN_ZOOM,
} from '../../core/map/basemap.ts';
import { extentOf, fitWindow } from '../../core/map/mercator.ts';
import { MAP_COLOURS, vehicleMark } from '../../core/map/palette.ts';
import { attribution, type Furniture, footHeight, legend, northArrow, scaleBar } from './draw-furniture.ts';
import {
  drawCameras,
  drawImpossible,
  drawLegs,
  drawMark,
  drawScenes,
  MARK_RADIUS,
  type PlacedLeg,
  type PlacedMark,
  placeLegs,
  placeMarks,
  positionsOf,
} from './draw-journeys.ts';
import { drawLand } from './draw-land.ts';
import type { MapBox, MapInput, MapSummary } from './map-input.ts';
import { type Doc, type TextStyle, textWidth, writeText } from './pen.ts';
import { type LabelRequest, type PlacedLabel, placeLabels } from './place-labels.ts';
import { type PrintView, printView } from './print-view.ts';

export type { MapBox, MapInput, MapSummary } from './map-input.ts';

const COLOURS = MAP_COLOURS.light;
/** From this width on, the map has room for both names of a town and for a legend. */
const WIDE_PT = 320;
/** One place name for about this much paper, square points. */
const PAPER_PER_NAME = 7000;

const NOTE_HEAD: TextStyle = { font: 'Inter-SemiBold', sizePt: 7, colour: COLOURS.ink };
const NOTE_LINE: TextStyle = { font: 'Inter', sizePt: 7, colour: COLOURS.dim };
const SCENE: TextStyle = { font: 'Inter-SemiBold', sizePt: 8, colour: COLOURS.ink, halo: COLOURS.labelHalo };
const NOTE_LEADING = 8.8;

/** The view that shows everything of the input, with room for the furniture. */
export const viewOf = (box: MapBox, input: MapInput): PrintView => {
  const extent = extentOf(positionsOf(input));
  const foot = footHeight(input);
  const inner = { ...box, height: box.height - foot };
  const aspect = inner.width / inner.height;
  const window = fitWindow(extent ?? HOME_EXTENT, {
    aspect,
    padding: extent === null ? 0.02 : 0.11,
    minSpanM: input.minSpanM ?? 4000,
  });
  // The foot lies below the fitted window and belongs to the box.
  const perPoint = window.width / box.width;
  return printView(box, {
    ...window,
    centreY: window.centreY + (foot * perPoint) / 2,
    height: box.height * perPoint,
  });
};

const townStyle = (place: BasemapPlace): TextStyle =>
  place.kind === 'sea'
    ? { font: 'Inter-Italic', sizePt: place.rank === 1 ? 8 : 7, colour: COLOURS.seaLabel }
    : {
        font: place.rank <= 2 ? 'Inter-SemiBold' : 'Inter',
        sizePt: place.rank === 1 ? 8.5 : place.rank <= 3 ? 7.5 : 7,
        colour: COLOURS.label,
        halo: COLOURS.labelHalo,
      };

const box2 = (x: number, y: number, half: number): MapBox => ({
  x: x - half,
  y: y - half,
  width: 2 * half,
  height: 2 * half,
});

/** The notes beside gaps and impossible legs, one a leg, the vehicle's letter first where there are several. */
const legNotes = (legs: readonly PlacedLeg[], input: MapInput) =>
  legs.flatMap(({ leg, from, to }, index) => {
    const [head, ...rest] = leg.words ?? [];
    if (leg.kind === 'reads' || head === undefined) return [];
    const letter = input.vehicles.length > 1 ? `${vehicleMark(leg.vehicle).letter}: ` : '';
    const anchor = leg.kind === 'impossible' ? to : { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    return [{ id: `note ${index}`, anchor, lines: [letter + head, ...rest], impossible: leg.kind === 'impossible' }];
  });

const drawNote = (doc: Doc, lines: readonly string[], at: MapBox, impossible: boolean): void => {
  doc.save().roundedRect(at.x, at.y, at.width, at.height, 2).lineWidth(0.5);
  doc.fillAndStroke(COLOURS.paper, COLOURS.line).restore();
  lines.forEach((line, index) => {
    const style = index === 0 ? NOTE_HEAD : impossible ? { ...NOTE_LINE, colour: COLOURS.impossible } : NOTE_LINE;
    writeText(doc, line, { x: at.x + 4, y: at.y + 2.6 + index * NOTE_LEADING }, style);
  });
};

/** The first mark of each vehicle carries its letter. */
const firstMarks = (marks: readonly PlacedMark[]): PlacedMark[] => [
  ...new Map(marks.toReversed().map((mark) => [mark.vehicle, mark])).values(),
];

/**
 * Draws the map into the box and says what it drew.
 * The document must have the faces of `registerFonts`. Where `input.attribution` is false, the caller prints
 * `BASEMAP_ATTRIBUTION` on the same page.
 */
export const drawMap = (doc: Doc, box: MapBox, input: MapInput, basemap: BasemapData): MapSummary => {
  const { x: docX, y: docY } = doc;
  const view = viewOf(box, input);
  const foot = footHeight(input);
  const frame: MapBox = { ...box, height: box.height - foot };
  const wide = box.width >= WIDE_PT;
  const marks = placeMarks(input.marks, view);
  const legs = placeLegs(input.legs, marks, view);

  doc.save().rect(box.x, box.y, box.width, box.height).clip();
  drawLand(doc, view, basemap, COLOURS);
  drawCameras(doc, view, input.cameras, COLOURS);
  drawScenes(doc, view, input.scenes, COLOURS);
  drawLegs(doc, legs);
  for (const mark of marks.toReversed()) drawMark(doc, mark, COLOURS);
  drawImpossible(doc, legs, COLOURS);

  // Furniture is measured before the labels, which keep clear of it, and drawn after the map.
  const bar = scaleBar(doc, view, foot, COLOURS);
  const points = [...marks.map((mark) => mark.at), ...legs.flatMap(({ from, to }) => midPoints(from, to))];
  const furniture: Furniture[] = [bar, northArrow(doc, { x: box.x + box.width - 20, y: box.y + 8 }, COLOURS)];
  if (input.legend ?? wide) furniture.push(legend(doc, view, input, foot, points, COLOURS));
  if (input.attribution !== false) furniture.push(attribution(doc, view, COLOURS));

  const blocked = [
    ...furniture.flatMap((piece) => piece.covers),
    ...marks.map((mark) => box2(mark.at.x, mark.at.y, MARK_RADIUS + 1.5)),
    ...input.scenes.map((scene) => view.toPage(scene)).map(({ x, y }) => box2(x, y, 5)),
  ];
  const lines = legs.filter(({ leg }) => leg.kind !== 'impossible');
  const inner: MapBox = { x: frame.x + 3, y: frame.y + 3, width: frame.width - 6, height: frame.height - 6 };

  const notes = legNotes(legs, input);
  const letters = input.vehicles.length > 1 ? firstMarks(marks) : [];
  const letterStyle = (vehicle: number): TextStyle => ({
    font: 'Inter-SemiBold',
    sizePt: 8.5,
    colour: vehicleMark(vehicle).light,
    halo: COLOURS.labelHalo,
  });
  const own: LabelRequest[] = [
    ...letters.map((mark) => ({
      id: `letter ${mark.vehicle}`,
      anchor: mark.at,
      width: textWidth(doc, vehicleMark(mark.vehicle).letter, letterStyle(mark.vehicle)),
      height: 10,
      gaps: [MARK_RADIUS + 3, MARK_RADIUS + 7],
      required: true,
    })),
    ...input.scenes.map((scene, index) => ({
      id: `scene ${index}`,
      anchor: view.toPage(scene),
      width: textWidth(doc, scene.label, SCENE),
      height: 10,
      gaps: [7, 12],
      required: true,
    })),
    ...notes.map((note) => ({
      id: note.id,
      anchor: note.anchor,
      width: Math.max(...note.lines.map((line, i) => textWidth(doc, line, i === 0 ? NOTE_HEAD : NOTE_LINE))) + 8,
      height: note.lines.length * NOTE_LEADING + 4.5,
      gaps: [9, 16, 26, 40, 60],
      required: true,
    })),
  ];
  const ownPlaced = new Map(placeLabels(own, inner, blocked, lines).map((label) => [label.id, label]));
  const placed = nameRequests(doc, view, input, basemap, frame);
  const names = placeLabels(
    placed.map(({ request }) => request),
    inner,
    [...blocked, ...ownPlaced.values()],
    lines,
  );
  const placesNamed = drawNames(doc, names, placed, Math.max(3, Math.round((box.width * box.height) / PAPER_PER_NAME)));

  for (const mark of letters) {
    const at = ownPlaced.get(`letter ${mark.vehicle}`);
    if (at !== undefined) writeText(doc, vehicleMark(mark.vehicle).letter, at, letterStyle(mark.vehicle));
  }
  input.scenes.forEach((scene, index) => {
    const at = ownPlaced.get(`scene ${index}`);
    if (at !== undefined) writeText(doc, scene.label, at, SCENE);
  });
  for (const note of notes) {
    const at = ownPlaced.get(note.id);
    if (at !== undefined) drawNote(doc, note.lines, at, note.impossible);
  }
  for (const piece of furniture) piece.draw();
  doc.restore();
  doc.save().rect(box.x, box.y, box.width, box.height).lineWidth(0.75).stroke(COLOURS.line).restore();
  doc.x = docX;
  doc.y = docY;
  return {
    placesNamed,
    marksDrawn: marks.length,
    legsDrawn: lines.length,
    scaleBar: bar.text,
  };
};

const midPoints = (from: { x: number; y: number }, to: { x: number; y: number }) =>
  [0.2, 0.4, 0.6, 0.8].map((share) => ({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }));

interface NameRequest {
  readonly request: LabelRequest;
  readonly place: BasemapPlace;
  readonly text: string;
}

/** Names that the scale deserves and that lie on the map, the most important first. */
const nameRequests = (
  doc: Doc,
  view: PrintView,
  input: MapInput,
  basemap: BasemapData,
  frame: MapBox,
): NameRequest[] => {
  const { x, y, width, height } = frame;
  const names = input.placeNames ?? 'auto';
  const full = names === 'full' || (names === 'auto' && width >= WIDE_PT);
  return basemap.places.flatMap((place, index) => {
    const least = (place.kind === 'sea' ? SEA_MIN_ZOOM : TOWN_MIN_ZOOM)[place.rank] ?? Number.POSITIVE_INFINITY;
    // Print is finer than a screen: the same scale bears names half a zoom earlier.
    if (view.zoom + 0.5 < least) return [];
    const anchor = view.toPage(place);
    if (anchor.x < x || anchor.x > x + width || anchor.y < y || anchor.y > y + height) return [];
    const text = full ? place.name : place.short;
    const style = townStyle(place);
    const request: LabelRequest = {
      id: `place ${index}`,
      anchor,
      width: textWidth(doc, text, style),
      height: style.sizePt * 1.21,
      gaps: [4, 9],
      required: false,
      ...(place.kind === 'sea' ? { centred: true } : {}),
    };
    return [{ request, place, text }];
  });
};

const drawNames = (
  doc: Doc,
  labels: readonly PlacedLabel[],
  requests: readonly NameRequest[],
  most: number,
): string[] => {
  const byId = new Map(requests.map((named) => [named.request.id, named]));
  return labels.slice(0, most).flatMap((label) => {
    const named = byId.get(label.id);
    if (named === undefined) return [];
    if (named.place.kind === 'town') {
      doc.circle(label.anchor.x, label.anchor.y, 1.3).lineWidth(0.7).fillAndStroke(COLOURS.land, COLOURS.label);
    }
    writeText(doc, named.text, label, townStyle(named.place));
    return [named.text];
  });
};
