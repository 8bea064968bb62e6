// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid places its rows itself; table elements cannot be placed.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid is one stop of Tab, its active row is named by aria-activedescendant.
/** One row of the results. Renderer. Drawn again only when its read, its place or its selection changes: scrolling is smooth. */
import { FlexRender, type Row } from '@tanstack/react-table';
import { memo } from 'react';
import type { FindMatch } from '../../../contract/workstation.ts';
import type { ResultSlot, resultFeatures } from './result-columns.tsx';

export const ROW_PX = 57;

interface ResultRowProps {
  readonly row: Row<typeof resultFeatures, ResultSlot>;
  readonly chosen: boolean;
  readonly onPick: (index: number, match: FindMatch | null) => void;
}

export const ResultRow = memo(
  ({ row, chosen, onPick }: ResultRowProps) => {
    const { index, match } = row.original;
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows.
      <div
        id={`read-${index}`}
        role="row"
        tabIndex={-1}
        aria-rowindex={index + 2}
        aria-selected={chosen}
        className="wm-result-row wm-result-grid"
        data-state={match?.state}
        data-testid="result-row"
        style={{ transform: `translateY(${index * ROW_PX}px)` }}
        onClick={() => onPick(index, match)}
      >
        {row.getAllCells().map((cell) => (
          <span key={cell.id} role="gridcell" className="wm-result-cell">
            <FlexRender cell={cell} />
          </span>
        ))}
      </div>
    );
  },
  (before, after) =>
    before.chosen === after.chosen &&
    before.row.original.match === after.row.original.match &&
    before.row.original.index === after.row.original.index,
);
