/** The rows of the present filter: waiting, failed, none, or the table; and that reading them was logged. Renderer. */
import { Button } from '@blueprintjs/core';
import { EyeOpen, History } from '@blueprintjs/icons';
import { type Ref, useMemo } from 'react';
import { countText } from '../../format/number.ts';
import { Empty, Loading, ProblemBox } from '../../parts/index.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { AuditTable } from './AuditTable.tsx';
import { isNarrowed, withoutNarrowing } from './audit-filter.ts';
import { TAB_EMPTY } from './audit-words.ts';
import { useRows } from './use-audit.ts';

export function RowList({ ref }: { ref: Ref<HTMLDivElement> }) {
  const { filter, narrow } = useAuditDesk();
  const list = useRows(filter);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data]);
  const newest = list.data?.pages.at(-1);
  const narrowed = isNarrowed(filter);
  return (
    <div className="wm-audit-rows" data-stale={list.isPlaceholderData}>
      {list.error !== null && (
        <div className="wm-section">
          <ProblemBox
            error={list.error}
            onRetry={() => void (rows.length > 0 ? list.fetchNextPage() : list.refetch())}
          />
        </div>
      )}
      {list.isPending && <Loading what="Reading the log" />}
      {newest !== undefined && rows.length === 0 && (
        <Empty
          icon={<History size={26} />}
          title={narrowed ? 'Nothing passes these filters' : 'Nothing of this kind'}
          testId="audit-none"
          action={narrowed && <Button text="Clear the filters" onClick={() => narrow(withoutNarrowing(filter))} />}
        >
          {narrowed
            ? 'Take a filter away, or widen the window. What was logged is all still there.'
            : TAB_EMPTY[filter.tab]}
        </Empty>
      )}
      {rows.length > 0 && (
        <AuditTable
          ref={ref}
          rows={rows}
          total={newest?.total ?? rows.length}
          waiting={list.isFetchingNextPage}
          more={list.hasNextPage && !list.isFetching && list.error === null ? () => void list.fetchNextPage() : null}
        />
      )}
      {newest !== undefined && (
        <p className="wm-audit-logged" data-testid="audit-logged">
          <EyeOpen size={12} /> Your reading is logged: entry {countText(newest.logSeq)}
        </p>
      )}
    </div>
  );
}
