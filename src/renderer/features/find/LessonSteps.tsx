/**
 * The training case in five steps: whole before the first query, one line above the answers from then on, until all are
 * done or they are dismissed. Renderer.
 */
import { Button } from '@blueprintjs/core';
import { Cross, Learning, SmallTick } from '@blueprintjs/icons';
import { type ReactNode, useId, useState } from 'react';
import { useDesk } from '../../desk/index.ts';
import { Kbd } from '../../parts/index.ts';
import { LESSON_STEPS, type LessonStep } from './lesson-progress.ts';
import type { LessonSteps as Steps } from './use-lesson-steps.ts';

interface LessonProps {
  readonly steps: Steps;
  /** Puts a plate into the box, ready to run. */
  readonly onTry: (plate: string) => void;
}

export function LessonList({ steps, onTry }: LessonProps) {
  return (
    <ol className="wm-lesson-steps">
      {LESSON_STEPS.map((step) => (
        <li
          key={step}
          data-done={steps.done.has(step)}
          aria-current={steps.next === step ? 'step' : undefined}
          data-testid="lesson-step"
        >
          <StepText step={step} steps={steps} onTry={onTry} />
          {steps.done.has(step) && <span className="wm-hidden"> Done.</span>}
        </li>
      ))}
    </ol>
  );
}

/** One line: how far one is, what comes next. */
export function LessonStrip({ steps, onTry }: LessonProps) {
  const [open, setOpen] = useState(false);
  const listId = useId();
  const { next, done } = steps;
  return (
    <section className="wm-lesson-strip" aria-label="Training steps" data-testid="lesson-strip">
      <div className="wm-row">
        {next === null ? <SmallTick size={14} /> : <Learning size={14} />}
        <p className="wm-grow">
          <strong>
            Training, {done.size} of {LESSON_STEPS.length}
          </strong>{' '}
          {next === null ? (
            'All steps are done. Everything here stays yours to try.'
          ) : (
            <StepText step={next} steps={steps} onTry={onTry} inLine />
          )}
        </p>
        <button
          type="button"
          className="wm-link wm-nowrap"
          aria-expanded={open}
          aria-controls={listId}
          onClick={() => setOpen((shown) => !shown)}
          data-testid="lesson-all"
        >
          {open ? 'Hide steps' : 'All steps'}
        </button>
        <Button
          variant="minimal"
          size="small"
          icon={<Cross size={14} />}
          aria-label="Dismiss the training steps"
          title="Dismiss; Ctrl K brings them back"
          onClick={steps.dismiss}
          data-testid="lesson-dismiss"
        />
      </div>
      <div id={listId} hidden={!open}>
        {open && <LessonList steps={steps} onTry={onTry} />}
      </div>
    </section>
  );
}

interface StepTextProps extends LessonProps {
  readonly step: LessonStep;
  /** In the one line of the strip: what can be done is a link in the text. */
  readonly inLine?: boolean;
}

function StepText({ step, steps, onTry, inLine = false }: StepTextProps): ReactNode {
  const { dispatch } = useDesk();
  const { plate } = steps.lesson;
  switch (step) {
    case 'authority':
      return (
        <>
          <button type="button" className="wm-link" onClick={() => dispatch({ type: 'side', side: 'authority' })}>
            Get an authority
          </button>
          : the form is filled in. The chip above shows what you hold.
        </>
      );
    case 'ask':
      return (
        <>
          Ask for <span className="wm-mono">{plate}</span>: misreads are found too, ranked.{' '}
          {inLine ? (
            <button type="button" className="wm-link" onClick={() => onTry(plate)} data-testid="lesson-plate">
              Put it in the box
            </button>
          ) : (
            <Button
              size="small"
              text={`Put ${plate} in the box`}
              onClick={() => onTry(plate)}
              data-testid="lesson-plate"
            />
          )}
        </>
      );
    case 'confirm':
      return (
        <>
          Open a read <Kbd of="open" />, type the plate you see in its image <Kbd of="typed" />, confirm{' '}
          <Kbd of="confirm" /> <Kbd text="↵" />.
        </>
      );
    case 'exhibits':
      return (
        <>
          Add it to the exhibits <Kbd of="exhibit" />; confirm another, and draw the journey <Kbd of="journey" />.
        </>
      );
    case 'pack':
      return (
        <>
          Export the evidence pack <Kbd of="packs" /> and watch it verify itself.
        </>
      );
  }
}
