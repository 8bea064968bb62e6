/**
 * The auditor's keys: what leaves this workstation is sealed to them. A server that names others is followed only when a
 * person has compared the fingerprints with the auditor and said so here. Renderer.
 */
import { Button, Checkbox, InputGroup } from '@blueprintjs/core';
import { SmallTick, WarningSign } from '@blueprintjs/icons';
import { type SubmitEvent, useState } from 'react';
import type { AuditKeySettings } from '../../../contract/settings-answers.ts';
import { Field, Loading, ProblemBox, Time } from '../../parts/index.ts';
import { Fingerprint } from './Fingerprint.tsx';
import { useAuditKeys } from './use-trust.ts';

export function AuditKeySection() {
  const { settings, accept } = useAuditKeys();
  const { data, error } = settings;
  return (
    <div className="wm-section" data-testid="audit-keys">
      <h3>Keys of the auditor</h3>
      <p className="wm-small wm-settings-prose">
        The query log leaves this workstation sealed; only the auditor’s key opens it. A server that names another key
        is not simply followed: it could be somebody else’s.
      </p>
      {error !== null && <ProblemBox error={error} onRetry={() => void settings.refetch()} />}
      {data === undefined && error === null && <Loading what="Reading the audit keys" />}
      {data !== undefined && <Keys data={data} accept={accept} />}
    </div>
  );
}

function Keys({
  data,
  accept,
}: {
  readonly data: AuditKeySettings;
  readonly accept: ReturnType<typeof useAuditKeys>['accept'];
}) {
  const { sealedTo, offered, differs, accepted, mayAccept } = data;
  const taken = accepted !== null && offered !== null && accepted.kids.join() === offered.kids.join();
  return (
    <>
      <dl className="wm-facts">
        <dt>Sealed to</dt>
        <dd>
          {sealedTo === null || sealedTo.length === 0 ? (
            <span className="wm-amber">no key was named yet: the log waits here until one is</span>
          ) : (
            sealedTo.map((kid) => <Fingerprint key={kid} hex={kid} />)
          )}
        </dd>
        <dt>Server names</dt>
        <dd>
          {offered === null ? (
            'not asked yet'
          ) : differs ? (
            <>
              {offered.kids.map((kid) => (
                <Fingerprint key={kid} hex={kid} />
              ))}
              <span className="wm-caption">
                as of <Time timeMs={offered.atMs} />
              </span>
            </>
          ) : (
            <span className="wm-row">
              <SmallTick size={14} /> the same, <Time timeMs={offered.atMs} />
            </span>
          )}
        </dd>
        {accepted !== null && (
          <>
            <dt>Last accepted</dt>
            <dd>
              {accepted.by}, <Time timeMs={accepted.atMs} />
              {accepted.note !== '' && <span className="wm-dim"> “{accepted.note}”</span>}
            </dd>
          </>
        )}
      </dl>
      {differs && offered !== null && taken && (
        <p className="wm-note" role="status" data-testid="audit-keys-accepted">
          <span>Accepted. With the next sync of each person what leaves here is sealed to the new key.</span>
        </p>
      )}
      {differs && offered !== null && !taken && (
        <div className="wm-note" data-tone="amber" data-testid="audit-keys-differ">
          <WarningSign size={14} />
          <div className="wm-grow">
            <p>
              The server names another key than the one in use. Nothing changes by itself: the log goes on being sealed
              to the one in use.
            </p>
            {!mayAccept && (
              <p>An administrator or the auditor compares and accepts it, signed in at this workstation.</p>
            )}
          </div>
        </div>
      )}
      {differs && offered !== null && !taken && mayAccept && <AcceptForm kids={offered.kids} accept={accept} />}
    </>
  );
}

function AcceptForm({
  kids,
  accept,
}: {
  readonly kids: readonly string[];
  readonly accept: ReturnType<typeof useAuditKeys>['accept'];
}) {
  const [compared, setCompared] = useState(false);
  const [note, setNote] = useState('');
  const complete = compared && note.trim() !== '';
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (complete && !accept.isPending) accept.mutate({ kids: [...kids], note: note.trim() });
  };
  return (
    <form className="wm-stack wm-settings-form" onSubmit={submit} data-testid="audit-keys-form">
      <Checkbox
        checked={compared}
        onChange={(event) => setCompared(event.currentTarget.checked)}
        label="I compared every character of the fingerprint that the server names with the auditor, in person or on the telephone"
        data-testid="audit-keys-compared"
      />
      <Field label="Note" hint="with whom, how, when; the log keeps it">
        {({ id }) => (
          <InputGroup id={id} value={note} onValueChange={setNote} maxLength={500} data-testid="audit-keys-note" />
        )}
      </Field>
      {accept.error !== null && <ProblemBox error={accept.error} />}
      <div className="wm-actions">
        <Button
          type="submit"
          intent="primary"
          text="Accept the new key"
          disabled={!complete}
          loading={accept.isPending}
          data-testid="audit-keys-accept"
        />
        <span className="wm-caption">
          {!compared
            ? 'Waits for the comparison.'
            : complete
              ? 'What was sealed before stays sealed to the old key.'
              : 'Waits for a note.'}
        </span>
      </div>
    </form>
  );
}
