/** A moment: local with its zone, ISO UTC on hover and for machines. Renderer. */
import { Tooltip } from '@blueprintjs/core';
import {
  clockText,
  dateText,
  exactText,
  minuteText,
  shortDateText,
  timeText,
  utcText,
  zoneName,
} from '../format/time.ts';

interface TimeProps {
  readonly timeMs: number;
  /** `two-lines`: day over clock, for tables whose head names the zone. */
  readonly form?: 'full' | 'exact' | 'two-lines' | 'clock' | 'minute' | 'date';
  readonly clockOffsetMs?: number | null;
}

export function Time({ timeMs, form = 'full', clockOffsetMs = null }: TimeProps) {
  const clock =
    clockOffsetMs === null
      ? ''
      : ` · camera clock ${clockOffsetMs >= 0 ? '+' : '−'}${Math.abs(clockOffsetMs) / 1000} s`;
  const utc = (
    <>
      <span className="wm-mono">{utcText(timeMs)}</span>{' '}
      <span className="wm-dim">
        UTC · {zoneName(timeMs)} local{clock}
      </span>
    </>
  );
  return (
    <Tooltip
      content={utc}
      placement="top"
      compact
      hoverOpenDelay={250}
      className={form === 'two-lines' ? 'wm-time-two' : 'wm-time'}
    >
      <time dateTime={utcText(timeMs)}>{shown(timeMs, form)}</time>
    </Tooltip>
  );
}

function shown(timeMs: number, form: NonNullable<TimeProps['form']>) {
  switch (form) {
    case 'exact':
      return exactText(timeMs);
    case 'two-lines':
      return (
        <>
          <span className="wm-dim">{dateText(timeMs)}</span>
          <br />
          <span>{clockText(timeMs)}</span>
        </>
      );
    case 'clock':
      return clockText(timeMs);
    case 'minute':
      return `${minuteText(timeMs)} ${zoneName(timeMs)}`;
    case 'date':
      return shortDateText(timeMs);
    case 'full':
      return timeText(timeMs);
  }
}
