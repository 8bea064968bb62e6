// The line that stands where a section was left out: nothing leaves a pack in silence.

import { TEXT } from '../layout/print-style.ts';
import { run } from '../layout/rich-text.ts';
import type { Sheet } from '../layout/sheet.ts';
import type { PackView } from './pack-view.ts';
import { type PlacedSection, sectionWords } from './section-order.ts';

export const drawLeftOut = (sheet: Sheet, view: PackView, { number, title }: PlacedSection): void => {
  sheet.openSection(number, title, { keepPt: 110, leftOut: true });
  sheet.paragraph(
    [
      run(
        `This section was left out of this pack by whoever made it. It is listed in ${sectionWords(view, 'disclosure')}; the attached files do not depend on it.`,
        TEXT.bodyQuiet,
      ),
    ],
    { after: 4 },
  );
};
