/** Noting that a provider was asked to keep a read past the end of history: who was asked, when, how. Renderer. */
import { Button, Dialog, DialogBody, DialogFooter, TextArea } from '@blueprintjs/core';
import { useState } from 'react';
import { Field, ProblemBox } from '../../parts/index.ts';
import { useNotePreservation } from './use-packs.ts';

export interface Preserved {
  readonly exhibitId: string;
  readonly number: string;
}

export function PreserveDialog({
  caseId,
  about,
  onClose,
}: {
  caseId: string;
  about: Preserved | null;
  onClose: () => void;
}) {
  const noting = useNotePreservation(caseId);
  const [note, setNote] = useState('');
  const close = (): void => {
    setNote('');
    noting.reset();
    onClose();
  };
  const save = (): void => {
    if (about === null || note.trim() === '') return;
    noting.mutate({ exhibitId: about.exhibitId, note: note.trim() }, { onSuccess: close });
  };
  return (
    <Dialog isOpen={about !== null} onClose={close} title={`Preservation of ${about?.number ?? ''}`}>
      <DialogBody>
        <div className="wm-stack">
          <p>
            Waymark keeps the read itself as long as it is an exhibit. What the provider holds beside it (film, other
            reads, system logs) is purged at the end of its history unless it is asked to preserve it. Ask it, then note
            here whom and how: the note is in the log, and in every pack.
          </p>
          <Field label="Whom did you ask, when and how?">
            {({ id }) => (
              <TextArea
                id={id}
                fill
                autoFocus
                value={note}
                maxLength={1000}
                placeholder="e.g. Letter to the provider’s records officer, 11 November, reference 4182-7"
                onChange={(event) => setNote(event.currentTarget.value)}
                data-testid="preserve-note"
              />
            )}
          </Field>
          {noting.error !== null && <ProblemBox error={noting.error} />}
        </div>
      </DialogBody>
      <DialogFooter
        actions={
          <>
            <Button text="Cancel" onClick={close} />
            <Button
              intent="primary"
              text="Note it in the log"
              disabled={note.trim() === ''}
              loading={noting.isPending}
              onClick={save}
              data-testid="preserve-save"
            />
          </>
        }
      />
    </Dialog>
  );
}
