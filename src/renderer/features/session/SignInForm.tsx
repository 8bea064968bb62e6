/** Opens a user's encrypted workspace. A wrong passphrase is counted, and the wait before the next try shown. Renderer. */
import { Button, InputGroup } from '@blueprintjs/core';
import { ORPCError } from '@orpc/client';
import { type SubmitEvent, useEffect, useRef, useState } from 'react';
import type { SessionState } from '../../../contract/workstation.ts';
import { useNow } from '../../desk/index.ts';
import { spanText } from '../../format/time.ts';
import { Field, Kbd, ProblemBox } from '../../parts/index.ts';
import { useSignIn } from './use-session.ts';

interface WrongPassphrase {
  readonly failures: number;
  readonly untilMs: number;
}

export function SignInForm({ state }: { state: SessionState }) {
  const signIn = useSignIn();
  const [username, setUsername] = useState(state.knownUsers[0] ?? state.offer?.username ?? '');
  const offered = state.offer !== null && state.offer.username === username;
  const [passphrase, setPassphrase] = useState(offered ? (state.offer?.passphrase ?? '') : '');
  const [wrong, setWrong] = useState<WrongPassphrase | null>(null);
  const nowMs = useNow(250);
  const field = useRef<HTMLInputElement>(null);
  const waitMs = Math.max(0, (wrong?.untilMs ?? 0) - nowMs);
  const ready = username.trim() !== '' && passphrase !== '' && waitMs === 0;
  const known = state.knownUsers.includes(username);

  useEffect(() => {
    if (wrong !== null) field.current?.select();
  }, [wrong]);

  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!ready || signIn.isPending) return;
    signIn.mutate(
      { username: username.trim(), passphrase },
      {
        onError: (error) => setWrong(wrongPassphraseOf(error, Date.now())),
        onSuccess: () => setPassphrase(''),
      },
    );
  };
  const otherProblem = signIn.error !== null && wrongPassphraseOf(signIn.error, 0) === null;
  return (
    <form className="wm-stack" onSubmit={submit} data-testid="sign-in-form">
      <div>
        <h1>{known ? 'Unlock' : 'Sign in'}</h1>
        <p>
          {known
            ? 'The passphrase opens your encrypted workspace on this machine; it works without a network.'
            : 'Signing in makes your encrypted workspace on this machine and fills it with what the sync policy allows.'}
        </p>
      </div>
      {offered && <p className="wm-note">This is the sample user of the training network. Press Enter to go on.</p>}
      <Field label="User name">
        {({ id }) => (
          <InputGroup
            id={id}
            value={username}
            onValueChange={setUsername}
            autoComplete="username"
            autoFocus={username === ''}
            spellCheck={false}
          />
        )}
      </Field>
      <Field
        label="Passphrase"
        note={
          wrong === null
            ? null
            : {
                tone: 'red',
                text: `The user name or the passphrase is wrong. ${triesText(wrong.failures)}${
                  waitMs > 0 ? ` Try again in ${spanText(waitMs + 999)}.` : ''
                } Nothing is erased.`,
              }
        }
      >
        {({ id, noteId }) => (
          <InputGroup
            id={id}
            type="password"
            inputRef={field}
            value={passphrase}
            onValueChange={setPassphrase}
            autoComplete="current-password"
            autoFocus={username !== '' && !offered}
            aria-invalid={wrong !== null}
            aria-describedby={wrong === null ? undefined : noteId}
          />
        )}
      </Field>
      {otherProblem && <ProblemBox error={signIn.error} />}
      <div className="wm-actions">
        <Button
          type="submit"
          intent="primary"
          size="large"
          disabled={!ready}
          loading={signIn.isPending}
          autoFocus={offered}
          text={known ? 'Unlock' : 'Sign in'}
          endIcon={<Kbd text="↵" />}
        />
        {waitMs > 0 && <span className="wm-caption">Waits {spanText(waitMs + 999)}.</span>}
      </div>
      {state.device !== null && (
        <p className="wm-caption">
          {state.device.name} · {state.device.serverUrl}
        </p>
      )}
    </form>
  );
}

const triesText = (failures: number): string => (failures === 1 ? '1 wrong try.' : `${failures} wrong tries in a row.`);

function wrongPassphraseOf(error: unknown, nowMs: number): WrongPassphrase | null {
  if (!(error instanceof ORPCError) || error.code !== 'WRONG_PASSPHRASE') return null;
  const data = error.data as { failures?: number; retryAfterMs?: number } | undefined;
  return { failures: data?.failures ?? 1, untilMs: nowMs + (data?.retryAfterMs ?? 0) };
}
