// The words of the pack in plain language, after the note on likelihoods.

import { factRows } from '../layout/fact-rows.ts';
import { TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawExpertNote } from './expert-note.ts';
import type { PackView } from './pack-view.ts';

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
  ['Witness', 'A server of somebody else that signed that it had seen the head of the log.'],
  ['Custody', 'Everybody who had the record of an exhibit in hand, and what they did with it.'],
  ['Disclosure schedule', 'The list of what is not in the pack, and on what ground.'],
  ['Manifest', 'The list of all attached files with their hashes; the signature covers it.'],
  ['NZST, NZDT', 'New Zealand standard and daylight time: 12 and 13 hours ahead of UTC.'],
  ['[U+…]', 'A character that cannot be seen or printed, by its Unicode number, so that it does not hide.'],
];

export const drawGlossary = (sheet: Sheet, view: PackView, number: number): void => {
  sheet.openSection(number, 'Glossary and expert note', { keepPt: 420 });
  drawExpertNote(sheet, view);
  sheet.heading('Words', 80);
  factRows(
    sheet,
    WORDS.map(([word, meaning]) => [word, [run(meaning, TEXT.body)]] as const),
  );
};
