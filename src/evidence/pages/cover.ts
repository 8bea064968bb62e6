// The first page: what the pack is, what it shows and does not show, how far each read can be trusted, how to check it.

import { localDay, localTime, utcIsoSeconds } from '../../core/evidence/pack-time.ts';
import { factRows } from '../layout/fact-rows.ts';
import { caseLine } from '../layout/frame.ts';
import { differs, platePair } from '../layout/plate-pair.ts';
import { INK, mono, PAGE, quiet, strong, TEXT, type TextStyle } from '../layout/print-style.ts';
import { drawLines, layoutLines, linesHeight, type Run, run } from '../layout/rich-text.ts';
import { FULL, type Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { confirmedHow, count, grouped, hashGroups, likelihoodPhrase, person } from '../words.ts';
import { drawSummary } from './cover-summary.ts';
import { cameraName, type PackView, vehicleRuns } from './pack-view.ts';
import { sectionWords } from './section-order.ts';

const PAIR_PT = 92;
/** As many reads as leave room for the checks on the first page, within these. */
const READS_SHOWN = { least: 1, most: 4 };
const CHECK_HEIGHT_PT = 126;
/** The head of the table of reads and the line under it. */
const TRUST_REST_PT = 40;
const TRUST_HEAD_PT = 68;
const TRUST_ROW_PT = 31;

export const drawCover = (sheet: Sheet, view: PackView, number: number): void => {
  const { input } = view;
  sheet.openCover(number, 'Cover and summary');
  sheet.y = PAGE.topPt - 6;
  sheet.paragraph([run(caseLine(input), TEXT.kicker)], { after: 4 });
  sheet.paragraph([run(input.title, titleStyle(sheet, input.title))], { type: 'H1', after: 10 });
  facts(sheet, view);
  sheet.gap(7);
  drawSummary(sheet, view);
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
    ['Officer', [run(`${person(input.officer)} (title held on ${localDay(input.madeMs).slice(4)})`, style)]],
    [
      'Made',
      [
        run(`${localTime(input.madeMs)} `, style),
        run(`(${utcIsoSeconds(input.madeMs)})`, quiet(style)),
        run(input.recipients === '' ? '' : ` for ${input.recipients}`, style),
      ],
    ],
    ['Reason', [run(input.reason === '' ? 'None given' : input.reason, style)]],
    ['Covers', [run(covers, style)]],
    ['Profile', [run(profileWords(view), style)]],
    ['Pack', [run(input.number, mono(style)), run(`  ${input.packId}`, mono(quiet(style)))]],
  ]);
};

/** `Prosecution, full. Nothing removed. Withheld: none.` */
const profileWords = (view: PackView): string => {
  const { profile, withheld, leftOut } = view.input;
  const removed = profile.removed.reduce((sum, one) => sum + one.count, 0);
  const sections = view.sections.filter(({ included }) => !included).length;
  const left = [
    sections === 0 ? '' : count(sections, 'section'),
    leftOut.length === 0 ? '' : count(leftOut.length, 'exhibit'),
  ].filter((part) => part !== '');
  return [
    profile.title,
    removed === 0 ? 'Nothing removed' : `${grouped(removed)} removed`,
    `Withheld: ${withheld.length === 0 ? 'none' : withheld.length}`,
    `Left out: ${left.length === 0 ? 'none' : left.join(', ')}${removed + withheld.length + left.length === 0 ? '' : ` (${sectionWords(view, 'disclosure')})`}`,
  ]
    .map((part) => `${part}.`)
    .join(' ');
};

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
  const fitting = Math.floor((sheet.room - CHECK_HEIGHT_PT - TRUST_REST_PT) / TRUST_ROW_PT);
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
    `${which} All ${count(input.exhibits.length, 'read')}: ${sectionWords(view, 'exhibits')}. What likelihood means: ${sectionWords(view, 'glossary')}.`,
    TEXT.caption,
    0,
  );
};

const signatureRuns = ({ signer }: PackView): Run[] => {
  const style = TEXT.bodyQuiet;
  if (signer === null) return [run('Not signed: a draft to look at, without attachments', strong(style))];
  return [
    run(`Signature ${signer.form} over the whole file, by `, style),
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
      run('1. Open ', style),
      run('verifier.html', strong(style)),
      run(', the court’s own copy, or run ', style),
      run('waymark verify', mono(strong(style))),
      run('. Neither needs a network. 2. Give it this file. 3. It must say ', style),
      run('“Whole, signed, nothing left out”', strong(style)),
      run(`. If it says anything else, do not rely on the pack. More: ${sectionWords(view, 'verify')}.`, style),
    ],
    { block: column, after: 4 },
  );
  const { completeness } = files.manifest;
  const missing =
    completeness.unavailable.length === 0
      ? 'none unavailable'
      : `${completeness.unavailable.length} unavailable (${sectionWords(view, 'coverage')})`;
  const receipt =
    input.receipt === null ? 'no receipt of the server yet' : `server receipt of ${localTime(input.receipt.timeMs)}`;
  sheet.paragraph(
    [
      ...signatureRuns(view),
      run(
        `. Query log: ${view.log.entries} of ${count(input.checkpoint.size, 'entry', 'entries')} of this case on this workstation${view.log.withheld.size === 0 ? '' : `, ${view.log.withheld.size} of them by hash alone`}, head signed; ${receipt}. Completeness: ${completeness.attempted} attempted, ${completeness.produced} produced, ${missing}.`,
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
