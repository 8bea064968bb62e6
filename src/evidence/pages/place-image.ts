// An image of an exhibit on the page, or the frame that says why there is none: the file itself is attached either way.
// Every file is looked at before pdfkit sees it: it comes from outside.

import { type DrawableImage, drawableImage } from '../image/drawable-image.ts';
import { INK, TEXT } from '../layout/print-style.ts';
import { type Doc, drawLines, layoutLines, run } from '../layout/rich-text.ts';

export interface PlacedImage {
  readonly heightPt: number;
  /** What was done to show it, or why it is not shown; empty where it stands as it was sent. */
  readonly note: string;
  readonly drawable: boolean;
  draw(x: number, y: number): void;
}

type Opened = PDFKit.Mixins.PDFImage & { width: number; height: number; orientation?: number };

const EMPTY_HEIGHT_PT = 92;

const open = (doc: Doc, bytes: Uint8Array): Opened | null => {
  try {
    const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const image = (doc as unknown as { openImage(data: Buffer): Opened }).openImage(source);
    return image.width > 0 && image.height > 0 ? image : null;
  } catch {
    return null;
  }
};

const placeholder = (doc: Doc, widthPt: number, words: string, note: string): PlacedImage => ({
  heightPt: EMPTY_HEIGHT_PT,
  note,
  drawable: false,
  draw: (x, y) => {
    doc.rect(x, y, widthPt, EMPTY_HEIGHT_PT).fill(INK.panel);
    doc
      .rect(x + 0.4, y + 0.4, widthPt - 0.8, EMPTY_HEIGHT_PT - 0.8)
      .lineWidth(0.8)
      .dash(3, { space: 3 })
      .stroke(INK.t3)
      .undash();
    const lines = layoutLines(doc, [run(words, TEXT.bodyQuiet)], widthPt - 20);
    drawLines(doc, lines, x + 10, y + EMPTY_HEIGHT_PT / 2 - lines.length * 6.3, 'center', widthPt - 20);
  },
});

/** @param bytes null: no image is held */
export const placeImage = (doc: Doc, bytes: Uint8Array | null, widthPt: number, maxHeightPt: number): PlacedImage => {
  if (bytes === null) return placeholder(doc, widthPt, 'No image of this read is in this pack', '');
  const image: DrawableImage = drawableImage(bytes);
  const reason = image.kind === 'not-drawn' ? image.reason : 'the file is damaged';
  const opened = image.kind === 'not-drawn' ? null : open(doc, image.bytes);
  if (image.kind === 'not-drawn' || opened === null) {
    return placeholder(doc, widthPt, `Attached; cannot be drawn here: ${reason}`, reason);
  }
  const turned = (opened.orientation ?? 1) > 4;
  const [across, down] = turned ? [opened.height, opened.width] : [opened.width, opened.height];
  const scale = Math.min(widthPt / across, maxHeightPt / down);
  const wide = across * scale;
  const tall = down * scale;
  return {
    heightPt: tall,
    note: image.note,
    drawable: true,
    draw: (x, y) => {
      doc.image(opened as unknown as PDFKit.Mixins.ImageSrc, x, y, { width: wide, height: tall });
      doc.rect(x, y, wide, tall).lineWidth(0.5).stroke(INK.line2);
    },
  };
};
