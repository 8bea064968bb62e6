/** One page large, all pages small beside it; what is being drawn, was stopped or failed says so above them. Renderer. */
import { Button } from '@blueprintjs/core';
import { Document } from '@blueprintjs/icons';
import { Empty, ProblemBox, Progress } from '../../parts/index.ts';
import { PageCanvas } from './PageCanvas.tsx';
import { PageThumbs } from './PageThumbs.tsx';
import type { Preview } from './use-preview.ts';

interface PreviewPagesProps {
  readonly preview: Preview;
  readonly page: number;
  readonly onPage: (page: number) => void;
  /** 1: as wide as the pane, at most as on paper. */
  readonly zoom: number;
}

export function PreviewPages({ preview, page, onPage, zoom }: PreviewPagesProps) {
  const { shown, drawing, error, stopped, stale } = preview;
  return (
    <>
      <PreviewNotice preview={preview} />
      {shown === null ? (
        drawing === null &&
        error === null && (
          <Empty
            icon={<Document size={28} />}
            title={stopped ? 'Stopped' : 'No page drawn yet'}
            testId={stopped ? 'preview-stopped' : 'preview-none'}
            action={<Button text="Draw the pages" onClick={preview.draw} />}
          >
            The pages stand here as they will be printed, each marked DRAFT. Drawing them is logged.
          </Empty>
        )
      ) : (
        <div
          className="wm-preview-body"
          data-stale={stale || drawing !== null}
          data-testid="preview"
          data-pages={shown.facts.pages}
        >
          <section className="wm-preview-page" aria-label="Page">
            <PageCanvas pdf={shown.pdf} page={page} zoom={zoom} />
          </section>
          <PageThumbs pdf={shown.pdf} pages={shown.facts.pages} page={page} onPage={onPage} />
        </div>
      )}
    </>
  );
}

function PreviewNotice({ preview }: { preview: Preview }) {
  const { shown, drawing, error, stopped, stale } = preview;
  if (drawing !== null) {
    return (
      <div className="wm-preview-notice" role="status" data-testid="preview-drawing">
        <span className="wm-small">{drawing.step}</span>
        <Progress label="Drawing the pages" value={drawing.total > 0 ? drawing.done / drawing.total : null} />
        <Button size="small" text="Stop" onClick={preview.stop} data-testid="preview-stop" />
      </div>
    );
  }
  if (error !== null) {
    return (
      <div className="wm-section" data-testid="preview-failed">
        <ProblemBox error={error} onRetry={preview.draw} />
      </div>
    );
  }
  if (!stale || shown === null) return null;
  return (
    <div className="wm-preview-notice" role="status" data-testid="preview-stale">
      <span className="wm-small">{stopped ? 'Stopped: ' : ''}These pages are of an older choice.</span>
      <Button size="small" text="Draw again" onClick={preview.draw} />
    </div>
  );
}
