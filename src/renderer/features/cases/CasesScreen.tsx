/** The cases of this workspace: open one, or start one. Renderer. */
import './cases.css';
import { Button, InputGroup } from '@blueprintjs/core';
import { Briefcase, Plus, Search } from '@blueprintjs/icons';
import { useState } from 'react';
import { useDesk } from '../../desk/index.ts';
import { countOf } from '../../format/number.ts';
import { Empty, Loading, ProblemBox, Time } from '../../parts/index.ts';
import { NewCaseForm } from './NewCaseForm.tsx';
import { type CaseRow, useCases } from './use-cases.ts';

export function CasesScreen() {
  const { dispatch } = useDesk();
  const { data, error, refetch } = useCases();
  const [creating, setCreating] = useState(false);
  const [filter, setFilter] = useState('');
  const open = (caseId: string): void => dispatch({ type: 'open-case', caseId });
  const shown = (data ?? []).filter((row) => matches(row, filter));
  const makes = creating || data?.length === 0;
  return (
    <div className="wm-cases" data-testid="cases-screen">
      <section className="wm-pane" aria-label="Cases">
        <header className="wm-pane-head">
          <h1 className="wm-tab">Cases</h1>
          <div className="wm-pane-head-end">
            {data !== undefined && data.length > 6 && (
              <InputGroup
                size="small"
                leftIcon={<Search size={14} className="wm-input-icon" />}
                aria-label="Filter cases"
                placeholder="Filter by name or file"
                value={filter}
                onValueChange={setFilter}
              />
            )}
            {!makes && (
              <Button
                intent="primary"
                size="small"
                icon={<Plus size={14} />}
                text="New case"
                data-testid="new-case"
                onClick={() => setCreating(true)}
              />
            )}
          </div>
        </header>
        <div className="wm-scroll">
          {error !== null && (
            <div className="wm-section">
              <ProblemBox error={error} onRetry={() => void refetch()} />
            </div>
          )}
          {data === undefined && error === null && <Loading what="Reading the cases" />}
          {data?.length === 0 && (
            <Empty icon={<Briefcase size={28} />} title="No case yet" testId="cases-empty">
              Everything is asked for in a case: its queries, exhibits and packs stay together, and its log is handed
              over whole. Name the first one on the right.
            </Empty>
          )}
          {data !== undefined && data.length > 0 && (
            <>
              <div className="wm-table-head wm-case-grid" aria-hidden>
                <span>Case</span>
                <span>File number</span>
                <span className="wm-right">Exhibits</span>
                <span className="wm-right">Log</span>
                <span>Last used</span>
              </div>
              <ul>
                {shown.map((row) => (
                  <CaseLine key={row.id} row={row} onOpen={() => open(row.id)} />
                ))}
              </ul>
              {shown.length === 0 && (
                <Empty icon={<Search size={24} />} title="No case matches">
                  The filter looks at names, summaries and file numbers.
                </Empty>
              )}
            </>
          )}
        </div>
      </section>
      {makes && (
        <section className="wm-pane" aria-label="New case">
          <header className="wm-pane-head">
            <h2 className="wm-tab">New case</h2>
          </header>
          <div className="wm-scroll">
            <NewCaseForm
              first={data?.length === 0}
              onCreated={open}
              onCancel={data?.length === 0 ? null : () => setCreating(false)}
            />
          </div>
        </section>
      )}
    </div>
  );
}

function CaseLine({ row, onOpen }: { row: CaseRow; onOpen: () => void }) {
  return (
    <li>
      <button type="button" className="wm-case-row wm-case-grid" data-testid="case-row" onClick={onOpen}>
        <span className="wm-ellipsis">
          <strong>{row.name}</strong>
          <br />
          <span className="wm-dim wm-small">{row.summary || row.charges || 'No summary'}</span>
        </span>
        <span className="wm-mono">{row.fileNumber ?? <span className="wm-dim">none given</span>}</span>
        <span className="wm-right">{row.exhibits}</span>
        <span className="wm-right">{countOf(row.entries, 'entry', 'entries')}</span>
        <span className="wm-dim">
          {row.lastUsedMs === null ? 'never' : <Time timeMs={row.lastUsedMs} form="full" />}
        </span>
      </button>
    </li>
  );
}

function matches(row: CaseRow, filter: string): boolean {
  const text = `${row.name} ${row.summary} ${row.fileNumber ?? ''}`.toLocaleLowerCase('en-NZ');
  return text.includes(filter.trim().toLocaleLowerCase('en-NZ'));
}
