/**
 * What packs are signed and stamped with: the workstation's certificate, the agency's, and a time-stamp server. Renderer.
 * They lie in the workspace of whoever is signed in; each person sets up their own, and each change is logged.
 */
import { Button } from '@blueprintjs/core';
import { WarningSign } from '@blueprintjs/icons';
import { type ReactNode, useRef, useState } from 'react';
import type { PackSigners } from '../../../contract/pack-signers.ts';
import { useNow } from '../../desk/index.ts';
import { Loading, ProblemBox, Time } from '../../parts/index.ts';
import { Fingerprint } from './Fingerprint.tsx';
import { ImportAgency } from './ImportAgency.tsx';
import { RemoveSigner } from './RemoveSigner.tsx';
import { lapseOf } from './signer-words.ts';
import { TimeStampForm } from './TimeStampForm.tsx';
import { useSignerSettings } from './use-signers.ts';

const HOUR_MS = 3_600_000;
type Settings = ReturnType<typeof useSignerSettings>;

export function SignerSection() {
  const settings = useSignerSettings();
  const { data, error } = settings.signers;
  return (
    <section className="wm-section" aria-labelledby="pack-signers" data-testid="signers">
      {/* The pack desk leads here. */}
      <h3 id="pack-signers" tabIndex={-1}>
        Signing of packs
      </h3>
      <p className="wm-small wm-settings-prose">
        Every pack is signed, by this workstation or by your agency. A time stamp adds an independent clock. What you
        set up here lies encrypted in your own workspace: it signs your packs, nobody else’s, and each change is an
        entry of the log.
      </p>
      {error !== null && <ProblemBox error={error} onRetry={() => void settings.signers.refetch()} />}
      {data === undefined && error === null && <Loading what="Reading the certificates" />}
      {data !== undefined && (
        <>
          <Card title="This workstation" testId="signer-workstation">
            <Certificate of={data.workstation} rootName="its authority" />
          </Card>
          <Agency agency={data.agency} remove={settings.remove} />
          <Stamp stamp={data.timeStamp} settings={settings} />
          <p className="wm-caption">
            Read the fingerprints of the roots out to whoever checks your packs. Without them the rest is checked all
            the same, and the verdict says whose certificates were compared with nothing.
          </p>
        </>
      )}
    </section>
  );
}

function Agency({ agency, remove }: { readonly agency: PackSigners['agency']; readonly remove: Settings['remove'] }) {
  const { open, toggle, close, opener } = useOpened();
  const change = (
    <Button
      ref={opener}
      size="small"
      text={agency === null ? 'Import…' : 'Replace…'}
      aria-label={agency === null ? 'Import the agency’s certificate' : 'Replace the agency’s certificate'}
      aria-expanded={open}
      onClick={toggle}
      data-testid="agency-open"
    />
  );
  return (
    <Card title="Your agency" testId="signer-agency" actions={change}>
      {agency === null ? (
        <p className="wm-dim wm-small" data-testid="agency-none">
          No certificate of the agency: packs carry the workstation’s name on their signature.
        </p>
      ) : (
        <>
          <Certificate of={agency} rootName={agency.root} />
          <p className="wm-caption">
            imported by {agency.importedBy}, <Time timeMs={agency.importedMs} />
          </p>
          <RemoveSigner
            what="agency"
            name="the agency’s certificate"
            means="Your next packs are signed by the workstation. Its key is erased here; packs signed with it stay valid."
            remove={remove}
            onRemoved={close}
          />
        </>
      )}
      {open && <ImportAgency replaces={agency !== null} onDone={close} />}
    </Card>
  );
}

function Stamp({ stamp, settings }: { readonly stamp: PackSigners['timeStamp']; readonly settings: Settings }) {
  const { open, toggle, close, opener } = useOpened();
  const change = (
    <Button
      ref={opener}
      size="small"
      text={stamp === null ? 'Set up…' : 'Change…'}
      aria-label={stamp === null ? 'Set up a time-stamp server' : 'Change the time-stamp server'}
      aria-expanded={open}
      onClick={toggle}
      data-testid="stamp-open"
    />
  );
  return (
    <Card title="Time-stamp server" testId="signer-stamp" actions={change}>
      {stamp === null ? (
        <p className="wm-dim wm-small" data-testid="stamp-none">
          None: the time in a pack is the clock of this workstation.
        </p>
      ) : (
        <>
          <dl className="wm-facts">
            <dt>Address</dt>
            <dd className="wm-mono wm-break">{stamp.url}</dd>
            <dt>Root</dt>
            <dd className="wm-break">
              {stamp.root}
              <Fingerprint hex={stamp.rootFingerprint} />
            </dd>
            <dt>Valid until</dt>
            <dd>
              <ValidUntil validToMs={stamp.rootValidToMs} />
            </dd>
          </dl>
          <p className="wm-caption">
            set by {stamp.setBy}, <Time timeMs={stamp.setMs} />
          </p>
          <RemoveSigner
            what="time-stamp"
            name="the time-stamp server"
            means="Your next packs carry no time stamp. Packs stamped with it keep theirs."
            remove={settings.remove}
            onRemoved={close}
          />
        </>
      )}
      {open && <TimeStampForm held={stamp?.url ?? ''} setTimeStamp={settings.setTimeStamp} onDone={close} />}
    </Card>
  );
}

/** A form that opens beneath its button; closed, the focus goes back to the button. */
function useOpened() {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    opener.current?.focus();
  };
  return { open, opener, close, toggle: () => setOpen((shown) => !shown) };
}

function Card(props: {
  readonly title: string;
  readonly testId: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className="wm-signer" data-testid={props.testId}>
      <div className="wm-row">
        <h4 className="wm-grow">{props.title}</h4>
        {props.actions}
      </div>
      {props.children}
    </div>
  );
}

type Shown = Pick<
  PackSigners['workstation'],
  'subject' | 'issuer' | 'fingerprint' | 'rootFingerprint' | 'key' | 'validToMs'
> & { readonly validFromMs?: number };

function Certificate({ of, rootName }: { readonly of: Shown; readonly rootName: string }) {
  return (
    <dl className="wm-facts">
      <dt>Subject</dt>
      <dd className="wm-bright wm-break">{of.subject}</dd>
      <dt>Issuer</dt>
      <dd className="wm-break">{of.issuer}</dd>
      <dt>Key</dt>
      <dd>{of.key}</dd>
      <dt>Valid until</dt>
      <dd>
        <ValidUntil validToMs={of.validToMs} validFromMs={of.validFromMs} />
      </dd>
      <dt>Fingerprint</dt>
      <dd>
        <Fingerprint hex={of.fingerprint} />
      </dd>
      <dt>Root</dt>
      <dd className="wm-break">
        {rootName}
        <Fingerprint hex={of.rootFingerprint} />
      </dd>
    </dl>
  );
}

function ValidUntil({
  validToMs,
  validFromMs,
}: {
  readonly validToMs: number;
  readonly validFromMs?: number | undefined;
}) {
  const { tone, text } = lapseOf(validToMs, useNow(HOUR_MS), validFromMs);
  return (
    <>
      <Time timeMs={validToMs} form="date-year" />
      {text !== '' && (
        <strong className={`wm-signer-lapse wm-${tone}`} data-testid="signer-lapse">
          <WarningSign size={12} /> {text}
        </strong>
      )}
    </>
  );
}
