/**
 * Queries over time, a bar a day, and the brush that chooses the window. Renderer.
 * By pointer: drag over the days. By keyboard: the two ends are sliders. A screen reader has the figures as a table.
 * The window is asked for once the hand is off, since every asking is logged.
 */
import { type PointerEvent, useMemo, useState } from 'react';
import type { AuditOverview } from '../../../contract/audit-answers.ts';
import { countOf, countText } from '../../format/number.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { windowOfDays } from './audit-filter.ts';
import { BrushEnds } from './BrushEnds.tsx';
import { type Brush, barAt, barsOf, barTitle, brushOf, type DayBar, ticksOf } from './day-bars.ts';

const MAX_BARS = 92;

interface DayBarsProps {
  readonly overview: AuditOverview;
  /** Figures of the filter before; the new ones are on their way. */
  readonly stale: boolean;
}

export function DayBars({ overview, stale }: DayBarsProps) {
  const { filter, narrow } = useAuditDesk();
  const bars = useMemo(() => barsOf(overview.days, MAX_BARS), [overview.days]);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const kept = brushOf(bars, filter.fromMs, filter.toMs);
  const dragged = drag === null ? null : { first: Math.min(drag.from, drag.to), last: Math.max(drag.from, drag.to) };
  const brush = dragged ?? kept;
  const use = (chosen: Brush | null): void => {
    const [first, last] = [bars[chosen?.first ?? -1], bars[chosen?.last ?? -1]];
    narrow(
      first === undefined || last === undefined
        ? { fromMs: null, toMs: null }
        : windowOfDays(first.firstDay, last.lastDay),
    );
  };
  if (bars.length === 0) {
    return <p className="wm-caption wm-bars-none">Nothing to count: no entry passes these filters.</p>;
  }
  const under = (event: PointerEvent<HTMLDivElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    return barAt((event.clientX - box.left) / box.width, bars.length);
  };
  const most = Math.max(1, ...bars.map((bar) => bar.ran + bar.refused));
  const told = bars[over ?? -1];
  return (
    <section className="wm-bars" aria-label="Queries over time" data-stale={stale} data-testid="audit-bars">
      <header>
        <p>
          <strong>
            {countOf(overview.queries, 'query', 'queries')}, {countText(overview.refused)} refused
          </strong>{' '}
          <span className="wm-dim">{told === undefined ? spanTitle(bars) : barWords(told)}</span>
        </p>
        <p className="wm-bars-legend" aria-hidden>
          {brush !== null && (
            <button type="button" className="wm-link" tabIndex={-1} onClick={() => use(null)}>
              All days
            </button>
          )}
          <span data-kind="ran">ran</span>
          <span data-kind="refused">refused</span>
        </p>
      </header>
      <div className="wm-bars-plot">
        <div
          className="wm-bars-area"
          aria-hidden
          style={{ gridTemplateColumns: `repeat(${bars.length}, minmax(0, 1fr))` }}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            setDrag({ from: under(event), to: under(event) });
          }}
          onPointerMove={(event) => {
            setOver(under(event));
            if (drag !== null) setDrag({ ...drag, to: under(event) });
          }}
          onPointerUp={() => {
            if (dragged !== null) use(dragged);
            setDrag(null);
          }}
          onPointerCancel={() => setDrag(null)}
          onPointerLeave={() => setOver(null)}
        >
          {bars.map((bar, at) => (
            <div
              key={bar.firstDay}
              className="wm-bar-day"
              data-in={brush === null || (at >= brush.first && at <= brush.last)}
              data-over={at === over}
            >
              <i style={{ height: `${(bar.ran / most) * 100}%` }} />
              <b style={{ height: `${(bar.refused / most) * 100}%` }} data-some={bar.refused > 0} />
            </div>
          ))}
        </div>
        <BrushEnds bars={bars} brush={brush} onUse={use} />
      </div>
      <div className="wm-bars-ticks" aria-hidden>
        {ticksOf(bars).map((tick) => {
          const share = (tick.at + 0.5) / bars.length;
          return (
            <span
              key={tick.at}
              data-end={share < 0.06 ? 'start' : share > 0.94 ? 'end' : 'none'}
              style={{ left: `${share * 100}%` }}
            >
              {tick.text}
            </span>
          );
        })}
      </div>
      <FiguresTable bars={bars} />
    </section>
  );
}

const spanTitle = (bars: readonly DayBar[]): string => {
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return '';
  const each =
    first.firstDay === last.lastDay
      ? ''
      : bars.some((bar) => bar.firstDay !== bar.lastDay)
        ? ', several days a bar'
        : ', by day';
  return `${barTitle({ ...first, lastDay: last.lastDay })}${each}`;
};

const barWords = (bar: DayBar): string =>
  `${barTitle(bar)}: ${countText(bar.ran)} ran, ${countText(bar.refused)} refused`;

function FiguresTable({ bars }: { bars: readonly DayBar[] }) {
  return (
    <div className="wm-hidden">
      <table>
        <caption>Queries over time</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Ran</th>
            <th scope="col">Refused</th>
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.firstDay}>
              <th scope="row">{barTitle(bar)}</th>
              <td>{bar.ran}</td>
              <td>{bar.refused}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
