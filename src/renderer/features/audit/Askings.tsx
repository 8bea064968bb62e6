/** Askings of this plate by this person on a line of time that ends with this entry: 24 hours or 7 days. Renderer. */
import { useState } from 'react';
import type { AuditDrillDown } from '../../../contract/audit-answers.ts';
import { countOf } from '../../format/number.ts';
import { clockText, DAY_MS, dateText, shortDateText, timeText } from '../../format/time.ts';
import { askingsText, askingsWithin, marksOf } from './askings.ts';
import { OUTCOME_TITLES, ordinalText } from './audit-words.ts';

const WIDTH = 348;
const LINE_Y = 62;
const INSET = 14;
const SPANS = [
  { title: '24 h', heading: 'Last 24 hours', spanMs: DAY_MS },
  { title: '7 days', heading: 'Last 7 days', spanMs: 7 * DAY_MS },
] as const;

export function Askings({ drill }: { drill: AuditDrillDown }) {
  const [span, setSpan] = useState<(typeof SPANS)[number]>(SPANS[0]);
  const { row } = drill;
  const toMs = row.timeMs;
  const fromMs = toMs - span.spanMs;
  const askings = askingsWithin(drill.askings, toMs, span.spanMs);
  const after = drill.askings.filter((asking) => asking.timeMs > toMs).length;
  const marks = marksOf(askings, { fromMs, toMs }, 18 / (WIDTH - 2 * INSET), toMs);
  const stopped = askings.findIndex((asking) => asking.outcome === 'refused');
  const top = LINE_Y - 30 - 17 * Math.max(0, ...marks.map((mark) => mark.level));
  const x = (share: number): number => INSET + share * (WIDTH - 2 * INSET);
  const day = span.spanMs === DAY_MS;
  return (
    <div className="wm-section wm-askings" data-testid="audit-askings">
      <header>
        <h3>
          {span.heading}
          {stopped > 0 && <span>stopped from the {ordinalText(stopped + 1)}</span>}
        </h3>
        <fieldset className="wm-askings-span">
          <legend className="wm-hidden">How far back</legend>
          {SPANS.map((item) => (
            <button key={item.title} type="button" aria-pressed={item === span} onClick={() => setSpan(item)}>
              {item.title}
            </button>
          ))}
        </fieldset>
      </header>
      <svg viewBox={`0 ${top} ${WIDTH} ${84 - top}`} aria-hidden className="wm-askings-line">
        <line x1={INSET} x2={WIDTH - INSET} y1={LINE_Y} y2={LINE_Y} className="wm-askings-axis" />
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line x1={x(share)} x2={x(share)} y1={LINE_Y} y2={LINE_Y + 4} className="wm-askings-axis" />
            {(share === 0 || share === 0.5 || share === 1) && (
              <text x={x(share)} y={80} textAnchor={share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}>
                {day
                  ? `${share === 0.5 ? '' : `${dateText(fromMs + share * span.spanMs).split(' ')[0]} `}${clockText(fromMs + share * span.spanMs).slice(0, 5)}`
                  : shortDateText(fromMs + share * span.spanMs)}
              </text>
            )}
          </g>
        ))}
        {marks.map((mark) => {
          const [cx, cy] = [x(mark.at), LINE_Y - 18 - mark.level * 17];
          const text = mark.first === mark.last ? String(mark.first) : `${mark.first}+`;
          return (
            <g key={mark.first} data-refused={mark.refused} data-here={mark.here} className="wm-asking">
              <line x1={cx} x2={cx} y1={cy + 7} y2={LINE_Y} />
              {mark.refused ? (
                <rect x={cx - 8} y={cy - 8} width={16} height={16} rx={2} />
              ) : (
                <circle cx={cx} cy={cy} r={8} />
              )}
              <text x={cx} y={cy + 3.5} textAnchor="middle">
                {text}
              </text>
            </g>
          );
        })}
      </svg>
      <ol className="wm-hidden">
        {askings.map((asking) => (
          <li key={asking.timeMs}>
            {timeText(asking.timeMs)}: {OUTCOME_TITLES[asking.outcome]} {asking.why}
          </li>
        ))}
      </ol>
      <p className="wm-caption">
        {askings.length === 0 ? 'This asking is the only one.' : `${askingsText(askings)}; squares were refused.`}
        {after > 0 && ` ${countOf(after, 'more asking')} in the day after.`}
      </p>
    </div>
  );
}
