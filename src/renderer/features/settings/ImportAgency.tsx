/**
 * Imports the agency's certificate with its key from a PKCS#12 file. Renderer. The passphrase lives in its field alone,
 * never in state or a cache, and is taken out of it the moment it is sent.
 */
import { Button, InputGroup } from '@blueprintjs/core';
import { type SubmitEvent, useRef, useState } from 'react';
import { Field, ProblemBox } from '../../parts/index.ts';
import { FileChoice } from './FileChoice.tsx';
import { keyFileProblem } from './signer-words.ts';
import { useSignerImport } from './use-signers.ts';

export function ImportAgency({ replaces, onDone }: { readonly replaces: boolean; readonly onDone: () => void }) {
  const { busy, error, run } = useSignerImport();
  const [file, setFile] = useState<File | null>(null);
  const [note, setNote] = useState('');
  const [typed, setTyped] = useState(false);
  const secret = useRef<HTMLInputElement>(null);
  const complete = file !== null && typed;
  const submit = async (event: SubmitEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const field = secret.current;
    if (file === null || field === null || field.value === '' || busy) return;
    const asked = run({ file, passphrase: field.value, note: note.trim() });
    field.value = '';
    setTyped(false);
    if (await asked) onDone();
    else field.focus();
  };
  return (
    <form
      className="wm-stack wm-settings-form"
      aria-label="Import the agency’s certificate"
      onSubmit={(event) => void submit(event)}
      data-testid="agency-form"
    >
      <FileChoice
        label="PKCS#12 file"
        hint=".p12 or .pfx: the private key, the certificate and every certificate above it, the root included."
        accept=".p12,.pfx,application/x-pkcs12"
        file={file}
        busy={busy}
        testId="agency-file"
        problemOf={keyFileProblem}
        onChange={setFile}
      />
      {/* Above the passphrase, which takes the focus: so both are in sight. */}
      {error !== null && <ProblemBox error={error} />}
      <Field label="Passphrase of the file" hint="opens it once; kept nowhere">
        {({ id }) => (
          <InputGroup
            id={id}
            inputRef={secret}
            type="password"
            defaultValue=""
            onChange={(event) => setTyped(event.currentTarget.value !== '')}
            maxLength={1024}
            autoComplete="off"
            spellCheck={false}
            disabled={busy}
            data-testid="agency-passphrase"
          />
        )}
      </Field>
      <Field label="Note" hint="from whom it came; the log keeps it">
        {({ id }) => (
          <InputGroup
            id={id}
            value={note}
            onValueChange={setNote}
            maxLength={500}
            disabled={busy}
            data-testid="agency-note"
          />
        )}
      </Field>
      <div className="wm-actions">
        <Button
          type="submit"
          text={replaces ? 'Import in its place' : 'Import'}
          disabled={!complete}
          loading={busy}
          data-testid="agency-import"
        />
        <Button variant="minimal" text="Cancel" disabled={busy} onClick={onDone} />
        <span className="wm-caption">
          {busy
            ? 'Opening the file and checking the chain.'
            : file === null
              ? 'Waits for the file.'
              : !typed
                ? error === null
                  ? 'Waits for the passphrase.'
                  : 'Type the passphrase again to try once more.'
                : 'Certificate and key go into your encrypted workspace, and nowhere else.'}
        </span>
      </div>
      <details className="wm-small">
        <summary>Making such a file</summary>
        <p className="wm-caption wm-gap-top">
          RSA from 2048 bits, or ECDSA on P-256 or P-384, for signing documents or e-mail, up to four certificates.
          Whoever runs your certificates makes it with:
        </p>
        <code className="wm-mono wm-break">
          openssl pkcs12 -export -in CERT.pem -inkey KEY.pem -certfile CHAIN-WITH-ROOT.pem -out AGENCY.p12
        </code>
      </details>
    </form>
  );
}
