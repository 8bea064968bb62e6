// Label and value, a row each; long values go on over the page. To a reader without sight a list of labelled items. Runs
// where pdfkit runs.

import { TEXT } from './print-style.ts';
import { drawLines, layoutLines, linesHeight, type Run, run } from './rich-text.ts';
import { FULL, type Sheet } from './sheet.ts';

const LABEL_PT = 109;

export type FactRow = readonly [label: string, runs: readonly Run[]];

export const factRows = (sheet: Sheet, rows: readonly FactRow[]): void => {
  const { doc } = sheet;
  const list = sheet.element('L');
  for (const [label, runs] of rows) {
    const labels = layoutLines(doc, [run(label, TEXT.label)], LABEL_PT - 12);
    const values = layoutLines(doc, runs, FULL.widthPt - LABEL_PT);
    const height = Math.max(linesHeight(labels), linesHeight(values));
    sheet.need(Math.min(height, 200));
    const item = sheet.element('LI', {}, list);
    if (height > sheet.room) {
      // A value longer than a page is set as a paragraph of its own.
      sheet.paragraph([run(label, TEXT.label)], { type: 'Lbl', parent: item });
      sheet.paragraph(runs, { after: 2.6, type: 'LBody', parent: item });
      continue;
    }
    sheet.draw(sheet.element('Lbl', {}, item), () => drawLines(doc, labels, FULL.x, sheet.y));
    sheet.draw(sheet.element('LBody', {}, item), () => drawLines(doc, values, FULL.x + LABEL_PT, sheet.y));
    sheet.y += height + 2.6;
  }
};
