// Tables that go on over pages: the head is repeated, a row stays whole where a page can hold it, and the structure
// tree keeps one table. Runs where pdfkit runs.

import { INK, PAGE, TEXT } from './print-style.ts';
import { drawLine, drawLines, layoutLines, linesHeight, type Run, run, type TextLine } from './rich-text.ts';
import { type Element, FULL, type Sheet } from './sheet.ts';

export interface Column {
  readonly head: string;
  /** Share of the table's width, or points where `fixedPt` is set. */
  readonly share?: number;
  readonly fixedPt?: number;
  readonly align?: 'left' | 'right';
}

/** A drawing in place of text, e.g. a plate pair; never split over pages. */
export interface CellDrawing {
  readonly heightPt: number;
  /** What it says, for those who cannot see it. */
  readonly actual: string;
  draw(x: number, y: number): void;
}

export interface Cell {
  readonly runs?: readonly Run[];
  readonly drawing?: CellDrawing;
  /** A bar at its left edge: refused. */
  readonly bar?: string;
}

export interface Row {
  readonly cells: readonly Cell[];
  readonly fill?: string;
}

export interface TableOptions {
  readonly x?: number;
  readonly widthPt?: number;
  /** What the table is, for those who cannot see it. */
  readonly summary: string;
  readonly padPt?: number;
  /** The first cell of a row names it: a head to those who cannot see the table. */
  readonly rowHeads?: boolean;
  /** At least so much of the table stands under its head on the same page. Default 24. */
  readonly keepPt?: number;
}

const GUTTER_PT = 7;
const INSET_PT = 5;
const HEAD_PAD_PT = 4;

interface Placed {
  readonly x: number;
  readonly widthPt: number;
  readonly align: 'left' | 'right';
}

export const textCell = (...runs: Run[]): Cell => ({ runs });

const place = (columns: readonly Column[], x: number, widthPt: number): Placed[] => {
  const inner = widthPt - 2 * INSET_PT - GUTTER_PT * (columns.length - 1);
  const fixed = columns.reduce((sum, { fixedPt = 0 }) => sum + fixedPt, 0);
  const shares = columns.reduce((sum, { fixedPt, share = 1 }) => sum + (fixedPt === undefined ? share : 0), 0);
  let at = x + INSET_PT;
  return columns.map(({ fixedPt, share = 1, align = 'left' }) => {
    const wide = fixedPt ?? ((inner - fixed) * share) / Math.max(shares, 1e-6);
    const placed = { x: at, widthPt: wide, align };
    at += wide + GUTTER_PT;
    return placed;
  });
};

/** A table that is drawn row by row, so that a long one can be left and come back to. */
export class Table {
  readonly #sheet: Sheet;
  readonly #columns: readonly Column[];
  readonly #placed: readonly Placed[];
  readonly #heads: readonly TextLine[][];
  readonly #headHeight: number;
  readonly #element: Element;
  readonly #x: number;
  readonly #widthPt: number;
  readonly #padPt: number;
  readonly #rowHeads: boolean;
  #headed = false;

  /** Draws the head at the cursor. */
  constructor(sheet: Sheet, columns: readonly Column[], options: TableOptions) {
    const { x = FULL.x, widthPt = FULL.widthPt, padPt = 4.2, rowHeads = false, keepPt = 24 } = options;
    this.#sheet = sheet;
    this.#columns = columns;
    this.#x = x;
    this.#widthPt = widthPt;
    this.#padPt = padPt;
    this.#rowHeads = rowHeads;
    this.#placed = place(columns, x, widthPt);
    this.#heads = columns.map(({ head }, index) =>
      layoutLines(sheet.doc, [run(head, TEXT.cellHead)], this.#placed[index]?.widthPt ?? 0),
    );
    this.#headHeight = Math.max(...this.#heads.map(linesHeight)) + 2 * HEAD_PAD_PT;
    sheet.need(this.#headHeight + keepPt);
    this.#element = sheet.element('Table', { title: options.summary });
    this.#head();
  }

  row(row: Row): void {
    const sheet = this.#sheet;
    const padPt = this.#padPt;
    const cells = row.cells.map((cell, index) => {
      const column = this.#placed[index] ?? { x: this.#x, widthPt: 0, align: 'left' as const };
      const wide = column.widthPt - (cell.bar === undefined ? 0 : 2);
      return { cell, column, lines: cell.runs === undefined ? [] : layoutLines(sheet.doc, cell.runs, wide) };
    });
    const height = Math.max(...cells.map(({ cell, lines }) => cell.drawing?.heightPt ?? linesHeight(lines)));
    const pageRoom = PAGE.bottomPt - PAGE.topPt - this.#headHeight - 2 * padPt;
    if (height + 2 * padPt > sheet.room && (height <= pageRoom || sheet.room < 60)) this.#turn();
    const element = sheet.element('TR', {}, this.#element);
    const parts = cells.map(({ cell, lines }, index) => ({
      element: sheet.element(
        this.#rowHeads && index === 0 ? 'TH' : 'TD',
        {
          ...(cell.drawing === undefined ? {} : { actual: cell.drawing.actual }),
          ...(this.#rowHeads && index === 0 ? { scope: 'Row' as const } : {}),
        },
        element,
      ),
      lines: [...lines],
    }));
    // A row taller than a page goes on, line by line; `first` draws what cannot be split.
    for (let first = true; first || parts.some(({ lines }) => lines.length > 0); first = false) {
      if (!first) this.#turn();
      const room = sheet.room - 2 * padPt;
      const taken = parts.map(({ lines }) => {
        let used = 0;
        let count = 0;
        for (const line of lines) {
          if (used + line.leadingPt > room + 0.01) break;
          used += line.leadingPt;
          count += 1;
        }
        return { lines: lines.splice(0, count), used };
      });
      const drawn = first ? Math.max(0, ...cells.map(({ cell }) => cell.drawing?.heightPt ?? 0)) : 0;
      const tall = Math.max(drawn, ...taken.map(({ used }) => used)) + 2 * padPt;
      paintRow(sheet, { x: this.#x, widthPt: this.#widthPt, tall, padPt }, row, cells, parts, taken, first);
      sheet.y += tall;
      this.#ruleAt(INK.line2, 0.45);
    }
    // Ended as soon as it is drawn: an open element of a long table would be kept until the file is written.
    element.end();
  }

  #turn(): void {
    this.#sheet.newPage();
    this.#head();
  }

  #ruleAt(colour: string, lineWidth: number): void {
    const { doc, y } = this.#sheet;
    this.#sheet.artefact(() => {
      doc
        .moveTo(this.#x, y)
        .lineTo(this.#x + this.#widthPt, y)
        .lineWidth(lineWidth)
        .stroke(colour);
    });
  }

  #paintHead(index: number): void {
    const lines = this.#heads[index] ?? [];
    const column = this.#placed[index];
    if (column === undefined) return;
    const top = this.#sheet.y + this.#headHeight - HEAD_PAD_PT - linesHeight(lines);
    drawLines(this.#sheet.doc, lines, column.x, top, column.align, column.widthPt);
  }

  #head(): void {
    const sheet = this.#sheet;
    if (this.#headed) {
      sheet.artefact(() => {
        for (const index of this.#columns.keys()) this.#paintHead(index);
      }, 'Pagination');
    } else {
      const row = sheet.element('TR', {}, this.#element);
      this.#columns.forEach((_, index) => {
        sheet.draw(sheet.element('TH', { scope: 'Column' }, row), () => this.#paintHead(index));
      });
    }
    this.#headed = true;
    sheet.y += this.#headHeight;
    this.#ruleAt(INK.rule, 0.7);
  }
}

/** Draws a table at the cursor. */
export const drawTable = (
  sheet: Sheet,
  columns: readonly Column[],
  rows: Iterable<Row>,
  options: TableOptions,
): void => {
  const table = new Table(sheet, columns, options);
  for (const row of rows) table.row(row);
};

const paintRow = (
  sheet: Sheet,
  box: { x: number; widthPt: number; tall: number; padPt: number },
  row: Row,
  cells: readonly { cell: Cell; column: Placed }[],
  parts: readonly { element: Element }[],
  taken: readonly { lines: readonly TextLine[] }[],
  first: boolean,
): void => {
  const { doc } = sheet;
  const { fill } = row;
  const bars = cells.filter(({ cell }) => cell.bar !== undefined);
  if (fill !== undefined || bars.length > 0) {
    sheet.artefact(() => {
      if (fill !== undefined) doc.rect(box.x, sheet.y + 0.3, box.widthPt, box.tall - 0.3).fill(fill);
      for (const { cell, column } of bars)
        doc.rect(column.x - 6, sheet.y + 0.3, 2.2, box.tall - 0.3).fill(cell.bar ?? INK.red);
    });
  }
  cells.forEach(({ cell, column }, index) => {
    const element = parts[index]?.element;
    const lines = taken[index]?.lines ?? [];
    if (element === undefined || (lines.length === 0 && !(first && cell.drawing !== undefined))) return;
    sheet.draw(element, () => {
      if (cell.drawing !== undefined) {
        cell.drawing.draw(column.x, sheet.y + box.padPt);
        return;
      }
      let at = sheet.y + box.padPt;
      for (const line of lines) {
        drawLine(doc, line, column.x, at, column.align, column.widthPt);
        at += line.leadingPt;
      }
    });
  });
};
