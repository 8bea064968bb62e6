/** Left: what goes into the next pack, or the packs made so far. Renderer. */
import { Button } from '@blueprintjs/core';
import { Redo, Undo } from '@blueprintjs/icons';
import type { UseQueryResult } from '@tanstack/react-query';
import type { PackRecord } from '../../../contract/workstation.ts';
import { keyLabel } from '../../desk/keys.ts';
import { countText } from '../../format/number.ts';
import { Empty, Loading, PaneTabs, ProblemBox, tabId } from '../../parts/index.ts';
import { Archive } from './icons.ts';
import { LastTry } from './LastTry.tsx';
import { PackFields } from './PackFields.tsx';
import { PackHistory } from './PackHistory.tsx';
import { SectionList } from './SectionList.tsx';
import type { DraftEditor, PackDesk } from './use-pack-desk.ts';
import type { PackChecks } from './use-packs.ts';
import type { PreviewFacts } from './use-preview.ts';

interface BuildPaneProps {
  readonly caseId: string;
  readonly desk: PackDesk;
  readonly editor: DraftEditor;
  readonly checks: PackChecks | undefined;
  readonly pages: PreviewFacts['sections'];
  readonly building: boolean;
  readonly tab: 'build' | 'history';
  readonly onTab: (tab: 'build' | 'history') => void;
  readonly packs: UseQueryResult<PackRecord[], Error>;
  readonly packId: string | null;
  readonly onPack: (packId: string | null) => void;
  readonly section: string | null;
  readonly onSection: (id: string) => void;
  /** A text field was left. */
  readonly onTyped: () => void;
  readonly onGoOn: () => void;
}

const SAVING = { saved: '', waiting: 'saving', failed: 'Not saved. Change anything to try again.' } as const;

export function BuildPane(props: BuildPaneProps) {
  const { caseId, desk, editor, building, tab, packs } = props;
  const made = packs.data?.length ?? 0;
  return (
    <section className="wm-pane" aria-label="Build a pack">
      <header className="wm-pane-head">
        <h1 className="wm-hidden">Evidence packs</h1>
        <PaneTabs
          label="Next pack or packs made"
          name="packs"
          tabs={[
            { id: 'build', title: 'Build' },
            { id: 'history', title: `History (${countText(made)})` },
          ]}
          chosen={tab}
          onChoose={props.onTab}
        />
        <div className="wm-pane-head-end">
          <Button
            variant="minimal"
            size="small"
            icon={<Undo size={14} />}
            aria-label="Undo"
            title={`Undo ${keyLabel('packUndo')}`}
            disabled={!editor.canUndo || building}
            onClick={editor.undo}
            data-testid="pack-undo"
          />
          <Button
            variant="minimal"
            size="small"
            icon={<Redo size={14} />}
            aria-label="Redo"
            title={`Redo ${keyLabel('packRedo')}`}
            disabled={!editor.canRedo || building}
            onClick={editor.redo}
            data-testid="pack-redo"
          />
        </div>
      </header>
      {tab === 'build' ? (
        <div role="tabpanel" aria-labelledby={tabId('packs', 'build')} className="wm-scroll" data-testid="pack-form">
          <div className="wm-pack-name">
            <h2>{desk.nextNumber.replace(/^P-/, 'Pack ')}</h2>
            <span className="wm-badge">draft</span>
            <span className="wm-mono wm-dim wm-small">{desk.nextNumber}</span>
            <span className="wm-caption" data-tone={editor.saving} role="status">
              {SAVING[editor.saving]}
            </span>
          </div>
          {desk.lastTry !== null && !building && <LastTry caseId={caseId} last={desk.lastTry} onGoOn={props.onGoOn} />}
          <PackFields editor={editor} disabled={building} onTyped={props.onTyped} />
          <SectionList
            desk={desk}
            editor={editor}
            checks={props.checks}
            pages={props.pages}
            disabled={building}
            chosen={props.section}
            onChoose={props.onSection}
            onTyped={props.onTyped}
          />
        </div>
      ) : (
        <div role="tabpanel" aria-labelledby={tabId('packs', 'history')} className="wm-scroll">
          {packs.error !== null && (
            <div className="wm-section">
              <ProblemBox error={packs.error} onRetry={() => void packs.refetch()} />
            </div>
          )}
          {packs.data === undefined && packs.error === null && <Loading what="Reading the packs" />}
          {made === 0 && packs.data !== undefined && (
            <Empty icon={<Archive size={28} />} title="No pack yet" testId="packs-empty">
              A pack is one PDF: cover, authority, exhibits, map, movement table and the whole query log, signed. Anyone
              can verify it without a network.
            </Empty>
          )}
          {packs.data !== undefined && made > 0 && (
            <PackHistory packs={packs.data} shownId={props.packId} onShow={props.onPack} />
          )}
        </div>
      )}
    </section>
  );
}
