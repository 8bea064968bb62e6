// Every exhibit with its image, what the camera read over the plate it is taken for, how likely that is and why, who
// confirmed it and how, its hash, and everybody who had it in hand.

import type { PackExhibit } from '../../core/evidence/pack-input.ts';
import { localTime, utcIso } from '../../core/evidence/pack-time.ts';
import { LARGE_PAIR, platePair } from '../layout/plate-pair.ts';
import { coloured, INK, mono, PAGE, quiet, strong, TEXT, type TextStyle } from '../layout/print-style.ts';
import { type Doc, drawLines, layoutLines, linesHeight, type Run, run, type TextLine } from '../layout/rich-text.ts';
import { FULL, type Sheet } from '../layout/sheet.ts';
import { clockOffsetWords, count, decimal, GROUND_WORDS, grouped, likelihoodPhrase, person } from '../words.ts';
import { custodyHeight, drawCustody } from './custody.ts';
import { cameraName, emptyNote, type PackView, vehicleRuns } from './pack-view.ts';
import { type PlacedImage, placeImage } from './place-image.ts';

const IMAGE = { widthPt: 190, maxHeightPt: 124 };
const RIGHT_X = FULL.x + IMAGE.widthPt + 18;
const RIGHT_PT = PAGE.rightPt - RIGHT_X;
const LABEL_PT = 62;
const small: TextStyle = { ...TEXT.cell, sizePt: 7.8, leadingPt: 10.6 };
const label = quiet(small);

export const drawExhibits = async (
  sheet: Sheet,
  view: PackView,
  number: number,
  breathe: () => Promise<void>,
): Promise<void> => {
  const { input } = view;
  sheet.openSection(number, 'Exhibits and custody');
  sheet.text(
    'Each read used, as the camera sent it. Above, what the camera read; below it, the plate a person took it for; a character in which they differ stands inverted and underlined, one that is missing as an empty box. Images are attached unchanged; the print is for looking at. Custody is everything the log of this case shows of the read, in order.',
    TEXT.lead,
    10,
  );
  if (input.exhibits.length === 0) emptyNote(sheet, 'This pack has no exhibits.');
  for (const row of input.exhibits) {
    drawExhibit(sheet, view, row);
    await breathe();
  }
};

interface Fact {
  readonly label: readonly TextLine[];
  readonly value: readonly TextLine[];
  readonly heightPt: number;
}

const fact = (doc: Doc, name: string, runs: readonly Run[]): Fact => {
  const names = layoutLines(doc, [run(name, label)], LABEL_PT - 6);
  const value = layoutLines(doc, runs, RIGHT_PT - LABEL_PT);
  return { label: names, value, heightPt: Math.max(linesHeight(names), linesHeight(value)) + 2 };
};

const drawExhibit = (sheet: Sheet, view: PackView, row: PackExhibit): void => {
  const { doc } = sheet;
  const { exhibit, detection, likelihood } = row;
  const facts = factsOf(doc, row);
  const reasons = layoutLines(doc, reasonRuns(row), FULL.widthPt);
  const pair = platePair(doc, detection.read, exhibit.plate, RIGHT_PT, LARGE_PAIR);
  const wide = pair.widthPt;
  // A long text of candidates still fits beside the likelihood, or the likelihood goes below.
  const verdictX = wide + 14 + 90 > RIGHT_PT ? 0 : wide + 14;
  const verdict = layoutLines(
    doc,
    [
      run(`${likelihoodPhrase(likelihood.likelihood, likelihood.word)}\n`, strong({ ...TEXT.body, sizePt: 9.6 })),
      run(`before confirming; base rate ${decimal(likelihood.baseRate)}`, quiet(small)),
    ],
    RIGHT_PT - verdictX,
  );
  const pairHeight =
    verdictX === 0 ? pair.heightPt + linesHeight(verdict) + 4 : Math.max(pair.heightPt, linesHeight(verdict));
  const right = pairHeight + 6 + facts.reduce((sum, { heightPt }) => sum + heightPt, 0);
  const image = placeImage(doc, (row.image ?? row.redacted)?.bytes ?? null, IMAGE.widthPt, IMAGE.maxHeightPt);
  const caption = layoutLines(doc, captionRuns(row, image), IMAGE.widthPt);
  const left = image.heightPt + 5 + linesHeight(caption);
  const body = Math.max(right, left);
  const below = linesHeight(reasons) + Math.min(custodyHeight(row.custody), 130) + 12;
  sheet.need(Math.min(24 + body + below, PAGE.bottomPt - PAGE.topPt));
  sheet.bookmark(`${exhibit.number}  ${exhibit.plate}`);
  head(sheet, view, row);
  const top = sheet.y;

  sheet.draw(
    sheet.element('Figure', {
      alt: row.image === null ? withoutImage(row) : `Image of ${exhibit.number} as the camera sent it.`,
      bbox: [FULL.x, top, FULL.x + IMAGE.widthPt, top + image.heightPt],
    }),
    () => image.draw(FULL.x, top),
  );
  sheet.draw(sheet.element('Caption'), () => drawLines(doc, caption, FULL.x, top + image.heightPt + 5));
  sheet.draw(sheet.element('P', { actual: pair.actual }), () => pair.draw(RIGHT_X, top - 2));
  sheet.draw(sheet.element('P'), () =>
    drawLines(doc, verdict, RIGHT_X + verdictX, verdictX === 0 ? top + pair.heightPt + 2 : top + 3),
  );
  let y = top + pairHeight + 6;
  for (const { label: names, value, heightPt } of facts) {
    const at = y;
    sheet.draw(sheet.element('P'), () => {
      drawLines(doc, names, RIGHT_X, at);
      drawLines(doc, value, RIGHT_X + LABEL_PT, at);
    });
    y += heightPt;
  }
  sheet.y = Math.max(top + body, y) + 3;
  sheet.paragraph(reasonRuns(row), { after: 3 });
  for (const [name, text] of [
    ['Stated at the confirmation: ', row.confirmation.groundNote],
    ['Note: ', exhibit.note],
  ] as const) {
    if (text !== '' && !isShort(text)) {
      sheet.paragraph([run(name, strong(TEXT.cell)), run(`“${text}”`, TEXT.cell)], { after: 3 });
    }
  }
  drawCustody(sheet, exhibit.number, row.custody);
  sheet.gap(10);
};

/** A long text goes below the exhibit, over the full width and on to the next page, not beside the image. */
const isShort = (text: string): boolean => text !== '' && text.length <= 320;

const head = (sheet: Sheet, view: PackView, { exhibit, confirmation }: PackExhibit): void => {
  const { doc } = sheet;
  const marked = confirmation.basis === 'no-image';
  const lines = layoutLines(
    doc,
    [
      run(exhibit.number, TEXT.section),
      run('\u2003', TEXT.section),
      ...vehicleRuns(view, exhibit.plate, strong(TEXT.body)),
    ],
    FULL.widthPt,
  );
  sheet.draw(sheet.element('H2'), () => drawLines(doc, lines, FULL.x, sheet.y));
  if (marked) {
    const words = layoutLines(doc, [run('Confirmed without image', coloured(strong(small), INK.amber))], 160);
    const [line] = words;
    const wide = (line?.widthPt ?? 0) + 12;
    sheet.artefact(() => {
      doc
        .roundedRect(PAGE.rightPt - wide, sheet.y, wide, 14, 2)
        .lineWidth(0.7)
        .fillAndStroke(INK.amberPanel, INK.amber);
    });
    sheet.draw(sheet.element('P'), () => drawLines(doc, words, PAGE.rightPt - wide + 6, sheet.y + 1.7));
  }
  sheet.y += linesHeight(lines) + 3;
  sheet.artefact(() => {
    doc.moveTo(FULL.x, sheet.y).lineTo(PAGE.rightPt, sheet.y).lineWidth(0.7).stroke(INK.rule);
  });
  sheet.y += 8;
};

/** What stands for the picture to whoever cannot see it. */
const withoutImage = ({ exhibit, imageWithheld, redacted }: PackExhibit): string => {
  if (redacted != null) return `Image of ${exhibit.number} with parts made black.`;
  return imageWithheld == null
    ? `No image of ${exhibit.number} is held.`
    : `The image of ${exhibit.number} is withheld.`;
};

const withheldRuns = ({ detection, redacted }: PackExhibit, ground: string, style: TextStyle): Run[] => [
  ...(redacted == null
    ? [run('Withheld', strong(style))]
    : [
        run('A copy with parts made black', strong(style)),
        run(', attached, SHA-256 ', style),
        run(redacted.sha256, mono(style)),
        run('; the image itself is withheld', style),
      ]),
  run(`. Ground: ${ground}. SHA-256 of the image: `, style),
  run(detection.imageSha256 ?? 'not known', mono(style)),
];

const captionRuns = (row: PackExhibit, { drawable, note }: PlacedImage): Run[] => {
  const { detection, image, imageWithheld } = row;
  const style = TEXT.caption;
  if (image === null && imageWithheld != null) return withheldRuns(row, imageWithheld, style);
  if (image === null) {
    return detection.imageSha256 === null
      ? [run('The camera sent no image with this read.', style)]
      : [
          run('The camera sent an image that is not held here. Its SHA-256: ', style),
          run(detection.imageSha256, mono(style)),
        ];
  }
  const shown = note === '' ? 'As sent' : `Attached as sent; ${note}`;
  const seen = drawable ? shown : `Attached as sent; not drawn: ${note}`;
  return [run(`${seen}, ${grouped(image.bytes.length)} bytes, SHA-256 `, style), run(image.sha256, mono(style))];
};

const factsOf = (doc: Doc, row: PackExhibit): Fact[] => {
  const { exhibit, detection, camera, confirmation, likelihood } = row;
  const offset = clockOffsetWords(detection.clockOffsetMs);
  const place = camera === null ? 'place not known' : `${camera.lat.toFixed(4)}, ${camera.lon.toFixed(4)}`;
  const facing = camera?.bearingDeg == null ? '' : `, facing ${Math.round(camera.bearingDeg)}°`;
  const found = likelihood.lookAlikes
    .slice(0, 6)
    .map(({ plate, passes }) => `${plate} (${count(passes, 'pass', 'passes')})`);
  const more = likelihood.lookAlikes.length > 6 ? ` and ${likelihood.lookAlikes.length - 6} more` : '';
  const facts = [
    fact(doc, 'Time', [
      run(localTime(detection.timeMs), strong(small)),
      run(`\n${utcIso(detection.timeMs)}`, mono(small)),
      run(`\nCamera clock: ${offset}; written by the camera as ${detection.timeOriginal}`, label),
      ...(detection.rebasedByMs === 0
        ? []
        : [run(`; a recording shifted by ${grouped(detection.rebasedByMs)} ms`, strong(small))]),
    ]),
    fact(doc, 'Camera', [
      run(cameraName({ camera, detection }), small),
      run(`\n${detection.cameraId}, ${place}${facing}`, label),
    ]),
    fact(doc, 'Look-alikes', [
      run(found.length === 0 ? 'None passed in the data held' : `${found.join(', ')}${more}`, small),
    ]),
    fact(doc, 'Confirmed', confirmationRuns(row)),
  ];
  if (isShort(exhibit.note)) facts.push(fact(doc, 'Note', [run(`“${exhibit.note}”`, small)]));
  facts.push(
    fact(doc, 'Record', [
      run(`Log entries ${confirmation.logSeq} (confirmed) and ${exhibit.logSeq} (added)\n`, small),
      run(detection.id, mono(label)),
    ]),
  );
  return facts;
};

const confirmationRuns = ({ confirmation }: PackExhibit): Run[] => {
  const { by, atMs, basis, ground, groundNote, typed, vehicleSeen, lookAlikesSeen } = confirmation;
  const who = run(`${person(by)}, ${localTime(atMs)}. `, small);
  if (basis === 'no-image') {
    return [
      who,
      run('Confirmed without image', coloured(strong(small), INK.amber)),
      run(`. Ground: ${ground === null ? 'none stated' : GROUND_WORDS[ground]}. `, strong(small)),
      run(isShort(groundNote) ? `“${groundNote}”` : '', small),
    ];
  }
  return [
    who,
    run('Re-typed blind: ', small),
    run(typed, { ...small, font: 'JetBrainsMono-Bold' }),
    run(
      `. Vehicle seen: ${vehicleSeen === '' ? 'not visible' : vehicleSeen}. Look-alikes shown: ${lookAlikesSeen}.${isShort(groundNote) ? ` “${groundNote}”` : ''}`,
      small,
    ),
  ];
};

/** Why the likelihood is what it is: the sentences the matcher gave, as they were. */
const reasonRuns = ({ likelihood }: PackExhibit): Run[] => [
  run('Why this likelihood: ', strong(TEXT.caption)),
  run(likelihood.explanation.map(({ text }) => text).join(' '), coloured(TEXT.caption, INK.t2)),
];
