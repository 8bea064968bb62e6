/**
 * Starts alerts on one plate under an authority that allows it; without one, the way to get it. Renderer.
 * One that still waits can be chosen, and says what it waits for: asked under it, tracking is refused and logged.
 */
import { Button, HTMLSelect, InputGroup } from '@blueprintjs/core';
import { type SubmitEvent, useEffect, useState } from 'react';
import type { AuthorityStanding } from '../../../contract/authority-answers.ts';
import { foldPlate } from '../../../core/plate/plate-text.ts';
import { useDesk } from '../../desk/index.ts';
import { AUTHORITY_KIND_WORDS } from '../../format/words.ts';
import { Field, ProblemBox } from '../../parts/index.ts';
import { DecisionReasons, isLive, STANDING_WORDS } from '../authority/index.ts';
import type { useTracking } from './use-tracking.ts';

/** Not in force yet, but may come to be: what each waits for. */
const WAITS: Partial<Record<AuthorityStanding['standing'], string>> = {
  draft: 'A draft. Submit it, and somebody else approves it; before that tracking is refused.',
  submitted: 'Nobody has approved it yet. Before somebody else has, tracking is refused.',
  'not-yet': 'Approved, but its time has not begun. Before that tracking is refused.',
};

export const mayTrackNowOrLater = ({ standing }: AuthorityStanding): boolean =>
  isLive(standing) || WAITS[standing] !== undefined;

interface StartTrackingProps {
  /** Of kinds that allow tracking, in force or on their way there; those in force first. */
  readonly held: readonly AuthorityStanding[];
  readonly start: ReturnType<typeof useTracking>['start'];
}

export function StartTracking({ held, start }: StartTrackingProps) {
  const { desk, dispatch } = useDesk();
  const [authorityId, setAuthorityId] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const { plateToTrack } = desk;
  useEffect(() => {
    if (plateToTrack === null) return;
    setTyped(plateToTrack);
    dispatch({ type: 'track-taken' });
  }, [plateToTrack, dispatch]);
  const chosen =
    held.find(({ record }) => record.id === authorityId) ??
    // The one that names the plate, where one does.
    held.find(({ standing, record }) => isLive(standing) && typed !== null && record.scope.plates.includes(typed)) ??
    held[0] ??
    null;
  const under = chosen?.record ?? null;
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
  const waits = chosen === null ? null : (WAITS[chosen.standing] ?? null);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (under !== null && plate.ok && !beyond) start.mutate({ authorityId: under.id, plate: plate.plate });
  };
  if (under === null)
    return (
      <div className="wm-section wm-stack" data-testid="tracking-none">
        <h3>Track a plate</h3>
        <p className="wm-small wm-register-prose">
          Following a vehicle as it drives needs a warrant, an order or the emergency power, approved by a second person
          and in force for this case. A file number is not enough.
        </p>
        <div className="wm-actions">
          <Button
            text="Get a tracking authority"
            onClick={() =>
              dispatch({
                type: 'get-authority',
                fn: 'track',
                kind: 'surveillance-device-warrant',
                plate: plate.ok ? plate.plate : null,
              })
            }
            data-testid="tracking-get"
          />
        </div>
      </div>
    );
  return (
    <form className="wm-section wm-stack wm-register-form" onSubmit={submit} data-testid="tracking-form">
      <h3>Track a plate</h3>
      <Field label="Under" note={waits === null ? null : { tone: 'red', text: waits }}>
        {({ id, noteId }) => (
          <HTMLSelect
            id={id}
            fill
            aria-describedby={noteId}
            value={under.id}
            onChange={(event) => {
              setAuthorityId(event.currentTarget.value);
              setTyped(null);
              start.reset();
            }}
            data-testid="tracking-authority"
          >
            {held.map(({ record, standing }) => (
              <option key={record.id} value={record.id}>
                {AUTHORITY_KIND_WORDS[record.kind]} {record.number}
                {isLive(standing) ? '' : ` (${STANDING_WORDS[standing].toLowerCase()})`}
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
          intent={waits === null ? 'primary' : 'none'}
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
