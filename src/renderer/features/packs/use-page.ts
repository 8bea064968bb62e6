/** Draws one page of a PDF into a canvas whenever page, size or file change. Renderer. */
import { type RefObject, useEffect, useState } from 'react';
import type { PDFDocumentProxy } from './pdf-lib.ts';

/** Sharp on fine screens, and never so large that a canvas is refused. */
const MOST_PIXELS = 16_000_000;

/**
 * @param widthPx width on screen; 0: not known yet, nothing is drawn
 * @returns the words of the page in reading order where `withText`, for whoever does not see the canvas
 */
export function usePage(
  canvas: RefObject<HTMLCanvasElement | null>,
  pdf: PDFDocumentProxy,
  page: number,
  widthPx: number,
  withText: boolean,
): { text: string; drawn: boolean } {
  const [state, setState] = useState({ text: '', drawn: false });
  useEffect(() => {
    const target = canvas.current;
    if (target === null || widthPx <= 0) return;
    let gone = false;
    let task: { cancel(): void } | null = null;
    const draw = async (): Promise<void> => {
      const proxy = await pdf.getPage(page);
      if (gone) return;
      const base = proxy.getViewport({ scale: 1 });
      const wanted = (widthPx / base.width) * Math.min(2, devicePixelRatio || 1);
      const most = Math.sqrt(MOST_PIXELS / (base.width * base.height));
      const viewport = proxy.getViewport({ scale: Math.min(wanted, most) });
      // Drawn aside and put up whole: leafing never shows a page half drawn.
      const aside = document.createElement('canvas');
      aside.width = Math.floor(viewport.width);
      aside.height = Math.floor(viewport.height);
      const rendering = proxy.render({ canvas: aside, viewport });
      task = rendering;
      await rendering.promise;
      if (gone) return;
      target.width = aside.width;
      target.height = aside.height;
      target.getContext('2d')?.drawImage(aside, 0, 0);
      const text = withText
        ? (await proxy.getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join(' ')
        : '';
      if (!gone) setState({ text, drawn: true });
    };
    // A page that was left while it was drawn, or whose file was let go, is nobody's trouble.
    draw().catch((error: unknown) => {
      if (!gone) console.warn('A page of the preview could not be drawn.', error);
    });
    return () => {
      gone = true;
      task?.cancel();
    };
  }, [canvas, pdf, page, widthPx, withText]);
  return state;
}
