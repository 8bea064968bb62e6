/** An answer that ran: how much, how it is sorted, the table, and beneath it what was folded and how far it reaches. */
import { HTMLSelect, Switch } from '@blueprintjs/core';
import { Antenna, EyeOpen, Search } from '@blueprintjs/icons';
import { type RefObject, useState } from 'react';
import { FOLD_BELOW } from '../../../core/match/likelihood.ts';
import { countOf, countText, elapsedText } from '../../format/number.ts';
import { windowText } from '../../format/time.ts';
import { inOurWords } from '../../format/words.ts';
import { Kbd } from '../../parts/index.ts';
import { useSync } from '../sync/index.ts';
import { depthText } from './find-words.ts';
import { NoReads } from './NoReads.tsx';
import { PartHint } from './PartHint.tsx';
import { ResultsTable } from './ResultsTable.tsx';
import type { Order, RanAnswer } from './use-result-rows.ts';

interface ResultsProps {
  readonly answer: RanAnswer;
  /** As it was asked. */
  readonly query: string;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly folded: boolean;
  readonly onFolded: (shown: boolean) => void;
  readonly grid: RefObject<HTMLDivElement | null>;
  readonly wanted: number | null;
  /** Puts a text in the plate box. */
  readonly onTry: (text: string) => void;
}

export function Results({ answer, query, order, onOrder, folded, onFolded, grid, wanted, onTry }: ResultsProps) {
  const { summary } = answer;
  const unfinished = useAskedWhileFilling(summary.resultId);
  const visible = summary.total - summary.folded;
  return (
    <>
      <div className="wm-results-head" data-testid="results-summary">
        <p className="wm-results-said">
          <strong>
            {countOf(summary.total, 'read')} in {countOf(summary.plates, 'spelling')}
          </strong>{' '}
          <span className="wm-dim">
            {/* What is in the plate box may have changed since. */}
            for <span className="wm-mono wm-covered">{query}</span>
            {summary.asked.direction === 'witness' && ' as remembered'}
            {filterText(summary.asked)} in {elapsedText(summary.elapsedMs)} ·{' '}
            <span className="wm-nowrap">log entry {countText(summary.logSeq)}</span>
          </span>
        </p>
        <HTMLSelect
          aria-label="Sort by"
          value={order}
          onChange={(event) => onOrder(event.currentTarget.value as Order)}
          data-testid="sort"
          options={[
            { value: 'likelihood', label: 'Likelihood' },
            { value: 'time', label: 'Newest first' },
            { value: 'camera', label: 'Camera' },
          ]}
        />
      </div>
      {summary.window.clamped && (
        <p className="wm-note" data-testid="window-clamped">
          Cut to the 60 days that may be searched: {windowText(summary.window.fromMs, summary.window.toMs)}.
        </p>
      )}
      {unfinished && (
        <p className="wm-note" data-tone="amber" data-testid="asked-while-syncing">
          Sync was still bringing reads when this was asked: there may be more. Run it again once it says “Synced”.
        </p>
      )}
      {summary.truncated && (
        <p className="wm-note">More reads match than can be listed. Narrow the plate, the window or the area.</p>
      )}
      {summary.total === 0 ? (
        <NoReads answer={answer} query={query} onTry={onTry} />
      ) : visible === 0 && !folded ? (
        <div className="wm-results wm-results-folded">
          <p>
            Every read found is below {FOLD_BELOW}. They are folded, not dropped.{' '}
            <button type="button" className="wm-link" onClick={() => onFolded(true)}>
              Show them
            </button>
          </p>
          <PartHint query={query} onTry={onTry} />
        </div>
      ) : (
        <ResultsTable
          key={`${summary.resultId}-${order}-${folded}`}
          answer={answer}
          order={order}
          includeFolded={folded}
          grid={grid}
          wanted={wanted}
        />
      )}
      <footer className="wm-results-foot">
        {summary.folded > 0 && (
          <p className="wm-row">
            <EyeOpen size={14} />
            <span>
              <strong>
                {countOf(summary.folded, 'read')} below {FOLD_BELOW}
              </strong>{' '}
              {folded ? 'shown too.' : 'folded, not dropped.'}
            </span>
            <Switch
              checked={folded}
              onChange={(event) => onFolded(event.currentTarget.checked)}
              labelElement={<span className="wm-link">Show them</span>}
              data-testid="show-folded"
            />
            <Kbd of="folded" />
          </p>
        )}
        <p className="wm-row wm-dim" data-testid="depth">
          <Search size={14} />
          {depthText(summary.costReached, summary.asked.query)}
        </p>
        <p className="wm-row wm-dim">
          <Antenna size={14} />
          Reads came from {countOf(summary.coverage.sitesWithReads, 'site')}; {countText(summary.coverage.live)} of{' '}
          {countOf(summary.coverage.total, 'camera')} were live. No read is not “was not there”.
        </p>
      </footer>
    </>
  );
}

/** `, silver toyota or not known`: the filters an answer ran under. */
function filterText({ make, colour }: RanAnswer['summary']['asked']): string {
  const words = [colour, make].filter((word) => word !== null).map((word) => inOurWords(word));
  return words.length === 0 ? '' : `, ${words.join(' ')} or not known,`;
}

/** Whether reads were still coming in when this result came: it says so for as long as it is shown. */
function useAskedWhileFilling(resultId: string): boolean {
  const sync = useSync().data;
  const filling =
    sync?.state === 'running' &&
    sync.progress.some(({ kind, done, total }) => kind === 'items' && total !== null && total > MANY && done < total);
  const [asked, setAsked] = useState({ resultId, filling });
  if (asked.resultId === resultId) return asked.filling;
  setAsked({ resultId, filling });
  return filling;
}

/** A round that brings fewer reads than this is the everyday one. */
const MANY = 500;
