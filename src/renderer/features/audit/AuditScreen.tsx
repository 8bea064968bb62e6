/** The query log as an auditor sees it: is it whole, who asked what, and one entry in full. Renderer. */
import './audit.css';
import { Button } from '@blueprintjs/core';
import { History } from '@blueprintjs/icons';
import { useRef, useState } from 'react';
import type { AuditState } from '../../../contract/audit-answers.ts';
import { useDesk, useKeys, useMedia, WIDE } from '../../desk/index.ts';
import { countText } from '../../format/number.ts';
import { Empty, Loading, ProblemBox } from '../../parts/index.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { AuditTabs } from './AuditTabs.tsx';
import { DayBars } from './DayBars.tsx';
import { EntryPanel } from './EntryPanel.tsx';
import { FilterBar } from './FilterBar.tsx';
import { KeyGate } from './KeyGate.tsx';
import { RowList } from './RowList.tsx';
import { useAuditState, useOverview, useReadAgain } from './use-audit.ts';
import { useVerifyLog } from './use-verify.ts';
import { VerifyBanner } from './VerifyBanner.tsx';

export function AuditScreen() {
  const state = useAuditState();
  return (
    <div className="wm-audit-screen" data-testid="audit-screen">
      {state.error !== null && state.data === undefined ? (
        <section className="wm-pane wm-audit-alone" aria-label="Query log">
          <ProblemBox error={state.error} onRetry={() => void state.refetch()} />
        </section>
      ) : state.data === undefined ? (
        <section className="wm-pane" aria-label="Query log">
          <Loading what="Looking what is held of the log" />
        </section>
      ) : state.data.key !== 'open' ? (
        <KeyGate state={state.data} />
      ) : state.data.held === 0 ? (
        <NothingHeld />
      ) : (
        <Held state={state.data} />
      )}
    </div>
  );
}

function Held({ state }: { state: AuditState }) {
  const { filter, chosen, opened } = useAuditDesk();
  const overview = useOverview(filter);
  const verifying = useVerifyLog(state);
  const wide = useMedia(WIDE);
  const list = useRef<HTMLDivElement>(null);
  useKeys({ auditVerify: () => void verifying.verify() });
  const [readHeld, setReadHeld] = useState(state.held);
  const readAgain = useReadAgain();
  const panel = wide || chosen !== null || opened !== null;
  return (
    <div className="wm-audit" data-panel={panel} data-opened={opened !== null}>
      <section className="wm-pane wm-audit-list" aria-label="Query log">
        <VerifyBanner state={state} verifying={verifying} />
        <AuditTabs tabs={overview.data?.tabs ?? null} people={state.people} />
        <div className="wm-audit-top">
          {overview.error !== null && (
            <div className="wm-section">
              <ProblemBox error={overview.error} onRetry={() => void overview.refetch()} />
            </div>
          )}
          {overview.data !== undefined && <DayBars overview={overview.data} stale={overview.isPlaceholderData} />}
          {overview.isPending && <div className="wm-bars-wait" aria-hidden />}
        </div>
        <FilterBar
          state={state}
          arrived={Math.max(0, state.held - readHeld)}
          onReadAgain={() => {
            setReadHeld(state.held);
            readAgain();
          }}
        />
        {state.unread > 0 && (
          <p className="wm-note wm-audit-unread" data-tone="amber" role="status">
            {countText(state.unread)} of {countText(state.held)} entries held are not opened yet, so they are not in the
            counts and rows below. They open as sync goes on; if the number stays, ask the administrator whether the
            audit key was changed.
          </p>
        )}
        <RowList ref={list} />
      </section>
      {panel && <EntryPanel onBack={() => list.current?.focus()} />}
    </div>
  );
}

function NothingHeld() {
  const { dispatch } = useDesk();
  return (
    <section className="wm-pane" aria-label="Query log" data-testid="audit-empty">
      <Empty
        icon={<History size={26} />}
        title="No entry has come yet"
        action={<Button text="Look at sync" onClick={() => dispatch({ type: 'go', screen: 'sync' })} />}
      >
        Workstations hand their query logs to the server as they sync, and this desk fetches them from there. As soon as
        the first arrives it stands here. An empty log where people work is itself worth asking about.
      </Empty>
    </section>
  );
}
