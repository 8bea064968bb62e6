/** Title, profile, recipients, form and signature of the next pack. Renderer. What cannot be chosen says why. */
import { Button, HTMLSelect, InputGroup, TextArea } from '@blueprintjs/core';
import { useId } from 'react';
import { flushSync } from 'react-dom';
import type { PackDraft } from '../../../contract/workstation.ts';
import { redactionProfiles } from '../../../core/evidence/redaction/profiles.ts';
import { useDesk } from '../../desk/index.ts';
import type { DraftEditor } from './use-pack-desk.ts';
import { type PackSigners, useSigners } from './use-packs.ts';

interface PackFieldsProps {
  readonly editor: DraftEditor;
  readonly disabled: boolean;
  readonly onTyped: () => void;
}

const PROFILES = Object.values(redactionProfiles);

export function PackFields({ editor, disabled, onTyped }: PackFieldsProps) {
  const { draft, edit } = editor;
  const id = useId();
  const signers = useSigners();
  const agency = signers.data?.agency ?? null;
  const stamp = signers.data?.timeStamp ?? null;
  return (
    <div className="wm-pack-fields">
      <label htmlFor={`${id}-title`}>Title</label>
      <TextArea
        id={`${id}-title`}
        fill
        value={draft.title}
        maxLength={300}
        disabled={disabled}
        onChange={(event) => edit({ title: event.currentTarget.value }, 'title')}
        onBlur={onTyped}
        data-testid="pack-title"
      />
      <label htmlFor={`${id}-profile`}>Profile</label>
      <HTMLSelect
        id={`${id}-profile`}
        fill
        value={draft.profile}
        disabled={disabled}
        onChange={(event) => edit({ profile: event.currentTarget.value as PackDraft['profile'] })}
        data-testid="pack-profile"
      >
        {PROFILES.map(({ id: profile, title }) => (
          <option key={profile} value={profile}>
            {title}
          </option>
        ))}
      </HTMLSelect>
      <label htmlFor={`${id}-recipients`}>Recipients</label>
      <InputGroup
        id={`${id}-recipients`}
        value={draft.recipients}
        maxLength={500}
        placeholder="e.g. Crown prosecutor, Hamilton"
        disabled={disabled}
        onValueChange={(recipients) => edit({ recipients }, 'recipients')}
        onBlur={onTyped}
        data-testid="pack-recipients"
      />
      <label htmlFor={`${id}-form`}>Form</label>
      <HTMLSelect
        id={`${id}-form`}
        fill
        value={draft.form}
        disabled={disabled}
        onChange={(event) => edit({ form: event.currentTarget.value as PackDraft['form'] })}
        data-testid="pack-form-choice"
      >
        <option value="pdf">PDF/A-3, signed</option>
        <option value="pdf-and-bag">PDF/A-3, signed, and bag</option>
      </HTMLSelect>
      <label htmlFor={`${id}-sign`}>Signed by</label>
      <HTMLSelect
        id={`${id}-sign`}
        fill
        value={draft.signWith}
        disabled={disabled}
        onChange={(event) => edit({ signWith: event.currentTarget.value as PackDraft['signWith'] })}
        data-testid="pack-sign"
      >
        <option value="workstation">This workstation</option>
        <option value="agency" disabled={agency === null || agency.lapsed}>
          {agencyText(signers.data)}
        </option>
      </HTMLSelect>
      {signers.data !== undefined && agency === null && <SetUp text="Set up a certificate" testId="pack-sign-set-up" />}
      <label htmlFor={`${id}-stamp`}>Time stamp</label>
      <HTMLSelect
        id={`${id}-stamp`}
        fill
        value={draft.timeStampUrl ?? ''}
        disabled={disabled}
        onChange={(event) =>
          edit({ timeStampUrl: event.currentTarget.value === '' ? null : event.currentTarget.value })
        }
        data-testid="pack-stamp"
      >
        <option value="">{stamp === null ? 'None: no server set up' : 'None'}</option>
        {stamp !== null && <option value={stamp.url}>{stamp.url}</option>}
        {draft.timeStampUrl !== null && draft.timeStampUrl !== stamp?.url && (
          <option value={draft.timeStampUrl}>{draft.timeStampUrl}: no longer set up</option>
        )}
      </HTMLSelect>
      {signers.data !== undefined && stamp === null && <SetUp text="Set up a server" testId="pack-stamp-set-up" />}
    </div>
  );
}

/** Leads to the signing of packs in the settings. */
function SetUp({ text, testId }: { readonly text: string; readonly testId: string }) {
  const { dispatch } = useDesk();
  const open = (): void => {
    flushSync(() => dispatch({ type: 'go', screen: 'settings' }));
    document.getElementById('pack-signers')?.focus();
  };
  return (
    <Button className="wm-pack-set-up" variant="minimal" size="small" text={text} onClick={open} data-testid={testId} />
  );
}

function agencyText(signers: PackSigners | undefined): string {
  if (signers === undefined || signers.agency === null) return 'The agency: no certificate set up';
  const { subject, lapsed } = signers.agency;
  return lapsed ? `${subject}: out of date` : subject;
}
