// Reads, legs, cameras and scenes of the printed map: what was seen, never a route. Colour + shape + letter name a
// vehicle; the state of a read is its shape's filling.

import { circleRing, type LonLat } from '../../core/map/mercator.ts';
import { type MapColours, markOpacity, READ_STATES, type ReadState, vehicleMark } from '../../core/map/palette.ts';
import type { MapCamera, MapInput, MapLeg, MapMark, MapScene } from './map-input.ts';
import { chevron, type Doc, shapePath, writeText } from './pen.ts';
import type { Segment } from './place-labels.ts';
import type { PagePoint, PrintView } from './print-view.ts';

export const MARK_RADIUS = 4.1;
/** Paler than the colour of a screen's camera: nothing on paper is transparent, which old readers print as a block. */
const CAMERA = '#858e9b';
/** Marks of two vehicles nearer than this are set side by side. */
const BESIDE_PT = 6;
const BESIDE_STEP_PT = 8.4;

/** One place where a vehicle was read, with the strongest state among the reads there. */
export interface PlacedMark {
  readonly vehicle: number;
  readonly state: ReadState;
  readonly likelihood: number;
  readonly at: PagePoint;
  /** Key of the position it stands for. */
  readonly key: string;
}

const keyOf = (vehicle: number, { lon, lat }: LonLat): string => `${vehicle}/${lon.toFixed(5)}/${lat.toFixed(5)}`;

/** Folds reads of one vehicle at one place into one mark, then sets marks of different vehicles side by side. */
export const placeMarks = (marks: readonly MapMark[], view: PrintView): PlacedMark[] => {
  const folded = new Map<string, PlacedMark>();
  for (const mark of marks) {
    const key = keyOf(mark.vehicle, mark);
    const known = folded.get(key);
    const likelihood = mark.likelihood ?? 1;
    const stronger = known === undefined || READ_STATES.indexOf(mark.state) < READ_STATES.indexOf(known.state);
    if (stronger || (known.state === mark.state && likelihood > known.likelihood)) {
      folded.set(key, { vehicle: mark.vehicle, state: mark.state, likelihood, at: view.toPage(mark), key });
    }
  }
  const all = [...folded.values()];
  return all.map((mark) => {
    const near = new Set(
      all
        .filter((other) => Math.hypot(other.at.x - mark.at.x, other.at.y - mark.at.y) < BESIDE_PT)
        .map((other) => other.vehicle),
    );
    const order = [...near].toSorted((a, b) => a - b);
    const shift = (order.indexOf(mark.vehicle) - (order.length - 1) / 2) * BESIDE_STEP_PT;
    return { ...mark, at: { x: mark.at.x + shift * 0.9, y: mark.at.y + shift * 0.35 } };
  });
};

/** A leg on the page, between the marks it joins where those are drawn. */
export interface PlacedLeg extends Segment {
  readonly leg: MapLeg;
}

export const placeLegs = (legs: readonly MapLeg[], marks: readonly PlacedMark[], view: PrintView): PlacedLeg[] => {
  const byKey = new Map(marks.map((mark) => [mark.key, mark.at]));
  return legs.map((leg) => ({
    leg,
    from: byKey.get(keyOf(leg.vehicle, leg.from)) ?? view.toPage(leg.from),
    to: byKey.get(keyOf(leg.vehicle, leg.to)) ?? view.toPage(leg.to),
  }));
};

export const drawCameras = (doc: Doc, view: PrintView, cameras: readonly MapCamera[], colours: MapColours): void => {
  const { box } = view;
  for (const camera of cameras) {
    const { x, y } = view.toPage(camera);
    // Outside the box nothing shows; and a number far off the page is one that PDF/A does not allow.
    if (x < box.x - 4 || x > box.x + box.width + 4 || y < box.y - 4 || y > box.y + box.height + 4) continue;
    if (camera.live) doc.circle(x, y, 1.25).fill(CAMERA);
    else doc.circle(x, y, 2).lineWidth(0.9).fillAndStroke(colours.land, colours.cameraDown);
  }
};

/** Legs with reads are solid, gaps dotted, impossible legs not drawn: their far mark is struck instead. */
export const drawLegs = (doc: Doc, legs: readonly PlacedLeg[]): void => {
  for (const { leg, from, to } of legs) {
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    if (leg.kind === 'impossible' || length < 1) continue;
    const ux = (to.x - from.x) / length;
    const uy = (to.y - from.y) / length;
    const gap = leg.kind === 'gap';
    doc.save().lineCap('round').lineJoin('round').strokeColor(vehicleMark(leg.vehicle).light);
    doc.lineWidth(gap ? 1.3 : 2);
    if (gap) doc.dash(1.6, { space: 3.4 });
    doc.moveTo(from.x, from.y).lineTo(to.x, to.y).stroke().undash();
    // Arrow heads no nearer than 80 points to each other, and none where a mark would cover it.
    const heads = length < 26 ? 0 : Math.max(1, Math.round(length / 110));
    for (let index = 1; index <= heads; index += 1) {
      const along = (length * index) / (heads + 1) + 3;
      chevron(doc.lineWidth(1.7), { x: from.x + ux * along, y: from.y + uy * along }, ux, uy, 7);
    }
    doc.restore();
  }
};

const strike = (doc: Doc, { x, y }: PagePoint, radius: number, colour: string, paper: string): void => {
  const r = radius * 1.5;
  doc
    .lineCap('round')
    .moveTo(x - r, y + r)
    .lineTo(x + r, y - r)
    .lineWidth(2.6)
    .stroke(paper);
  doc
    .moveTo(x - r, y + r)
    .lineTo(x + r, y - r)
    .lineWidth(1.3)
    .stroke(colour);
};

/** The colour as so much of it shows on white paper. */
const onPaper = (colour: string, share: number): string =>
  `#${[1, 3, 5]
    .map((at) => Math.round(255 - (255 - Number.parseInt(colour.slice(at, at + 2), 16)) * share))
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;

/** One mark: solid with a tick, hollow ring, dashed ring with a question mark, or struck ring. */
export const drawMark = (
  doc: Doc,
  mark: Pick<PlacedMark, 'vehicle' | 'state' | 'likelihood' | 'at'>,
  colours: MapColours,
  radius = MARK_RADIUS,
): void => {
  const { light: colour, shape } = vehicleMark(mark.vehicle);
  const { at, state } = mark;
  doc.save().lineCap('round').lineJoin('round');
  shapePath(doc, shape, at, radius + 1.3).fill(colours.paper);
  if (state === 'confirmed') {
    shapePath(doc, shape, at, radius).fill(colour);
    const t = radius / 4.1;
    doc
      .moveTo(at.x - 1.8 * t, at.y + 0.1 * t)
      .lineTo(at.x - 0.5 * t, at.y + 1.5 * t)
      .lineTo(at.x + 1.9 * t, at.y - 1.4 * t)
      .lineWidth(1.05 * t)
      .stroke('#ffffff');
  } else {
    const shade = markOpacity(state === 'unconfirmed' ? mark.likelihood : 1);
    if (state === 'cannot-tell') doc.dash(1.5, { space: 1.9 });
    shapePath(doc, shape, at, radius - 0.5)
      .lineWidth(1.5)
      .stroke(onPaper(colour, shade));
    doc.undash();
    if (state === 'rejected') strike(doc, at, radius * 0.8, colour, colours.paper);
    if (state === 'cannot-tell') {
      writeText(doc, '?', { x: at.x - 1.35, y: at.y - 3.05 }, { font: 'Inter-SemiBold', sizePt: 5, colour });
    }
  }
  doc.restore();
};

/** Strikes the far end of each impossible leg in red. */
export const drawImpossible = (doc: Doc, legs: readonly PlacedLeg[], colours: MapColours): void => {
  for (const { leg, to } of legs) {
    if (leg.kind === 'impossible') strike(doc, to, MARK_RADIUS, colours.impossible, colours.paper);
  }
};

export const drawScenes = (doc: Doc, view: PrintView, scenes: readonly MapScene[], colours: MapColours): void => {
  for (const scene of scenes) {
    const { x, y } = view.toPage(scene);
    doc.save().lineCap('round');
    if (scene.radiusM !== undefined) {
      const ring = circleRing(scene, scene.radiusM).map((position) => view.toPage(position));
      for (const [index, point] of ring.entries()) {
        if (index === 0) doc.moveTo(point.x, point.y);
        else doc.lineTo(point.x, point.y);
      }
      doc.lineWidth(0.9).dash(3, { space: 2.4 }).stroke(colours.ink).undash();
    }
    for (const [width, colour] of [
      [4, colours.paper],
      [1.8, colours.ink],
    ] as const) {
      doc
        .moveTo(x - 3, y - 3)
        .lineTo(x + 3, y + 3)
        .moveTo(x + 3, y - 3)
        .lineTo(x - 3, y + 3);
      doc.lineWidth(width).stroke(colour);
    }
    doc.restore();
  }
};

/** Every position the map must show. */
export const positionsOf = (input: MapInput): LonLat[] => [
  ...input.marks,
  ...input.legs.flatMap((leg) => [leg.from, leg.to]),
  ...input.scenes.flatMap((scene) => [
    scene,
    ...(scene.radiusM === undefined ? [] : circleRing(scene, scene.radiusM, 8)),
  ]),
];
