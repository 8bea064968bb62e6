// The list of sections with their pages, on the second page; filled in last, when the pages are known. Its place in the
// structure is kept open from the start, so that it is read where it stands.

import { PAGE, quiet, TEXT } from '../layout/print-style.ts';
import { drawLine, layoutLines, run } from '../layout/rich-text.ts';
import { type Element, FULL, type Sheet } from '../layout/sheet.ts';

export interface ContentsPlace {
  readonly pageIndex: number;
  readonly y: number;
  readonly element: Element;
}

const LINE_PT = 15;
const SECTIONS = 8;

export const keepContents = (sheet: Sheet): ContentsPlace => {
  // A summary that took more than its page leaves the rest of the second one to the list.
  if (sheet.pages === 1) sheet.newPage();
  else sheet.gap(24);
  sheet.heading('In this pack', SECTIONS * LINE_PT);
  const place = { pageIndex: sheet.pages - 1, y: sheet.y, element: sheet.element('TOC') };
  sheet.y += SECTIONS * LINE_PT;
  return place;
};

export const drawContents = (sheet: Sheet, { pageIndex, y, element }: ContentsPlace): void => {
  const { doc } = sheet;
  doc.switchToPage(pageIndex);
  sheet.sections
    .filter(({ number }) => number !== null)
    .forEach(({ number, title, pageIndex: at, destination }, index) => {
      const top = y + index * LINE_PT;
      const item = sheet.element('TOCI', {}, element);
      const [line] = layoutLines(
        doc,
        [run(`${number}\u2003`, quiet(TEXT.body)), run(title, TEXT.body)],
        FULL.widthPt - 60,
      );
      const [page] = layoutLines(doc, [run(String(at + 1), TEXT.body)], 40);
      const link = sheet.element('Link', {}, item);
      sheet.draw(link, () => {
        if (line !== undefined) drawLine(doc, line, FULL.x, top);
        if (page !== undefined) drawLine(doc, page, PAGE.rightPt - 40, top, 'right', 40);
      });
      doc.goTo(FULL.x, top, FULL.widthPt, LINE_PT - 1, destination, {
        structParent: link,
        Contents: new String(`Section ${number}, ${title}, page ${at + 1}`),
      } as unknown as PDFKit.Mixins.AnnotationOption);
      // Ended on its own page: an ended element writes down the page that is current.
      link.end();
    });
};
