/** What the owner of an authority may do with it now: attach, submit, report, withdraw, renew. Renderer. */
import { Button, TextArea } from '@blueprintjs/core';
import { type SubmitEvent, useState } from 'react';
import type { AuthorityStanding, LawfulFunction } from '../../../contract/authority-answers.ts';
import { toast, useDesk } from '../../desk/index.ts';
import { Field, ProblemBox } from '../../parts/index.ts';
import {
  AttachDocuments,
  DecisionReasons,
  type PendingDocument,
  type RegisterSteps,
  useRegisterSteps,
} from '../authority/index.ts';

interface AuthorityActionsProps {
  readonly caseId: string;
  readonly standing: AuthorityStanding;
}

/** The function whose list of ways holds each kind. */
const FUNCTION_OF: Readonly<Record<AuthorityStanding['record']['kind'], LawfulFunction>> = {
  'file-number': 'find',
  operation: 'find',
  'senior-authority': 'find',
  'surveillance-device-warrant': 'track',
  'production-order': 'track',
  emergency: 'track',
  'stolen-report': 'recover-stolen',
};

export function AuthorityActions({ caseId, standing }: AuthorityActionsProps) {
  const { dispatch } = useDesk();
  const steps = useRegisterSteps(caseId);
  const [pending, setPending] = useState<readonly PendingDocument[]>([]);
  const [sure, setSure] = useState(false);
  const { record, may } = standing;
  const refused = steps.submit.data?.outcome === 'refused' ? steps.submit.data : null;
  const error = steps.attach.error ?? steps.submit.error ?? steps.withdraw.error;
  if (may.length === 0) return null;

  const attachAll = async (): Promise<boolean> => {
    for (const item of pending) {
      const kept = await steps.attach.mutateAsync({ authorityId: record.id, file: item.file }).catch(() => null);
      if (kept === null) return false;
      setPending((before) => before.filter((other) => other !== item));
    }
    return true;
  };
  const submit = async (): Promise<void> => {
    steps.submit.reset();
    if (!(await attachAll())) return;
    const answer = await steps.submit.mutateAsync(record.id).catch(() => null);
    if (answer?.outcome === 'done') toast({ message: `${record.number} is handed in for approval.` });
  };
  const busy = steps.attach.isPending || steps.submit.isPending;
  return (
    <div className="wm-section wm-stack" data-testid="authority-actions">
      {may.includes('attach') && (
        <AttachDocuments
          label="Attach a document"
          held={record.documents.length}
          pending={pending}
          busy={steps.attach.isPending}
          onChange={setPending}
        />
      )}
      {error !== null && <ProblemBox error={error} />}
      {refused !== null && (
        <DecisionReasons title="Not handed in." decision={refused.decision} logSeq={refused.logSeq} />
      )}
      <div className="wm-actions">
        {may.includes('submit') && (
          <Button
            intent="primary"
            text="Submit for approval"
            loading={busy}
            onClick={() => void submit()}
            data-testid="authority-submit"
          />
        )}
        {may.includes('attach') && pending.length > 0 && (
          <Button text="Attach" disabled={busy} onClick={() => void attachAll()} data-testid="authority-attach" />
        )}
        {may.includes('revise') && (
          <Button
            text={standing.standing === 'refused' ? 'Mend and ask again…' : 'Change what it says…'}
            intent={standing.standing === 'refused' ? 'primary' : 'none'}
            onClick={() =>
              dispatch({
                type: 'get-authority',
                fn: FUNCTION_OF[record.kind],
                kind: record.kind,
                authorityId: record.id,
              })
            }
            data-testid="authority-revise"
          />
        )}
        {may.includes('renew') && (
          <Button
            intent={may.includes('report') ? 'none' : 'primary'}
            text="Renew…"
            onClick={() => dispatch({ type: 'get-authority', fn: FUNCTION_OF[record.kind], kind: record.kind })}
            data-testid="authority-renew"
          />
        )}
        {may.includes('withdraw') && !sure && (
          <Button text="Withdraw…" onClick={() => setSure(true)} data-testid="authority-withdraw" />
        )}
      </div>
      {may.includes('withdraw') && sure && (
        <div className="wm-note" data-tone="amber">
          <div className="wm-stack">
            <p>
              {standing.standing === 'draft'
                ? 'The draft is closed for good. Its documents stay with it, and the log keeps what was done.'
                : 'Nothing runs under it from then on, and alerts under it end. It cannot be taken back; the log keeps what was asked.'}
            </p>
            <div className="wm-actions">
              <Button
                text={`Withdraw ${record.number}`}
                loading={steps.withdraw.isPending}
                onClick={() => steps.withdraw.mutate(record.id)}
                data-testid="authority-withdraw-sure"
              />
              <Button text="Keep it" onClick={() => setSure(false)} />
            </div>
          </div>
        </div>
      )}
      {may.includes('report') && <ReportForm authorityId={record.id} report={steps.report} />}
    </div>
  );
}

const REPORT_MIN_CHARS = 12;

function ReportForm({ authorityId, report }: { authorityId: string; report: RegisterSteps['report'] }) {
  const [note, setNote] = useState('');
  const short = note.trim().length < REPORT_MIN_CHARS;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!short) report.mutate({ authorityId, note: note.trim() });
  };
  return (
    <form className="wm-stack" onSubmit={submit}>
      <Field label="Report made" hint="to whom, when, where it is kept">
        {({ id }) => (
          <TextArea
            id={id}
            fill
            value={note}
            maxLength={2000}
            placeholder="e.g. To Judge A. Example, Hamilton District Court, by post on 20 November; copy on the file"
            onChange={(event) => setNote(event.currentTarget.value)}
            data-testid="report-note"
          />
        )}
      </Field>
      {report.error !== null && <ProblemBox error={report.error} />}
      <div className="wm-actions">
        <Button
          type="submit"
          intent="primary"
          text="Record the report"
          disabled={short}
          loading={report.isPending}
          data-testid="authority-report"
        />
        {short && <span className="wm-caption">Waits for where the report is.</span>}
      </div>
    </form>
  );
}
