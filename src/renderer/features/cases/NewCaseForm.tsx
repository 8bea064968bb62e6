/** Starts a case. The name is all it needs; a file number given here is offered when an authority is declared. Renderer. */
import { Button, InputGroup, TextArea } from '@blueprintjs/core';
import { type SubmitEvent, useState } from 'react';
import { useLesson } from '../../desk/index.ts';
import { Field, Kbd, ProblemBox } from '../../parts/index.ts';
import { useCreateCase } from './use-cases.ts';

interface NewCaseFormProps {
  readonly onCreated: (caseId: string) => void;
  readonly onCancel: (() => void) | null;
  /** No case yet: in training, the training case is filled in. */
  readonly first: boolean;
}

export function NewCaseForm({ onCreated, onCancel, first }: NewCaseFormProps) {
  const create = useCreateCase();
  const ofStart = useLesson();
  const lesson = first ? ofStart : null;
  const [name, setName] = useState(lesson?.caseName ?? '');
  const [summary, setSummary] = useState(lesson?.summary ?? '');
  const [fileNumber, setFileNumber] = useState(lesson?.fileNumber ?? '');
  const [charges, setCharges] = useState('');
  const fileNumberOdd = fileNumber.trim() !== '' && !/^\d{6}\/\d{4}$/.test(fileNumber.trim());
  const ready = name.trim() !== '' && !fileNumberOdd;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!ready || create.isPending) return;
    create.mutate(
      { name: name.trim(), summary: summary.trim(), fileNumber: fileNumber.trim() || null, charges: charges.trim() },
      { onSuccess: (record) => onCreated(record.id) },
    );
  };
  return (
    <form className="wm-section wm-stack" onSubmit={submit} data-testid="new-case-form">
      {lesson !== null && (
        <p className="wm-note">The training case is filled in: all of it is invented. Press Enter to open it.</p>
      )}
      <Field label="Name" hint="operation or working name">
        {({ id }) => (
          <InputGroup
            id={id}
            value={name}
            onValueChange={setName}
            maxLength={200}
            placeholder="e.g. Operation Kōtare"
            autoFocus
            data-testid="case-name"
          />
        )}
      </Field>
      <Field label="Summary" hint="one line; shown beside the name">
        {({ id }) => (
          <InputGroup
            id={id}
            value={summary}
            onValueChange={setSummary}
            maxLength={2000}
            placeholder="e.g. Matamata aggravated robbery"
          />
        )}
      </Field>
      <Field
        label="File number"
        hint="optional"
        note={fileNumberOdd ? { tone: 'red', text: 'Six digits, a stroke, four digits: YYMMDD/NNNN' } : null}
      >
        {({ id, noteId }) => (
          <InputGroup
            id={id}
            className="wm-mono-input"
            value={fileNumber}
            onValueChange={setFileNumber}
            maxLength={32}
            placeholder="YYMMDD/NNNN"
            aria-invalid={fileNumberOdd}
            aria-describedby={fileNumberOdd ? noteId : undefined}
            data-testid="case-file-number"
          />
        )}
      </Field>
      <Field label="Charges" hint="optional; printed on the cover of a pack">
        {({ id }) => (
          <TextArea
            id={id}
            fill
            value={charges}
            maxLength={2000}
            onChange={(event) => setCharges(event.currentTarget.value)}
          />
        )}
      </Field>
      {create.error !== null && <ProblemBox error={create.error} />}
      <div className="wm-actions">
        <Button
          type="submit"
          intent="primary"
          disabled={!ready}
          loading={create.isPending}
          text="Create and open"
          endIcon={<Kbd text="↵" />}
          data-testid="case-create"
        />
        {onCancel !== null && <Button text="Cancel" onClick={onCancel} />}
        {name.trim() === '' && <span className="wm-caption">Needs a name.</span>}
      </div>
      <p className="wm-caption">Creating a case is the first entry of its log. A case is never deleted here.</p>
    </form>
  );
}
