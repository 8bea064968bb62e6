/** Ties this workstation to an intel server, once, with a one-time code. Renderer. */
import { Button, InputGroup } from '@blueprintjs/core';
import { type SubmitEvent, useState } from 'react';
import type { SessionState } from '../../../contract/workstation.ts';
import { Field, Kbd, ProblemBox } from '../../parts/index.ts';
import { useEnrol } from './use-session.ts';

export function EnrolForm({ state }: { state: SessionState }) {
  const enrol = useEnrol();
  const [serverUrl, setServerUrl] = useState(state.offer?.serverUrl ?? '');
  const [code, setCode] = useState(state.offer?.code ?? '');
  const [deviceName, setDeviceName] = useState('Desk 1');
  const ready = serverUrl.trim() !== '' && code.trim() !== '' && deviceName.trim() !== '';
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (ready && !enrol.isPending) {
      enrol.mutate({ serverUrl: serverUrl.trim(), code: code.trim(), deviceName: deviceName.trim() });
    }
  };
  return (
    <form className="wm-stack" onSubmit={submit} data-testid="enrol-form">
      <div>
        <h1>Enrol this workstation</h1>
        <p>
          Once only: it makes a key of its own, shows the server the one-time code, and from then on holds only what the
          sync policy allows it.
        </p>
      </div>
      {state.offer !== null && (
        <p className="wm-note">
          A sample server was started with this workstation, so the fields are filled in. Press Enter to go on.
        </p>
      )}
      <Field label="Intel server">
        {({ id }) => (
          <InputGroup
            id={id}
            value={serverUrl}
            onValueChange={setServerUrl}
            placeholder="https://…"
            spellCheck={false}
          />
        )}
      </Field>
      <Field label="One-time code" hint="from the administrator">
        {({ id }) => (
          <InputGroup
            id={id}
            className="wm-mono-input"
            value={code}
            onValueChange={setCode}
            autoComplete="one-time-code"
            spellCheck={false}
            autoFocus={state.offer === null}
          />
        )}
      </Field>
      <Field label="Name of this workstation" hint="as it appears in the log">
        {({ id }) => <InputGroup id={id} value={deviceName} onValueChange={setDeviceName} maxLength={100} />}
      </Field>
      {enrol.error !== null && <ProblemBox error={enrol.error} />}
      <div className="wm-actions">
        <Button
          type="submit"
          intent="primary"
          size="large"
          disabled={!ready}
          loading={enrol.isPending}
          autoFocus={state.offer !== null}
          text="Enrol"
          endIcon={<Kbd text="↵" />}
        />
        {!ready && <span className="wm-caption">Needs the server, the code and a name.</span>}
      </div>
    </form>
  );
}
