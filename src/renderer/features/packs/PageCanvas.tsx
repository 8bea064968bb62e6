/** One page, whole in the pane or larger; its words stand beside it for whoever does not see it. Renderer. */
import { useEffect, useRef, useState } from 'react';
import type { PDFDocumentProxy } from './pdf-lib.ts';
import { usePage } from './use-page.ts';

/** A4 at its own size on screen would be 794 px; larger than this nobody reads a whole page. */
const WIDEST_PX = 900;
/** Narrower than this it is no longer read, and scrolls instead. */
const NARROWEST_PX = 420;
const EDGE_PX = 24;
/** Width of A4 over its height. */
const A4 = 210 / 297;

export function PageCanvas({ pdf, page, zoom }: { pdf: PDFDocumentProxy; page: number; zoom: number }) {
  const box = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [room, setRoom] = useState({ widthPx: 0, heightPx: 0 });
  useEffect(() => {
    const seen = box.current;
    if (seen === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined || entry.contentRect.width === 0) return;
      const { width, height } = entry.contentRect;
      setRoom({ widthPx: Math.round(width), heightPx: Math.round(height) });
    });
    observer.observe(seen);
    return () => observer.disconnect();
  }, []);
  const whole = Math.max(NARROWEST_PX, room.heightPx * A4);
  const fits = Math.min(WIDEST_PX, whole, Math.max(200, room.widthPx - 2 * EDGE_PX));
  const widthPx = room.widthPx === 0 ? 0 : Math.round(fits * zoom);
  const { text, drawn } = usePage(canvas, pdf, page, widthPx, true);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
    <section ref={box} className="wm-page-box" tabIndex={0} aria-label={`Page ${page}, scrolls`}>
      <canvas
        ref={canvas}
        className="wm-page"
        width={1}
        height={1}
        style={{ width: widthPx === 0 ? undefined : `${widthPx}px` }}
        role="img"
        aria-label={`Page ${page} of the draft`}
        data-testid="page-canvas"
        data-page={page}
        data-drawn={drawn}
      />
      <p className="wm-hidden" data-testid="page-text">
        {text}
      </p>
    </section>
  );
}
