// What is not in this pack and why: what its profile removed, what is withheld, entries of the log that travel as their
// hash alone, sections and exhibits left out, papers that are not held. Each line stands even where there is nothing.

import { strong, TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import { drawTable, textCell } from '../layout/table.ts';
import { grouped } from '../words.ts';
import { emptyNote, type PackView } from './pack-view.ts';

const cell = TEXT.cell;

export const drawDisclosure = (sheet: Sheet, view: PackView, number: number): void => {
  const { profile } = view.input;
  sheet.openSection(number, 'Disclosure schedule', { keepPt: 330 });
  sheet.paragraph(
    [
      run('Profile: ', strong(TEXT.lead)),
      run(`${profile.title}. `, strong(TEXT.lead)),
      run(
        profile.id === 'full'
          ? 'A full pack: nothing was removed from it. What a reader should know to be missing is listed here all the same, each with its ground.'
          : 'Before this pack was made, what its recipients may not have was removed. What was removed is named here by its kind and number, never by its content. A full pack of the same case exists or can be made.',
        TEXT.lead,
      ),
    ],
    { after: 9 },
  );
  removed(sheet, view);
  withheld(sheet, view);
  leftOut(sheet, view);
  papers(sheet, view);
};

const schedule = (
  sheet: Sheet,
  title: string,
  heads: readonly [string, string],
  rows: readonly (readonly [string, string])[],
  none: string,
): void => {
  sheet.heading(title, 50);
  if (rows.length === 0) {
    emptyNote(sheet, none);
    sheet.gap(5);
    return;
  }
  drawTable(
    sheet,
    [
      { head: heads[0], share: 1 },
      { head: heads[1], share: 1.3 },
    ],
    rows.map(([what, why]) => ({ cells: [textCell(run(what, strong(cell))), textCell(run(why, cell))] })),
    { summary: title, rowHeads: true, padPt: 3.4 },
  );
  sheet.gap(13);
};

const removed = (sheet: Sheet, view: PackView): void => {
  const { profile } = view.input;
  schedule(
    sheet,
    'Removed by the profile',
    ['What was removed, and how often', 'Ground'],
    profile.removed.map(({ what, count, ground }) => [`${what}: ${grouped(count)}`, ground] as const),
    profile.id === 'full' ? 'Nothing: a full pack removes nothing.' : 'Nothing had to be removed for this profile.',
  );
};

const withheld = (sheet: Sheet, view: PackView): void => {
  schedule(
    sheet,
    'Withheld',
    ['What is withheld', 'Ground'],
    view.input.withheld.map(({ what, ground }) => [what, ground] as const),
    'Nothing is withheld: every entry of the case’s log on this workstation stands in this pack in full.',
  );
};

const leftOut = (sheet: Sheet, view: PackView): void => {
  const sections = view.sections.filter(({ included }) => !included);
  schedule(
    sheet,
    'Left out by whoever made the pack',
    ['Section or exhibit', 'Why'],
    [
      ...sections.map(
        ({ number, title }) =>
          [
            `Section ${number}, ${title}`,
            'Left out of the pages by whoever made the pack. The attached files do not depend on it.',
          ] as const,
      ),
      ...view.input.leftOut.map(({ number, why }) => [`Exhibit ${number}`, why] as const),
    ],
    'Nothing: every section is printed, and every exhibit of the case is in the pack.',
  );
};

const papers = (sheet: Sheet, view: PackView): void => {
  const missing = view.input.documents.filter(({ bytes }) => bytes === null);
  schedule(
    sheet,
    'Papers not attached',
    ['Paper', 'Why'],
    missing.map(
      ({ name, sha256 }) =>
        [name, `Not held on this workstation, or kept back: see above. Its SHA-256: ${sha256}`] as const,
    ),
    view.input.documents.length === 0
      ? 'None: no authority of this case rests on a paper.'
      : 'None: every paper an authority rests on is attached.',
  );
};
