/** The form of an analysis: plate, window, what else it needs, the authority line, Run or Cancel. Renderer. */
import { Button, InputGroup } from '@blueprintjs/core';
import { Search } from '@blueprintjs/icons';
import type { ReactNode, RefObject, SubmitEvent } from 'react';
import { Kbd } from '../../parts/index.ts';
import { NarrativeLine, WindowPicker } from '../question/index.ts';
import type { MovementQuestions } from './use-movement.ts';

interface QuestionFormProps {
  readonly questions: MovementQuestions;
  readonly running: boolean;
  readonly what: string;
  readonly plateBox: RefObject<HTMLInputElement | null>;
  readonly onRun: () => void;
  readonly onCancel: () => void;
  readonly children?: ReactNode;
}

export function QuestionForm({ questions, running, what, plateBox, onRun, onCancel, children }: QuestionFormProps) {
  const { draft, limitMs, plateProblem, setDraft } = questions;
  return (
    <QuestionFrame running={running} onRun={onRun} onCancel={onCancel} blocked={draft.plate.trim() === ''} what={what}>
      {(runButton) => (
        <>
          <div className="wm-find-box">
            <InputGroup
              inputRef={plateBox}
              className="wm-plate-box wm-covered"
              aria-label="Plate of the vehicle"
              aria-invalid={plateProblem !== null}
              aria-describedby={plateProblem === null ? undefined : 'follow-problem'}
              data-testid="follow-box"
              placeholder="Plate, e.g. KJT417"
              value={draft.plate}
              onValueChange={(plate) => setDraft({ plate })}
              onKeyDown={(event) => {
                if (event.key === '/') event.preventDefault();
                if (event.key === 'Escape' || event.key === '/') event.currentTarget.select();
              }}
              maxLength={64}
              spellCheck={false}
              autoComplete="off"
              leftElement={<Search size={18} className="wm-plate-box-icon" />}
              rightElement={
                <span className="wm-plate-box-end">
                  <span className="wm-caption">one whole plate</span>
                </span>
              }
            />
            {runButton}
          </div>
          {plateProblem !== null && (
            <p className="wm-field-note" data-tone="red" id="follow-problem" role="alert">
              {plateProblem} Nothing was run.
            </p>
          )}
          <div className="wm-actions wm-find-chips">
            <WindowPicker choice={draft.window} limitMs={limitMs} onChoose={(window) => setDraft({ window })} />
            {children}
          </div>
        </>
      )}
    </QuestionFrame>
  );
}

interface QuestionFrameProps {
  readonly running: boolean;
  readonly blocked: boolean;
  readonly what: string;
  readonly onRun: () => void;
  readonly onCancel: () => void;
  children(runButton: ReactNode): ReactNode;
}

export function QuestionFrame({ running, blocked, what, onRun, onCancel, children }: QuestionFrameProps) {
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!blocked && !running) onRun();
  };
  const runButton = running ? (
    <Button text="Cancel" endIcon={<Kbd text="Esc" />} onClick={onCancel} data-testid="cancel-analysis" />
  ) : (
    <Button
      type="submit"
      intent="primary"
      text={what}
      endIcon={<Kbd text="↵" />}
      disabled={blocked}
      data-testid="run-analysis"
    />
  );
  return (
    <form className="wm-find-form" onSubmit={submit} data-testid="movement-form">
      {children(runButton)}
      <NarrativeLine />
    </form>
  );
}
