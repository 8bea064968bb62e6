/** Status bar, 24 px: training, sync, lease, horizon of the data, coverage, running work, keys. Renderer. */
import { useIsFetching, useIsMutating } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { SyncStatus } from '../../contract/workstation.ts';
import type { Space } from '../../core/model/domain.ts';
import { useDesk, useNow } from '../desk/index.ts';
import { AllPairsStatus } from '../features/movement/index.ts';
import { STATE_TITLES, toneOf, useSync } from '../features/sync/index.ts';
import { countText } from '../format/number.ts';
import { clockText, shortDateText, spanText } from '../format/time.ts';
import { Kbd } from '../parts/index.ts';

const HOUR_MS = 3_600_000;

/** @param log what an auditor is told instead of detections and coverage */
export function StatusBar({ space, log }: { space: Space | null; log?: ReactNode }) {
  const { data, error } = useSync();
  const { dispatch } = useDesk();
  // What looks for news by itself is no work of the person at the desk.
  const working = useIsFetching({ predicate: (query) => query.meta?.quiet !== true }) + useIsMutating();
  return (
    <footer className="wm-status" data-testid="status-bar">
      {space === 'training' && <span className="wm-status-training">TRAINING</span>}
      {error !== null && <span className="wm-status-item wm-red">Sync state not known</span>}
      {data !== undefined && (
        <SyncItems
          status={data}
          ofDetections={log === undefined}
          onOpen={() => dispatch({ type: 'go', screen: 'sync' })}
        />
      )}
      {log}
      <span className="wm-status-end">
        {log === undefined && <AllPairsStatus />}
        <span className="wm-status-item wm-status-work" role="status" data-working={working > 0}>
          {working > 0 ? 'Working…' : ''}
        </span>
        <button
          type="button"
          className="wm-status-item"
          onClick={() => dispatch({ type: 'overlay', overlay: 'shortcuts' })}
        >
          <Kbd of="shortcuts" /> keys
        </button>
        <button
          type="button"
          className="wm-status-item"
          onClick={() => dispatch({ type: 'overlay', overlay: 'palette' })}
        >
          <Kbd of="palette" /> commands
        </button>
      </span>
    </footer>
  );
}

interface SyncItemsProps {
  readonly status: SyncStatus;
  readonly ofDetections: boolean;
  readonly onOpen: () => void;
}

function SyncItems({ status, ofDetections, onOpen }: SyncItemsProps) {
  const nowMs = useNow(10_000);
  return (
    <>
      <button
        type="button"
        className="wm-status-item"
        onClick={onOpen}
        title={status.message}
        data-testid="status-sync"
      >
        <i className="wm-dot" data-tone={toneOf(status.state)} />
        <strong>{STATE_TITLES[status.state]}</strong> {syncText(status)}
      </button>
      <Item label="Lease" testId="status-lease">
        <Lease lease={status.lease} nowMs={nowMs} />
      </Item>
      {ofDetections && status.horizon !== null && (
        <Item label="Detections from" testId="status-horizon">
          <strong>
            {shortDateText(status.horizon.fromMs)} to {shortDateText(status.horizon.toMs)}
          </strong>
        </Item>
      )}
      {ofDetections && status.coverage.total > 0 && (
        <Item label="Coverage" testId="status-coverage">
          <strong>
            {countText(status.coverage.live)} of {countText(status.coverage.total)} cameras live
          </strong>
        </Item>
      )}
    </>
  );
}

function Item({ label, testId, children }: { label: string; testId: string; children: ReactNode }) {
  return (
    <span className="wm-status-item" data-testid={testId}>
      {label} {children}
    </span>
  );
}

function Lease({ lease, nowMs }: { lease: SyncStatus['lease']; nowMs: number }) {
  if (lease === null) return <span>none yet</span>;
  const leftMs = lease.untilMs - nowMs;
  if (lease.ended || leftMs <= 0) return <strong className="wm-red">ended</strong>;
  return <strong className={leftMs < HOUR_MS ? 'wm-amber' : undefined}>{spanText(leftMs)} left</strong>;
}

function syncText(status: SyncStatus): string {
  if (status.state === 'running') {
    const part = status.progress.find((item) => item.total === null || item.done < item.total);
    if (part === undefined) return '';
    return part.total === null ? countText(part.done) : `${countText(part.done)} of ${countText(part.total)}`;
  }
  const contact = status.lastContactMs === null ? 'no contact yet' : clockText(status.lastContactMs);
  return status.waiting.logEntries > 0 ? `${contact}, ${countText(status.waiting.logEntries)} waiting` : contact;
}
