/**
 * The two ends of the brush as sliders: arrows a bar, Page a week of bars, Home and End, Escape for all days. Renderer.
 * What the keys choose is asked for when they have been still for a moment, or the focus goes.
 */
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type Brush, barTitle, type DayBar, moveBrush } from './day-bars.ts';

const STILL_MS = 500;
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -7,
  PageUp: 7,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

interface BrushEndsProps {
  readonly bars: readonly DayBar[];
  readonly brush: Brush | null;
  readonly onUse: (brush: Brush | null) => void;
}

export function BrushEnds({ bars, brush, onUse }: BrushEndsProps) {
  const [draft, setDraft] = useState<Brush | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const shown = draft ?? brush ?? { first: 0, last: bars.length - 1 };
  const settle = (chosen: Brush | null): void => {
    clearTimeout(timer.current);
    setDraft(null);
    onUse(chosen);
  };
  const onKey = (event: KeyboardEvent, end: 'first' | 'last'): void => {
    if (event.key === 'Escape' && (brush !== null || draft !== null)) {
      event.preventDefault();
      settle(null);
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const moved = moveBrush(shown, end, shown[end] + step, bars.length);
    setDraft(moved);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => settle(moved), STILL_MS);
  };
  return (
    <div className="wm-brush" data-on={brush !== null || draft !== null}>
      <div
        className="wm-brush-box"
        aria-hidden
        style={{
          left: `${(shown.first / bars.length) * 100}%`,
          right: `${100 - ((shown.last + 1) / bars.length) * 100}%`,
        }}
      />
      {(['first', 'last'] as const).map((end) => {
        const bar = bars[shown[end]];
        return (
          <div
            key={end}
            role="slider"
            tabIndex={0}
            className="wm-brush-end"
            aria-label={end === 'first' ? 'Window from' : 'Window to'}
            aria-valuemin={0}
            aria-valuemax={bars.length - 1}
            aria-valuenow={shown[end]}
            aria-valuetext={bar === undefined ? '' : barTitle(bar)}
            style={{ left: `${((shown[end] + (end === 'first' ? 0 : 1)) / bars.length) * 100}%` }}
            onKeyDown={(event) => onKey(event, end)}
            onBlur={() => draft !== null && settle(draft)}
            data-testid={`audit-brush-${end}`}
          />
        );
      })}
    </div>
  );
}
