/** Small choices of an analysis: how near in time, how often. Renderer. */
import { HTMLSelect } from '@blueprintjs/core';
import { useId } from 'react';
import { countOf } from '../../format/number.ts';

const GAPS: readonly { ms: number; label: string }[] = [
  { ms: 30_000, label: '30 s' },
  { ms: 60_000, label: '1 min' },
  { ms: 120_000, label: '2 min' },
  { ms: 300_000, label: '5 min' },
  { ms: 600_000, label: '10 min' },
  { ms: 1_800_000, label: '30 min' },
];

export function GapChoice({ gapMs, onChoose }: { gapMs: number; onChoose: (gapMs: number) => void }) {
  const id = useId();
  return (
    <span className="wm-choice">
      <label htmlFor={id}>at one camera within</label>
      <HTMLSelect
        id={id}
        value={gapMs}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
        options={GAPS.map(({ ms, label }) => ({ value: ms, label }))}
        data-testid="gap"
      />
    </span>
  );
}

const COUNTS = [2, 3, 4, 5, 6, 8, 10, 15, 20] as const;

export function CountChoice({ count, onChoose }: { count: number; onChoose: (count: number) => void }) {
  const id = useId();
  return (
    <span className="wm-choice">
      <label htmlFor={id}>at least</label>
      <HTMLSelect
        id={id}
        value={count}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
        options={COUNTS.map((value) => ({ value, label: countOf(value, 'time') }))}
        data-testid="at-least"
      />
    </span>
  );
}
