/** The inspector: nothing chosen, a read chosen but not opened, or the opened record with its tabs. Renderer. */
import './detection.css';
import { Button } from '@blueprintjs/core';
import { Detection as DetectionIcon, Route } from '@blueprintjs/icons';
import { useEffect, useRef, useState } from 'react';
import type { ReadState } from '../../../core/model/domain.ts';
import { type Selection, useDesk } from '../../desk/index.ts';
import {
  Empty,
  Kbd,
  Likelihood,
  Loading,
  PaneTabs,
  PlatePair,
  ProblemBox,
  StateBadge,
  Time,
  tabId,
} from '../../parts/index.ts';
import { useAuthority } from '../authority/index.ts';
import { useSync } from '../sync/index.ts';
import { LogTab } from './LogTab.tsx';
import { Provenance } from './Provenance.tsx';
import { Record } from './Record.tsx';
import { useDetection } from './use-detection.ts';

interface InspectorProps {
  readonly caseId: string;
  /** Shown and in front: its keys work. */
  readonly active: boolean;
  readonly onState: (detectionId: string, state: ReadState) => void;
  readonly onJourney: (plate: string) => void;
}

export function Inspector(props: InspectorProps) {
  const { desk, dispatch } = useDesk();
  const { selection, opened } = desk;
  if (selection === null) {
    return (
      <Empty icon={<DetectionIcon size={26} />} title="No read chosen" testId="inspector-empty">
        Choose a read in the list or on the map. Its image, its likelihood and where it comes from are shown here.
      </Empty>
    );
  }
  if (!opened) {
    return <Preview selection={selection} onOpen={() => dispatch({ type: 'select', selection, open: true })} />;
  }
  return <Opened key={`${selection.detectionId} ${selection.plate}`} selection={selection} {...props} />;
}

function Preview({ selection, onOpen }: { selection: Selection; onOpen: () => void }) {
  const { dispatch } = useDesk();
  const { match } = selection;
  return (
    <div className="wm-scroll" data-testid="inspector-preview">
      <div className="wm-section wm-stack">
        {match !== null && (
          <>
            <div className="wm-record-head">
              <PlatePair read={match.read} plate={match.plate} large struck={match.state === 'rejected'} />
              <StateBadge state={match.state} />
            </div>
            {selection.remembered != null && (
              <p className="wm-small">
                <span className="wm-dim">Remembered as</span>{' '}
                <PlatePair read={selection.remembered} plate={match.plate} inLine heading="Remembered" />
              </p>
            )}
            <p>
              <span className="wm-bright">{match.cameraName}</span>
              <br />
              <Time timeMs={match.timeMs} form="exact" />
            </p>
            <Likelihood
              likelihood={match.likelihood}
              word={match.word}
              baseRate={match.baseRate}
              lookAlikes={match.lookAlikeCount}
            />
          </>
        )}
        <div className="wm-actions">
          <Button
            intent="primary"
            text="Open the record"
            endIcon={<Kbd of="open" />}
            onClick={onOpen}
            data-testid="open-record"
          />
          <Button
            icon={<Route size={14} />}
            text="Movement"
            endIcon={<Kbd of="follow" />}
            onClick={() => dispatch({ type: 'follow', plate: selection.plate })}
          />
          <span className="wm-caption">Looking is logged.</span>
        </div>
      </div>
    </div>
  );
}

type TabId = 'detection' | 'provenance' | 'log';
const TABS: readonly { id: TabId; title: string }[] = [
  { id: 'detection', title: 'Detection' },
  { id: 'provenance', title: 'Provenance' },
  { id: 'log', title: 'Log' },
];

function Opened({ selection, caseId, active, onState, onJourney }: InspectorProps & { selection: Selection }) {
  const authority = useAuthority();
  const [tab, setTab] = useState<TabId>('detection');
  const asked = { caseId, ...selection, authorityId: authority.current?.id ?? null };
  const { detectionId, plate, authorityId } = asked;
  const view = useDetection({ caseId, detectionId, plate, authorityId });
  const retry = (): void => void view.refetch();
  useImageArrival(view.data?.outcome === 'ran' && view.data.image === 'waiting', retry);
  if (view.error !== null) {
    return (
      <div className="wm-section">
        <ProblemBox error={view.error} onRetry={retry} />
      </div>
    );
  }
  if (view.data === undefined) return <Loading what="Opening the record" />;
  if (view.data.outcome === 'refused') {
    return (
      <div className="wm-section wm-stack" role="alert" data-testid="view-refused">
        <h2>Not opened. Log entry {view.data.logSeq}.</h2>
        {view.data.decision.reasons.map((reason) => (
          <p key={reason.code}>
            {reason.message} {reason.remedy}{' '}
            <span className="wm-caption wm-mono">
              {reason.rule.id} v{reason.rule.version}
            </span>
          </p>
        ))}
        <div className="wm-actions">
          <Button text="Ask again" onClick={retry} loading={view.isFetching} />
        </div>
      </div>
    );
  }
  const record = view.data;
  return (
    <>
      <header className="wm-pane-head">
        <PaneTabs<TabId> label="Detection" name="record" tabs={TABS} chosen={tab} onChoose={setTab} />
      </header>
      <div role="tabpanel" aria-labelledby={tabId('record', tab)} className="wm-scroll" data-testid="record">
        {/* Kept while another tab is looked at: what was typed blind must not be lost. */}
        <div hidden={tab !== 'detection'}>
          <Record
            key={record.image}
            asked={{ caseId, detectionId, plate, authorityId }}
            record={record}
            active={active && tab === 'detection'}
            onState={(state) => onState(detectionId, state)}
            onJourney={() => onJourney(plate)}
            onLookAgain={retry}
          />
        </div>
        {tab === 'provenance' && <Provenance record={record} />}
        {tab === 'log' && <LogTab caseId={caseId} detectionId={detectionId} />}
      </div>
    </>
  );
}

/** Looks again, once, when sync has brought the images that were on their way. */
function useImageArrival(waiting: boolean, lookAgain: () => void): void {
  const sync = useSync().data;
  const looked = useRef(false);
  const arrived = waiting && sync?.state === 'idle' && sync.waiting.images === 0;
  useEffect(() => {
    if (!arrived || looked.current) return;
    looked.current = true;
    lookAgain();
  });
}
