/** The left pane of Find: form, then whatever the query came to: answer, refusal, error, or nothing yet. Renderer. */
import { Search } from '@blueprintjs/icons';
import type { ReactNode, RefObject } from 'react';
import { useDesk } from '../../desk/index.ts';
import { Empty, Loading, ProblemBox } from '../../parts/index.ts';
import { DEFAULT_LIMIT_MS, Refusal } from '../question/index.ts';
import { IdlePane } from './IdlePane.tsx';
import { LessonStrip } from './LessonSteps.tsx';
import { Results } from './Results.tsx';
import type { Find } from './use-find.ts';
import type { LessonSteps } from './use-lesson-steps.ts';
import type { Order } from './use-result-rows.ts';

interface FindPaneProps {
  /** The training steps; null: there are none, or they were dismissed. */
  readonly steps: LessonSteps | null;
  readonly find: Find;
  readonly form: ReactNode;
  readonly order: Order;
  readonly onOrder: (order: Order) => void;
  readonly folded: boolean;
  readonly onFolded: (shown: boolean) => void;
  readonly grid: RefObject<HTMLDivElement | null>;
  readonly wanted: number | null;
  readonly onRun: () => void;
  readonly onDeclareAndRun: () => void;
  readonly onChangePlate: () => void;
  /** Puts a plate into the box, ready to run. */
  readonly onTry: (plate: string) => void;
}

export function FindPane(props: FindPaneProps) {
  return (
    <section className="wm-pane wm-find-pane" aria-label="Find a vehicle">
      <header className="wm-pane-head">
        <h1 className="wm-tab">Find a vehicle</h1>
      </header>
      {props.form}
      {props.steps !== null && props.find.state.phase !== 'idle' && (
        <LessonStrip steps={props.steps} onTry={props.onTry} />
      )}
      <Outcome {...props} />
    </section>
  );
}

function Outcome({ find, steps, onRun, onDeclareAndRun, onChangePlate, onTry, ...results }: FindPaneProps) {
  const { state } = find;
  const inFront = useDesk().desk.screen === 'find';
  switch (state.phase) {
    case 'idle':
      return <IdlePane steps={steps} onTry={onTry} />;
    case 'running':
      return (
        <div className="wm-results" data-testid="find-running">
          <p className="wm-section wm-dim">Written to the log; now looking…</p>
          <Loading what="Looking for reads" />
        </div>
      );
    case 'cancelled':
      return (
        <Empty icon={<Search size={28} />} title="Stopped">
          The query was stopped before it answered. That it was asked stays in the log.
        </Empty>
      );
    case 'failed':
      return (
        <div className="wm-section">
          <ProblemBox error={state.error} onRetry={onRun} />
        </div>
      );
    case 'answered':
      if (state.answer.outcome === 'ran')
        return <Results answer={state.answer} query={state.query} onTry={onTry} {...results} />;
      return (
        <Refusal
          decision={state.answer.decision}
          logSeq={state.answer.logSeq}
          query={state.query}
          running={false}
          onDeclareAndRun={onDeclareAndRun}
          onRunAgain={onRun}
          onUseLimit={() => find.setDraft({ window: { kind: 'last', spanMs: DEFAULT_LIMIT_MS } })}
          onChangePlate={onChangePlate}
          renewKey={inFront}
        />
      );
  }
}
