// Where each vehicle was read: on an overview, on maps of its own and leg by leg; and which other plates its reads could
// have been. Straight lines between cameras: never a route.

import type { PackExhibit, PackJourney, PackLeg } from '../../core/evidence/pack-input.ts';
import { distanceWords, durationWords } from '../../core/map/leg-words.ts';
import { coloured, INK, mono, PAGE, quiet, strong, TEXT } from '../layout/print-style.ts';
import { type Run, run } from '../layout/rich-text.ts';
import { FULL, type Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { drawMap, type MapInput } from '../map/vector-map.ts';
import { confirmedHow, count, grouped, likelihoodPhrase } from '../words.ts';
import { stretchesOf } from './journey-maps.ts';
import {
  cameraName,
  emptyNote,
  legsOf,
  mapInput,
  type PackView,
  plateRun,
  timeRuns,
  vehicleRuns,
} from './pack-view.ts';

const cell = TEXT.cell;
const utc = mono(TEXT.caption);

/** A pack of very many vehicles maps so many alone; the overview has all, and each has its table. */
const MOST_MAPS = 40;
const MOST_STRETCHES = 6;
const VEHICLE_MAP_PT = 250;
const STRETCH_MAP_PT = 190;

export const drawMovement = async (
  sheet: Sheet,
  view: PackView,
  number: number,
  breathe: () => Promise<void>,
): Promise<void> => {
  const { input } = view;
  sheet.openSection(number, 'Movement');
  sheet.text(
    'Each mark is a read that a person confirmed. Lines join one read to the next and are straight: nobody knows from them which way a vehicle went. A distance is as the crow flies, so a speed is the least the vehicle must have driven on average.',
    TEXT.lead,
    9,
  );
  if (input.journeys.length === 0) {
    emptyNote(sheet, 'No vehicle has a confirmed read in this pack: there is no movement to show, only the cameras.');
  }
  const maps = new MapCounter(sheet, view);
  const places = input.exhibits.filter(({ camera }) => camera !== null).length;
  const what =
    input.journeys.length === 0
      ? 'All cameras this workstation knows'
      : `All vehicles, ${count(places, 'confirmed read')} with a place, and all ${input.cameras.length} cameras this workstation knows`;
  maps.draw(what, mapInput(view, { placeNames: 'auto' }), PAGE.bottomPt - sheet.y - CAPTION_PT);
  for (const journey of input.journeys) {
    drawJourney(sheet, view, journey, maps);
    await breathe();
  }
};

const CAPTION_PT = 24;

/** Draws maps with a number and a caption each. */
class MapCounter {
  readonly #sheet: Sheet;
  readonly #view: PackView;
  #drawn = 0;

  constructor(sheet: Sheet, view: PackView) {
    this.#sheet = sheet;
    this.#view = view;
  }

  get drawn(): number {
    return this.#drawn;
  }

  draw(what: string, map: MapInput, heightPt: number): void {
    const sheet = this.#sheet;
    this.#drawn += 1;
    sheet.need(heightPt + CAPTION_PT);
    const box = { x: FULL.x, y: sheet.y, width: FULL.widthPt, height: heightPt };
    const figure = sheet.element('Figure', {
      alt: `Map ${this.#drawn}: ${what}. The tables of this section say the same in words.`,
      bbox: [box.x, box.y, box.x + box.width, box.y + box.height],
    });
    sheet.draw(figure, () => {
      drawMap(sheet.doc, box, map, this.#view.basemap);
    });
    sheet.y = box.y + box.height + 4;
    sheet.paragraph([run(`Map ${this.#drawn}  `, strong(TEXT.caption)), run(`${what}.`, TEXT.caption)], {
      type: 'Caption',
      after: 8,
    });
  }
}

const drawJourney = (sheet: Sheet, view: PackView, journey: PackJourney, maps: MapCounter): void => {
  sheet.need(VEHICLE_MAP_PT + CAPTION_PT + 60);
  sheet.bookmark(`Vehicle ${journey.label}: ${journey.plate}`);
  sheet.heading(`Vehicle ${journey.label}: ${journey.plate}`, 110);
  sheet.paragraph(journeyLine(view, journey), { after: 5 });
  const rows = journey.exhibits.flatMap((exhibit) => view.byNumber.get(exhibit) ?? []);
  drawMaps(sheet, view, journey, maps);
  journeyTable(sheet, journey, rows);
  lookAlikes(sheet, rows);
  sheet.gap(16);
};

const drawMaps = (sheet: Sheet, view: PackView, journey: PackJourney, maps: MapCounter): void => {
  const placed = journey.exhibits.filter((exhibit) => view.byNumber.get(exhibit)?.camera != null);
  if (placed.length === 0) {
    sheet.text('The place of none of its cameras is known: there is nothing to map.', TEXT.bodyQuiet, 5);
    return;
  }
  if (maps.drawn > MOST_MAPS) {
    sheet.text('Not mapped by itself: it stands on the first map of this section.', TEXT.bodyQuiet, 5);
    return;
  }
  const name = `Vehicle ${journey.label}, ${journey.plate}`;
  // With one vehicle the overview has shown everything; what lies close together still deserves its own map.
  if (view.input.journeys.length > 1) {
    maps.draw(name, mapInput(view, { placeNames: 'auto' }, { plate: journey.plate }), VEHICLE_MAP_PT);
  }
  const stretches = stretchesOf(view, journey);
  for (const { from, to, exhibits } of stretches.slice(0, MOST_STRETCHES)) {
    const only = { plate: journey.plate, exhibits: new Set(exhibits) };
    maps.draw(
      `${name}, ${from} to ${to}`,
      mapInput(view, { placeNames: 'auto', minSpanM: 2500 }, only),
      STRETCH_MAP_PT,
    );
  }
  if (stretches.length > MOST_STRETCHES) {
    const more = stretches.length - MOST_STRETCHES;
    sheet.text(`${count(more, 'further stretch', 'further stretches')} not mapped by themselves.`, TEXT.bodyQuiet, 5);
  }
};

const journeyTable = (sheet: Sheet, journey: PackJourney, rows: readonly PackExhibit[]): void => {
  const legs = legsOf(journey);
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
    { summary: `Journey of vehicle ${journey.label}, ${journey.plate}`, padPt: 3.4, rowHeads: true },
  );
};

/** Which other plates each read could have been, and how often those passed: what was considered and set aside. */
const lookAlikes = (sheet: Sheet, rows: readonly PackExhibit[]): void => {
  const found = new Map<string, { passes: number; exhibits: string[] }>();
  for (const { exhibit, likelihood } of rows) {
    for (const { plate, passes } of likelihood.lookAlikes) {
      const known = found.get(plate) ?? { passes, exhibits: [] };
      found.set(plate, { passes: Math.max(known.passes, passes), exhibits: [...known.exhibits, exhibit.number] });
    }
  }
  sheet.gap(7);
  if (found.size === 0) {
    sheet.text(
      'Look-alikes considered: none. No plate that a camera easily takes for this one passed in the data held.',
      TEXT.bodyQuiet,
      0,
    );
    return;
  }
  sheet.subheading('Look-alikes considered', 60);
  const shown = [...found].toSorted(([, a], [, b]) => b.passes - a.passes);
  drawTable(
    sheet,
    [
      { head: 'Plate', fixedPt: 60 },
      { head: 'Passes in the data held', fixedPt: 96 },
      { head: 'Considered for', share: 1 },
    ],
    shown.map(([plate, { passes, exhibits }]) => ({
      cells: [
        textCell(plateRun(plate, cell)),
        textCell(run(grouped(passes), cell)),
        textCell(run(exhibits.join(', '), cell)),
      ],
    })),
    { summary: 'Look-alikes considered', padPt: 2.8, rowHeads: true },
  );
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
