/** The log is sealed for the auditor: here the audit key is opened, or it is said why there is none. Renderer. */
import { Button, InputGroup } from '@blueprintjs/core';
import { Key, Lock } from '@blueprintjs/icons';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import type { AuditState } from '../../../contract/audit-answers.ts';
import { problemOf } from '../../connection/index.ts';
import { countOf } from '../../format/number.ts';
import { Field, Kbd, ProblemBox, Time } from '../../parts/index.ts';
import { useUnlock } from './use-audit.ts';

export function KeyGate({ state }: { state: AuditState }) {
  return (
    <section
      className="wm-pane wm-audit-gate"
      aria-label="Query log, sealed"
      data-testid="audit-gate"
      data-key={state.key}
    >
      <div className="wm-audit-card">
        <span className="wm-audit-seal" aria-hidden>
          {state.key === 'none' ? <Key size={20} /> : <Lock size={20} />}
        </span>
        {state.key === 'none' ? <NoKey held={state.held} /> : <Unlock state={state} />}
      </div>
    </section>
  );
}

function Unlock({ state }: { state: AuditState }) {
  const unlock = useUnlock();
  const [passphrase, setPassphrase] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const problem = unlock.error === null ? null : problemOf(unlock.error);
  const wrong = problem !== null && problem.code === 'WRONG_PASSPHRASE';
  useEffect(() => {
    if (wrong) field.current?.select();
  }, [wrong]);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (passphrase === '' || unlock.isPending) return;
    unlock.mutate(passphrase, { onSettled: () => field.current?.focus(), onSuccess: () => setPassphrase('') });
  };
  return (
    <form className="wm-stack" onSubmit={submit} data-testid="audit-unlock">
      <div>
        <h1>Open the query log</h1>
        <p>
          What people asked is sealed on their own workstations, for the audit key alone: the server holds it and cannot
          read it. The audit passphrase opens the key here, on this machine, until you lock or sign out.
        </p>
      </div>
      <dl className="wm-facts">
        <dt>Held here</dt>
        <dd>{countOf(state.held, 'sealed entry', 'sealed entries')}</dd>
        <dt>Last fetched</dt>
        <dd>{state.lastPulledMs === null ? 'not yet' : <Time timeMs={state.lastPulledMs} />}</dd>
      </dl>
      <Field
        label="Audit passphrase"
        hint="not the one you sign in with"
        note={
          wrong
            ? {
                tone: 'red',
                text: `${problem.message} ${problem.tip}`,
              }
            : null
        }
      >
        {({ id, noteId }) => (
          <InputGroup
            id={id}
            type="password"
            inputRef={field}
            value={passphrase}
            onValueChange={setPassphrase}
            autoComplete="off"
            autoFocus
            aria-invalid={wrong}
            aria-describedby={wrong ? noteId : undefined}
            data-testid="audit-passphrase"
          />
        )}
      </Field>
      {problem !== null && !wrong && <ProblemBox error={unlock.error} />}
      <div className="wm-actions">
        <Button
          type="submit"
          intent="primary"
          size="large"
          disabled={passphrase === ''}
          loading={unlock.isPending}
          text="Open the log"
          endIcon={<Kbd text="↵" />}
        />
        {passphrase === '' && <span className="wm-caption">Type the audit passphrase first.</span>}
      </div>
      <p className="wm-caption">
        Lost it? Nobody can read it back. The administrator makes a new audit key; what was sealed for the old one stays
        provable, but only the old passphrase opens it.
      </p>
    </form>
  );
}

function NoKey({ held }: { held: number }) {
  return (
    <div className="wm-stack" data-testid="audit-no-key">
      <div>
        <h1>There is no audit key</h1>
        <p>
          Without one, workstations have nothing to seal their logs for, and no auditor can read them.{' '}
          {held > 0 && `${countOf(held, 'entry', 'entries')} held here can be proven, but not opened.`}
        </p>
      </div>
      <h2 className="wm-audit-todo">What to do</h2>
      <ol className="wm-audit-steps">
        <li>
          Ask the administrator of the server to run <code className="wm-mono">waymark admin audit-key</code> with you
          beside them. Type its passphrase yourself: whoever knows it can read every log.
        </li>
        <li>Let this workstation sync: it fetches the key that was made for your role.</li>
        <li>Come back here and open the log with the passphrase.</li>
      </ol>
      <p className="wm-caption">
        Nothing is lost meanwhile: every workstation keeps its own log, and hands it over once the key exists.
      </p>
    </div>
  );
}
