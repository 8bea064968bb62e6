// What stands on a printed map beside the map itself: scale bar, north arrow, legend, attribution. Each returns the
// boxes it covers, so that labels keep clear of them.

import {
  BASEMAP_ATTRIBUTION,
  LEGS_NOTE,
  type MapColours,
  READ_STATE_WORDS,
  READ_STATES,
  vehicleMark,
} from '../../core/map/palette.ts';
import { scaleBarFor } from '../../core/map/scale-bar.ts';
import { PLATE_FEATURES } from '../fonts.ts';
import { drawMark } from './draw-journeys.ts';
import type { MapBox, MapInput } from './map-input.ts';
import { type Doc, shapePath, type TextStyle, textWidth, writeText } from './pen.ts';
import type { PagePoint, PrintView } from './print-view.ts';

const INSET = 7;
const ATTRIBUTION_STRIP = 11;

/** Height kept free at the foot of the map for the attribution. */
export const footHeight = (input: MapInput): number => (input.attribution === false ? 0 : ATTRIBUTION_STRIP);

export interface Furniture {
  readonly covers: readonly MapBox[];
  draw(): void;
}

/** Ticked bar at the bottom left, its figures above it: `20` in the middle, `40 km` at the end. */
export const scaleBar = (
  doc: Doc,
  view: PrintView,
  foot: number,
  colours: MapColours,
): Furniture & { text: string } => {
  const { box, metresPerPoint } = view;
  const bar = scaleBarFor(Math.min(box.width * 0.3, 130) * metresPerPoint);
  const length = bar.lengthM / metresPerPoint;
  const style: TextStyle = { font: 'Inter', sizePt: 7, colour: colours.ink, halo: colours.land };
  const x = box.x + INSET;
  const y = box.y + box.height - foot - INSET - 1;
  const endWidth = textWidth(doc, bar.end, style);
  return {
    text: bar.end,
    covers: [{ x: x - 3, y: y - 15, width: length + endWidth + 9, height: 19 }],
    draw: () => {
      doc.save().lineCap('butt').lineJoin('miter');
      const trace = (): Doc =>
        doc
          .moveTo(x, y - 4.5)
          .lineTo(x, y)
          .lineTo(x + length, y)
          .lineTo(x + length, y - 4.5)
          .moveTo(x + length / 2, y - 3.5)
          .lineTo(x + length / 2, y);
      trace().lineWidth(2.8).stroke(colours.land);
      trace().lineWidth(1).stroke(colours.ink);
      doc.restore();
      writeText(doc, bar.middle, { x: x + length / 2 - textWidth(doc, bar.middle, style) / 2, y: y - 13 }, style);
      writeText(doc, bar.end, { x: x + length + 3, y: y - 6.5 }, style);
    },
  };
};

/** Arrow and N, their top left at the point. */
export const northArrow = (doc: Doc, at: PagePoint, colours: MapColours): Furniture => ({
  covers: [{ x: at.x - 2, y: at.y - 2, width: 15, height: 26 }],
  draw: () => {
    const { x, y } = at;
    doc.save().lineJoin('round');
    doc.polygon([x + 5.5, y], [x + 10.2, y + 12.5], [x + 5.5, y + 9.6], [x + 0.8, y + 12.5]);
    doc.lineWidth(2).strokeColor(colours.land).fillAndStroke(colours.ink, colours.land);
    doc.restore();
    const style: TextStyle = { font: 'Inter-SemiBold', sizePt: 7.5, colour: colours.ink, halo: colours.land };
    writeText(doc, 'N', { x: x + 5.5 - textWidth(doc, 'N', style) / 2, y: y + 13.5 }, style);
  },
});

/** A strip of paper along the foot with the data's owners. */
export const attribution = (doc: Doc, view: PrintView, colours: MapColours): Furniture => {
  const { box } = view;
  const strip = { x: box.x, y: box.y + box.height - ATTRIBUTION_STRIP, width: box.width, height: ATTRIBUTION_STRIP };
  return {
    covers: [strip],
    draw: () => {
      doc.rect(strip.x, strip.y, strip.width, strip.height).fill(colours.paper);
      const room = strip.width - 10;
      // A wide map also says what the lines are; a narrow one shrinks the print rather than cut the attribution.
      const whole = `${BASEMAP_ATTRIBUTION} · ${LEGS_NOTE}`;
      const style = (sizePt: number): TextStyle => ({ font: 'Inter', sizePt, colour: colours.dim });
      const text = textWidth(doc, whole, style(6.5)) <= room ? whole : BASEMAP_ATTRIBUTION;
      const sizePt = Math.min(6.5, (6.5 * room) / textWidth(doc, text, style(6.5)));
      writeText(doc, text, { x: strip.x + 5, y: strip.y + (ATTRIBUTION_STRIP - sizePt * 1.21) / 2 }, style(sizePt));
    },
  };
};

const ROW = 13;
/** More would cover the map they explain. */
const MOST_VEHICLES = 12;

/** Vehicles and the meaning of the marks present, in the corner that covers the fewest of `avoid`. */
export const legend = (
  doc: Doc,
  view: PrintView,
  input: MapInput,
  foot: number,
  avoid: readonly PagePoint[],
  colours: MapColours,
): Furniture => {
  const plateStyle: TextStyle = {
    font: 'JetBrainsMono-Bold',
    sizePt: 8,
    colour: colours.ink,
    features: PLATE_FEATURES,
  };
  const textStyle: TextStyle = { font: 'Inter', sizePt: 7.5, colour: colours.label };
  const states = READ_STATES.filter((state) => input.marks.some((mark) => mark.state === state));
  const hasGap = input.legs.some((leg) => leg.kind === 'gap');
  const hasDown = input.cameras.some((camera) => !camera.live);
  const marked = new Set(input.marks.map(({ vehicle }) => vehicle));
  const all = input.vehicles.flatMap((vehicle, index) =>
    input.marks.length > 0 && !marked.has(index)
      ? []
      : [
          {
            ...vehicle,
            index,
            note: `${vehicleMark(index).letter}${vehicle.note === undefined ? '' : ` · ${vehicle.note}`}`,
            plateWidth: textWidth(doc, vehicle.plate, plateStyle),
          },
        ],
  );
  const vehicles = all.slice(0, MOST_VEHICLES);
  const more = all.length > vehicles.length ? `and ${all.length - vehicles.length} more: see the tables` : '';
  const keys = [
    ...states.map((state) => ({ kind: state, words: READ_STATE_WORDS[state] })),
    ...(more === '' ? [] : [{ kind: 'more' as const, words: more }]),
    ...(hasGap ? [{ kind: 'gap' as const, words: 'no read > 50 min' }] : []),
    ...(input.cameras.length > 0 ? [{ kind: 'camera' as const, words: 'camera' }] : []),
    ...(hasDown ? [{ kind: 'down' as const, words: 'camera down' }] : []),
  ];
  const width =
    22 +
    Math.max(
      60,
      ...vehicles.map((row) => row.plateWidth + 8 + textWidth(doc, row.note, textStyle)),
      ...keys.map((key) => textWidth(doc, key.words, textStyle)),
    ) +
    8;
  const height = (vehicles.length + keys.length) * ROW + 10 + (vehicles.length > 0 && keys.length > 0 ? 5 : 0);
  const { box } = view;
  const left = box.x + INSET;
  const right = box.x + box.width - INSET - width;
  const top = box.y + INSET;
  const bottom = box.y + box.height - foot - INSET - height;
  // North stands at the top right and the scale bar at the bottom left; the legend keeps clear of both.
  const corners: readonly MapBox[] = [
    { x: right - 18, y: top, width, height },
    { x: left, y: top, width, height },
    { x: right, y: bottom, width, height },
    { x: left, y: bottom - 22, width, height },
  ];
  const coveredBy = (corner: MapBox): number =>
    avoid.filter(
      (p) => p.x > corner.x - 8 && p.x < corner.x + width + 8 && p.y > corner.y - 8 && p.y < corner.y + height + 8,
    ).length;
  const [corner] = corners.toSorted((a, b) => coveredBy(a) - coveredBy(b));
  const at = corner ?? { x: left, y: top, width, height };
  return {
    covers: [at],
    draw: () => {
      doc
        .save()
        .roundedRect(at.x, at.y, width, height, 2.5)
        .lineWidth(0.6)
        .fillAndStroke(colours.paper, colours.line)
        .restore();
      let y = at.y + 5 + ROW / 2;
      const centreX = at.x + 11;
      for (const row of vehicles) {
        const { shape, light } = vehicleMark(row.index);
        shapePath(doc, shape, { x: centreX, y }, 3.6).fill(light);
        writeText(doc, row.plate, { x: at.x + 21, y: y - 5.2 }, plateStyle);
        writeText(doc, row.note, { x: at.x + 21 + row.plateWidth + 8, y: y - 4.6 }, textStyle);
        y += ROW;
      }
      if (vehicles.length > 0 && keys.length > 0) {
        const lineY = y - ROW / 2 + 2.5;
        doc
          .moveTo(at.x + 6, lineY)
          .lineTo(at.x + width - 6, lineY)
          .lineWidth(0.5)
          .stroke(colours.line);
        y += 5;
      }
      for (const key of keys) {
        if (key.kind === 'more') {
          // Words alone: what is not listed has no one mark.
        } else if (key.kind === 'gap') {
          doc.save().lineCap('round').dash(1.6, { space: 3.4 }).lineWidth(1.3);
          doc
            .moveTo(centreX - 6, y)
            .lineTo(centreX + 6, y)
            .stroke(colours.label)
            .restore();
        } else if (key.kind === 'camera') {
          doc.circle(centreX, y, 1.5).fill(colours.camera);
        } else if (key.kind === 'down') {
          doc.circle(centreX, y, 2.2).lineWidth(0.9).fillAndStroke(colours.land, colours.cameraDown);
        } else {
          drawMark(doc, { vehicle: GREY_VEHICLE, state: key.kind, likelihood: 1, at: { x: centreX, y } }, colours, 3.6);
        }
        writeText(doc, key.words, { x: at.x + 21, y: y - 4.6 }, textStyle);
        y += ROW;
      }
    },
  };
};

/** An index past the coloured marks: the legend explains states in grey, since they hold for every vehicle. */
const GREY_VEHICLE = 25;
