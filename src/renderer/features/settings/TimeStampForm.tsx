/** Names a time-stamp server and the root its stamps rest on. Renderer. */
import { Button, InputGroup } from '@blueprintjs/core';
import { type SubmitEvent, useState } from 'react';
import { Field, ProblemBox } from '../../parts/index.ts';
import { FileChoice } from './FileChoice.tsx';
import { addressProblem, rootFileProblem } from './signer-words.ts';
import type { useSignerSettings } from './use-signers.ts';

interface TimeStampFormProps {
  /** The address in use; empty: none. */
  readonly held: string;
  readonly setTimeStamp: ReturnType<typeof useSignerSettings>['setTimeStamp'];
  readonly onDone: () => void;
}

export function TimeStampForm({ held, setTimeStamp, onDone }: TimeStampFormProps) {
  const [url, setUrl] = useState(held);
  const [roots, setRoots] = useState<File | null>(null);
  const [note, setNote] = useState('');
  const { isPending: busy, error } = setTimeStamp;
  const problem = addressProblem(url);
  const complete = problem === null && roots !== null;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (problem !== null || roots === null || busy) return;
    setTimeStamp.mutate({ url: url.trim(), roots, note: note.trim() }, { onSuccess: onDone });
  };
  const leave = (): void => {
    setTimeStamp.reset();
    onDone();
  };
  return (
    <form
      className="wm-stack wm-settings-form"
      aria-label="Time-stamp server"
      onSubmit={submit}
      data-testid="stamp-form"
    >
      <Field
        label="Address"
        hint="RFC 3161, as whoever runs it publishes it"
        note={url !== '' && problem !== null ? { tone: 'red', text: problem } : null}
      >
        {({ id, noteId }) => (
          <InputGroup
            id={id}
            aria-describedby={noteId}
            aria-invalid={url !== '' && problem !== null}
            className="wm-mono-input"
            value={url}
            onValueChange={setUrl}
            maxLength={400}
            spellCheck={false}
            autoComplete="off"
            placeholder="https://"
            disabled={busy}
            data-testid="stamp-url"
          />
        )}
      </Field>
      <FileChoice
        label="Its root certificate"
        hint="PEM or DER. With PEM, certificates in between may stand in the same file."
        accept=".pem,.crt,.cer,.der"
        file={roots}
        busy={busy}
        testId="stamp-root"
        problemOf={rootFileProblem}
        onChange={setRoots}
      />
      <Field label="Note" hint="who runs it, and how its root was compared; the log keeps it">
        {({ id }) => (
          <InputGroup
            id={id}
            value={note}
            onValueChange={setNote}
            maxLength={500}
            disabled={busy}
            data-testid="stamp-note"
          />
        )}
      </Field>
      {error !== null && <ProblemBox error={error} />}
      <div className="wm-actions">
        <Button type="submit" text="Use this server" disabled={!complete} loading={busy} data-testid="stamp-set" />
        <Button variant="minimal" text="Cancel" disabled={busy} onClick={leave} />
        <span className="wm-caption">
          {problem !== null
            ? 'Waits for an address.'
            : roots === null
              ? 'Waits for the root.'
              : 'It is asked when a pack is made: the hash of the signature goes there, nothing of a case.'}
        </span>
      </div>
    </form>
  );
}
