/** Asks whether one may record a vehicle as stolen. Asking records nothing but the question, which is logged. Renderer. */
import { Button, InputGroup } from '@blueprintjs/core';
import { type SubmitEvent, useState } from 'react';
import { foldPlate } from '../../../core/plate/plate-text.ts';
import { useNow } from '../../desk/index.ts';
import { fromWallValue, zoneName } from '../../format/time.ts';
import { Field, ProblemBox } from '../../parts/index.ts';
import { LawfulOutcome } from './LawfulOutcome.tsx';
import { useDecideFlag } from './use-lawful.ts';

const TIME_FORM = 'YYYY-MM-DD HH:MM';

export function FlagForm({ caseId }: { readonly caseId: string }) {
  const nowMs = useNow(60_000);
  const ask = useDecideFlag(caseId);
  const [typed, setTyped] = useState({ plate: '', complaint: '', complainant: '', stolen: '' });
  const plate = foldPlate(typed.plate);
  const stolenMs = fromWallValue(typed.stolen.trim().replace(/\s+/, 'T'));
  const timeWrong = typed.stolen.trim() !== '' && stolenMs === null;
  const complete = plate.ok && !timeWrong;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!plate.ok || !complete || ask.isPending) return;
    const { complaint, complainant } = typed;
    ask.mutate({ plate: plate.plate, complaint: complaint.trim(), complainant: complainant.trim(), stolenMs });
  };
  const change = (part: Partial<typeof typed>): void => {
    setTyped({ ...typed, ...part });
    // An answer is to what was asked, not to what is typed now.
    ask.reset();
  };
  return (
    <form className="wm-stack" onSubmit={submit} data-testid="flag-form">
      <Field label="Plate" {...(typed.plate !== '' && !plate.ok && { note: { tone: 'red', text: plate.message } })}>
        {({ id, noteId }) => (
          <InputGroup
            id={id}
            aria-describedby={noteId}
            className="wm-mono-input"
            value={typed.plate}
            onValueChange={(value) => change({ plate: value })}
            maxLength={24}
            spellCheck={false}
            autoComplete="off"
            data-testid="flag-plate"
          />
        )}
      </Field>
      <Field label="Theft complaint" hint="its number">
        {({ id }) => (
          <InputGroup
            id={id}
            className="wm-mono-input"
            value={typed.complaint}
            onValueChange={(value) => change({ complaint: value })}
            maxLength={200}
            data-testid="flag-complaint"
          />
        )}
      </Field>
      <Field label="Who complained">
        {({ id }) => (
          <InputGroup
            id={id}
            value={typed.complainant}
            onValueChange={(value) => change({ complainant: value })}
            maxLength={200}
            data-testid="flag-complainant"
          />
        )}
      </Field>
      <Field
        label="Stolen at"
        hint={`local, ${zoneName(nowMs)}`}
        note={timeWrong ? { tone: 'red', text: `Give it as ${TIME_FORM}, local time` } : null}
      >
        {({ id, noteId }) => (
          <InputGroup
            id={id}
            aria-describedby={noteId}
            aria-invalid={timeWrong}
            className="wm-mono-input"
            placeholder={TIME_FORM}
            value={typed.stolen}
            onValueChange={(value) => change({ stolen: value })}
            maxLength={20}
            data-testid="flag-stolen"
          />
        )}
      </Field>
      {ask.error !== null && <ProblemBox error={ask.error} />}
      {ask.data !== undefined && (
        <LawfulOutcome
          answer={ask.data}
          allowed="You may record it."
          next="Nothing was recorded by asking. Whoever keeps the register enters it from the complaint; it comes with the next sync."
          refused="You may not record it."
        />
      )}
      <div className="wm-actions">
        <Button
          type="submit"
          intent="primary"
          text="Ask"
          disabled={!complete}
          loading={ask.isPending}
          data-testid="flag-ask"
        />
        <span className="wm-caption">
          {complete
            ? 'Asking is logged; it records nothing.'
            : timeWrong
              ? 'Waits for the time.'
              : 'Waits for a plate.'}
        </span>
      </div>
    </form>
  );
}
