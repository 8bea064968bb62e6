/** Sync in full: what is coming, how fast, what was refused, the lease, what needs attention. Renderer. */
import './sync.css';
import { Button } from '@blueprintjs/core';
import { Error as ErrorIcon, InfoSign, Pause, Play, WarningSign } from '@blueprintjs/icons';
import type { SyncStatus } from '../../../contract/workstation.ts';
import { useNow } from '../../desk/index.ts';
import { countOf, countText } from '../../format/number.ts';
import { spanText } from '../../format/time.ts';
import { Loading, ProblemBox, Progress, Time } from '../../parts/index.ts';
import { KIND_WORDS, STATE_TITLES } from './sync-words.ts';
import { useSync, useSyncSwitch } from './use-sync.ts';

export function SyncScreen() {
  const { data, error, refetch } = useSync();
  return (
    <div className="wm-sync" data-testid="sync-screen">
      <section className="wm-pane" aria-label="Sync">
        <header className="wm-pane-head">
          <h1 className="wm-tab">Sync</h1>
        </header>
        <div className="wm-scroll">
          {error !== null && (
            <div className="wm-section">
              <ProblemBox error={error} onRetry={() => void refetch()} />
            </div>
          )}
          {data === undefined && error === null && <Loading what="Reading the state of sync" />}
          {data !== undefined && <SyncState status={data} />}
        </div>
      </section>
      <section className="wm-pane" aria-label="Alerts and policy">
        <header className="wm-pane-head">
          <h2 className="wm-tab">What needs attention</h2>
        </header>
        <div className="wm-scroll">{data !== undefined && <Attention status={data} />}</div>
      </section>
    </div>
  );
}

function SyncState({ status }: { status: SyncStatus }) {
  const change = useSyncSwitch();
  const nowMs = useNow(1000);
  const running = status.state === 'running';
  return (
    <>
      <div className="wm-section wm-stack">
        <div>
          <h2>{STATE_TITLES[status.state]}</h2>
          <p>{status.message}</p>
        </div>
        <div className="wm-actions">
          {running ? (
            <Button
              icon={<Pause size={14} />}
              text="Pause"
              loading={change.isPending}
              onClick={() => change.mutate(false)}
              data-testid="sync-pause"
            />
          ) : (
            <Button
              intent="primary"
              icon={<Play size={14} />}
              text={status.state === 'paused' ? 'Resume' : 'Sync now'}
              loading={change.isPending}
              onClick={() => change.mutate(true)}
              data-testid="sync-start"
            />
          )}
          {status.nextTryMs !== null && status.nextTryMs > nowMs && (
            <span className="wm-caption">Tries again by itself in {spanText(status.nextTryMs - nowMs)}.</span>
          )}
        </div>
        {change.error !== null && <ProblemBox error={change.error} />}
      </div>
      {status.progress.map((part) => (
        <div key={part.kind} className="wm-section wm-stack wm-sync-part">
          <div className="wm-row">
            <strong>{KIND_WORDS[part.kind]}</strong>
            <span className="wm-dim">
              {countText(part.done)}
              {part.total !== null && ` of ${countText(part.total)}`}
              {part.perSecond > 0 && ` · ${countText(Math.round(part.perSecond))} a second`}
              {part.total !== null &&
                part.perSecond > 0 &&
                part.done < part.total &&
                ` · ${spanText(((part.total - part.done) / part.perSecond) * 1000 + 999)} left`}
            </span>
          </div>
          <Progress label={KIND_WORDS[part.kind]} value={partOf(part, running)} />
        </div>
      ))}
      <div className="wm-section">
        <h3>Held here</h3>
        <dl className="wm-facts">
          <dt>Cameras</dt>
          <dd>
            {countText(status.held.cameras)}{' '}
            <span className="wm-dim">
              {countText(status.coverage.live)} of {countText(status.coverage.total)} live
            </span>
          </dd>
          <dt>Detections</dt>
          <dd>{countText(status.held.detections)}</dd>
          <dt>Images</dt>
          <dd>
            {countText(status.held.images)}{' '}
            {status.waiting.images > 0 && (
              <span className="wm-dim">{countText(status.waiting.images)} on their way</span>
            )}
          </dd>
          {status.horizon !== null && (
            <>
              <dt>From</dt>
              <dd>
                <Time timeMs={status.horizon.fromMs} />
              </dd>
              <dt>To</dt>
              <dd>
                <Time timeMs={status.horizon.toMs} />
              </dd>
            </>
          )}
          <dt>Log entries waiting</dt>
          <dd>
            {status.waiting.logEntries === 0
              ? 'none: the server has them all'
              : `${countText(status.waiting.logEntries)}, safe on disk until the server has them`}
          </dd>
          <dt>Last contact</dt>
          <dd>{status.lastContactMs === null ? 'none yet' : <Time timeMs={status.lastContactMs} />}</dd>
        </dl>
      </div>
    </>
  );
}

function partOf(part: SyncStatus['progress'][number], running: boolean): number | null {
  if (part.total === null) return running ? null : 1;
  return part.total === 0 ? 1 : part.done / part.total;
}

function Attention({ status }: { status: SyncStatus }) {
  const nowMs = useNow(10_000);
  const { lease } = status;
  return (
    <>
      {status.alerts.length === 0 ? (
        <p className="wm-section wm-dim">Nothing.</p>
      ) : (
        <ul data-testid="alerts">
          {status.alerts.map((alert) => (
            <li key={alert.id} className="wm-alert" data-severity={alert.severity}>
              {alert.severity === 'error' ? (
                <ErrorIcon />
              ) : alert.severity === 'warning' ? (
                <WarningSign />
              ) : (
                <InfoSign />
              )}
              <div>
                <strong>{alert.message}</strong>
                {alert.tip !== '' && <p>{alert.tip}</p>}
                <p className="wm-caption">
                  <Time timeMs={alert.atMs} />
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
      <div className="wm-section">
        <h3>Lease</h3>
        {lease === null ? (
          <p className="wm-dim">None yet. It comes with the first contact.</p>
        ) : lease.ended || lease.untilMs <= nowMs ? (
          <p className="wm-red">
            Ended. Nothing held here may be queried until the server has been reached. Nothing is lost.
          </p>
        ) : (
          <p>
            {spanText(lease.untilMs - nowMs)} left, until <Time timeMs={lease.untilMs} />. Without contact until then,
            queries stop.
          </p>
        )}
      </div>
      <div className="wm-section">
        <h3>Policy</h3>
        <p>
          {status.policyVersion === null
            ? 'None received yet.'
            : `Version ${status.policyVersion}, signed; it says what this workstation may hold and for how long.`}
        </p>
      </div>
      <div className="wm-section">
        <h3>
          Refused <span>never taken in, counted</span>
        </h3>
        {status.refused.length === 0 ? (
          <p className="wm-dim">Nothing.</p>
        ) : (
          <dl className="wm-facts">
            {status.refused.map((item) => (
              <div key={item.reason} className="wm-contents">
                <dt>{countOf(item.count, 'item')}</dt>
                <dd>{item.reason}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </>
  );
}
