/**
 * Who witnesses the query logs of this workstation, outside the hands of those who run the server. Renderer.
 * An administrator names and removes them; everybody else sees them.
 */
import { Button, InputGroup } from '@blueprintjs/core';
import { EyeOpen, WarningSign } from '@blueprintjs/icons';
import { type SubmitEvent, useState } from 'react';
import type { WitnessSettings } from '../../../contract/settings-answers.ts';
import { countText } from '../../format/number.ts';
import { Field, Loading, ProblemBox, Time } from '../../parts/index.ts';
import { useWitnesses } from './use-trust.ts';

type Witness = WitnessSettings['witnesses'][number];

export function WitnessSection() {
  const { settings, add, remove } = useWitnesses();
  const { data, error } = settings;
  return (
    <div className="wm-section" data-testid="witnesses">
      <h3>Witnesses of the query log</h3>
      <p className="wm-small wm-settings-prose">
        A witness outside the agency cosigns the state of the log. A log rewritten afterwards, even by those who run the
        server, then contradicts a signature they do not hold.
      </p>
      {error !== null && <ProblemBox error={error} onRetry={() => void settings.refetch()} />}
      {data === undefined && error === null && <Loading what="Reading the witnesses" />}
      {data?.changedOutside === true && (
        <p className="wm-note" data-tone="amber" role="alert" data-testid="witnesses-changed">
          <WarningSign size={14} />
          <span>
            The list on disk is not one that grew from what was known here: somebody changed it outside Waymark. What
            was known here holds. Tell the auditor.
          </span>
        </p>
      )}
      {data?.witnesses.length === 0 && (
        <p className="wm-dim wm-small" data-testid="witnesses-none">
          No witness of its own. The server’s cosignature alone holds the log.
        </p>
      )}
      {data !== undefined && data.witnesses.length > 0 && (
        <ul className="wm-trust-list" aria-label="Witnesses">
          {data.witnesses.map((witness) => (
            <WitnessRow key={witness.verifierKey} witness={witness} mayChange={data.mayChange} remove={remove} />
          ))}
        </ul>
      )}
      {data?.mayChange === true && <AddWitness add={add} />}
      {data?.mayChange === false && (
        <p className="wm-caption wm-gap-top">Named and removed by an administrator, signed in at this workstation.</p>
      )}
    </div>
  );
}

function WitnessRow({
  witness,
  mayChange,
  remove,
}: {
  readonly witness: Witness;
  readonly mayChange: boolean;
  readonly remove: ReturnType<typeof useWitnesses>['remove'];
}) {
  const [sure, setSure] = useState(false);
  const [note, setNote] = useState('');
  const { name, keyId, addedBy, addedMs, seen, verifierKey } = witness;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (note.trim() !== '') remove.mutate({ verifierKey, note: note.trim() }, { onSuccess: () => setSure(false) });
  };
  return (
    <li data-testid="witness">
      <div className="wm-row wm-trust-row">
        <EyeOpen size={14} />
        <span className="wm-grow">
          <span className="wm-mono wm-bright wm-break">{name}</span>
          <span className="wm-caption wm-block">
            key <span className="wm-mono">{keyId}</span> · named by {addedBy}, <Time timeMs={addedMs} form="date" /> ·{' '}
            {seen === null ? (
              <span className="wm-amber">has cosigned nothing of your log yet</span>
            ) : (
              <>
                cosigned {countText(seen.size)} entries, <Time timeMs={seen.atMs} />
              </>
            )}
          </span>
        </span>
        {mayChange && (
          <Button
            size="small"
            text="Remove…"
            aria-label={`Remove witness ${name}`}
            aria-expanded={sure}
            onClick={() => setSure((shown) => !shown)}
            data-testid="witness-remove"
          />
        )}
      </div>
      {sure && (
        <form className="wm-note wm-stack" data-tone="amber" onSubmit={submit}>
          <div className="wm-stack wm-grow">
            <p>
              Its signatures are no longer asked for. What it cosigned stays, and the log keeps that it was removed.
            </p>
            <Field label="Why">
              {({ id }) => (
                <InputGroup
                  id={id}
                  autoFocus
                  value={note}
                  onValueChange={setNote}
                  maxLength={500}
                  data-testid="witness-remove-note"
                />
              )}
            </Field>
            {remove.error !== null && <ProblemBox error={remove.error} />}
            <div className="wm-actions">
              <Button
                type="submit"
                size="small"
                text="Remove it"
                disabled={note.trim() === ''}
                loading={remove.isPending}
                data-testid="witness-remove-sure"
              />
              <Button size="small" variant="minimal" text="Keep it" onClick={() => setSure(false)} />
            </div>
          </div>
        </form>
      )}
    </li>
  );
}

function AddWitness({ add }: { readonly add: ReturnType<typeof useWitnesses>['add'] }) {
  const [verifierKey, setVerifierKey] = useState('');
  const [note, setNote] = useState('');
  const complete = verifierKey.trim().split('+').length >= 3;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!complete || add.isPending) return;
    add.mutate(
      { verifierKey: verifierKey.trim(), note: note.trim() },
      {
        onSuccess: () => {
          setVerifierKey('');
          setNote('');
        },
      },
    );
  };
  return (
    <form className="wm-stack wm-settings-form" onSubmit={submit} data-testid="witness-form">
      <Field
        label="Verifier key"
        hint="the whole line that `waymark witness` shows"
        note={verifierKey !== '' && !complete ? { tone: 'red', text: 'A name, a key id and a key, joined by +' } : null}
      >
        {({ id, noteId }) => (
          <InputGroup
            id={id}
            aria-describedby={noteId}
            aria-invalid={verifierKey !== '' && !complete}
            className="wm-mono-input"
            value={verifierKey}
            onValueChange={setVerifierKey}
            maxLength={500}
            spellCheck={false}
            autoComplete="off"
            data-testid="witness-key"
          />
        )}
      </Field>
      <Field label="Note" hint="who runs it, and how its key was compared">
        {({ id }) => (
          <InputGroup id={id} value={note} onValueChange={setNote} maxLength={500} data-testid="witness-note" />
        )}
      </Field>
      {add.error !== null && <ProblemBox error={add.error} />}
      <div className="wm-actions">
        <Button
          type="submit"
          text="Name this witness"
          disabled={!complete}
          loading={add.isPending}
          data-testid="witness-add"
        />
        <span className="wm-caption">
          {complete ? 'Read the key id out to whoever runs it. The log keeps it.' : 'Waits for the key.'}
        </span>
      </div>
    </form>
  );
}
