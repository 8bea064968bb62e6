// What the camera read over the plate it is taken for, character under character: where they differ the reading stands
// inverted and the plate underlined; a character that one lacks is an outlined empty cell. No colour carries meaning.

import { type AlignedCharacter, alignPlates } from '../../core/match/align-plates.ts';
import { foldPlate } from '../../core/plate/plate-text.ts';
import { PLATE_FEATURES } from '../fonts.ts';
import { INK } from './print-style.ts';
import { type Doc, printable } from './rich-text.ts';
import type { CellDrawing } from './table.ts';

/** Columns of reading and plate; a reading that is no plate text is set as it came, all of it differing. */
export const pairColumns = (read: string, plate: string): readonly AlignedCharacter[] => {
  const foldedRead = foldPlate(read);
  const foldedPlate = foldPlate(plate);
  if (foldedRead.ok && foldedPlate.ok) return alignPlates(foldedRead.plate, foldedPlate.plate);
  const raw = [...read];
  const own = [...plate];
  return Array.from({ length: Math.max(raw.length, own.length) }, (_, index) => ({
    raw: raw[index] ?? null,
    plate: own[index] ?? null,
    differs: raw[index] !== own[index],
  }));
};

export const differs = (read: string, plate: string): boolean => pairColumns(read, plate).some((one) => one.differs);

export interface PlatePairSize {
  readonly sizePt: number;
  readonly cellPt: number;
  readonly rowPt: number;
}

export const SMALL_PAIR: PlatePairSize = { sizePt: 8.6, cellPt: 6.6, rowPt: 10.6 };
export const LARGE_PAIR: PlatePairSize = { sizePt: 17, cellPt: 13, rowPt: 21 };

const character = (
  doc: Doc,
  text: string,
  at: { x: number; y: number },
  size: PlatePairSize,
  set: { bold: boolean; colour: string },
): void => {
  const font = set.bold ? 'JetBrainsMono-Bold' : 'JetBrainsMono-Regular';
  const seen = printable(doc, text, font);
  // A character without a glyph takes the place of one as a question mark; the exact text stands in the data files.
  const shown = [...seen].length === 1 ? seen : '?';
  doc.font(font).fontSize(size.sizePt).fillColor(set.colour);
  const wide = doc.widthOfString(shown, { features: PLATE_FEATURES });
  doc.text(shown, at.x + (size.cellPt - wide) / 2, at.y + size.rowPt / 2 + size.sizePt * 0.36, {
    lineBreak: false,
    baseline: 'alphabetic',
    features: PLATE_FEATURES,
  });
};

const emptyCell = (doc: Doc, x: number, y: number, size: PlatePairSize): void => {
  doc
    .roundedRect(x + 0.9, y + size.rowPt * 0.14, size.cellPt - 1.8, size.rowPt * 0.72, 1)
    .lineWidth(0.6)
    .stroke(INK.t3);
};

const drawColumn = (doc: Doc, column: AlignedCharacter, at: { x: number; y: number }, size: PlatePairSize): void => {
  const { x, y } = at;
  const lower = y + size.rowPt;
  if (column.raw === null) emptyCell(doc, x, y, size);
  else if (column.differs) {
    doc.roundedRect(x + 0.3, y + size.rowPt * 0.05, size.cellPt - 0.6, size.rowPt * 0.92, 1.2).fill(INK.t1);
    character(doc, column.raw, at, size, { bold: true, colour: INK.white });
  } else character(doc, column.raw, at, size, { bold: false, colour: INK.t3 });
  if (column.plate === null) {
    emptyCell(doc, x, lower, size);
    return;
  }
  character(doc, column.plate, { x, y: lower }, size, { bold: true, colour: INK.t1 });
  if (column.differs) {
    const under = lower + size.rowPt * 0.93;
    doc
      .moveTo(x + 0.8, under)
      .lineTo(x + size.cellPt - 0.8, under)
      .lineWidth(size.sizePt * 0.09)
      .stroke(INK.t1);
  }
};

export interface PlatePair extends CellDrawing {
  readonly widthPt: number;
}

/** The pair as a cell of a table or a figure of its own; a long reading goes on in a further pair of rows. */
export const platePair = (
  doc: Doc,
  read: string,
  plate: string,
  maxWidthPt: number,
  size: PlatePairSize = SMALL_PAIR,
): PlatePair => {
  const columns = pairColumns(read, plate);
  const perLine = Math.max(1, Math.floor(maxWidthPt / size.cellPt));
  const lines = Math.max(1, Math.ceil(columns.length / perLine));
  const linePt = size.rowPt * 2 + 3;
  return {
    heightPt: lines * linePt - 2,
    widthPt: Math.min(columns.length, perLine) * size.cellPt,
    actual: columns.some((one) => one.differs)
      ? `Camera read ${read}; plate ${plate}`
      : `Camera read the plate as it is: ${plate}`,
    draw: (x, y) => {
      columns.forEach((column, index) => {
        const line = Math.floor(index / perLine);
        drawColumn(doc, column, { x: x + (index % perLine) * size.cellPt, y: y + line * linePt }, size);
      });
    },
  };
};
