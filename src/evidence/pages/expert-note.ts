// What a likelihood is, what it rests on, what it does not say, and the figures of this pack: for a reader who has to weigh
// them, not for one who calculates.

import { strong, TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { count, decimal, likelihoodPhrase } from '../words.ts';
import { emptyNote, type PackView } from './pack-view.ts';
import { sectionWords } from './section-order.ts';

const SCALE: readonly (readonly [word: string, range: string])[] = [
  ['Very likely', '0.90 and above'],
  ['Likely', '0.66 to 0.89'],
  ['About even', '0.40 to 0.65'],
  ['Unlikely', '0.10 to 0.39'],
  ['Very unlikely', 'below 0.10'],
];

const MEANING = [
  'A read is a likelihood, not a hit. Cameras misread a few plates in a hundred, and many plates look alike: where look-alikes pass often, most reads that resemble a plate are of other vehicles. The likelihood is the chance, from the data held, that the vehicle read was the one with this plate, before any person looked.',
  'The base rate beside it is the chance that the data would hold such a read even if the vehicle had never passed. The higher it is, the less a bare read says. A likelihood read without its base rate misleads.',
  'Both rest on how often each camera errs, which characters it confuses, and how often each look-alike passed. The weights were calibrated on real reads of one engine, and the words of the scale below are bound to figures, so that “likely” means the same in every pack.',
];

const NOT_SAID = [
  'It is not the probability that anyone did anything, was in the vehicle, or knew of it.',
  'It is not the probability that this is the vehicle given everything known in the case: it knows of plates and cameras alone, not of statements, telephones or footage.',
  'It does not know copied or stolen plates, and takes the cameras’ clocks at their word.',
  'Two likelihoods may not be multiplied: reads by one camera, or minutes apart, err together.',
  'A high likelihood does not replace the person who looked; no likelihood was raised because somebody confirmed the read. The two are printed side by side.',
  'No read at a place is not evidence of absence: see the figures on cameras.',
];

export const drawExpertNote = (sheet: Sheet, view: PackView): void => {
  sheet.heading('What likelihood means');
  for (const text of MEANING) sheet.text(text, TEXT.body, 5);
  sheet.gap(3);
  drawTable(
    sheet,
    [
      { head: 'Words', share: 1 },
      { head: 'Likelihood', share: 1 },
    ],
    SCALE.map(([word, range]) => ({
      cells: [textCell(run(word, strong(TEXT.cell))), textCell(run(range, TEXT.cell))],
    })),
    { summary: 'Words for likelihoods', widthPt: 240, padPt: 2.8, rowHeads: true },
  );
  sheet.gap(12);
  sheet.heading('What it does not say', 60);
  const list = sheet.element('L');
  for (const text of NOT_SAID) {
    const item = sheet.element('LI', {}, list);
    sheet.paragraph([run('•  ', TEXT.body), run(text, TEXT.body)], { type: 'LBody', parent: item, after: 3 });
  }
  sheet.gap(9);
  figures(sheet, view);
};

/** The figures of this pack in one place: the strongest, the weakest, and the read that the base rate speaks against most. */
const figures = (sheet: Sheet, view: PackView): void => {
  const { exhibits } = view.input;
  sheet.heading('The figures of this pack', 60);
  const byLikelihood = exhibits.toSorted((a, b) => a.likelihood.likelihood - b.likelihood.likelihood);
  const [lowest] = byLikelihood;
  const highest = byLikelihood.at(-1);
  if (lowest === undefined || highest === undefined) {
    emptyNote(sheet, 'None: this pack has no exhibits.');
    sheet.gap(5);
    return;
  }
  const [commonest = lowest] = exhibits.toSorted((a, b) => b.likelihood.baseRate - a.likelihood.baseRate);
  const without = exhibits.filter(({ confirmation }) => confirmation.basis === 'no-image').length;
  const misread = exhibits.filter(({ detection, exhibit }) => detection.read !== exhibit.plate).length;
  sheet.paragraph(
    [
      run(`${count(exhibits.length, 'read')}: `, strong(TEXT.body)),
      run(
        `likelihoods from ${likelihoodPhrase(lowest.likelihood.likelihood, lowest.likelihood.word)} (${lowest.exhibit.number}) to ${likelihoodPhrase(highest.likelihood.likelihood, highest.likelihood.word)} (${highest.exhibit.number}); base rates up to ${decimal(commonest.likelihood.baseRate)} (${commonest.exhibit.number}). In ${misread} the camera read something else than the plate; ${without === 0 ? 'none was' : `${without} ${without === 1 ? 'was' : 'were'}`} confirmed without an image. Each with its reasons: ${sectionWords(view, 'exhibits')}.`,
        TEXT.body,
      ),
    ],
    { after: 12 },
  );
};
