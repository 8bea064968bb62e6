/** Every pair that travels together in a window: start it, watch it, stop it; then the pairs, ranked. Renderer. */
import { Antenna, People, Stop } from '@blueprintjs/icons';
import { type RefObject, useState } from 'react';
import { useNow } from '../../desk/index.ts';
import { countOf, countText, percentText } from '../../format/number.ts';
import { DAY_MS, shortDateText, spanText, windowText } from '../../format/time.ts';
import { Empty, Kbd, Plate, ProblemBox, Progress, Time } from '../../parts/index.ts';
import { useAuthority } from '../authority/index.ts';
import {
  DEFAULT_LIMIT_MS,
  namedWindow,
  Refusal,
  resolveWindow,
  type WindowChoice,
  WindowPicker,
} from '../question/index.ts';
import { type PairsDone, type PairsState, useAllPairs } from './AllPairs.tsx';
import { AnswerLine } from './AnswerLine.tsx';
import { CountChoice, GapChoice } from './Choices.tsx';
import { LiftCell, LiftNote } from './Lift.tsx';
import { metText, timesText } from './movement-words.ts';
import { QuestionFrame } from './QuestionForm.tsx';
import type { MovementQuestions } from './use-movement.ts';

interface PairsPaneProps {
  readonly questions: MovementQuestions;
  readonly first: RefObject<HTMLDivElement | null>;
  /** Shows the meetings of a pair: who travels with the first, the second chosen. */
  readonly onMeetings: (plates: readonly [string, string]) => void;
}

export function PairsPane({ questions, first, onMeetings }: PairsPaneProps) {
  const { draft, limitMs, setDraft } = questions;
  const authority = useAuthority();
  const { state, start, cancel } = useAllPairs();
  const [least, setLeast] = useState(4);
  // A window of its own: whoever asks about everybody says from when to when.
  const [window, setWindow] = useState<WindowChoice>({ kind: 'last', spanMs: 7 * DAY_MS });
  const running = state.phase === 'running';
  const run = (): void => {
    const askedMs = Date.now();
    if (resolveWindow(window, limitMs, askedMs).problem !== null) return;
    void start({ ...namedWindow(window, limitMs, askedMs), gapMs: draft.gapMs, minShared: least, limit: 200 });
  };
  return (
    <>
      <QuestionFrame running={running} blocked={false} what="Start" onRun={run} onCancel={cancel}>
        {(runButton) => (
          <div className="wm-find-box wm-pairs-box" ref={first}>
            <div className="wm-actions wm-find-chips">
              <WindowPicker choice={window} limitMs={limitMs} onChoose={setWindow} />
              <GapChoice gapMs={draft.gapMs} onChoose={(gapMs) => setDraft({ gapMs })} />
              <CountChoice count={least} onChoose={setLeast} />
            </div>
            {runButton}
          </div>
        )}
      </QuestionFrame>
      {state.phase === 'refused' ? (
        <Refusal
          decision={state.answer.decision}
          logSeq={state.answer.logSeq}
          query="all pairs"
          running={false}
          onDeclareAndRun={() => void authority.declare().then((declared) => declared !== null && run())}
          onRunAgain={run}
          onUseLimit={() => setWindow({ kind: 'last', spanMs: DEFAULT_LIMIT_MS })}
          onChangePlate={() => first.current?.querySelector('button')?.focus()}
        />
      ) : (
        <PairsOutcome state={state} onRun={run} onMeetings={onMeetings} />
      )}
    </>
  );
}

interface PairsOutcomeProps {
  readonly state: Exclude<PairsState, { phase: 'refused' }>;
  readonly onRun: () => void;
  readonly onMeetings: PairsPaneProps['onMeetings'];
}

function PairsOutcome({ state, onRun, onMeetings }: PairsOutcomeProps) {
  switch (state.phase) {
    case 'idle':
      return (
        <Empty icon={<People size={28} />} title="Who travels together?" testId="pairs-idle">
          Every vehicle in the window against every other, in the background: start it with <Kbd text="↵" /> and go on
          with your work. How far it is stands in the status bar.
        </Empty>
      );
    case 'running':
      return <Running state={state} />;
    case 'cancelled':
      return (
        <Empty icon={<Stop size={28} />} title="Stopped" testId="analysis-cancelled">
          The search was stopped before its end, and nothing is shown. That it was asked stays in the log.
        </Empty>
      );
    case 'failed':
      return (
        <div className="wm-section">
          <ProblemBox error={state.error} onRetry={onRun} />
        </div>
      );
    case 'ran':
      return (
        <>
          <Pairs answer={state.answer} least={state.asked.minShared ?? 4} onMeetings={onMeetings} />
          <AnswerLine answer={state.answer} under={state.under} />
        </>
      );
  }
}

function Running({ state }: { state: Extract<PairsState, { phase: 'running' }> }) {
  const nowMs = useNow(1000);
  const { done, total, startedMs } = state;
  const share = total === 0 ? null : done / total;
  const spentMs = nowMs - startedMs;
  const leftMs = share === null || share < 0.02 ? null : (spentMs / share) * (1 - share);
  return (
    <div className="wm-section wm-stack" data-testid="pairs-running">
      <p className="wm-dim">Written to the log; it goes on while you use other screens.</p>
      <Progress label="All pairs" value={share} />
      <div className="wm-actions">
        <span role="status">
          <strong>{share === null ? 'Starting' : percentText(share)}</strong>{' '}
          <span className="wm-dim">{leftMs !== null && spentMs > 2000 && `about ${spanText(leftMs)} left`}</span>
        </span>
      </div>
    </div>
  );
}

interface PairsProps {
  readonly answer: PairsDone;
  readonly least: number;
  readonly onMeetings: PairsPaneProps['onMeetings'];
}

function Pairs({ answer, least, onMeetings }: PairsProps) {
  const { pairs, total } = answer.result;
  return (
    <>
      <div className="wm-results-head">
        <p data-testid="pairs-summary">
          <strong>
            {countOf(total, 'pair')} met at least {timesText(least)}
          </strong>{' '}
          <span className="wm-dim">{total > pairs.length && `the first ${countText(pairs.length)} are listed`}</span>
        </p>
      </div>
      <div className="wm-scroll">
        {pairs.length === 0 ? (
          <Empty icon={<Antenna size={28} />} title="No pair met often enough" testId="pairs-empty">
            {windowText(answer.window.fromMs, answer.window.toMs)}. Allow a longer gap or fewer meetings. This is
            coverage, not absence.
          </Empty>
        ) : (
          <>
            <LiftNote />
            <table className="wm-partners" data-testid="pairs">
              <thead>
                <tr>
                  <th scope="col">Vehicles</th>
                  <th scope="col">Met</th>
                  <th scope="col" className="wm-right">
                    Beyond chance
                  </th>
                </tr>
              </thead>
              <tbody>
                {pairs.map((pair) => (
                  <tr key={pair.plates.join(' ')} data-testid="pair">
                    <th scope="row">
                      <span className="wm-pair">
                        <Plate text={pair.plates[0]} />
                        <Plate text={pair.plates[1]} />
                      </span>
                    </th>
                    <td>
                      <span className="wm-bright">{metText(pair.shared, pair.expected)}</span>
                      <br />
                      <span className="wm-dim">
                        {countOf(pair.cameras, 'camera')}, {countOf(pair.days, 'day')},{' '}
                        <Time timeMs={pair.firstMs} form="date" />
                        {shortDateText(pair.firstMs) !== shortDateText(pair.lastMs) && (
                          <>
                            {' '}
                            – <Time timeMs={pair.lastMs} form="date" />
                          </>
                        )}{' '}
                        ·
                      </span>{' '}
                      <button
                        type="button"
                        className="wm-link"
                        aria-label={`Meetings of ${pair.plates[0]} and ${pair.plates[1]}`}
                        onClick={() => onMeetings(pair.plates)}
                        data-testid="pair-meetings"
                      >
                        meetings
                      </button>
                    </td>
                    <td className="wm-right">
                      <LiftCell lift={pair.lift} atLeast={pair.liftAtLeast} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </div>
    </>
  );
}
