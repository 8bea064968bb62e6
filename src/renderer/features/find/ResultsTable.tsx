// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid places its rows itself; table elements cannot be placed.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is one stop of Tab, its active row is named by aria-activedescendant.
/**
 * The ranked reads as a virtual table: only what is seen exists, pages come as one scrolls. Renderer.
 * Arrows select (not logged), Enter and click open the record (logged).
 */
import { useTable } from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { FindMatch } from '../../../contract/workstation.ts';
import { useDesk } from '../../desk/index.ts';
import { ProblemBox } from '../../parts/index.ts';
import { ResultRow, ROW_PX } from './ResultRow.tsx';
import { resultColumns, resultFeatures } from './result-columns.tsx';
import { type Order, type RanAnswer, rowCount, useResultRows } from './use-result-rows.ts';

interface ResultsTableProps {
  readonly answer: RanAnswer;
  readonly order: Order;
  readonly includeFolded: boolean;
  readonly grid: RefObject<HTMLDivElement | null>;
  /** Row to bring into view, set where a read was chosen on the map. */
  readonly wanted: number | null;
}

export function ResultsTable({ answer, order, includeFolded, grid, wanted }: ResultsTableProps) {
  const { desk, dispatch } = useDesk();
  const [at, setAt] = useState(0);
  const { asked } = answer.summary;
  const remembered = asked.direction === 'witness' && !/[?*]/.test(asked.query) ? asked.query.toUpperCase() : null;
  const count = rowCount(answer, includeFolded);
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => grid.current,
    estimateSize: () => ROW_PX,
    overscan: 6,
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const [firstIndex, lastIndex] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const rows = useResultRows(answer, { order, includeFolded, firstIndex, lastIndex });
  const columns = useMemo(() => resultColumns(remembered), [remembered]);
  const table = useTable({
    features: resultFeatures,
    columns,
    data: items.map((item) => ({ index: item.index, match: rows.rowAt(item.index) })),
    getRowId: (slot) => String(slot.index),
  });

  const select = (match: FindMatch | null, open: boolean): void => {
    if (match === null) return;
    dispatch({
      type: 'select',
      selection: { detectionId: match.detectionId, plate: match.plate, match, remembered },
      open,
    });
  };
  // A row whose page has not come yet is selected, or opened, once it has.
  const awaited = useRef<{ index: number; open: boolean } | null>(null);
  const arrived = awaited.current === null ? null : rows.rowAt(awaited.current.index);
  useEffect(() => {
    if (arrived === null) return;
    const open = awaited.current?.open ?? false;
    awaited.current = null;
    latest.current(arrived, open);
  }, [arrived]);
  const open = (index: number): void => {
    const match = rows.rowAt(index);
    awaited.current = match === null ? { index, open: true } : null;
    select(match, true);
  };
  const moveTo = (index: number): void => {
    const next = Math.min(Math.max(0, index), count - 1);
    setAt(next);
    virtualizer.scrollToIndex(next, { align: 'auto' });
    const match = rows.rowAt(next);
    awaited.current = match === null ? { index: next, open: false } : null;
    select(match, false);
  };
  // Whoever has moved on already is not taken back to the first.
  useFirstSelected(answer, at === 0 ? rows.rowAt(0) : null, (match) => {
    setAt(0);
    select(match, false);
  });
  useEffect(() => {
    if (wanted === null) return;
    setAt(wanted);
    virtualizer.scrollToIndex(wanted, { align: 'center' });
  }, [wanted, virtualizer]);

  const latest = useRef(select);
  useEffect(() => {
    latest.current = select;
  });
  const pick = useCallback((index: number, match: FindMatch | null) => {
    setAt(index);
    latest.current(match, true);
  }, []);

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    const page = Math.max(1, Math.floor((grid.current?.clientHeight ?? ROW_PX) / ROW_PX) - 1);
    const to: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
    };
    const next = to[event.key];
    if (event.key === 'Enter') open(at);
    else if (next !== undefined) moveTo(next);
    else return;
    event.preventDefault();
  };
  return (
    // The table is one stop of the Tab key; its rows are reached by arrows.
    <div
      ref={grid}
      className="wm-results"
      role="grid"
      aria-label="Reads that match"
      aria-rowcount={count + 1}
      aria-activedescendant={`read-${at}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      style={rankWidth(count)}
      data-testid="results"
    >
      <div className="wm-table-head wm-result-grid" role="row" aria-rowindex={1}>
        {table.getHeaderGroups()[0]?.headers.map((header) => (
          <span key={header.id} role="columnheader">
            <table.FlexRender header={header} />
          </span>
        ))}
      </div>
      {rows.error !== null && <ProblemBox error={rows.error} onRetry={rows.retry} />}
      <div role="rowgroup" className="wm-result-body" style={{ height: virtualizer.getTotalSize() }}>
        {table.getRowModel().rows.map((row) => (
          <ResultRow
            key={row.id}
            row={row}
            chosen={row.original.match !== null && row.original.match.detectionId === desk.selection?.detectionId}
            onPick={pick}
          />
        ))}
      </div>
    </div>
  );
}

/** Room for the rank, by its number of digits. */
const rankWidth = (count: number) =>
  ({ '--rank-w': `${Math.max(3, String(count).length) * 7.4 + 4}px` }) as CSSProperties;

/** A new answer starts with its best read selected: the map shows it, nothing is opened. */
function useFirstSelected(answer: RanAnswer, first: FindMatch | null, choose: (match: FindMatch) => void): void {
  // By its id: a read judged since makes the answer another object, not another answer.
  const { resultId } = answer.summary;
  const done = useRef<string | null>(null);
  useEffect(() => {
    if (first === null || done.current === resultId) return;
    done.current = resultId;
    choose(first);
  });
}
