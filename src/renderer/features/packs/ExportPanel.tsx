/** The reason, and the export with its progress; what it waits for stands beneath the button. Renderer. */
import { Button, InputGroup } from '@blueprintjs/core';
import { Lock } from '@blueprintjs/icons';
import { useNow } from '../../desk/index.ts';
import { bytesText } from '../../format/number.ts';
import { spanText } from '../../format/time.ts';
import { Field, Kbd, ProblemBox, Progress } from '../../parts/index.ts';
import type { DraftEditor } from './use-pack-desk.ts';
import type { BuildState } from './use-packs.ts';

interface ExportPanelProps {
  readonly editor: DraftEditor;
  readonly state: BuildState;
  readonly stops: number;
  readonly ready: boolean;
  readonly bytesAbout: number | null;
  readonly drawing: boolean;
  readonly onTyped: () => void;
  readonly onExport: () => void;
  readonly onCancel: () => void;
  readonly onDryRun: () => void;
}

export function ExportPanel(props: ExportPanelProps) {
  const { editor, state, bytesAbout } = props;
  const building = state.phase === 'building';
  const missing = missingText(props);
  const start = (): void => {
    if (missing === null && !building) props.onExport();
  };
  return (
    <footer className="wm-export">
      <BuildOutcome state={state} onCancel={props.onCancel} />
      {!building && (
        <>
          <Field label="Reason for export" hint="logged, and printed in the pack">
            {({ id }) => (
              <InputGroup
                id={id}
                value={editor.draft.reason}
                maxLength={500}
                placeholder="e.g. Disclosure to Crown, first appearance"
                onValueChange={(reason) => editor.edit({ reason }, 'reason')}
                onBlur={props.onTyped}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') start();
                }}
                data-testid="pack-reason"
              />
            )}
          </Field>
          <div className="wm-export-buttons">
            <Button
              intent="primary"
              size="large"
              fill
              icon={props.stops > 0 ? <Lock size={12} /> : undefined}
              text="Export and verify"
              endIcon={<Kbd text="↵" />}
              disabled={missing !== null}
              onClick={start}
              data-testid="export-pack"
            />
            <Button
              size="large"
              text="Dry run"
              title="Checks everything again and draws the pages. Nothing leaves the workstation."
              disabled={props.drawing || !props.ready}
              onClick={props.onDryRun}
              data-testid="dry-run"
            />
          </div>
          <p className="wm-caption" data-testid="export-waits">
            {missing ?? 'Nothing stands in the way.'}
            {bytesAbout !== null && ` About ${bytesText(bytesAbout)}; then it verifies itself here.`}
          </p>
        </>
      )}
    </footer>
  );
}

function BuildOutcome({ state, onCancel }: { state: BuildState; onCancel: () => void }) {
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
        <div className="wm-stack" role="status" data-testid="pack-progress">
          <div className="wm-row">
            <strong>{state.step}</strong>
            <span className="wm-dim">
              {state.done} of {state.total}
              {leftMs !== null && `, about ${spanText(leftMs + 999)} left`}
            </span>
          </div>
          <Progress label={state.step} value={part} />
          <div className="wm-actions">
            <Button size="small" text="Cancel" onClick={onCancel} data-testid="cancel-export" />
            <span className="wm-caption">Stopping leaves no half pack; that it was asked stays in the log.</span>
          </div>
        </div>
      );
    }
    case 'cancelled':
      return (
        <p role="status" data-testid="export-cancelled">
          Stopped. No pack was made; the log says that it was asked for, and all you chose is kept.
        </p>
      );
    case 'refused':
      return (
        <div role="alert" data-testid="pack-refused">
          <strong className="wm-red">Not exported.</strong>
          {state.decision.reasons.map((reason) => (
            <p key={`${reason.code} ${reason.message}`}>
              {reason.message} {reason.remedy}{' '}
              <span className="wm-caption wm-mono">
                {reason.rule.id} v{reason.rule.version}
              </span>
            </p>
          ))}
        </div>
      );
    case 'failed':
      return <ProblemBox error={state.error} />;
  }
}

function missingText({ editor: { draft }, stops, ready }: ExportPanelProps): string | null {
  if (!ready) return 'Waits for the checks.';
  if (stops > 0) return stops === 1 ? 'Waits for one thing above.' : `Waits for ${stops} things above.`;
  if (draft.title.trim() === '') return 'Needs a title.';
  if (draft.recipients.trim() === '') return 'Needs a recipient.';
  return draft.reason.trim() === '' ? 'Needs a reason.' : null;
}
