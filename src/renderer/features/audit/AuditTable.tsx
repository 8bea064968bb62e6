// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid places its rows itself; table elements cannot be placed.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is one stop of Tab, its active row is named by aria-activedescendant.
/**
 * The entries, newest first, as a virtual table; older pages come as one scrolls. Renderer.
 * Arrows choose a row and read nothing; Enter or a click opens its entry, which is logged.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { AuditRow } from '../../../contract/audit-answers.ts';
import { zoneName } from '../../format/time.ts';
import { AuditCells } from './AuditCells.tsx';
import { useAuditDesk } from './AuditProvider.tsx';
import { refKey } from './use-audit.ts';

const ROW_PX = 30;
/** Rows left below the last one drawn when the next page is fetched. */
const AHEAD = 40;

interface AuditTableProps {
  readonly ref: Ref<HTMLDivElement>;
  readonly rows: readonly AuditRow[];
  readonly total: number;
  readonly waiting: boolean;
  /** Fetches older rows; null: there are none, or they are on their way. */
  readonly more: (() => void) | null;
}

export function AuditTable({ ref, rows, total, waiting, more }: AuditTableProps) {
  const { chosen, choose, opened, open } = useAuditDesk();
  const box = useRef<HTMLDivElement>(null);
  useImperativeHandle(ref, () => box.current as HTMLDivElement, []);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollPaddingStart: 24,
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more !== null && lastShown >= rows.length - AHEAD) more();
  }, [more, lastShown, rows.length]);
  const chosenKey = chosen === null ? null : refKey(chosen.ref);
  const openedKey = opened === null ? null : refKey(opened);
  const at = rows.findIndex((row) => refKey(row.ref) === chosenKey);
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? ROW_PX) / ROW_PX) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -rows.length,
      End: rows.length,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      const next = Math.min(Math.max(0, at + step), rows.length - 1);
      choose(rows[next] ?? null);
      virtualizer.scrollToIndex(next);
    } else if (event.key === 'Enter' && chosen !== null) {
      event.preventDefault();
      open(chosen.ref);
    } else if (event.key === 'Escape') {
      choose(null);
      open(null);
    }
  };
  return (
    <div
      ref={box}
      className="wm-results"
      role="grid"
      aria-label="Entries"
      aria-rowcount={total + 1}
      tabIndex={0}
      onKeyDown={onKeyDown}
      aria-activedescendant={chosenKey !== null && at !== -1 ? `audit-row-${at}` : undefined}
      data-testid="audit-table"
    >
      <div className="wm-table-head wm-audit-grid" role="row" aria-rowindex={1}>
        {[
          'Entry ▾',
          `When (${zoneName(Date.now())})`,
          'Who, title then',
          'What',
          'Authority',
          'Asked',
          'Outcome',
          'Rows',
        ].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      <div role="rowgroup" className="wm-result-body" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const key = refKey(row.ref);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows.
            <div
              key={key}
              id={`audit-row-${item.index}`}
              role="row"
              tabIndex={-1}
              aria-rowindex={item.index + 2}
              aria-selected={key === chosenKey}
              className="wm-audit-row wm-audit-grid"
              data-opened={key === openedKey}
              data-testid="audit-row"
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => {
                choose(row);
                open(row.ref);
              }}
            >
              <AuditCells row={row} />
            </div>
          );
        })}
      </div>
      {waiting && (
        <p className="wm-audit-more" role="status">
          Reading older entries…
        </p>
      )}
    </div>
  );
}
