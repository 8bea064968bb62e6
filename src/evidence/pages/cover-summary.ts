// What the pack shows, on the first page: a paragraph a vehicle beside a small map, with what is not known said as plainly.

import type { PackJourney } from '../../core/evidence/pack-input.ts';
import { localClock, localDay, localDayShort, localZone } from '../../core/evidence/pack-time.ts';
import { BASEMAP_ATTRIBUTION, LEGS_NOTE } from '../../core/map/palette.ts';
import { PAGE, strong, TEXT } from '../layout/print-style.ts';
import { drawLines, layoutLines, linesHeight, type Run, run } from '../layout/rich-text.ts';
import { FULL, type Sheet } from '../layout/sheet.ts';
import { drawMap } from '../map/vector-map.ts';
import { count } from '../words.ts';
import { mapInput, type PackView, plateRun, vehicleRuns } from './pack-view.ts';
import { sectionWords } from './section-order.ts';

const TEXT_COLUMN_PT = 246;
const MAP = { width: 227, height: 147 };

const clock = (ms: number, withDay: boolean): string =>
  withDay ? `${localDayShort(ms)} ${localClock(ms)}` : localClock(ms);

const journeyRuns = (view: PackView, journey: PackJourney): Run[] => {
  const style = TEXT.body;
  const rows = journey.exhibits.flatMap((number) => view.byNumber.get(number) ?? []);
  const [first] = rows;
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return [];
  const from = first.detection.timeMs;
  const to = last.detection.timeMs;
  const withoutImage = rows.filter(({ confirmation }) => confirmation.basis === 'no-image').length;
  const runs: Run[] = [
    ...vehicleRuns(view, journey.plate, strong(style)),
    run(', plate ', style),
    plateRun(journey.plate, style),
    run(
      rows.length === 1
        ? `, was read once, on ${clock(from, true)} ${localZone(from)}. `
        : `, was read ${rows.length} times, ${clock(from, true)} to ${clock(to, localDay(from) !== localDay(to))} ${localZone(to)}. `,
      style,
    ),
    run('A person confirmed every one', strong(style)),
    run(withoutImage === 0 ? '.' : `, ${withoutImage} without its image.`, style),
  ];
  const gaps = journey.legs.filter((leg) => leg.gap);
  const when = gaps.slice(0, 3).flatMap((leg) => {
    const start = view.byNumber.get(leg.fromExhibit)?.detection.timeMs;
    const end = view.byNumber.get(leg.toExhibit)?.detection.timeMs;
    return start === undefined || end === undefined ? [] : [`${localClock(start)} to ${localClock(end)}`];
  });
  if (when.length > 0) {
    const more = gaps.length > 3 ? ` and in ${gaps.length - 3} more gaps` : '';
    runs.push(
      run(` It was not read from ${when.join(', nor from ')}${more}: `, style),
      run('its route in those times is not known.', strong(style)),
    );
  }
  const impossible = journey.legs.filter((leg) => leg.impossible);
  if (impossible.length > 0) {
    const legs = impossible.map((leg) => `${leg.fromExhibit} to ${leg.toExhibit}`).join(', ');
    runs.push(
      run(` ${legs}: `, style),
      run('faster than a car can drive', strong(style)),
      run('; a read, a clock or a plate is not what it seems.', style),
    );
  }
  return runs;
};

export const drawSummary = (sheet: Sheet, view: PackView): void => {
  const { doc } = sheet;
  const { input } = view;
  const style = TEXT.body;
  sheet.heading('What this pack shows', MAP.height);
  const top = sheet.y;
  const column = { x: FULL.x, widthPt: TEXT_COLUMN_PT };
  if (input.journeys.length === 0) {
    sheet.paragraph([run('No read is an exhibit of this pack. It discloses the query log of the case.', style)], {
      block: column,
      after: 6,
    });
  }
  for (const journey of input.journeys.slice(0, 3)) {
    sheet.paragraph(journeyRuns(view, journey), { block: column, after: 5 });
  }
  if (input.journeys.length > 3) {
    const more = input.journeys.length - 3;
    sheet.paragraph([run(`${count(more, 'more vehicle')}: ${sectionWords(view, 'movement')}.`, style)], {
      block: column,
      after: 5,
    });
  }
  const { liveCameras, totalCameras } = input.coverage;
  sheet.paragraph(
    [
      run(`${liveCameras} of ${totalCameras} cameras were live, as far as their providers say. `, style),
      run('That no camera read a vehicle does not show that it was not there.', strong(style)),
    ],
    { block: column },
  );
  const textBottom = sheet.y;
  const box = { x: PAGE.rightPt - MAP.width, y: top, ...MAP };
  const figure = sheet.element('Figure', {
    alt: `Map of ${count(input.exhibits.length, 'confirmed read')} of ${count(input.journeys.length, 'vehicle')}; straight lines between cameras, not routes.`,
    bbox: [box.x, box.y, box.x + box.width, box.y + box.height],
  });
  sheet.draw(figure, () => {
    drawMap(
      doc,
      box,
      mapInput(view, { attribution: false, legend: false, placeNames: 'short', legs: shortLegs(view) }),
      view.basemap,
    );
  });
  const legend: Run[] = input.journeys
    .slice(0, 4)
    .flatMap((journey) => [
      ...vehicleRuns(view, journey.plate, TEXT.caption).slice(0, 1),
      run(`\u00A0${journey.plate}   `, TEXT.caption),
    ]);
  const caption = layoutLines(
    doc,
    [
      ...legend,
      run(
        `dotted: no read. ${LEGS_NOTE} ${BASEMAP_ATTRIBUTION}. Full map: ${sectionWords(view, 'movement')}.`,
        TEXT.caption,
      ),
    ],
    MAP.width,
  );
  const captionTop = box.y + box.height + 4;
  sheet.draw(sheet.element('Caption'), () => drawLines(doc, caption, box.x, captionTop));
  sheet.y = Math.max(textBottom, captionTop + linesHeight(caption));
};

/** The small map has no room for the notes beside gaps; its caption and the full map say them. */
const shortLegs = (view: PackView) => mapInput(view).legs.map(({ words: _words, ...leg }) => leg);
