/** Where papers are dropped or chosen for an authority; what cannot be attached says why. Renderer. */
import { Button } from '@blueprintjs/core';
import { Cross, Document, Upload } from '@blueprintjs/icons';
import { type DragEvent, useId, useRef, useState } from 'react';
import { bytesText, hashText } from '../../format/number.ts';
import { ACCEPTED_TYPES, documentProblem, hashOf, LARGEST_DOCUMENT_BYTES } from './document-check.ts';

/** Chosen but not yet handed to the services. */
export interface PendingDocument {
  readonly file: File;
  readonly sha256: string;
}

interface AttachDocumentsProps {
  /** How many the authority holds already. */
  readonly held: number;
  readonly pending: readonly PendingDocument[];
  readonly busy: boolean;
  readonly label: string;
  onChange(pending: readonly PendingDocument[]): void;
}

export function AttachDocuments({ held, pending, busy, label, onChange }: AttachDocumentsProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [problems, setProblems] = useState<readonly string[]>([]);
  const noteId = useId();
  const take = async (files: readonly File[]): Promise<void> => {
    const refused: string[] = [];
    const taken = [...pending];
    for (const file of files) {
      const problem = documentProblem(file, held + taken.length);
      if (problem !== null) {
        refused.push(problem);
        continue;
      }
      const sha256 = await hashOf(file);
      const twin = taken.find((item) => item.sha256 === sha256);
      if (twin === undefined) taken.push({ file, sha256 });
      else refused.push(`“${file.name}” is the same file as “${twin.file.name}”.`);
    }
    setProblems(refused);
    onChange(taken);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    void take([...event.dataTransfer.files]);
  };
  return (
    <div className="wm-field">
      <span className="wm-label">{label}</span>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first. */}
      <div
        className="wm-drop"
        data-over={over}
        data-testid="document-drop"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Upload size={16} />
        <span className="wm-grow">Drop it here, or</span>
        <Button
          size="small"
          text="Choose a file"
          aria-describedby={noteId}
          loading={busy}
          onClick={() => input.current?.click()}
        />
        <input
          ref={input}
          type="file"
          hidden
          multiple
          accept={ACCEPTED_TYPES}
          aria-label={label}
          data-testid="document-file"
          onChange={(event) => {
            const { currentTarget } = event;
            // The same file may be chosen again after it was taken away.
            void take([...(currentTarget.files ?? [])]).finally(() => {
              currentTarget.value = '';
            });
          }}
        />
      </div>
      <p className="wm-field-note" id={noteId}>
        PDF, PNG or JPEG, at most {bytesText(LARGEST_DOCUMENT_BYTES)}. Kept encrypted; the log keeps its hash.
      </p>
      {problems.map((problem) => (
        <p key={problem} className="wm-field-note" data-tone="red" role="alert" data-testid="document-problem">
          {problem}
        </p>
      ))}
      {pending.length > 0 && (
        <ul className="wm-papers" aria-label="To be attached">
          {pending.map((item) => (
            <li key={item.sha256} className="wm-paper" data-testid="document-pending">
              <Document size={14} />
              <span className="wm-grow">
                <span className="wm-bright wm-paper-name">{item.file.name}</span>
                <span className="wm-caption">
                  {bytesText(item.file.size)} · SHA-256{' '}
                  <span className="wm-mono" title={item.sha256}>
                    {hashText(item.sha256)}
                  </span>
                </span>
              </span>
              <Button
                size="small"
                variant="minimal"
                icon={<Cross size={14} />}
                aria-label={`Do not attach ${item.file.name}`}
                disabled={busy}
                onClick={() => onChange(pending.filter((other) => other !== item))}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
