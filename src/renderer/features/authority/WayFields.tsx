/** One field of a way to an authority, with its check beneath as one types. Renderer. */
import { HTMLSelect, InputGroup, TextArea } from '@blueprintjs/core';
import type { AuthorityWay } from '../../../contract/authority-answers.ts';
import { zoneName } from '../../format/time.ts';
import { Field } from '../../parts/index.ts';
import { checkField, isEmpty, TIME_FORM, type WayField, type WayText } from './way-draft.ts';

interface WayFieldsProps {
  readonly way: AuthorityWay;
  readonly text: WayText;
  readonly purposes: readonly { code: string; label: string }[];
  readonly nowMs: number;
  /** Focused when the form opens. */
  readonly first: WayField | undefined;
  onChange(change: Partial<WayText>): void;
  onSend(): void;
}

type TextKey = keyof WayText & WayField;

const LABELS: Readonly<Record<Exclude<WayField, 'number' | 'document'>, string>> = {
  issuer: 'Issued by',
  purpose: 'Purpose',
  narrative: 'Narrative',
  plates: 'Plates',
  people: 'People',
  area: 'Within this circle',
  devices: 'Devices',
  from: 'From',
  to: 'Until',
  conditions: 'Conditions',
  grounds: 'Ground relied on',
  impracticable: 'Why no warrant can be had in time',
};
const HINTS: Partial<Record<WayField, string>> = {
  issuer: 'name and office',
  narrative: 'shown before each query',
  plates: 'parted by commas',
  people: 'parted by commas',
  devices: 'parted by commas',
  area: 'latitude, longitude, km; WGS84',
};
const LONG = new Set<WayField>(['narrative', 'conditions', 'impracticable', 'people']);

export function WayFields(props: WayFieldsProps) {
  return props.way.fields
    .filter((field) => field !== 'document')
    .map((field) => <OneField key={field} field={field} {...props} />);
}

function OneField({ field, ...props }: WayFieldsProps & { field: Exclude<WayField, 'document'> }) {
  const { way, text, nowMs, first, onChange, onSend } = props;
  const check = checkField(field, way, text, 0, nowMs);
  const empty = isEmpty(field, text, 0);
  const tone = !empty && !check.ok ? 'red' : !empty && check.ok ? 'ok' : 'plain';
  const note = { tone, text: check.text } as const;
  const label = field === 'number' ? way.numberLabel : LABELS[field];
  const zone = zoneName(nowMs);
  const hint = field === 'from' || field === 'to' ? `local, ${zone}` : HINTS[field];
  const focus = first === field;
  const shared = (id: string, noteId: string) => ({
    id,
    'aria-describedby': noteId,
    'aria-invalid': tone === 'red',
    'aria-required': way.required.includes(field),
    'data-testid': `way-${field}`,
  });
  const sendKey = (event: { key: string; ctrlKey: boolean; preventDefault(): void }): void => {
    if (event.key !== 'Enter' || !event.ctrlKey) return;
    event.preventDefault();
    onSend();
  };
  return (
    <Field label={label} {...(hint !== undefined && { hint })} note={note}>
      {({ id, noteId }) => {
        if (field === 'area')
          return (
            // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a second legend beside the label.
            <div className="wm-row" id={id} role="group" aria-describedby={noteId} data-testid={`way-${field}`}>
              {(['lat', 'lon', 'radiusKm'] as const).map((part) => (
                <InputGroup
                  key={part}
                  fill
                  aria-label={{ lat: 'Latitude', lon: 'Longitude', radiusKm: 'Radius in kilometres' }[part]}
                  placeholder={{ lat: '-37.8102', lon: '175.7734', radiusKm: '10' }[part]}
                  value={text[part]}
                  onValueChange={(value) => onChange({ [part]: value })}
                  inputMode="decimal"
                />
              ))}
            </div>
          );
        if (field === 'purpose' || field === 'grounds') {
          const key = field === 'purpose' ? 'purpose' : 'ground';
          const choices = field === 'purpose' ? props.purposes : way.grounds;
          return (
            <HTMLSelect
              fill
              autoFocus={focus}
              {...shared(id, noteId)}
              value={text[key]}
              onChange={(event) => onChange({ [key]: event.currentTarget.value })}
            >
              <option value="">{field === 'purpose' ? 'Choose a purpose…' : 'Choose a ground…'}</option>
              {choices.map((choice) => (
                <option key={choice.code} value={choice.code}>
                  {choice.label}
                </option>
              ))}
            </HTMLSelect>
          );
        }
        const key: TextKey = field;
        if (LONG.has(field))
          return (
            <TextArea
              fill
              autoFocus={focus}
              {...shared(id, noteId)}
              value={text[key]}
              maxLength={2000}
              onChange={(event) => onChange({ [key]: event.currentTarget.value })}
              onKeyDown={sendKey}
            />
          );
        return (
          <InputGroup
            autoFocus={focus}
            {...shared(id, noteId)}
            className={field === 'issuer' || field === 'devices' ? undefined : 'wm-mono-input'}
            value={text[key]}
            onValueChange={(value) => onChange({ [key]: value })}
            onKeyDown={sendKey}
            placeholder={field === 'from' || field === 'to' ? TIME_FORM : undefined}
            maxLength={field === 'number' ? 64 : field === 'plates' ? 900 : 2000}
            spellCheck={false}
            autoComplete="off"
          />
        );
      }}
    </Field>
  );
}
