/** The three fields of an authority by file number, each with its live check; used in the panel and in refusals. Renderer. */
import { HTMLSelect, InputGroup, TextArea } from '@blueprintjs/core';
import { Field } from '../../parts/index.ts';
import { useAuthority } from './AuthorityProvider.tsx';

interface FieldProps {
  readonly autoFocus?: boolean;
  readonly onEnter?: () => void;
}

export function NumberField({ autoFocus = false, onEnter }: FieldProps) {
  const { draft, setDraft, checks } = useAuthority();
  const note =
    draft.number === ''
      ? ({ tone: 'plain', text: 'YYMMDD/NNNN' } as const)
      : ({ tone: checks.number.ok ? 'ok' : 'red', text: checks.number.text } as const);
  return (
    <Field label="File number" note={note}>
      {({ id, noteId }) => (
        <InputGroup
          id={id}
          className="wm-mono-input"
          data-testid="authority-number"
          aria-describedby={noteId}
          aria-invalid={draft.number !== '' && !checks.number.ok}
          value={draft.number}
          onValueChange={(number) => setDraft({ number })}
          onKeyDown={(event) => event.key === 'Enter' && onEnter?.()}
          maxLength={32}
          spellCheck={false}
          autoComplete="off"
          autoFocus={autoFocus}
        />
      )}
    </Field>
  );
}

export function PurposeField({ autoFocus = false }: FieldProps) {
  const { draft, setDraft, purposes } = useAuthority();
  return (
    <Field label="Purpose">
      {({ id }) => (
        <HTMLSelect
          id={id}
          fill
          autoFocus={autoFocus}
          data-testid="authority-purpose"
          value={draft.purpose}
          onChange={(event) => setDraft({ purpose: event.currentTarget.value })}
        >
          <option value="">Choose a purpose…</option>
          {purposes.map((purpose) => (
            <option key={purpose.code} value={purpose.code}>
              {purpose.label}
            </option>
          ))}
        </HTMLSelect>
      )}
    </Field>
  );
}

export function NarrativeField({ autoFocus = false, onEnter }: FieldProps) {
  const { draft, setDraft, checks } = useAuthority();
  const note =
    draft.narrative === ''
      ? ({ tone: 'plain', text: 'In words: who or what was seen, why this vehicle' } as const)
      : ({ tone: checks.narrative.ok ? 'ok' : 'red', text: checks.narrative.text } as const);
  return (
    <Field label="Narrative" hint="remembered for this case, shown before each query" note={note}>
      {({ id, noteId }) => (
        <TextArea
          id={id}
          fill
          autoFocus={autoFocus}
          data-testid="authority-narrative"
          aria-describedby={noteId}
          aria-invalid={draft.narrative !== '' && !checks.narrative.ok}
          placeholder="e.g. Witness saw a silver ute leave Hinuera Rd about 01:52, plate like KJ?4"
          value={draft.narrative}
          maxLength={2000}
          onChange={(event) => setDraft({ narrative: event.currentTarget.value })}
          onKeyDown={(event) => event.key === 'Enter' && event.ctrlKey && onEnter?.()}
        />
      )}
    </Field>
  );
}
