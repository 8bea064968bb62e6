// Section 7: the words of the pack in plain language, and what a likelihood is and is not.

import { factRows } from '../layout/fact-rows.ts';
import { strong, TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { type PackView, SECTION } from './pack-view.ts';

const WORDS: readonly (readonly [word: string, meaning: string])[] = [
  ['ANPR', 'Automatic number plate recognition: a camera that reads plates and writes text, time and place.'],
  ['Read', 'One such text. It is what the camera took the plate for, not what the plate is.'],
  ['Misread', 'A read whose text is not the plate.'],
  ['Look-alike', 'Another plate that a camera may mistake for this one, and that some camera has read.'],
  [
    'Confirmed',
    'A person saw the image, typed the plate without seeing the camera’s text, and compared the vehicle. Without an image, the person stated a ground, and the pack marks it.',
  ],
  ['Exhibit', 'A confirmed read that is used in this pack.'],
  ['Authority', 'What makes a query lawful, e.g. a file number with a reason.'],
  ['Register', 'The server’s list of file numbers and who works on them.'],
  ['Refused', 'The rules did not allow the query. It did not run; the log keeps that it was asked.'],
  ['Gap', 'More than 50 minutes without a read of the vehicle. Nothing is known of it in that time.'],
  [
    'Impossible',
    'Faster than 200 km/h on average in a straight line. At least one of the two reads is not what it seems.',
  ],
  ['Hash, SHA-256', 'A number made from a file. If one letter of the file changes, so does the number.'],
  ['Log head', 'The hash of the last log entry; it stands for all entries before it.'],
  ['Checkpoint', 'The log head, signed by the workstation.'],
  ['Receipt', 'The server’s signed word that it holds the workstation’s log up to an entry.'],
  ['Manifest', 'The list of all attached files with their hashes; the signature covers it.'],
  ['NZST, NZDT', 'New Zealand standard and daylight time: 12 and 13 hours ahead of UTC.'],
  ['[U+…]', 'A character that cannot be seen or printed, by its Unicode number, so that it does not hide.'],
];

const SCALE: readonly (readonly [word: string, range: string])[] = [
  ['Very likely', '0.90 and above'],
  ['Likely', '0.66 to 0.89'],
  ['About even', '0.40 to 0.65'],
  ['Unlikely', '0.10 to 0.39'],
  ['Very unlikely', 'below 0.10'],
];

export const drawGlossary = (sheet: Sheet, _view: PackView): void => {
  sheet.openSection(SECTION.glossary, 'What the words mean', 420);
  sheet.heading('What likelihood means');
  for (const text of [
    'A read is a likelihood, not a hit. Cameras misread a few plates in a hundred, and many plates look alike: where look-alikes pass often, most reads that resemble a plate are of other vehicles. The likelihood is the chance, from the data held, that the vehicle read was the one with this plate, before any person looked.',
    'The base rate beside it is the chance that the data would hold such a read even if the vehicle had never passed. The higher it is, the less a bare read says.',
    'Both rest on how often each camera errs, which characters it confuses, and how often each look-alike passed. They assume that plates are not copied and clocks are right. The weights were calibrated on real reads of one engine. They order reads for people to look at; they are not the probability that anyone did anything.',
    'No likelihood was raised because a person confirmed the read: the two are printed side by side.',
  ]) {
    sheet.text(text, TEXT.body, 5);
  }
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
    { summary: 'Words for likelihoods', widthPt: 240, padPt: 2.8 },
  );
  sheet.gap(14);
  sheet.heading('Words');
  factRows(
    sheet,
    WORDS.map(([word, meaning]) => [word, [run(meaning, TEXT.body)]] as const),
  );
};
