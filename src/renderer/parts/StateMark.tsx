/** The state of a read as a shape, never a hue alone: disc with tick, ring, struck ring, dashed ring with `?`. Renderer. */
import type { ReadState } from '../../core/model/domain.ts';
import { STATE_WORDS } from '../format/words.ts';

export function StateMark({ state, label = true }: { state: ReadState; label?: boolean }) {
  return (
    <svg className="wm-mark" viewBox="0 0 16 16" role="img" aria-hidden={!label}>
      <title>{STATE_WORDS[state]}</title>
      <Shape state={state} />
    </svg>
  );
}

function Shape({ state }: { state: ReadState }) {
  const ring = { cx: 8, cy: 8, r: 5.5, fill: 'none', stroke: 'currentColor', strokeWidth: 1.4 };
  switch (state) {
    case 'confirmed':
      return (
        <>
          <circle cx="8" cy="8" r="6.2" fill="currentColor" />
          <path d="M5 8.3l2.1 2.1L11.1 6" fill="none" stroke="var(--bg1)" strokeWidth="1.7" strokeLinecap="round" />
        </>
      );
    case 'unconfirmed':
      return <circle {...ring} />;
    case 'rejected':
      return (
        <>
          <circle {...ring} />
          <path d="M3.2 12.8L12.8 3.2" stroke="currentColor" strokeWidth="1.4" />
        </>
      );
    case 'cannot-tell':
      return (
        <>
          <circle {...ring} strokeDasharray="2.4 1.9" />
          <text x="8" y="10.9" textAnchor="middle" fontSize="8" fontWeight="600" fill="currentColor">
            ?
          </text>
        </>
      );
  }
}

export function StateBadge({ state }: { state: ReadState }) {
  return (
    <span className="wm-chip" data-state={state}>
      <StateMark state={state} label={false} />
      <span className="wm-state-word">{STATE_WORDS[state]}</span>
    </span>
  );
}
