/** Beside the list: the entry that was opened, the officer, the plate. A row not opened yet says so. Renderer. */
import { Button } from '@blueprintjs/core';
import { ArrowLeft, Cross, EyeOpen } from '@blueprintjs/icons';
import { useState } from 'react';
import type { AuditDrillDown } from '../../../contract/audit-answers.ts';
import { countText } from '../../format/number.ts';
import { Empty, Kbd, Loading, PaneTabs, ProblemBox, tabId } from '../../parts/index.ts';
import { Askings } from './Askings.tsx';
import { useAuditDesk } from './AuditProvider.tsx';
import { EntryFacts } from './EntryFacts.tsx';
import { EntryHead } from './EntryHead.tsx';
import { Findings } from './Findings.tsx';
import { OfficerFigures, OfficerTab } from './OfficerTab.tsx';
import { PlateTab } from './PlateTab.tsx';
import { ProofFacts } from './ProofFacts.tsx';
import { refKey, useEntry } from './use-audit.ts';

type PanelTab = 'entry' | 'officer' | 'plate';
const TABS: readonly { id: PanelTab; title: string }[] = [
  { id: 'entry', title: 'Drill-down' },
  { id: 'officer', title: 'Officer' },
  { id: 'plate', title: 'Plate' },
];

export function EntryPanel({ onBack }: { onBack: () => void }) {
  const { chosen, choose, opened, open } = useAuditDesk();
  const [tab, setTab] = useState<PanelTab>('entry');
  const entry = useEntry(opened);
  const close = (): void => {
    choose(null);
    open(null);
    onBack();
  };
  const pending = chosen !== null && (opened === null || refKey(chosen.ref) !== refKey(opened));
  return (
    <section className="wm-pane wm-audit-panel" aria-label="Entry" data-testid="audit-panel">
      <header className="wm-pane-head">
        <Button
          className="wm-audit-back"
          variant="minimal"
          size="small"
          icon={<ArrowLeft size={14} />}
          text="List"
          onClick={close}
        />
        <PaneTabs label="About the entry" name="audit-entry" tabs={TABS} chosen={tab} onChoose={(id) => setTab(id)} />
        {(chosen !== null || opened !== null) && (
          <div className="wm-pane-head-end">
            <Button variant="minimal" size="small" icon={<Cross size={14} />} aria-label="Close" onClick={close} />
          </div>
        )}
      </header>
      <div role="tabpanel" aria-labelledby={tabId('audit-entry', tab)} className="wm-scroll" tabIndex={-1}>
        {pending && (
          <div className="wm-section wm-stack" data-testid="audit-not-opened">
            <p>
              <strong>Entry {countText(chosen.ordinal)}</strong> is chosen, not opened. Opening shows it as it was
              written, with its proof. That reading is logged.
            </p>
            <div className="wm-actions">
              <Button
                intent="primary"
                icon={<EyeOpen size={14} />}
                text="Open the entry"
                endIcon={<Kbd of="auditOpen" />}
                onClick={() => open(chosen.ref)}
              />
            </div>
          </div>
        )}
        {!pending && opened === null && (
          <Empty icon={<EyeOpen size={24} />} title="Choose an entry">
            Arrows move along the list, Enter or a click opens an entry: as it was written then, what surrounds it, and
            the proof that it stands in the log.
          </Empty>
        )}
        {!pending && entry.error !== null && (
          <div className="wm-section">
            <ProblemBox error={entry.error} onRetry={() => void entry.refetch()} />
          </div>
        )}
        {!pending && opened !== null && entry.isPending && <Loading what="Reading the entry and its proof" />}
        {!pending && entry.data !== undefined && <Opened drill={entry.data} tab={tab} />}
      </div>
      {!pending && entry.data !== undefined && (
        <footer className="wm-audit-panel-foot">
          {tab === 'entry' && <Findings key={refKey(entry.data.row.ref)} drill={entry.data} />}
          <p className="wm-audit-logged">
            <EyeOpen size={12} /> Your reading is logged too: entry {countText(entry.data.logSeq)}
          </p>
        </footer>
      )}
    </section>
  );
}

function Opened({ drill, tab }: { drill: AuditDrillDown; tab: PanelTab }) {
  if (tab === 'officer') return <OfficerTab drill={drill} />;
  if (tab === 'plate') return <PlateTab drill={drill} />;
  return (
    <>
      <EntryHead drill={drill} />
      {drill.row.plateKey !== null && <Askings drill={drill} />}
      <EntryFacts drill={drill} />
      <ProofFacts drill={drill} />
      <OfficerFigures drill={drill} />
    </>
  );
}
