/** Plate box, direction, window, area, make and colour, and what the log will say: shown before each run. Renderer. */
import { Button, InputGroup } from '@blueprintjs/core';
import { Disable, Search } from '@blueprintjs/icons';
import { type KeyboardEvent, type RefObject, type SubmitEvent, useEffect } from 'react';
import { useDesk } from '../../desk/index.ts';
import { Kbd } from '../../parts/index.ts';
import { AreaPicker, NarrativeLine, WindowPicker } from '../question/index.ts';
import { DirectionChoice } from './DirectionChoice.tsx';
import type { Find } from './use-find.ts';
import { VehicleFilter } from './VehicleFilter.tsx';

interface FindFormProps {
  readonly find: Find;
  readonly limitMs: number;
  readonly plateBox: RefObject<HTMLInputElement | null>;
  readonly onRun: () => void;
  readonly onLeaveDown: () => void;
}

export function FindForm({ find, limitMs, plateBox, onRun, onLeaveDown }: FindFormProps) {
  const { desk, dispatch } = useDesk();
  const { draft, state, textProblem, setDraft } = find;
  const refused = state.phase === 'answered' && state.answer.outcome === 'refused';
  const running = state.phase === 'running';

  useEffect(() => {
    if (desk.plateToFind === null) return;
    setDraft({ text: desk.plateToFind });
    dispatch({ type: 'plate-taken' });
    plateBox.current?.focus();
  }, [desk.plateToFind, dispatch, plateBox, setDraft]);

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    onRun();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'ArrowDown') onLeaveDown();
    // The key that leads here, pressed once more by somebody who is here already: no plate holds it.
    if (event.key === '/') event.preventDefault();
    if (event.key === 'Escape' || event.key === '/') event.currentTarget.select();
  };
  return (
    <form className="wm-find-form" onSubmit={submit} data-testid="find-form">
      <DirectionChoice direction={draft.direction} onChoose={(direction) => setDraft({ direction })} />
      <div className="wm-find-box">
        <InputGroup
          inputRef={plateBox}
          className="wm-plate-box wm-covered"
          aria-label="Plate: ? stands for one character, * for any"
          aria-invalid={textProblem !== null}
          aria-describedby={textProblem === null ? undefined : 'plate-problem'}
          data-testid="plate-box"
          placeholder={draft.direction === 'witness' ? 'As remembered, e.g. KJ?4*' : 'Plate, e.g. KJ?4*'}
          value={draft.text}
          onValueChange={(text) => setDraft({ text })}
          onKeyDown={onKeyDown}
          maxLength={64}
          spellCheck={false}
          autoComplete="off"
          autoFocus
          leftElement={<Search size={18} className="wm-plate-box-icon" />}
          rightElement={
            <span className="wm-plate-box-end">
              {refused ? (
                <span className="wm-badge wm-badge-red">
                  <Disable size={12} /> Not run
                </span>
              ) : (
                <span className="wm-caption">
                  <span className="wm-mono">?</span> one character <span className="wm-mono">*</span> any
                </span>
              )}
            </span>
          }
        />

        {running ? (
          <Button text="Cancel" endIcon={<Kbd of="cancel" />} onClick={find.cancel} data-testid="cancel-query" />
        ) : (
          <Button
            type="submit"
            intent={refused ? 'none' : 'primary'}
            text="Find"
            endIcon={<Kbd text="↵" />}
            disabled={draft.text.trim() === ''}
            data-testid="run-query"
          />
        )}
      </div>
      {textProblem !== null && (
        <p className="wm-field-note" data-tone="red" id="plate-problem" role="alert">
          {textProblem} Nothing was run.
        </p>
      )}
      <div className="wm-actions wm-find-chips">
        <WindowPicker choice={draft.window} limitMs={limitMs} onChoose={(window) => setDraft({ window })} />
        <AreaPicker area={draft.area} onChoose={(area) => setDraft({ area })} />
        <VehicleFilter make={draft.make} colour={draft.colour} onChoose={setDraft} />
      </div>
      <NarrativeLine />
    </form>
  );
}
