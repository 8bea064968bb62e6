/** Whatever an analysis came to: nothing yet, under way, stopped, failed, refused, or its answer. Renderer. */
import { Stop } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import { Empty, Loading, ProblemBox } from '../../parts/index.ts';
import { useAuthority } from '../authority/index.ts';
import { Refusal } from '../question/index.ts';
import type { AnalysisState } from './use-analysis.ts';

interface OutcomeProps<Q, R extends { outcome: 'ran' }> {
  readonly state: AnalysisState<Q, R>;
  /** The question in a few words, for the refusal. */
  asText(asked: Q): string;
  readonly idle: ReactNode;
  readonly what: string;
  readonly onRun: () => void;
  readonly onUseLimit: () => void;
  readonly onChangeQuestion: () => void;
  children(ran: Extract<AnalysisState<Q, R>, { phase: 'ran' }>): ReactNode;
}

export function Outcome<Q, R extends { outcome: 'ran' }>(props: OutcomeProps<Q, R>) {
  const { state, onRun } = props;
  const authority = useAuthority();
  switch (state.phase) {
    case 'idle':
      return props.idle;
    case 'running':
      return (
        <div className="wm-scroll" data-testid="analysis-running">
          <p className="wm-section wm-dim">Written to the log; now {props.what}…</p>
          <Loading what={props.what} />
        </div>
      );
    case 'cancelled':
      return (
        <Empty icon={<Stop size={28} />} title="Stopped" testId="analysis-cancelled">
          The query was stopped before it answered, and nothing is shown. That it was asked stays in the log.
        </Empty>
      );
    case 'failed':
      return (
        <div className="wm-section">
          <ProblemBox error={state.error} onRetry={onRun} />
        </div>
      );
    case 'refused':
      return (
        <Refusal
          decision={state.answer.decision}
          logSeq={state.answer.logSeq}
          query={props.asText(state.asked)}
          running={false}
          onDeclareAndRun={() => void authority.declare().then((declared) => declared !== null && onRun())}
          onRunAgain={onRun}
          onUseLimit={props.onUseLimit}
          onChangePlate={props.onChangeQuestion}
        />
      );
    case 'ran':
      return props.children(state);
  }
}
