/** Removing a certificate or a server: asked once more, with why. Renderer. */
import { Button, InputGroup } from '@blueprintjs/core';
import { type SubmitEvent, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { Field, ProblemBox } from '../../parts/index.ts';
import type { useSignerSettings } from './use-signers.ts';

interface RemoveSignerProps {
  readonly what: 'agency' | 'time-stamp';
  readonly name: string;
  /** What removing changes, and what it does not. */
  readonly means: string;
  readonly remove: ReturnType<typeof useSignerSettings>['remove'];
  readonly onRemoved: () => void;
}

export function RemoveSigner({ what, name, means, remove, onRemoved }: RemoveSignerProps) {
  const [sure, setSure] = useState(false);
  const [note, setNote] = useState('');
  const opener = useRef<HTMLButtonElement>(null);
  const keep = (): void => {
    flushSync(() => setSure(false));
    opener.current?.focus();
  };
  const mine = remove.variables?.what === what;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (note.trim() !== '' && !remove.isPending) remove.mutate({ what, note: note.trim() }, { onSuccess: onRemoved });
  };
  if (!sure)
    return (
      <div className="wm-actions">
        <Button
          ref={opener}
          size="small"
          text="Remove…"
          aria-label={`Remove ${name}`}
          onClick={() => {
            remove.reset();
            setSure(true);
          }}
          data-testid={`${what}-remove`}
        />
      </div>
    );
  return (
    <form className="wm-note wm-stack" data-tone="amber" onSubmit={submit}>
      <div className="wm-stack wm-grow">
        <p>{means}</p>
        <Field label="Why" hint="the log keeps it">
          {({ id }) => (
            <InputGroup
              id={id}
              autoFocus
              value={note}
              onValueChange={setNote}
              maxLength={500}
              data-testid={`${what}-remove-note`}
            />
          )}
        </Field>
        {mine && remove.error !== null && <ProblemBox error={remove.error} />}
        <div className="wm-actions">
          <Button
            type="submit"
            size="small"
            text="Remove it"
            disabled={note.trim() === ''}
            loading={mine && remove.isPending}
            data-testid={`${what}-remove-sure`}
          />
          <Button size="small" variant="minimal" text="Keep it" onClick={keep} />
        </div>
      </div>
    </form>
  );
}
