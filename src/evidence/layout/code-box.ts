// Commands and signed texts as they are, in fixed width on a grey panel; a long one goes on over the page. Runs where
// pdfkit runs.

import { INK, type TextStyle } from './print-style.ts';
import { drawLines, layoutLines, linesHeight, run } from './rich-text.ts';
import { FULL, type Sheet } from './sheet.ts';

const CODE: TextStyle = { font: 'JetBrainsMono-Regular', sizePt: 7.2, leadingPt: 10.6, colour: INK.t1 };
const PAD_PT = 7;

/** One line each; a line too long for the panel goes on in the next. */
export const codeBox = (sheet: Sheet, lines: readonly string[], after = 7): void => {
  const { doc } = sheet;
  const laid = lines.map((line) => layoutLines(doc, [run(line, CODE)], FULL.widthPt - 2 * PAD_PT - 4));
  const element = sheet.element('Code');
  for (let rest = laid; rest.length > 0; ) {
    sheet.need(linesHeight(rest[0] ?? []) + 2 * PAD_PT);
    const part: (typeof laid)[number][] = [];
    let height = 2 * PAD_PT;
    for (const one of rest) {
      if (part.length > 0 && height + linesHeight(one) > sheet.room) break;
      part.push(one);
      height += linesHeight(one);
    }
    rest = rest.slice(part.length);
    sheet.artefact(() => {
      doc.roundedRect(FULL.x, sheet.y, FULL.widthPt, height, 2).fill(INK.panel);
    });
    const top = sheet.y + PAD_PT;
    sheet.draw(element, () => {
      let at = top;
      for (const one of part) at = drawLines(doc, one, FULL.x + PAD_PT, at);
    });
    sheet.y += height;
  }
  sheet.y += after;
};
