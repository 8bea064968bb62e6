/** One plate that is tracked: until when, what has come, how it ends. Renderer. Opening a read is logged. */
import { Button, InputGroup, PopoverNext } from '@blueprintjs/core';
import { type SubmitEvent, useState } from 'react';
import type { TrackingWatch } from '../../../contract/authority-answers.ts';
import { useDesk } from '../../desk/index.ts';
import { countOf, countText } from '../../format/number.ts';
import { spanText } from '../../format/time.ts';
import { Field, Plate, PlatePair, ProblemBox, Time } from '../../parts/index.ts';
import { useCameras } from '../sync/index.ts';
import type { useTracking } from './use-tracking.ts';

interface WatchCardProps {
  readonly watch: TrackingWatch;
  readonly number: string | null;
  readonly nowMs: number;
  readonly stop: ReturnType<typeof useTracking>['stop'];
}

const ENDED_WORDS: Readonly<Record<NonNullable<TrackingWatch['endedBy']>, string>> = {
  stopped: 'stopped',
  expired: 'ended with its authority',
  withdrawn: 'ended: its authority was withdrawn',
  recovered: 'ended: the vehicle was recovered',
};
const HOUR_MS = 3_600_000;

export function WatchCard({ watch, number, nowMs, stop }: WatchCardProps) {
  const { dispatch } = useDesk();
  const cameras = useCameras();
  const running = watch.state === 'running' && watch.endsMs > nowMs;
  const leftMs = watch.endsMs - nowMs;
  const open = (detectionId: string): void => {
    dispatch({ type: 'go', screen: 'find' });
    dispatch({ type: 'select', selection: { detectionId, plate: watch.plate, match: null }, open: true });
  };
  return (
    <section className="wm-watch" aria-label={`Tracking ${watch.plate}`} data-testid="watch" data-running={running}>
      <header className="wm-row">
        <Plate text={watch.plate} large />
        <div className="wm-grow wm-small">
          <p className={running && leftMs < HOUR_MS ? 'wm-amber' : 'wm-bright'}>
            {running
              ? `${spanText(leftMs)} left`
              : watch.endedBy === null
                ? ENDED_WORDS.expired
                : ENDED_WORDS[watch.endedBy]}
          </p>
          <p className="wm-dim">
            under <span className="wm-mono">{number ?? 'an authority of the case'}</span>, since{' '}
            <Time timeMs={watch.startedMs} />, {watch.startedBy.name}
          </p>
        </div>
        <span className="wm-badge">{countOf(watch.alerts, 'alert')}</span>
        {running && <StopButton watch={watch} stop={stop} />}
      </header>
      {watch.reads.length === 0 ? (
        <p className="wm-dim wm-small">No read yet. That is coverage, not absence.</p>
      ) : (
        <table className="wm-register-table">
          <thead>
            <tr>
              <th scope="col">Read / plate</th>
              <th scope="col">Where</th>
              <th scope="col">When</th>
              <th scope="col">
                <span className="wm-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {watch.reads.map((read) => (
              <tr key={read.detectionId} data-testid="watch-read">
                <td>
                  <PlatePair read={read.read} plate={watch.plate} inLine />
                </td>
                <td>{cameras.data?.find((camera) => camera.id === read.cameraId)?.name ?? read.cameraId}</td>
                <td>
                  <Time timeMs={read.timeMs} />
                </td>
                <td className="wm-right">
                  <Button
                    size="small"
                    text="Open"
                    title="Looking is logged"
                    aria-label={`Open the read of ${read.read}`}
                    onClick={() => open(read.detectionId)}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {watch.reads.length > 0 && (
        <p className="wm-caption">
          A camera read something that may be this plate. None of these reads is confirmed by being here.
        </p>
      )}
      {watch.alerts > watch.reads.length && (
        <p className="wm-caption">
          The newest {countText(watch.reads.length)} of {countText(watch.alerts)}.
        </p>
      )}
    </section>
  );
}

function StopButton({ watch, stop }: Pick<WatchCardProps, 'watch' | 'stop'>) {
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (reason.trim() === '') return;
    stop.mutate({ watchId: watch.id, reason: reason.trim() }, { onSuccess: () => setOpen(false) });
  };
  return (
    <PopoverNext
      isOpen={open}
      onInteraction={setOpen}
      placement="left-start"
      content={
        <form className="wm-picker wm-picker-form" onSubmit={submit}>
          <strong>Stop tracking {watch.plate}?</strong>
          <p className="wm-caption">No alert comes from then on. What came stays, and so does the log.</p>
          <Field label="Reason">
            {({ id }) => (
              <InputGroup
                id={id}
                autoFocus
                value={reason}
                onValueChange={setReason}
                maxLength={500}
                data-testid="stop-reason"
              />
            )}
          </Field>
          {stop.error !== null && <ProblemBox error={stop.error} />}
          <div className="wm-actions">
            <Button
              type="submit"
              size="small"
              intent="primary"
              text="Stop"
              disabled={reason.trim() === ''}
              loading={stop.isPending}
              data-testid="stop-tracking-sure"
            />
            {reason.trim() === '' && <span className="wm-caption">Waits for a reason.</span>}
          </div>
        </form>
      }
    >
      <Button size="small" text="Stop…" aria-label={`Stop tracking ${watch.plate}`} data-testid="stop-tracking" />
    </PopoverNext>
  );
}
