/** Middle: the pages as they will be, what will be attached, and a pack that was made with its verdict. Renderer. */
import { Button } from '@blueprintjs/core';
import { ChevronDown, ChevronUp, Cross, Document, ZoomIn, ZoomOut } from '@blueprintjs/icons';
import { useState } from 'react';
import type { PackRecord, PackVerdictView } from '../../../contract/workstation.ts';
import { useDesk, useKeys } from '../../desk/index.ts';
import { countText } from '../../format/number.ts';
import { Empty, PaneTabs, tabId } from '../../parts/index.ts';
import { AttachmentList } from './AttachmentList.tsx';
import { PreviewPages } from './PreviewPages.tsx';
import { RedactionPane } from './RedactionPane.tsx';
import type { DraftEditor } from './use-pack-desk.ts';
import type { Preview } from './use-preview.ts';
import { Verdict } from './Verdict.tsx';

interface MiddlePaneProps {
  readonly caseId: string;
  readonly editor: DraftEditor;
  /** One that was made, shown instead of the draft. */
  readonly pack: PackRecord | null;
  readonly verdict: PackVerdictView | null;
  readonly preview: Preview;
  readonly page: number;
  readonly onPage: (page: number) => void;
  readonly onClosePack: () => void;
  /** The case has no exhibit. */
  readonly empty: boolean;
}

type Tab = 'preview' | 'attachments' | 'redaction';
const ZOOMS: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

export function MiddlePane({
  caseId,
  editor,
  pack,
  verdict,
  preview,
  page,
  onPage,
  onClosePack,
  empty,
}: MiddlePaneProps) {
  const { dispatch } = useDesk();
  const [tab, setTab] = useState<Tab>('preview');
  const [zoom, setZoom] = useState(1);
  const { shown } = preview;
  const pages = shown?.facts.pages ?? 0;
  const step = (by: 1 | -1): void => {
    const next = ZOOMS[ZOOMS.indexOf(zoom) + by];
    if (next !== undefined) setZoom(next);
  };
  const leafing = pack === null && tab === 'preview' && pages > 0;
  useKeys({ zoomIn: () => step(1), zoomOut: () => step(-1) }, leafing);

  if (pack !== null) {
    return (
      <section className="wm-pane" aria-label={`Pack ${pack.number}`}>
        <header className="wm-pane-head">
          <h2 className="wm-tab">{verdict === null ? `Pack ${pack.number}` : 'This pack, verified in front of you'}</h2>
          <div className="wm-pane-head-end">
            <Button
              variant="minimal"
              size="small"
              icon={<Cross size={14} />}
              text="Back to the draft"
              onClick={onClosePack}
              data-testid="close-pack"
            />
          </div>
        </header>
        <div className="wm-scroll">
          <Verdict key={pack.id} pack={pack} verdict={verdict} />
        </div>
      </section>
    );
  }
  return (
    <section className="wm-pane" aria-label="Pages of the draft">
      <header className="wm-pane-head">
        <PaneTabs<Tab>
          label="What the pack holds"
          name="pack-pages"
          tabs={[
            { id: 'preview', title: 'Preview' },
            {
              id: 'attachments',
              title: `Attachments${shown === null ? '' : ` (${countText(shown.facts.attachments.length)})`}`,
            },
            { id: 'redaction', title: 'Redaction' },
          ]}
          chosen={tab}
          onChoose={setTab}
        />
        {leafing && (
          <div className="wm-pane-head-end wm-page-keys">
            <span className="wm-small" data-testid="page-of">
              <span className="wm-page-word">Page </span>
              <strong>{page}</strong> of {countText(pages)}
            </span>
            <Button
              variant="minimal"
              size="small"
              icon={<ChevronUp size={14} />}
              aria-label="Page before"
              disabled={page <= 1}
              onClick={() => onPage(page - 1)}
            />
            <Button
              variant="minimal"
              size="small"
              icon={<ChevronDown size={14} />}
              aria-label="Next page"
              disabled={page >= pages}
              onClick={() => onPage(page + 1)}
            />
            <Button
              variant="minimal"
              size="small"
              icon={<ZoomOut size={14} />}
              aria-label="Smaller"
              disabled={zoom === ZOOMS[0]}
              onClick={() => step(-1)}
            />
            <Button
              variant="minimal"
              size="small"
              icon={<ZoomIn size={14} />}
              aria-label="Larger"
              disabled={zoom === ZOOMS.at(-1)}
              onClick={() => step(1)}
            />
          </div>
        )}
      </header>
      <div role="tabpanel" aria-labelledby={tabId('pack-pages', tab)} className="wm-preview" data-tab={tab}>
        {tab === 'preview' &&
          (empty ? (
            <Empty
              icon={<Document size={28} />}
              title="No page yet"
              testId="preview-empty"
              action={
                <Button
                  intent="primary"
                  text="Find a vehicle"
                  onClick={() => dispatch({ type: 'go', screen: 'find' })}
                />
              }
            >
              A pack is made of exhibits. Confirm a read, add it to the exhibits, and its pages stand here as they will
              be printed.
            </Empty>
          ) : (
            <PreviewPages preview={preview} page={page} onPage={onPage} zoom={zoom} />
          ))}
        {tab === 'attachments' && <AttachmentList preview={preview} />}
        {tab === 'redaction' && <RedactionPane caseId={caseId} editor={editor} />}
      </div>
    </section>
  );
}
