// Section 2: where each vehicle was read, on a map and leg by leg. Straight lines between cameras: never a route.

import type { PackJourney, PackLeg } from '../../core/evidence/pack-input.ts';
import { distanceWords, durationWords } from '../../core/map/leg-words.ts';
import { coloured, INK, mono, PAGE, quiet, strong, TEXT } from '../layout/print-style.ts';
import { type Run, run } from '../layout/rich-text.ts';
import { FULL, type Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { drawMap } from '../map/vector-map.ts';
import { confirmedHow, count, likelihoodPhrase } from '../words.ts';
import {
  cameraName,
  emptyNote,
  legsOf,
  mapInput,
  type PackView,
  plateRun,
  SECTION,
  timeRuns,
  vehicleRuns,
} from './pack-view.ts';

const cell = TEXT.cell;
const utc = mono(TEXT.caption);

export const drawMovement = (sheet: Sheet, view: PackView): void => {
  const { input } = view;
  sheet.openSection(SECTION.movement, 'Movement');
  sheet.text(
    'Each mark is a read that a person confirmed. Lines join one read to the next and are straight: nobody knows from them which way a vehicle went. A distance is as the crow flies, so a speed is the least the vehicle must have driven on average.',
    TEXT.lead,
    9,
  );
  if (input.journeys.length === 0) {
    emptyNote(sheet, 'No vehicle has a confirmed read in this pack: there is no movement to show, only the cameras.');
  }
  const box = { x: FULL.x, y: sheet.y, width: FULL.widthPt, height: PAGE.bottomPt - sheet.y };
  const places = input.exhibits.filter(({ camera }) => camera !== null).length;
  const figure = sheet.element('Figure', {
    alt: `Map: ${count(places, 'confirmed read')} of ${count(input.journeys.length, 'vehicle')} and all ${input.cameras.length} cameras this workstation knows. The tables after it say the same in words.`,
    bbox: [box.x, box.y, box.x + box.width, box.y + box.height],
  });
  sheet.draw(figure, () => {
    drawMap(sheet.doc, box, mapInput(view, { placeNames: 'auto' }), view.basemap);
  });
  sheet.y = PAGE.bottomPt;
  for (const journey of input.journeys) drawJourney(sheet, view, journey);
};

const drawJourney = (sheet: Sheet, view: PackView, journey: PackJourney): void => {
  sheet.need(150);
  sheet.bookmark(`Vehicle ${journey.label}: ${journey.plate}`);
  sheet.heading(`Vehicle ${journey.label}: ${journey.plate}`, 110);
  sheet.paragraph(journeyLine(view, journey), { after: 5 });
  const legs = legsOf(journey);
  const rows = journey.exhibits.flatMap((number) => view.byNumber.get(number) ?? []);
  drawTable(
    sheet,
    [
      { head: 'Exhibit', fixedPt: 30 },
      { head: 'When: New Zealand, UTC', fixedPt: 116 },
      { head: 'Camera', share: 1 },
      { head: 'From the read before', share: 1.16 },
      { head: 'Likelihood', fixedPt: 60 },
      { head: 'Confirmed by, how', share: 1.15 },
    ],
    rows.map((row) => ({
      cells: [
        textCell(run(row.exhibit.number, strong(cell))),
        textCell(...timeRuns(row.detection.timeMs, cell, utc)),
        textCell(run(cameraName(row), cell), run(row.camera === null ? '' : `\n${row.camera.id}`, quiet(TEXT.caption))),
        textCell(...legRuns(legs.get(row.exhibit.number), row.camera === null, row === rows[0])),
        textCell(run(likelihoodPhrase(row.likelihood.likelihood, row.likelihood.word), cell)),
        textCell(
          run(`${row.confirmation.by.name}, `, cell),
          run(confirmedHow(row.confirmation), row.confirmation.basis === 'no-image' ? strong(cell) : cell),
        ),
      ],
    })),
    { summary: `Journey of vehicle ${journey.label}, ${journey.plate}`, padPt: 3.4 },
  );
  sheet.gap(14);
};

const journeyLine = (view: PackView, journey: PackJourney): Run[] => {
  const gaps = journey.legs.filter(({ gap }) => gap).length;
  const impossible = journey.legs.filter((leg) => leg.impossible).length;
  return [
    ...vehicleRuns(view, journey.plate, strong(TEXT.body)),
    run('\u2003', TEXT.body),
    plateRun(journey.plate, TEXT.body),
    run(
      `\u2003${count(journey.exhibits.length, 'confirmed read')}, ${count(journey.legs.length, 'leg')}, ${count(gaps, 'gap')} longer than 50 minutes, ${count(impossible, 'impossible leg')}.`,
      TEXT.body,
    ),
  ];
};

/** Distance, time and speed of the leg that ends here, and what is wrong with it. */
const legRuns = (leg: PackLeg | undefined, placeUnknown: boolean, first: boolean): Run[] => {
  if (placeUnknown) return [run('Place of the camera not known: no leg', quiet(cell))];
  if (leg === undefined) return [run(first ? 'First read' : 'No leg', quiet(cell))];
  const speed = leg.speedKmh === null ? 'no time between' : `${Math.round(leg.speedKmh)} km/h`;
  const runs = [run(`${distanceWords(leg.distanceM)} in ${durationWords(leg.durationMs)}, ${speed}`, cell)];
  if (leg.impossible) {
    runs.push(run('\nImpossible', coloured(strong(cell), INK.red)), run(': no car is that fast', cell));
  } else if (leg.gap) {
    runs.push(run('\nGap', strong(cell)), run(': route not known', cell));
  }
  return runs;
};
