// Label and value, a row each; long values go on over the page. Runs where pdfkit runs.

import { TEXT } from './print-style.ts';
import { drawLines, layoutLines, linesHeight, type Run, run } from './rich-text.ts';
import { FULL, type Sheet } from './sheet.ts';

const LABEL_PT = 109;

export const factRows = (sheet: Sheet, rows: readonly (readonly [label: string, runs: readonly Run[]])[]): void => {
  const { doc } = sheet;
  for (const [label, runs] of rows) {
    const labels = layoutLines(doc, [run(label, TEXT.label)], LABEL_PT - 12);
    const values = layoutLines(doc, runs, FULL.widthPt - LABEL_PT);
    const height = Math.max(linesHeight(labels), linesHeight(values));
    sheet.need(Math.min(height, 200));
    if (height > sheet.room) {
      // A value longer than a page is set as a paragraph of its own.
      sheet.paragraph([run(label, TEXT.label)]);
      sheet.paragraph(runs, { after: 2.6 });
      continue;
    }
    const element = sheet.element('P');
    sheet.draw(element, () => {
      drawLines(doc, labels, FULL.x, sheet.y);
      drawLines(doc, values, FULL.x + LABEL_PT, sheet.y);
    });
    sheet.y += height + 2.6;
  }
};
