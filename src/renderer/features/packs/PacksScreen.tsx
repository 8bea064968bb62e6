/** Evidence packs: checks before export, the export with its progress and verdict, and the packs made so far. Renderer. */
import './packs.css';
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { useDesk } from '../../desk/index.ts';
import { countOf } from '../../format/number.ts';
import { Empty, Loading, ProblemBox } from '../../parts/index.ts';
import { useSync, useSyncSwitch } from '../sync/index.ts';
import { BuildPanel } from './BuildPanel.tsx';
import { Archive, ErrorIcon, SmallTick, WarningSign } from './icons.ts';
import { PackHistory } from './PackHistory.tsx';
import { useBuild, usePackChecks, usePacks } from './use-packs.ts';
import { Verdict } from './Verdict.tsx';

/** Checks that a round of sync can mend. */
const SYNC_MENDS = new Set(['receipt', 'image-waiting']);

export function PacksScreen({ caseId, caseName }: { caseId: string; caseName: string }) {
  const { dispatch } = useDesk();
  const checks = usePackChecks(caseId);
  const packs = usePacks(caseId);
  const { state, build, cancel } = useBuild(caseId);
  const [shownId, setShownId] = useState<string | null>(null);
  const sync = useSyncSwitch();
  const syncing = useSync().data?.state === 'running' || sync.isPending;
  const all = checks.data?.checks ?? [];
  const stops = all.filter((check) => check.severity === 'stop');
  const mends = all.filter((check) => check.severity === 'mend');
  return (
    <div className="wm-packs" data-testid="packs-screen">
      <section className="wm-pane" aria-label="Build a pack">
        <header className="wm-pane-head">
          <h1 className="wm-tab">Build a pack</h1>
          {checks.data !== undefined && (
            <span className="wm-row wm-small wm-dim">
              {countOf(checks.data.exhibits, 'exhibit')}, the whole log:{' '}
              {countOf(checks.data.logEntries, 'entry', 'entries')}
            </span>
          )}
        </header>
        <BuildPanel
          caseName={caseName}
          state={state}
          stops={stops.length}
          ready={checks.data !== undefined}
          onBuild={build}
          onCancel={cancel}
        />
      </section>
      <section className="wm-pane" aria-label="Packs made">
        <header className="wm-pane-head">
          <h2 className="wm-tab">
            {state.phase === 'done' ? 'This pack, verified in front of you' : 'Packs of this case'}
          </h2>
        </header>
        <div className="wm-scroll">
          {state.phase === 'done' && <Verdict pack={state.pack} verdict={state.verdict} />}
          {packs.error !== null && (
            <div className="wm-section">
              <ProblemBox error={packs.error} onRetry={() => void packs.refetch()} />
            </div>
          )}
          {packs.data === undefined && packs.error === null && <Loading what="Reading the packs" />}
          {packs.data?.length === 0 && state.phase !== 'done' && (
            <Empty icon={<Archive size={28} />} title="No pack yet" testId="packs-empty">
              A pack is one PDF: cover, authority, exhibits, map, movement table and the whole query log, signed. Anyone
              can verify it without a network.
            </Empty>
          )}
          {packs.data !== undefined && packs.data.length > 0 && (
            <PackHistory packs={packs.data} shownId={shownId} onShow={setShownId} />
          )}
        </div>
      </section>
      <section className="wm-pane" aria-label="Checks before export">
        <header className="wm-pane-head">
          <h2 className="wm-tab">Checks before export</h2>
          <div className="wm-pane-head-end">
            {stops.length > 0 && <span className="wm-badge wm-badge-red">{countOf(stops.length, 'stop')}</span>}
            {mends.length > 0 && <span className="wm-badge wm-badge-amber">{mends.length} to mend</span>}
          </div>
        </header>
        <div className="wm-scroll">
          {checks.error !== null && (
            <div className="wm-section">
              <ProblemBox error={checks.error} onRetry={() => void checks.refetch()} />
            </div>
          )}
          {checks.isPending && <Loading what="Checking" />}
          <ul data-testid="pack-checks">
            {[...stops, ...mends, ...all.filter((check) => check.severity === 'ok')].map((check) => (
              <li key={check.id} className="wm-check" data-severity={check.severity}>
                {check.severity === 'stop' ? (
                  <ErrorIcon />
                ) : check.severity === 'mend' ? (
                  <WarningSign />
                ) : (
                  <SmallTick />
                )}
                <div>
                  <strong>{check.title}</strong>
                  {check.detail !== '' && <p className="wm-dim">{check.detail}</p>}
                  {check.severity === 'mend' && SYNC_MENDS.has(check.id) && (
                    <Button
                      size="small"
                      text="Sync now"
                      loading={syncing}
                      onClick={() => sync.mutate(true)}
                      data-testid="sync-now"
                    />
                  )}
                </div>
              </li>
            ))}
          </ul>
          {checks.data?.exhibits === 0 && (
            <div className="wm-section">
              <button type="button" className="wm-link" onClick={() => dispatch({ type: 'go', screen: 'find' })}>
                Find and confirm a read first
              </button>
            </div>
          )}
        </div>
      </section>
    </div>
  );
}
