/** Starts alerts on one plate under an authority that allows it; without one, the way to get it. Renderer. */
import { Button, HTMLSelect, InputGroup } from '@blueprintjs/core';
import { type SubmitEvent, useState } from 'react';
import type { AuthorityRecord } from '../../../core/model/domain.ts';
import { foldPlate } from '../../../core/plate/plate-text.ts';
import { useDesk } from '../../desk/index.ts';
import { AUTHORITY_KIND_WORDS } from '../../format/words.ts';
import { Field, ProblemBox } from '../../parts/index.ts';
import { DecisionReasons } from '../authority/index.ts';
import type { useTracking } from './use-tracking.ts';

interface StartTrackingProps {
  /** In force now, of kinds that allow tracking. */
  readonly authorities: readonly AuthorityRecord[];
  readonly start: ReturnType<typeof useTracking>['start'];
}

export function StartTracking({ authorities, start }: StartTrackingProps) {
  const { dispatch } = useDesk();
  const [authorityId, setAuthorityId] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const under = authorities.find((record) => record.id === authorityId) ?? authorities[0] ?? null;
  const named = under?.scope.plates ?? [];
  const text = typed ?? named[0] ?? '';
  const plate = foldPlate(text);
  const beyond = plate.ok && named.length > 0 && !named.includes(plate.plate);
  const problem = !plate.ok
    ? text === ''
      ? null
      : plate.message
    : beyond
      ? `This authority names ${named.join(', ')}`
      : null;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (under !== null && plate.ok && !beyond) start.mutate({ authorityId: under.id, plate: plate.plate });
  };
  if (under === null)
    return (
      <div className="wm-section wm-stack" data-testid="tracking-none">
        <h3>Track a plate</h3>
        <p className="wm-small wm-register-prose">
          Following a vehicle as it drives needs a warrant, an order or the emergency power, in force for this case. A
          file number is not enough.
        </p>
        <div className="wm-actions">
          <Button
            text="Get a tracking authority"
            onClick={() => dispatch({ type: 'get-authority', fn: 'track', kind: 'surveillance-device-warrant' })}
            data-testid="tracking-get"
          />
        </div>
      </div>
    );
  return (
    <form className="wm-section wm-stack wm-register-form" onSubmit={submit} data-testid="tracking-form">
      <h3>Track a plate</h3>
      <Field label="Under">
        {({ id }) => (
          <HTMLSelect
            id={id}
            fill
            value={under.id}
            onChange={(event) => {
              setAuthorityId(event.currentTarget.value);
              setTyped(null);
            }}
            data-testid="tracking-authority"
          >
            {authorities.map((record) => (
              <option key={record.id} value={record.id}>
                {AUTHORITY_KIND_WORDS[record.kind]} {record.number}
              </option>
            ))}
          </HTMLSelect>
        )}
      </Field>
      <Field label="Plate" note={problem === null ? null : { tone: 'red', text: problem }}>
        {({ id, noteId }) => (
          <InputGroup
            id={id}
            aria-describedby={noteId}
            aria-invalid={problem !== null}
            className="wm-mono-input"
            value={text}
            onValueChange={setTyped}
            maxLength={24}
            spellCheck={false}
            autoComplete="off"
            data-testid="tracking-plate"
          />
        )}
      </Field>
      {start.error !== null && <ProblemBox error={start.error} />}
      {start.data?.outcome === 'refused' && (
        <DecisionReasons title="Not started." decision={start.data.decision} logSeq={start.data.logSeq} />
      )}
      <div className="wm-actions">
        <Button
          type="submit"
          intent="primary"
          text="Start alerts"
          disabled={!plate.ok || beyond}
          loading={start.isPending}
          data-testid="tracking-start"
        />
        <span className="wm-caption">Written to the log, with the authority. It ends with the authority.</span>
      </div>
    </form>
  );
}
