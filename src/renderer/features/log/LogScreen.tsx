/** The query log of the case: is it whole, what was asked, by whom, and what came of it. Reading it is logged. Renderer. */
import './log.css';
import { Button } from '@blueprintjs/core';
import { Endorsed, Error as ErrorIcon, History, Refresh } from '@blueprintjs/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useClient } from '../../connection/index.ts';
import { countOf, countText } from '../../format/number.ts';
import { Empty, Loading, ProblemBox } from '../../parts/index.ts';
import { EntryDetail } from './EntryDetail.tsx';
import { type LogFilter, LogTable, passes } from './LogTable.tsx';

const PAGE = 200;
const FILTERS: readonly { id: LogFilter; title: string }[] = [
  { id: 'all', title: 'Every entry' },
  { id: 'queries', title: 'Queries' },
  { id: 'refused', title: 'Refusals' },
  { id: 'exports', title: 'Exports' },
];

export function LogScreen({ caseId }: { caseId: string }) {
  const client = useClient();
  const [filter, setFilter] = useState<LogFilter>('all');
  const [chosen, setChosen] = useState<number | null>(null);
  const log = useInfiniteQuery({
    queryKey: ['log', caseId, 'pages'],
    queryFn: ({ pageParam }) => client.log.list({ caseId, before: pageParam, limit: PAGE }),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => {
      const oldest = last.entries.at(-1)?.seq ?? 1;
      return last.entries.length === 0 || oldest <= 1 ? undefined : oldest;
    },
    staleTime: 0,
    refetchOnMount: 'always',
  });
  const entries = useMemo(() => log.data?.pages.flatMap((page) => page.entries) ?? [], [log.data]);
  const shown = useMemo(() => entries.filter((entry) => passes(entry, filter)), [entries, filter]);
  const newest = log.data?.pages[0];
  const entry = entries.find((item) => item.seq === chosen) ?? null;
  return (
    <div className="wm-log" data-detail={entry !== null} data-testid="log-screen">
      <section className="wm-pane" aria-label="Query log">
        <header className="wm-log-head">
          {newest === undefined ? (
            <h1>Query log</h1>
          ) : (
            <ChainBadge ok={newest.chain.ok} checked={newest.chain.checkedEntries} problem={newest.chain.problem} />
          )}
          <Button
            icon={<Refresh size={14} />}
            text="Verify again"
            loading={log.isRefetching}
            onClick={() => void log.refetch()}
            data-testid="log-verify"
          />
        </header>
        <fieldset className="wm-log-filters">
          <legend className="wm-hidden">Show</legend>
          {FILTERS.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              className="wm-tab"
              aria-pressed={filter === id}
              data-chosen={filter === id}
              onClick={() => setFilter(id)}
            >
              {title}
              <span className="wm-dim">
                {countText(id === 'all' ? (newest?.total ?? 0) : entries.filter((item) => passes(item, id)).length)}
              </span>
            </button>
          ))}
          <span className="wm-caption wm-log-note">Your reading is logged too.</span>
        </fieldset>
        {log.error !== null && (
          <div className="wm-section">
            <ProblemBox error={log.error} onRetry={() => void log.refetch()} />
          </div>
        )}
        {log.isPending && <Loading what="Reading and checking the log" />}
        {newest !== undefined && shown.length === 0 && (
          <Empty icon={<History size={26} />} title="No such entry" testId="log-empty">
            {filter === 'all'
              ? 'Every query, look, confirmation and export in this case will stand here.'
              : 'Nothing of this kind among the entries read so far.'}
          </Empty>
        )}
        {shown.length > 0 && (
          <LogTable
            entries={shown}
            chosen={chosen}
            onChoose={setChosen}
            more={log.hasNextPage && !log.isFetchingNextPage ? () => void log.fetchNextPage() : null}
          />
        )}
      </section>
      {entry !== null && <EntryDetail entry={entry} onClose={() => setChosen(null)} />}
    </div>
  );
}

function ChainBadge({ ok, checked, problem }: { ok: boolean; checked: number; problem: string }) {
  return (
    <div className="wm-chain" data-ok={ok} data-testid="chain-badge">
      {ok ? <Endorsed size={20} /> : <ErrorIcon size={20} />}
      <div>
        <h1>{ok ? 'The log is whole' : 'The log does not hold together'}</h1>
        <p className="wm-dim">
          {ok
            ? `${countOf(checked, 'entry', 'entries')} checked: no gap, no change, no reordering.`
            : `${problem} Nothing was hidden: do not rely on what follows the fault, and tell the administrator.`}
        </p>
      </div>
    </div>
  );
}
