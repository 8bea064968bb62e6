/** One file, dropped or chosen; what cannot be taken says why. Renderer. */
import { Button } from '@blueprintjs/core';
import { Document, Upload } from '@blueprintjs/icons';
import { type DragEvent, useId, useRef, useState } from 'react';
import { bytesText } from '../../format/number.ts';

interface FileChoiceProps {
  readonly label: string;
  readonly hint: string;
  /** For the file picker: `.p12,.pfx`. */
  readonly accept: string;
  readonly file: File | null;
  readonly busy: boolean;
  readonly testId: string;
  /** Why it cannot be taken, in words; null: it can. */
  problemOf(file: File): string | null;
  onChange(file: File | null): void;
}

export function FileChoice(props: FileChoiceProps) {
  const { label, hint, accept, file, busy, testId, problemOf, onChange } = props;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const noteId = useId();
  const take = (files: readonly File[]): void => {
    const [first] = files;
    if (first === undefined || busy) return;
    const found = files.length > 1 ? 'Only one file at a time. Drop the one that is meant.' : problemOf(first);
    setProblem(found);
    onChange(found === null ? first : null);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take([...event.dataTransfer.files]);
  };
  return (
    <div className="wm-field">
      <span className="wm-label">{label}</span>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first. */}
      <div
        className="wm-drop"
        data-over={over}
        data-testid={`${testId}-drop`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        {file === null ? <Upload size={16} /> : <Document size={16} />}
        <span className="wm-grow wm-break" role="status">
          {file === null ? 'Drop it here, or' : `${file.name}, ${bytesText(file.size)}`}
        </span>
        <Button
          size="small"
          text={file === null ? 'Choose a file' : 'Choose another'}
          aria-label={`${label}: choose a file`}
          aria-describedby={noteId}
          disabled={busy}
          onClick={() => input.current?.click()}
        />
        <input
          ref={input}
          type="file"
          hidden
          accept={accept}
          aria-label={label}
          data-testid={testId}
          onChange={({ currentTarget }) => {
            take([...(currentTarget.files ?? [])]);
            // The same file may be chosen again after it was mended.
            currentTarget.value = '';
          }}
        />
      </div>
      <p className="wm-field-note" id={noteId}>
        {hint}
      </p>
      {problem !== null && (
        <p className="wm-field-note" data-tone="red" role="alert" data-testid={`${testId}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}
