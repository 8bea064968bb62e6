// The list of sections with their pages, on the second page; filled in last, when the pages are known. Its place in the
// structure is kept open from the start, so that it is read where it stands.

import { PAGE, quiet, TEXT } from '../layout/print-style.ts';
import { drawLine, layoutLines, run } from '../layout/rich-text.ts';
import { type Element, FULL, type SectionEntry, type Sheet } from '../layout/sheet.ts';
import type { PackView } from './pack-view.ts';

export interface ContentsPlace {
  readonly pageIndex: number;
  readonly y: number;
  readonly element: Element;
}

const LINE_PT = 15;
const NUMBER_PT = 22;

export const keepContents = (sheet: Sheet, { sections }: PackView): ContentsPlace => {
  const tall = sections.length * LINE_PT;
  // A summary that took more than its page leaves the rest of the second one to the list.
  if (sheet.pages === 1) sheet.newPage();
  else sheet.gap(24);
  sheet.heading('In this pack', tall);
  const place = { pageIndex: sheet.pages - 1, y: sheet.y, element: sheet.element('TOC') };
  sheet.y += tall;
  return place;
};

export const drawContents = (sheet: Sheet, { pageIndex, y, element }: ContentsPlace): void => {
  sheet.doc.switchToPage(pageIndex);
  for (const [index, section] of sheet.sections.entries()) drawEntry(sheet, section, y + index * LINE_PT, element);
  element.end();
};

const drawEntry = (sheet: Sheet, section: SectionEntry, top: number, list: Element): void => {
  const { doc } = sheet;
  const { number, title, pageIndex, destination, leftOut } = section;
  const style = leftOut ? quiet(TEXT.body) : TEXT.body;
  const item = sheet.element('TOCI', {}, list);
  const [figure] = layoutLines(doc, [run(`${number} `, quiet(TEXT.body))], NUMBER_PT);
  const [line] = layoutLines(doc, [run(leftOut ? `${title}: left out ` : `${title} `, style)], FULL.widthPt - 80);
  const [page] = layoutLines(doc, [run(String(pageIndex + 1), style)], 40);
  const link = sheet.element('Link', {}, item);
  sheet.draw(link, () => {
    if (figure !== undefined) drawLine(doc, figure, FULL.x, top);
    if (line !== undefined) drawLine(doc, line, FULL.x + NUMBER_PT, top);
    if (page !== undefined) drawLine(doc, page, PAGE.rightPt - 40, top, 'right', 40);
  });
  doc.goTo(FULL.x, top, FULL.widthPt, LINE_PT - 1, destination, {
    structParent: link,
    Contents: new String(`Section ${number}, ${title}, page ${pageIndex + 1}`),
  } as unknown as PDFKit.Mixins.AnnotationOption);
  // Ended on its own page: an ended element writes down the page that is current.
  link.end();
};
