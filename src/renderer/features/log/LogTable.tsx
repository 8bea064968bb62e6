// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid places its rows itself; table elements cannot be placed.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is one stop of Tab, its active row is named by aria-activedescendant.
/** The entries, newest first, as a virtual table; older pages come as one scrolls. Renderer. */
import { Disable } from '@blueprintjs/icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { AuditEntry } from '../../../core/audit/entry.ts';
import { countText } from '../../format/number.ts';
import { zoneName } from '../../format/time.ts';
import { ACTION_WORDS, OUTCOME_WORDS } from '../../format/words.ts';
import { Time } from '../../parts/index.ts';
import { askedText, rowsText, rulesText } from './log-row.ts';

export type LogFilter = 'all' | 'queries' | 'refused' | 'exports';

const QUERIES = new Set<AuditEntry['action']>([
  'find',
  'look-alikes',
  'journey',
  'pattern',
  'convoy',
  'colocation',
  'all-convoys',
  'view',
]);
const EXPORTS = new Set<AuditEntry['action']>(['pack-export', 'pack-download']);

export function passes(entry: AuditEntry, filter: LogFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'queries':
      return QUERIES.has(entry.action);
    case 'refused':
      return entry.outcome === 'refused';
    case 'exports':
      return EXPORTS.has(entry.action);
  }
}

const ROW_PX = 30;

interface LogTableProps {
  readonly entries: readonly AuditEntry[];
  readonly chosen: number | null;
  readonly onChoose: (seq: number) => void;
  /** Fetches older entries; null: there are none, or they are on their way. */
  readonly more: (() => void) | null;
}

export function LogTable({ entries, chosen, onChoose, more }: LogTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: entries.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== null && lastShown >= entries.length - 20) more();
  }, [more, lastShown, entries.length]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const at = entries.findIndex((entry) => entry.seq === chosen);
    const next = Math.min(Math.max(0, at + step), entries.length - 1);
    const entry = entries[next];
    if (entry === undefined) return;
    onChoose(entry.seq);
    virtualizer.scrollToIndex(next);
  };
  return (
    <div
      ref={box}
      className="wm-results"
      role="grid"
      aria-label="Entries"
      aria-rowcount={entries.length + 1}
      tabIndex={0}
      onKeyDown={onKeyDown}
      aria-activedescendant={chosen === null ? undefined : `entry-${chosen}`}
      data-testid="log"
    >
      <div className="wm-table-head wm-log-grid" role="row">
        {[
          'Entry',
          `When (${zoneName(Date.now())})`,
          'Who, title then',
          'What',
          'Authority',
          'Asked',
          'Outcome',
          'Reads',
        ].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      <div role="rowgroup" className="wm-result-body" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const entry = entries[item.index];
          if (entry === undefined) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows.
            <div
              key={entry.seq}
              id={`entry-${entry.seq}`}
              role="row"
              tabIndex={-1}
              aria-selected={entry.seq === chosen}
              className="wm-log-row wm-log-grid"
              data-testid="log-row"
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => onChoose(entry.seq)}
            >
              <EntryCells entry={entry} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function EntryCells({ entry }: { entry: AuditEntry }) {
  const asked = askedText(entry);
  return (
    <>
      <span role="gridcell" className="wm-dim wm-right">
        {countText(entry.seq)}
      </span>
      <span role="gridcell" className="wm-ellipsis">
        <Time timeMs={entry.timeMs} form="date" /> <Time timeMs={entry.timeMs} form="clock" />
      </span>
      <span role="gridcell" className="wm-ellipsis">
        <strong>{entry.actor?.name ?? 'nobody signed in'}</strong> <span className="wm-dim">{entry.actor?.title}</span>
      </span>
      <span role="gridcell" className="wm-ellipsis">
        {ACTION_WORDS[entry.action]}
        {entry.phase === 'result' && <span className="wm-dim"> of {entry.of}</span>}
      </span>
      <span role="gridcell" className="wm-ellipsis wm-mono wm-small">
        {entry.authority?.number ?? <span className="wm-dim">none</span>}
      </span>
      <span role="gridcell" className="wm-ellipsis wm-log-asked" title={asked}>
        {asked}
      </span>
      <span role="gridcell" className="wm-ellipsis wm-row">
        {entry.outcome === 'refused' || entry.outcome === 'failed' ? (
          <span className="wm-log-refused">
            <Disable size={12} /> {OUTCOME_WORDS[entry.outcome]} <span className="wm-mono">{rulesText(entry)}</span>
          </span>
        ) : (
          OUTCOME_WORDS[entry.outcome]
        )}
      </span>
      <span role="gridcell" className="wm-right">
        {rowsText(entry)}
      </span>
    </>
  );
}
