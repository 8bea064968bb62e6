// Small drawing steps every part of the printed map uses: text with a halo, and the marks' shapes. Draws into a
// pdfkit document that has the faces of `registerFonts`.

import type { MarkShape } from '../../core/map/palette.ts';
import type { FontName } from '../fonts.ts';
import type { PagePoint } from './print-view.ts';

export type Doc = PDFKit.PDFDocument;

export interface TextStyle {
  readonly font: FontName;
  readonly sizePt: number;
  readonly colour: string;
  /** A rim of this colour keeps the text legible over lines. */
  readonly halo?: string;
  readonly features?: PDFKit.Mixins.OpenTypeFeatures[];
}

export const textWidth = (doc: Doc, text: string, style: TextStyle): number =>
  doc.font(style.font).fontSize(style.sizePt).widthOfString(text, { features: style.features });

/** One line of text, its top left at the point; never wraps and never starts a page. */
export const writeText = (doc: Doc, text: string, at: PagePoint, style: TextStyle): void => {
  doc.font(style.font).fontSize(style.sizePt);
  const options = { lineBreak: false, features: style.features };
  if (style.halo !== undefined) {
    doc.save().lineWidth(2.4).lineJoin('round').strokeColor(style.halo);
    doc.text(text, at.x, at.y, { ...options, fill: false, stroke: true });
    doc.restore();
  }
  doc.fillColor(style.colour).text(text, at.x, at.y, options);
};

/** Path of a vehicle's shape with equal optical size: `radius` is the disc's. Neither filled nor stroked yet. */
export const shapePath = (doc: Doc, shape: MarkShape, { x, y }: PagePoint, radius: number): Doc => {
  switch (shape) {
    case 'disc':
      return doc.circle(x, y, radius);
    case 'square': {
      const side = radius * 1.78;
      return doc.rect(x - side / 2, y - side / 2, side, side);
    }
    case 'triangle': {
      const r = radius * 1.3;
      return doc.polygon([x, y - r], [x + r * 0.9, y + r * 0.62], [x - r * 0.9, y + r * 0.62]);
    }
    case 'diamond': {
      const r = radius * 1.28;
      return doc.polygon([x, y - r], [x + r, y], [x, y + r], [x - r, y]);
    }
  }
};

/** An open arrow head, its point at `at`, pointing along (ux, uy); stroked with the current line. */
export const chevron = (doc: Doc, at: PagePoint, ux: number, uy: number, size: number): void => {
  const wing = (turn: number): [number, number] => [
    at.x - size * (ux * 0.86 - turn * uy * 0.5),
    at.y - size * (uy * 0.86 + turn * ux * 0.5),
  ];
  doc
    .moveTo(...wing(1))
    .lineTo(at.x, at.y)
    .lineTo(...wing(-1))
    .stroke();
};
