/** A labelled field with a note beneath: the note says what is wrong or that it is in order, as one types. Renderer. */
import { SmallTick } from '@blueprintjs/icons';
import { type ReactNode, useId } from 'react';

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly note?: { tone: 'plain' | 'ok' | 'red'; text: string } | null;
  /** Receives the id to put on the control, and the id of its note. */
  children(ids: { id: string; noteId: string }): ReactNode;
}

export function Field({ label, hint, note = null, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  return (
    <div className="wm-field">
      <label htmlFor={id}>
        {label} {hint !== undefined && <span>{hint}</span>}
      </label>
      {children({ id, noteId })}
      {note !== null && (
        <p id={noteId} className="wm-field-note" data-tone={note.tone} role={note.tone === 'red' ? 'alert' : undefined}>
          {note.tone === 'ok' && <SmallTick size={12} />}
          {note.text}
        </p>
      )}
    </div>
  );
}
