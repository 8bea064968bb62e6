/**
 * May something of this case go to another agency? Asks what the rule asks, says yes or no with its reasons, and sends
 * nothing. Renderer. A memorandum of understanding alone permits nothing, and the form says so before it is asked.
 */
import { Button, Checkbox, HTMLSelect, InputGroup, TextArea } from '@blueprintjs/core';
import { type SubmitEvent, useId } from 'react';
import { useKeptState } from '../../desk/index.ts';
import { Field, Loading, ProblemBox } from '../../parts/index.ts';
import { LawfulOutcome } from './LawfulOutcome.tsx';
import { RuleNote } from './RuleNote.tsx';
import { asQuestion, EMPTY_SHARING, notesOf, type Sharing, type SharingRule } from './sharing-draft.ts';
import { useShareCheck, useSharingRule } from './use-lawful.ts';

export function SharingPane({ caseId }: { readonly caseId: string }) {
  const rule = useSharingRule();
  return (
    <div className="wm-scroll" data-testid="sharing">
      <div className="wm-section">
        <p className="wm-small wm-register-prose">
          Before anything of this case goes to another agency: name the law that permits it. An evidence pack whose
          recipients name an agency is held to the same answer.
        </p>
      </div>
      {rule.error !== null && (
        <div className="wm-section">
          <ProblemBox error={rule.error} onRetry={() => void rule.refetch()} />
        </div>
      )}
      {rule.data === undefined && rule.error === null && <Loading what="Reading the rule" />}
      {rule.data !== undefined && <SharingForm caseId={caseId} rule={rule.data} />}
    </div>
  );
}

function SharingForm({ caseId, rule }: { readonly caseId: string; readonly rule: SharingRule }) {
  const ask = useShareCheck(caseId);
  const { state, change: keep } = useKeptState<Sharing>('sharing', () => EMPTY_SHARING);
  const listId = useId();
  const change = (part: Partial<Sharing>): void => {
    keep({ ...state, ...part });
    ask.reset();
  };
  const notes = notesOf(state, rule);
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (notes.agency === null && !ask.isPending) ask.mutate(asQuestion(state, rule));
  };
  return (
    <form className="wm-section wm-stack wm-register-form" onSubmit={submit} data-testid="sharing-form">
      <h3>May it be shared?</h3>
      <RuleNote rule={rule.rule} />
      <Field label="To which agency">
        {({ id }) => (
          <>
            <InputGroup
              id={id}
              list={listId}
              value={state.agency}
              onValueChange={(agency) => change({ agency })}
              maxLength={500}
              data-testid="sharing-agency"
            />
            <datalist id={listId}>
              {rule.agencies.map((agency) => (
                <option key={agency} value={agency} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <fieldset className="wm-instruments">
        <legend className="wm-label">What permits it</legend>
        {rule.instruments.map(({ code, label, alone }) => {
          const reference = state.references[code];
          return (
            <div key={code}>
              <Checkbox
                checked={reference !== undefined}
                onChange={(event) => {
                  const { [code]: _taken, ...others } = state.references;
                  change({ references: event.currentTarget.checked ? { ...others, [code]: '' } : others });
                }}
                data-testid={`sharing-${code}`}
                labelElement={
                  <span>
                    {label}
                    {!alone && <span className="wm-dim"> · alone permits nothing</span>}
                  </span>
                }
              />
              {reference !== undefined && (
                <InputGroup
                  aria-label={`${label}: which`}
                  placeholder="Section, or name and date of the agreement"
                  value={reference}
                  onValueChange={(text) => change({ references: { ...state.references, [code]: text } })}
                  maxLength={300}
                  data-testid={`sharing-${code}-reference`}
                />
              )}
            </div>
          );
        })}
        {notes.instruments !== null && (
          <p className="wm-field-note" data-tone="red">
            {notes.instruments}
          </p>
        )}
      </fieldset>
      {notes.beliefAsked && (
        <>
          <Field label="Whose belief it is that it is necessary">
            {({ id }) => (
              <HTMLSelect
                id={id}
                fill
                value={state.heldBy}
                onChange={(event) =>
                  change({ heldBy: event.currentTarget.value === 'holder' ? 'holder' : 'requester' })
                }
                data-testid="sharing-held-by"
              >
                <option value="holder">Ours, who hold the information</option>
                <option value="requester">Theirs, who ask for it</option>
              </HTMLSelect>
            )}
          </Field>
          <Field
            label="On what grounds"
            hint="in words; a reader of the log weighs them"
            note={notes.grounds === null ? null : { tone: 'plain', text: notes.grounds }}
          >
            {({ id, noteId }) => (
              <TextArea
                id={id}
                fill
                aria-describedby={noteId}
                value={state.grounds}
                maxLength={2000}
                onChange={(event) => change({ grounds: event.currentTarget.value })}
                data-testid="sharing-grounds"
              />
            )}
          </Field>
        </>
      )}
      <Field label="Statutes that forbid or limit it" hint="one a line; leave empty where you know of none">
        {({ id }) => (
          <TextArea
            id={id}
            fill
            value={state.conflicting}
            maxLength={4000}
            onChange={(event) => change({ conflicting: event.currentTarget.value })}
            data-testid="sharing-conflicting"
          />
        )}
      </Field>
      {ask.error !== null && <ProblemBox error={ask.error} />}
      {ask.data !== undefined && (
        <LawfulOutcome
          answer={ask.data}
          allowed="It may be shared."
          next="Nothing was sent by asking. Say the same in the evidence pack, which carries it to the agency."
          refused="It may not be shared."
        />
      )}
      <div className="wm-actions">
        <Button
          type="submit"
          intent="primary"
          text="Ask whether it may go"
          disabled={notes.agency !== null}
          loading={ask.isPending}
          data-testid="sharing-ask"
        />
        <span className="wm-caption">{notes.agency ?? 'Asking is logged; it sends nothing.'}</span>
      </div>
    </form>
  );
}
