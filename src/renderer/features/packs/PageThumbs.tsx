/** All pages, small, in a column: only those in sight are drawn, so that five thousand cost no more than ten. Renderer. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { PDFDocumentProxy } from './pdf-lib.ts';
import { usePage } from './use-page.ts';

interface PageThumbsProps {
  readonly pdf: PDFDocumentProxy;
  readonly pages: number;
  readonly page: number;
  readonly onPage: (page: number) => void;
}

const WIDTH_PX = 58;
const ROW_PX = 104;

export function PageThumbs({ pdf, pages, page, onPage }: PageThumbsProps) {
  const box = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: pages,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 2,
  });
  useEffect(() => {
    if (page <= pages) rows.scrollToIndex(page - 1, { align: 'auto' });
  }, [rows, page, pages]);
  return (
    <nav ref={box} className="wm-thumbs" aria-label="Pages" data-testid="page-thumbs">
      <div style={{ height: `${rows.getTotalSize()}px` }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <Thumb
            key={index}
            pdf={pdf}
            number={index + 1}
            topPx={start}
            chosen={index + 1 === page}
            onChoose={() => onPage(index + 1)}
          />
        ))}
      </div>
    </nav>
  );
}

interface ThumbProps {
  readonly pdf: PDFDocumentProxy;
  readonly number: number;
  readonly topPx: number;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function Thumb({ pdf, number, topPx, chosen, onChoose }: ThumbProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  usePage(canvas, pdf, number, WIDTH_PX, false);
  return (
    <button
      type="button"
      className="wm-thumb"
      style={{ transform: `translateY(${topPx}px)` }}
      aria-current={chosen ? 'page' : undefined}
      aria-label={`Page ${number}`}
      onClick={onChoose}
    >
      <canvas ref={canvas} width={1} height={1} />
      <span>{number}</span>
    </button>
  );
}
