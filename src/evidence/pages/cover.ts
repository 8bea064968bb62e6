// The first page: what the pack is, what it shows and does not show, how far each read can be trusted, how to check it.

import type { PackJourney } from '../../core/evidence/pack-input.ts';
import {
  localClock,
  localDay,
  localDayShort,
  localTime,
  localZone,
  utcIsoSeconds,
} from '../../core/evidence/pack-time.ts';
import { BASEMAP_ATTRIBUTION, LEGS_NOTE } from '../../core/map/palette.ts';
import { factRows } from '../layout/fact-rows.ts';
import { caseLine } from '../layout/frame.ts';
import { differs, platePair } from '../layout/plate-pair.ts';
import { INK, mono, PAGE, quiet, strong, TEXT, type TextStyle } from '../layout/print-style.ts';
import { drawLines, layoutLines, linesHeight, type Run, run } from '../layout/rich-text.ts';
import { FULL, type Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { drawMap } from '../map/vector-map.ts';
import { confirmedHow, count, hashGroups, likelihoodPhrase, person } from '../words.ts';
import { cameraName, mapInput, type PackView, plateRun, SECTION, vehicleRuns } from './pack-view.ts';

const PAIR_PT = 92;
const TEXT_COLUMN_PT = 246;
const MAP = { width: 227, height: 147 };
/** As many reads as leave room for the checks on the first page, within these. */
const READS_SHOWN = { least: 1, most: 4 };
const CHECK_HEIGHT_PT = 128;
const TRUST_HEAD_PT = 68;
const TRUST_ROW_PT = 31;

export const drawCover = (sheet: Sheet, view: PackView): void => {
  const { input } = view;
  sheet.openCover(input.title);
  sheet.y = PAGE.topPt - 6;
  sheet.paragraph([run(caseLine(input), TEXT.kicker)], { after: 4 });
  sheet.paragraph([run(input.title, titleStyle(sheet, input.title))], { type: 'H1', after: 10 });
  facts(sheet, view);
  sheet.gap(7);
  summary(sheet, view);
  sheet.gap(8);
  trust(sheet, view);
  sheet.gap(8);
  check(sheet, view);
};

/** A long title is set smaller, so that it keeps to two lines where it can. */
const titleStyle = (sheet: Sheet, title: string): TextStyle => {
  const sizes = [1, 0.9, 0.8, 0.7].map((scale) => ({
    ...TEXT.title,
    sizePt: TEXT.title.sizePt * scale,
    leadingPt: TEXT.title.leadingPt * scale,
  }));
  const fits = sizes.find((style) => layoutLines(sheet.doc, [run(title, style)], FULL.widthPt).length <= 2);
  return fits ?? sizes.at(-1) ?? TEXT.title;
};

const facts = (sheet: Sheet, view: PackView): void => {
  const { input } = view;
  const style = TEXT.body;
  const times = input.exhibits.map(({ detection }) => detection.timeMs);
  const sites = new Set(input.exhibits.map(({ detection }) => detection.cameraId)).size;
  const first = Math.min(...times);
  const last = Math.max(...times);
  const covers =
    times.length === 0 ? 'No reads' : `${localTime(first)} to ${localTime(last)}, ${count(sites, 'camera site')}`;
  factRows(sheet, [
    ['Charge', [run(input.case.charges === '' ? 'None recorded in this case' : input.case.charges, style)]],
    ['Made by', [run(`${person(input.officer)} (title held on ${localDay(input.madeMs).slice(4)})`, style)]],
    ['Made', [run(`${localTime(input.madeMs)} `, style), run(`(${utcIsoSeconds(input.madeMs)})`, quiet(style))]],
    ['Reason', [run(input.reason === '' ? 'None given' : input.reason, style)]],
    ['Covers', [run(covers, style)]],
    [
      'Holds',
      [
        run(
          `${count(input.exhibits.length, 'exhibit')}, ${count(input.excluded.length, 'read')} rejected or not decided, the case’s whole query log on this workstation. Nothing was cut out.`,
          style,
        ),
      ],
    ],
  ]);
};

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

const summary = (sheet: Sheet, view: PackView): void => {
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
    sheet.paragraph([run(`${count(more, 'more vehicle')}: section ${SECTION.movement}.`, style)], {
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
      run(`dotted: no read. ${LEGS_NOTE} ${BASEMAP_ATTRIBUTION}. Full map: section ${SECTION.movement}.`, TEXT.caption),
    ],
    MAP.width,
  );
  const captionTop = box.y + box.height + 4;
  sheet.draw(sheet.element('Caption'), () => drawLines(doc, caption, box.x, captionTop));
  sheet.y = Math.max(textBottom, captionTop + linesHeight(caption));
};

/** The small map has no room for the notes beside gaps; its caption and the full map say them. */
const shortLegs = (view: PackView) => mapInput(view).legs.map(({ words: _words, ...leg }) => leg);

const trust = (sheet: Sheet, view: PackView): void => {
  const { input } = view;
  sheet.heading('How far each read can be trusted', TRUST_HEAD_PT);
  if (input.exhibits.length === 0) {
    sheet.text('No read is an exhibit of this pack.', TEXT.bodyQuiet, 0);
    return;
  }
  const differing = input.exhibits.filter(({ detection, exhibit }) => differs(detection.read, exhibit.plate));
  const without = input.exhibits.filter(({ confirmation }) => confirmation.basis === 'no-image');
  const doubtful = [...new Set([...without, ...differing])];
  const fitting = Math.floor((sheet.room - CHECK_HEIGHT_PT) / TRUST_ROW_PT);
  const rows = Math.min(READS_SHOWN.most, Math.max(READS_SHOWN.least, fitting));
  const shown = (doubtful.length > 0 ? doubtful : input.exhibits).slice(0, rows);
  const cell: TextStyle = TEXT.cell;
  drawTable(
    sheet,
    [
      { head: 'Vehicle', fixedPt: 30 },
      { head: 'Camera reading over plate', fixedPt: PAIR_PT },
      { head: 'Where and when', share: 1.15 },
      { head: 'Likelihood before confirming', share: 1 },
      { head: 'Confirmed by, how', share: 1.15 },
    ],
    shown.map(({ exhibit, detection, camera, likelihood, confirmation }) => ({
      cells: [
        textCell(...vehicleRuns(view, exhibit.plate, cell)),
        { drawing: platePair(sheet.doc, detection.read, exhibit.plate, PAIR_PT) },
        textCell(run(`${cameraName({ camera, detection })}, ${localTime(detection.timeMs)}`, cell)),
        textCell(
          run(
            `${likelihoodPhrase(likelihood.likelihood, likelihood.word)}; ${count(likelihood.lookAlikes.length, 'look-alike')} considered`,
            cell,
          ),
        ),
        textCell(
          run(`${confirmation.by.name}, `, cell),
          run(confirmedHow(confirmation), confirmation.basis === 'no-image' ? strong(cell) : cell),
        ),
      ],
    })),
    { summary: 'Reads to look at first', padPt: 3 },
  );
  sheet.gap(4);
  const which =
    doubtful.length === 0
      ? 'The camera read every plate as people did, and every read has its image.'
      : `${count(shown.length, 'read')} of the ${doubtful.length} where camera and plate differ or no image was kept.`;
  sheet.text(
    `${which} All ${count(input.exhibits.length, 'read')}: section ${SECTION.exhibits}. What likelihood means: section ${SECTION.glossary}.`,
    TEXT.caption,
    0,
  );
};

const signatureRuns = ({ signer }: PackView): Run[] => {
  const style = TEXT.bodyQuiet;
  if (signer === null) return [run('Not signed: a draft to look at, without attachments', strong(style))];
  return [
    run('Signature PAdES-B-B (ECDSA P-256) over the whole file, by ', style),
    run(signer.subject, strong(style)),
    run(' under ', style),
    run(`${signer.authority}${signer.test ? ', a test authority' : ''}`, strong(style)),
  ];
};

const check = (sheet: Sheet, view: PackView): void => {
  const { doc } = sheet;
  const { input, files } = view;
  const style = TEXT.body;
  sheet.heading('Check this pack yourself', CHECK_HEIGHT_PT - 30);
  const top = sheet.y;
  const column = { x: FULL.x, widthPt: 342 };
  sheet.paragraph(
    [
      run('1. Take a Waymark that did not come with this file. 2. Run ', style),
      run('waymark verify', mono(strong(style))),
      run(' on the file; it needs no network. 3. It must say ', style),
      run('“VALID: whole, signed, nothing left out”', strong(style)),
      run('. If it says anything else, do not rely on the pack.', style),
    ],
    { block: column, after: 4 },
  );
  const { completeness } = files.manifest;
  const missing =
    completeness.unavailable.length === 0
      ? 'none unavailable'
      : `${completeness.unavailable.length} unavailable (section ${SECTION.coverage})`;
  const receipt =
    input.receipt === null ? 'no receipt of the server yet' : `server receipt of ${localTime(input.receipt.timeMs)}`;
  sheet.paragraph(
    [
      ...signatureRuns(view),
      run(
        `. Query log: ${input.log.length} of ${count(input.checkpoint.size, 'entry', 'entries')} of this case on this workstation, head signed; ${receipt}. Completeness: ${completeness.attempted} attempted, ${completeness.produced} produced, ${missing}.`,
        TEXT.bodyQuiet,
      ),
    ],
    { block: column },
  );
  const bottom = sheet.y;
  const x = FULL.x + 360;
  const digest = layoutLines(doc, [run('Digest of the signed manifest, SHA-256', TEXT.caption)], PAGE.rightPt - x);
  // The digest of a draft is nobody's: the pack that follows has another log and another time.
  const groups = view.signer === null ? ['none:', 'draft'] : hashGroups(files.manifestSha256).split(' ');
  const figures: TextStyle = { font: 'JetBrainsMono-Regular', sizePt: 8.9, leadingPt: 12.6, colour: INK.t1 };
  const lines = [0, 4, 8, 12].flatMap((from) =>
    layoutLines(doc, [run(groups.slice(from, from + 4).join(' '), figures)], 140),
  );
  // Only where the text began on this page: the column beside it must stand beside it.
  const at = top <= bottom ? top : PAGE.topPt;
  const actual = `Digest of the signed manifest, SHA-256: ${view.signer === null ? 'none in a draft' : files.manifestSha256}`;
  sheet.draw(sheet.element('P', { actual }), () => {
    const below = drawLines(doc, digest, x, at + 2);
    drawLines(doc, lines, x, below + 2);
  });
  sheet.y = Math.max(bottom, at + 4 + linesHeight(digest) + linesHeight(lines));
};
