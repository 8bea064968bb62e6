// What stands on every page: the TRAINING band, running head and foot with "Page n of m". Drawn last, when the number of
// pages is known; all of it is an artefact, so that a screen reader is not told it on every page.

import type { PackInput } from '../../core/evidence/pack-input.ts';
import { BODY_WIDTH_PT, INK, mono, PAGE, strong, TEXT, type TextStyle } from './print-style.ts';
import { type Doc, drawLine, layoutLines, type Run, run } from './rich-text.ts';
import type { Sheet } from './sheet.ts';

const BAND_TEXT = 'TRAINING: NOT EVIDENCE, NO REAL PERSON OR VEHICLE';
const BAND: TextStyle = { font: 'Inter-SemiBold', sizePt: 7.2, leadingPt: PAGE.bandPt, colour: INK.violet };
/** Wider, and a reader's search would take every letter for a word. */
const BAND_SPACING_PT = 0.5;
const STRIPE_PT = 7;

export const exhibitRange = (input: PackInput): string => {
  const numbers = input.exhibits.map(({ exhibit }) => exhibit.number);
  const [first] = numbers;
  const last = numbers.at(-1);
  if (first === undefined || last === undefined) return 'No exhibits';
  return first === last ? `Exhibit ${first}` : `Exhibits ${first} to ${last}`;
};

export const caseLine = (input: PackInput): string =>
  input.case.fileNumber === null ? input.case.name : `${input.case.name} · file ${input.case.fileNumber}`;

const band = (doc: Doc): void => {
  const { widthPt, bandPt } = PAGE;
  doc.save().rect(0, 0, widthPt, bandPt).clip();
  doc.rect(0, 0, widthPt, bandPt).fill(INK.stripeLight);
  for (let x = -bandPt; x < widthPt + bandPt; x += STRIPE_PT * 2) {
    doc.polygon([x, bandPt], [x + bandPt, 0], [x + bandPt + STRIPE_PT, 0], [x + STRIPE_PT, bandPt]).fill(INK.stripe);
  }
  doc.font(BAND.font).fontSize(BAND.sizePt);
  const wide = doc.widthOfString(BAND_TEXT, { characterSpacing: BAND_SPACING_PT });
  const left = (widthPt - wide) / 2;
  // Past the stripes' edge, whose last row of dots would show under the words.
  doc.restore();
  doc.rect(left - 8, 0, wide + 16, bandPt + 0.9).fill(INK.white);
  doc.fillColor(BAND.colour).text(BAND_TEXT, left, bandPt / 2 + BAND.sizePt * 0.36, {
    lineBreak: false,
    baseline: 'alphabetic',
    characterSpacing: BAND_SPACING_PT,
  });
};

/** One line that ends in an ellipsis where it is too long. */
const oneLine = (doc: Doc, runs: readonly Run[], widthPt: number) => {
  const [first, ...more] = layoutLines(doc, runs, widthPt);
  if (first === undefined || more.length === 0) return first;
  const [cut] = layoutLines(doc, runs, widthPt - 10);
  const [last] = layoutLines(doc, [run('…', TEXT.foot)], 12);
  const dots = last?.segments.map((segment) => ({ ...segment, x: cut?.widthPt ?? 0 })) ?? [];
  return cut === undefined ? first : { ...cut, segments: [...cut.segments, ...dots] };
};

const DRAFT: TextStyle = { font: 'Inter-SemiBold', sizePt: 150, leadingPt: 150, colour: INK.red };

/** Across the page, pale enough to read through, too large to be cut off or painted over unseen. */
const draftMark = (doc: Doc): void => {
  const { widthPt, heightPt } = PAGE;
  doc.save().rotate(-52, { origin: [widthPt / 2, heightPt / 2] });
  doc.font(DRAFT.font).fontSize(DRAFT.sizePt).fillColor(DRAFT.colour, 0.1);
  const wide = doc.widthOfString('DRAFT');
  doc.text('DRAFT', (widthPt - wide) / 2, heightPt / 2 + DRAFT.sizePt * 0.36, {
    lineBreak: false,
    baseline: 'alphabetic',
  });
  doc.restore();
};

export const drawFrames = (sheet: Sheet, input: PackInput, { draft }: { draft: boolean }): void => {
  const { doc, pages } = sheet;
  const put = (runs: readonly Run[], top: number, align: 'left' | 'right', widthPt: number): void => {
    const line = oneLine(doc, runs, widthPt);
    const x = align === 'left' ? PAGE.leftPt : PAGE.rightPt - widthPt;
    if (line !== undefined) drawLine(doc, line, x, top, align, widthPt);
  };
  for (let index = 0; index < pages; index += 1) {
    doc.switchToPage(index);
    const cover = index === 0;
    sheet.artefact(() => {
      if (draft) draftMark(doc);
      if (input.space === 'training') band(doc);
      const headTop = PAGE.headBaselinePt - 7;
      const prepared = input.recipients === '' ? 'Evidence pack' : `Evidence pack · prepared for ${input.recipients}`;
      put([run(cover ? prepared : caseLine(input), TEXT.foot)], headTop, 'left', BODY_WIDTH_PT - 140);
      const kind = draft
        ? 'DRAFT: not signed, not evidence'
        : cover
          ? 'IN CONFIDENCE until disclosed'
          : 'Evidence pack';
      put([run(kind, draft ? strong(TEXT.foot) : TEXT.foot)], headTop, 'right', 130);
      doc.moveTo(PAGE.leftPt, PAGE.footRulePt).lineTo(PAGE.rightPt, PAGE.footRulePt).lineWidth(0.5).stroke(INK.t3);
      const footTop = PAGE.footBaselinePt - 7;
      put(
        [
          run('Waymark pack ', TEXT.foot),
          run(input.number, mono(TEXT.foot)),
          run(`\u2003${exhibitRange(input)}`, TEXT.foot),
        ],
        footTop,
        'left',
        BODY_WIDTH_PT - 110,
      );
      put([run(`Page ${index + 1} of ${pages}`, TEXT.foot)], footTop, 'right', 100);
    }, 'Pagination');
    sheet.settlePage();
  }
};
