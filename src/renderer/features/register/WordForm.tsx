/** The word on a request: approve or refuse, with a note. What blocks approving stands beside it. Renderer. */
import { Button, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import { Field, ProblemBox } from '../../parts/index.ts';
import type { Word } from './use-approvals.ts';

interface WordFormProps {
  readonly testId: string;
  /** Why it cannot be approved now; null: it can. */
  readonly blocked: string | null;
  /** One's own request can be neither approved nor refused. */
  readonly own: boolean;
  readonly busy: boolean;
  readonly error: Error | null;
  onWord(word: Word): void;
}

const NOTE_MIN_CHARS = 12;

export function WordForm({ testId, blocked, own, busy, error, onWord }: WordFormProps) {
  const [note, setNote] = useState('');
  const short = note.trim().length < NOTE_MIN_CHARS;
  const give = (decision: Word['decision']): void => onWord({ decision, note: note.trim() });
  return (
    <div className="wm-section wm-stack" data-testid={`${testId}-word`}>
      {!own && (
        <Field label="Note" hint="kept with it, and in the log; the one who asked reads it">
          {({ id }) => (
            <TextArea
              id={id}
              fill
              value={note}
              maxLength={2000}
              placeholder="What was weighed; when refusing, what to mend"
              onChange={(event) => setNote(event.currentTarget.value)}
              data-testid={`${testId}-note`}
            />
          )}
        </Field>
      )}
      {error !== null && <ProblemBox error={error} />}
      <div className="wm-actions">
        <Button
          intent="primary"
          text="Approve"
          disabled={blocked !== null || short}
          loading={busy}
          onClick={() => give('approve')}
          data-testid={`${testId}-approve`}
        />
        <Button
          text="Refuse"
          disabled={own || short || busy}
          onClick={() => give('refuse')}
          data-testid={`${testId}-refuse`}
        />
        <span className="wm-caption wm-grow" data-testid={`${testId}-why`}>
          {blocked ?? (short ? 'Waits for a note in words.' : 'Your name, rank and note are kept with it.')}
        </span>
      </div>
    </div>
  );
}
