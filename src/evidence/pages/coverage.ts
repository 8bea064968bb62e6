// What the cameras could see in each window, what the pack holds and what it lacks.

import { localTime, utcIsoSeconds } from '../../core/evidence/pack-time.ts';
import { strong, TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { isObject } from '../phrase.ts';
import { count, grouped } from '../words.ts';
import { drawMadeWith, drawPackFiles } from './pack-files.ts';
import { type PackView, plateRun, vehicleRuns } from './pack-view.ts';
import { sectionWords } from './section-order.ts';

const cell = TEXT.cell;

export const drawCoverage = (sheet: Sheet, view: PackView, number: number): void => {
  sheet.openSection(number, 'Coverage and completeness', { keepPt: 420 });
  coverage(sheet, view);
  windows(sheet, view);
  asked(sheet, view);
  completeness(sheet, view);
  drawPackFiles(sheet, view);
  drawMadeWith(sheet, view);
};

const coverage = (sheet: Sheet, view: PackView): void => {
  const { liveCameras, totalCameras, fromMs, toMs } = view.input.coverage;
  const down = view.input.cameras.filter(({ live }) => !live);
  sheet.heading('What the cameras could see');
  sheet.paragraph(
    [
      run(`${liveCameras} of ${totalCameras} cameras`, strong(TEXT.body)),
      run(
        ` this workstation knows were live when the pack was made, as far as their providers say. The reads it holds lie between ${localTime(fromMs)} (${utcIsoSeconds(fromMs)}) and ${localTime(toMs)} (${utcIsoSeconds(toMs)}). `,
        TEXT.body,
      ),
      run('No reads is coverage, not absence: ', strong(TEXT.body)),
      run(
        'a camera may have been down, looked another way, missed or misread the plate; a vehicle may have gone where no camera stands. A provider’s word that a camera is live says nothing about every minute before.',
        TEXT.body,
      ),
    ],
    { after: 7 },
  );
  if (down.length === 0) sheet.text('No camera was reported down.', TEXT.bodyQuiet, 10);
  else {
    const names = down.map(({ name, id }) => (name === '' ? id : `${name} (${id})`));
    sheet.paragraph([run('Reported down: ', strong(TEXT.bodyQuiet)), run(`${names.join('; ')}.`, TEXT.bodyQuiet)], {
      after: 10,
    });
  }
};

/** Each vehicle's own window, from its first to its last confirmed read: how many cameras did not read it there. */
const windows = (sheet: Sheet, view: PackView): void => {
  const { input } = view;
  const { liveCameras, totalCameras } = input.coverage;
  if (input.journeys.length === 0) return;
  sheet.heading('No reads from how many cameras', 90);
  drawTable(
    sheet,
    [
      { head: 'Vehicle', fixedPt: 70 },
      { head: 'From its first to its last confirmed read', share: 1.4 },
      { head: 'Confirmed reads from', share: 0.8 },
      { head: 'No confirmed read from', share: 1.1 },
    ],
    input.journeys.map((journey) => {
      const rows = journey.exhibits.flatMap((exhibit) => view.byNumber.get(exhibit) ?? []);
      const times = rows.map(({ detection }) => detection.timeMs);
      const live = new Set(rows.flatMap(({ camera }) => (camera?.live === true ? [camera.id] : [])));
      const sites = new Set(rows.map(({ detection }) => detection.cameraId)).size;
      const from = times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
      const to = times.reduce((a, b) => Math.max(a, b), 0);
      const none = Math.max(0, liveCameras - live.size);
      return {
        cells: [
          textCell(...vehicleRuns(view, journey.plate, strong(cell)), run(' ', cell), plateRun(journey.plate, cell)),
          textCell(run(rows.length === 0 ? 'No read' : `${localTime(from)} to ${localTime(to)}`, cell)),
          textCell(run(count(sites, 'camera'), cell)),
          textCell(run(`${none} live of ${count(totalCameras, 'camera')}`, strong(cell))),
        ],
      };
    }),
    { summary: 'Cameras without a confirmed read of each vehicle', padPt: 3, rowHeads: true },
  );
  sheet.gap(4);
  sheet.text(
    'Live is what providers said when the pack was made, not of every minute of a window. A camera without a confirmed read may have read the vehicle all the same: as another plate, or in a read that nobody judged.',
    TEXT.caption,
    13,
  );
};

const MOST_ASKED = 30;

/** What the questions of the case themselves said of coverage, each different answer once. */
const asked = (sheet: Sheet, view: PackView): void => {
  const found = new Map<string, { words: readonly [string, string, string]; entries: number[] }>();
  for (const { seq, phase, of, details } of view.log.known) {
    const { coverage: at } = details;
    if (phase !== 'result' || !isObject(at)) continue;
    const { live, total, sitesWithReads } = at;
    if (typeof live !== 'number' || typeof total !== 'number' || typeof sitesWithReads !== 'number') continue;
    const key = `${live} ${total} ${sitesWithReads}`;
    const known = found.get(key);
    if (known !== undefined) known.entries.push(of ?? seq);
    else {
      const none = `no reads from ${Math.max(0, live - sitesWithReads)} live of ${count(total, 'camera')}`;
      found.set(key, {
        words: [`${live} of ${total} live`, `reads from ${sitesWithReads}`, none],
        entries: [of ?? seq],
      });
    }
  }
  if (found.size === 0) return;
  sheet.heading('What the questions said of coverage', 80);
  drawTable(
    sheet,
    [
      { head: 'Cameras in the window asked for', share: 0.9 },
      { head: 'Any read at all', share: 0.7 },
      { head: 'None', share: 1.1 },
      { head: 'Log entries', share: 1.4 },
    ],
    [...found.values()].slice(0, MOST_ASKED).map(({ words, entries }) => ({
      cells: [
        textCell(run(words[0], cell)),
        textCell(run(words[1], cell)),
        textCell(run(words[2], strong(cell))),
        textCell(run(entriesWords(entries), cell)),
      ],
    })),
    { summary: 'Coverage as the questions of the case reported it', padPt: 3 },
  );
  sheet.gap(4);
  const more = found.size > MOST_ASKED ? ` ${found.size - MOST_ASKED} more kinds of answer stand in the log.` : '';
  sheet.text(`Of any vehicle, in the window and area each question named.${more}`, TEXT.caption, 13);
};

/** `12, 14 and 31 more` */
const entriesWords = (entries: readonly number[]): string =>
  entries.length <= 12
    ? entries.join(', ')
    : `${entries.slice(0, 11).join(', ')} and ${grouped(entries.length - 11)} more`;

const completeness = (sheet: Sheet, view: PackView): void => {
  const { attempted, produced, unavailable } = view.files.manifest.completeness;
  sheet.heading('What the pack holds and what it lacks');
  sheet.paragraph(
    [
      run(
        `The pack takes in every read rejected or not decided, and the whole log; Waymark offers no way to leave any of them out. An exhibit of the case that is not in it is named here and in ${sectionWords(view, 'disclosure')}. It tried to include ${count(attempted, 'thing')} that may be missing, the exhibits, the image of each and the server’s receipt: `,
        TEXT.body,
      ),
      run(
        `${produced} are here, ${unavailable.length} ${unavailable.length === 1 ? 'is' : 'are'} not.`,
        strong(TEXT.body),
      ),
    ],
    { after: 5 },
  );
  sheet.paragraph(
    [
      run('The query log is this workstation’s own log of this case', strong(TEXT.body)),
      run(
        ': all entries it made, none of others. What was asked about the case on another workstation stands in that workstation’s log, which the server holds.',
        TEXT.body,
      ),
    ],
    { after: 8 },
  );
  if (unavailable.length === 0) sheet.text('Nothing is unavailable.', TEXT.bodyQuiet, 10);
  else {
    drawTable(
      sheet,
      [
        { head: 'Unavailable', share: 0.5 },
        { head: 'Why', share: 1.5 },
      ],
      unavailable.map(({ what, reason }) => ({
        cells: [textCell(run(what, strong(cell))), textCell(run(reason, cell))],
      })),
      { summary: 'What is unavailable and why', rowHeads: true },
    );
    sheet.gap(14);
  }
};
