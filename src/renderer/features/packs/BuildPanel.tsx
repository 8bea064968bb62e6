/** Title, recipients and reason of a pack; then its progress, which can be stopped. Renderer. */
import { Button, InputGroup, TextArea } from '@blueprintjs/core';
import { type SubmitEvent, useState } from 'react';
import { useNow } from '../../desk/index.ts';
import { spanText } from '../../format/time.ts';
import { Field, Kbd, ProblemBox, Progress } from '../../parts/index.ts';
import type { BuildState, PackForm } from './use-packs.ts';

interface BuildPanelProps {
  readonly caseName: string;
  readonly state: BuildState;
  readonly stops: number;
  readonly ready: boolean;
  readonly onBuild: (form: PackForm) => Promise<void>;
  readonly onCancel: () => void;
}

export function BuildPanel({ caseName, state, stops, ready, onBuild, onCancel }: BuildPanelProps) {
  const [title, setTitle] = useState(`Movement of a vehicle, ${caseName}`);
  const [recipients, setRecipients] = useState('');
  const [reason, setReason] = useState('');
  const building = state.phase === 'building';
  const missing = missingText({ title, recipients, reason }, stops, ready);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (missing !== null || building) return;
    void onBuild({ title: title.trim(), recipients: recipients.trim(), reason: reason.trim() });
  };
  return (
    <form className="wm-scroll" onSubmit={submit} data-testid="pack-form">
      <div className="wm-section wm-stack">
        <Field label="Title" hint="on the cover">
          {({ id }) => (
            <TextArea
              id={id}
              fill
              value={title}
              maxLength={300}
              onChange={(event) => setTitle(event.currentTarget.value)}
              disabled={building}
              data-testid="pack-title"
            />
          )}
        </Field>
        <Field label="Recipients">
          {({ id }) => (
            <InputGroup
              id={id}
              value={recipients}
              onValueChange={setRecipients}
              maxLength={500}
              placeholder="e.g. Crown prosecutor, Hamilton"
              disabled={building}
              data-testid="pack-recipients"
            />
          )}
        </Field>
        <Field label="Reason for export" hint="logged, and printed in the pack">
          {({ id }) => (
            <InputGroup
              id={id}
              value={reason}
              onValueChange={setReason}
              maxLength={500}
              placeholder="e.g. Disclosure to Crown, first appearance"
              disabled={building}
              data-testid="pack-reason"
            />
          )}
        </Field>
        <div className="wm-actions">
          <Button
            type="submit"
            intent="primary"
            size="large"
            disabled={missing !== null || building}
            text="Export and verify"
            endIcon={<Kbd text="↵" />}
            data-testid="export-pack"
          />
          {missing !== null && <span className="wm-caption">{missing}</span>}
        </div>
      </div>
      <BuildProgress state={state} onCancel={onCancel} />
      <div className="wm-section">
        <h3>What goes in</h3>
        <ol className="wm-contents-list">
          {[
            'Cover and summary',
            'How to verify',
            'Authority',
            'Exhibits, each with its image and who confirmed it',
            'Map and movement table',
            'The whole query log of the case',
            'Attached: log as JSON lines, exhibits as CSV and GeoJSON, signed manifest',
          ].map((section) => (
            <li key={section}>{section}</li>
          ))}
        </ol>
        <p className="wm-caption">The log is in every pack, refusals included. Nothing can be left out of it.</p>
      </div>
    </form>
  );
}

function BuildProgress({ state, onCancel }: { state: BuildState; onCancel: () => void }) {
  const nowMs = useNow(500);
  switch (state.phase) {
    case 'idle':
    case 'done':
      return null;
    case 'building': {
      const part = state.total > 0 ? state.done / state.total : 0;
      const tookMs = nowMs - state.startedMs;
      const leftMs = part > 0.05 ? (tookMs / part) * (1 - part) : null;
      return (
        <div className="wm-section wm-stack" role="status" data-testid="pack-progress">
          <div className="wm-row">
            <strong>{state.step}</strong>
            <span className="wm-dim">
              {state.done} of {state.total}
              {leftMs !== null && `, about ${spanText(leftMs + 999)} left`}
            </span>
          </div>
          <Progress label={state.step} value={part} />
          <div className="wm-actions">
            <Button size="small" text="Cancel" onClick={onCancel} />
            <span className="wm-caption">Stopping leaves no half pack; that it was asked stays in the log.</span>
          </div>
        </div>
      );
    }
    case 'cancelled':
      return <p className="wm-section">Stopped. No pack was made; the log says that it was asked for.</p>;
    case 'refused':
      return (
        <div className="wm-section" role="alert" data-testid="pack-refused">
          <strong className="wm-red">Not exported.</strong>
          {state.decision.reasons.map((reason) => (
            <p key={reason.code}>
              {reason.message} {reason.remedy}{' '}
              <span className="wm-caption wm-mono">
                {reason.rule.id} v{reason.rule.version}
              </span>
            </p>
          ))}
        </div>
      );
    case 'failed':
      return (
        <div className="wm-section">
          <ProblemBox error={state.error} />
        </div>
      );
  }
}

function missingText(form: PackForm, stops: number, ready: boolean): string | null {
  if (!ready) return 'Waits for the checks.';
  if (stops > 0) return stops === 1 ? 'Waits for one thing on the right.' : `Waits for ${stops} things on the right.`;
  if (form.title.trim() === '') return 'Needs a title.';
  if (form.recipients.trim() === '') return 'Needs a recipient.';
  return form.reason.trim() === '' ? 'Needs a reason.' : null;
}
