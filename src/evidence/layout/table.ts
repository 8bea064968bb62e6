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
}

const GUTTER_PT = 8;
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

/** Draws a table at the cursor. Rows may be many: they are laid out one at a time. */
export const drawTable = (
  sheet: Sheet,
  columns: readonly Column[],
  rows: Iterable<Row>,
  options: TableOptions,
): void => {
  const { doc } = sheet;
  const { x = FULL.x, widthPt = FULL.widthPt, padPt = 4.2 } = options;
  const placed = place(columns, x, widthPt);
  const heads = columns.map(({ head }, index) =>
    layoutLines(doc, [run(head, TEXT.cellHead)], placed[index]?.widthPt ?? 0),
  );
  const headHeight = Math.max(...heads.map(linesHeight)) + 2 * HEAD_PAD_PT;
  const table = sheet.element('Table', { title: options.summary });
  let headed = false;

  const ruleAt = (y: number, colour: string, lineWidth: number): void =>
    sheet.artefact(() => {
      doc
        .moveTo(x, y)
        .lineTo(x + widthPt, y)
        .lineWidth(lineWidth)
        .stroke(colour);
    });
  const paintHead = (lines: readonly TextLine[], column: Placed): void => {
    const top = sheet.y + headHeight - HEAD_PAD_PT - linesHeight(lines);
    drawLines(doc, lines, column.x, top, column.align, column.widthPt);
  };
  const head = (): void => {
    if (headed) {
      sheet.artefact(() => {
        heads.forEach((lines, index) => {
          const column = placed[index];
          if (column !== undefined) paintHead(lines, column);
        });
      }, 'Pagination');
    } else {
      const row = sheet.element('TR', {}, table);
      heads.forEach((lines, index) => {
        const column = placed[index];
        if (column === undefined) return;
        sheet.draw(sheet.element('TH', { scope: 'Column' }, row), () => paintHead(lines, column));
      });
    }
    headed = true;
    sheet.y += headHeight;
    ruleAt(sheet.y, INK.rule, 0.7);
  };

  sheet.need(headHeight + 24);
  head();
  for (const row of rows) {
    const cells = row.cells.map((cell, index) => {
      const column = placed[index] ?? { x, widthPt: 0, align: 'left' as const };
      const wide = column.widthPt - (cell.bar === undefined ? 0 : 2);
      return { cell, column, lines: cell.runs === undefined ? [] : layoutLines(doc, cell.runs, wide) };
    });
    const height = Math.max(...cells.map(({ cell, lines }) => cell.drawing?.heightPt ?? linesHeight(lines)));
    const pageRoom = PAGE.bottomPt - PAGE.topPt - headHeight - 2 * padPt;
    if (height + 2 * padPt > sheet.room && (height <= pageRoom || sheet.room < 60)) {
      sheet.newPage();
      head();
    }
    const element = sheet.element('TR', {}, table);
    const parts = cells.map(({ cell, lines }) => ({
      element: sheet.element('TD', cell.drawing === undefined ? {} : { actual: cell.drawing.actual }, element),
      lines: [...lines],
    }));
    // A row taller than a page goes on, line by line; `first` draws what cannot be split.
    for (let first = true; first || parts.some(({ lines }) => lines.length > 0); first = false) {
      if (!first) {
        sheet.newPage();
        head();
      }
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
      paintRow(sheet, { x, widthPt, tall, padPt }, row, cells, parts, taken, first);
      sheet.y += tall;
      ruleAt(sheet.y, INK.line2, 0.45);
    }
  }
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
