// The page under the pen: cursor, page breaks, sections with bookmarks, and the structure tree that readers without
// sight follow. Runs where pdfkit runs. All that is drawn is either inside a structure element or an artefact.

import { INK, PAGE, TEXT, type TextStyle } from './print-style.ts';
import { type Doc, drawLine, layoutLines, linesHeight, type Run, run, type TextLine } from './rich-text.ts';

export type Element = PDFKit.PDFStructureElement;
/** `bbox`: of a figure, top left and bottom right in points. `scope`: of a head cell. */
export type ElementOptions = PDFKit.Mixins.StructureElementOptions & {
  bbox?: [number, number, number, number];
  scope?: 'Column' | 'Row';
};

export interface SectionEntry {
  readonly number: number;
  readonly title: string;
  readonly leftOut: boolean;
  /** Zero-based. */
  readonly pageIndex: number;
  readonly destination: string;
}

export interface Block {
  readonly x: number;
  readonly widthPt: number;
}

export const FULL: Block = { x: PAGE.leftPt, widthPt: PAGE.rightPt - PAGE.leftPt };

/** A viewer prints bookmarks in its own window: nothing in them may turn or hide text. */
const seen = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD');

export class Sheet {
  readonly doc: Doc;
  readonly sections: SectionEntry[] = [];
  y: number = PAGE.topPt;
  #root: Element;
  #section: Element;
  #cover: Element | null = null;
  #pages = 0;
  readonly #items: { item: PDFKit.PDFOutline; under: number }[] = [];

  constructor(doc: Doc) {
    this.doc = doc;
    this.#root = doc.struct('Document');
    doc.addStructure(this.#root);
    this.#section = this.#root;
  }

  get pages(): number {
    return this.#pages;
  }

  /** The element that new paragraphs, tables and figures of the current section go into. */
  get section(): Element {
    return this.#section;
  }

  newPage(): void {
    this.settlePage();
    this.doc.addPage();
    this.#pages += 1;
    this.y = PAGE.topPt;
  }

  /**
   * The library keeps every stroke of a page as a piece of its own until the file is written: ten times the memory of
   * the strokes themselves. A page that is left becomes one piece.
   */
  settlePage(): void {
    if (this.#pages === 0) return;
    const { content } = this.doc.page as unknown as { content: { buffer: Uint8Array[] } };
    content.buffer = [Buffer.concat(content.buffer)];
  }

  /** Points left on this page. */
  get room(): number {
    return PAGE.bottomPt - this.y;
  }

  /** Starts a page unless so many points are left; true where it did. */
  need(heightPt: number): boolean {
    if (heightPt <= this.room || this.y === PAGE.topPt) return false;
    this.newPage();
    return true;
  }

  gap(heightPt: number): void {
    this.y += heightPt;
  }

  /** A child element of the section (or of `parent`), drawn at once by what is passed to `draw`. */
  element(type: string, options: ElementOptions = {}, parent: Element = this.#section): Element {
    const element = this.doc.struct(type, options);
    parent.add(element);
    return element;
  }

  /** A child element of the first page, whichever page is current. */
  coverElement(type: string): Element {
    return this.element(type, {}, this.#cover ?? this.#root);
  }

  /** Draws inside an element; may be called again on a later page for the same element. */
  draw(element: Element, paint: () => void): void {
    element.add(paint as unknown as Element);
  }

  /** Draws what carries no meaning of its own: rules, fills, repeated heads. */
  artefact(paint: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.doc.markContent('Artifact', { type });
    paint();
    this.doc.endMarkedContent();
  }

  /**
   * A numbered section with its bookmark. On a page of its own, unless `keepPt` is given and as much is left of a page
   * that has begun.
   */
  openSection(
    number: number,
    title: string,
    { keepPt = Number.POSITIVE_INFINITY, leftOut = false }: { keepPt?: number; leftOut?: boolean } = {},
  ): void {
    if (keepPt > this.room) this.newPage();
    else if (this.y > PAGE.topPt) this.gap(26);
    this.#enter(title);
    this.paragraph([run(`Section ${number}`, TEXT.kicker)]);
    this.#bookmark(number, title, leftOut);
    this.gap(1);
    this.paragraph([run(title, leftOut ? TEXT.section : TEXT.heading)], { type: 'H1' });
    this.gap(leftOut ? 3 : 7);
  }

  /** The first page: its title stands where a section's heading would. */
  openCover(number: number, title: string): void {
    this.newPage();
    this.#enter(title);
    this.#cover = this.#section;
    this.#bookmark(number, title, false);
  }

  #enter(title: string): void {
    this.#section = this.doc.struct('Sect', { title });
    this.#root.add(this.#section);
  }

  #bookmark(number: number, title: string, leftOut: boolean): void {
    const destination = `section-${number}`;
    this.doc.addNamedDestination(destination);
    const words = `${number}  ${title}${leftOut ? ' (left out)' : ''}`;
    this.#items.push({ item: this.doc.outline.addItem(words), under: 0 });
    this.sections.push({ number, title, pageIndex: this.#pages - 1, destination, leftOut });
  }

  /** A bookmark under the section's, to where the pen stands; shown when the reader opens it. */
  bookmark(title: string): void {
    const section = this.#items.at(-1);
    if (section === undefined) return;
    const at = { expanded: false, top: this.y };
    section.item.addItem(seen(title), at);
    section.under += 1;
  }

  /** Called once, at the end: how many bookmarks a reader shows, and how many it folds away (ISO 32000, Count). */
  endOutline(): void {
    const count = (item: PDFKit.PDFOutline, shown: number): void => {
      (item as unknown as { dictionary: { data: Record<string, unknown> } }).dictionary.data.Count = shown;
    };
    count(this.doc.outline, this.#items.length);
    for (const { item, under } of this.#items) if (under > 0) count(item, -under);
  }

  /** Called once, after the last element: the structure is written. */
  end(): void {
    this.#root.end();
  }

  /** A heading with a rule under it; keeps at least `keepPt` of what follows on its page. */
  heading(text: string, keepPt = 60): void {
    const lines = layoutLines(this.doc, [run(text, TEXT.section)], FULL.widthPt);
    this.need(linesHeight(lines) + 8 + keepPt);
    const element = this.element('H2');
    this.draw(element, () => this.#putLines(lines, FULL));
    this.y += 3.5;
    this.artefact(() => {
      this.doc
        .moveTo(FULL.x, this.y)
        .lineTo(FULL.x + FULL.widthPt, this.y)
        .lineWidth(0.9)
        .stroke(INK.rule);
    });
    this.y += 7;
  }

  subheading(text: string, keepPt = 40): void {
    const lines = layoutLines(this.doc, [run(text, TEXT.subsection)], FULL.widthPt);
    this.need(linesHeight(lines) + keepPt);
    this.draw(this.element('H3'), () => this.#putLines(lines, FULL));
    this.y += 3;
  }

  /** A paragraph over the full width or in a column; long ones go on over the page. */
  paragraph(
    runs: readonly Run[],
    options: { block?: Block; type?: string; after?: number; keep?: boolean; parent?: Element } = {},
  ): void {
    const { block = FULL, type = 'P', after = 0, keep = false } = options;
    const lines = layoutLines(this.doc, runs, block.widthPt);
    if (keep || lines.length <= 3) this.need(linesHeight(lines));
    const element = this.element(type, {}, options.parent ?? this.#section);
    let from = 0;
    while (from < lines.length) {
      const to = this.#fitting(lines, from);
      if (to === from) {
        this.newPage();
        continue;
      }
      const part = lines.slice(from, to);
      this.draw(element, () => this.#putLines(part, block));
      from = to;
    }
    this.y += after;
  }

  text(text: string, style: TextStyle = TEXT.body, after = 6): void {
    this.paragraph([run(text, style)], { after });
  }

  #fitting(lines: readonly TextLine[], from: number): number {
    let room = this.room;
    let to = from;
    for (let line = lines[to]; line !== undefined && line.leadingPt <= room; line = lines[to]) {
      room -= line.leadingPt;
      to += 1;
    }
    return to;
  }

  #putLines(lines: readonly TextLine[], block: Block): void {
    for (const line of lines) {
      drawLine(this.doc, line, block.x, this.y);
      this.y += line.leadingPt;
    }
  }
}
