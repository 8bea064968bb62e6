/** A moment: local with its zone, ISO UTC on hover (see UtcHover) and for machines. Renderer. */
import {
  clockText,
  dateText,
  dateYearText,
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
  readonly form?: 'full' | 'exact' | 'two-lines' | 'clock' | 'minute' | 'date' | 'date-year';
  readonly clockOffsetMs?: number | null;
}

export function Time({ timeMs, form = 'full', clockOffsetMs = null }: TimeProps) {
  const note =
    clockOffsetMs === null ? '' : `camera clock ${clockOffsetMs < 0 ? '−' : '+'}${Math.abs(clockOffsetMs) / 1000} s`;
  return (
    <time className="wm-time" dateTime={utcText(timeMs)} data-note={note}>
      {shown(timeMs, form)}
    </time>
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
          <span className="wm-bright">{clockText(timeMs)}</span>
        </>
      );
    case 'clock':
      return clockText(timeMs);
    case 'minute':
      return `${minuteText(timeMs)} ${zoneName(timeMs)}`;
    case 'date':
      return shortDateText(timeMs);
    case 'date-year':
      return dateYearText(timeMs);
    case 'full':
      return timeText(timeMs);
  }
}
