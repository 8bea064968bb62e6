/**
 * The form of one way to an authority: it asks what this way needs and nothing else, takes the papers, keeps a draft, and
 * hands it to somebody else for approval. Renderer. What is typed stays for as long as the case is open.
 */
import { Button } from '@blueprintjs/core';
import { type SubmitEvent, useEffect, useState } from 'react';
import type { AuthorityStanding, AuthorityWay } from '../../../contract/authority-answers.ts';
import type { AuthorityRecord } from '../../../core/model/domain.ts';
import { useDesk, useKeptState, useNow } from '../../desk/index.ts';
import { Kbd, ProblemBox } from '../../parts/index.ts';
import { AttachDocuments, type PendingDocument } from './AttachDocuments.tsx';
import { useAuthority } from './AuthorityProvider.tsx';
import { DecisionReasons } from './DecisionReasons.tsx';
import { DocumentList } from './DocumentList.tsx';
import { useRegisterSteps } from './use-register.ts';
import { WayFields } from './WayFields.tsx';
import { draftOf, EMPTY_TEXT, missingOf, textOf, textOfDraft, type WayText, withPlate } from './way-draft.ts';

interface WayFormProps {
  readonly way: AuthorityWay;
  /** What the person holds of this kind, the most useful first. */
  readonly held: readonly AuthorityStanding[];
  /** The plate it is wanted for, put into the form once; null: none was named. */
  readonly plate: string | null;
  /** The draft, or the refused one, to go on with; null: the draft there is. */
  readonly wantedId: string | null;
  readonly queryWaits: boolean;
  /** Called once it is in force. */
  readonly onInForce: (authorityId: string) => void;
}

interface Typed {
  readonly text: WayText;
  readonly pending: readonly PendingDocument[];
  /** What is changed of a saved draft; null: nothing yet. */
  readonly revision: { readonly authorityId: string; readonly text: WayText } | null;
}

export function WayForm({ way, held, plate, wantedId, queryWaits, onInForce }: WayFormProps) {
  const { caseRecord, draft: ofFile, purposes } = useAuthority();
  const { dispatch } = useDesk();
  const nowMs = useNow(10_000);
  const steps = useRegisterSteps(caseRecord.id);
  const renewable = held.find((item) => item.may.includes('renew'))?.record ?? null;
  const { state, change } = useKeptState<Typed>(`authority-way-${way.kind}`, () => ({
    // Purpose and narrative are the case's: what was typed for another way is offered here too.
    text:
      renewable === null ? { ...EMPTY_TEXT, purpose: ofFile.purpose, narrative: ofFile.narrative } : textOf(renewable),
    pending: [],
    revision: null,
  }));
  const { pending, revision } = state;
  // A draft that was saved is gone on with, here as in the register; one that was refused, where it is asked for.
  const saved =
    held.find((item) => item.record.id === wantedId && item.may.includes('revise')) ??
    held.find((item) => item.standing === 'draft') ??
    null;
  const record = saved?.record ?? null;
  const changed = record !== null && revision?.authorityId === record.id;
  const text = record === null ? state.text : changed ? revision.text : textOfDraft(record);
  const setText = (next: WayText): void =>
    change(record === null ? { ...state, text: next } : { ...state, revision: { authorityId: record.id, text: next } });
  useEffect(() => {
    if (plate === null) return;
    const plates = withPlate(text.plates, plate);
    if (record === null) change({ ...state, text: { ...text, plates } });
    else change({ ...state, revision: { authorityId: record.id, text: { ...text, plates } } });
    dispatch({ type: 'way-plate-taken' });
  }, [plate, record, state, text, change, dispatch]);
  const [working, setWorking] = useState(false);
  const papers = pending.length + (record?.documents.length ?? 0);
  const missing = missingOf(way, text, papers, nowMs);
  const toSave = missing.filter((what) => what !== 'the document');
  const refused = [steps.draft.data, steps.revise.data, steps.submit.data].find(
    (answer) => answer?.outcome === 'refused',
  );
  const error = [steps.draft, steps.revise, steps.attach, steps.detach, steps.submit].find(
    (step) => step.isError,
  )?.error;

  /** Saves, attaches what is chosen, and submits where asked; stops at the first refusal or error. */
  const go = async (submit: boolean): Promise<void> => {
    if (working || (submit ? missing : toSave).length > 0) return;
    setWorking(true);
    for (const step of [steps.draft, steps.revise, steps.attach, steps.detach, steps.submit]) step.reset();
    try {
      const { caseId, kind, ...said } = draftOf(caseRecord.id, way, text);
      let kept: AuthorityRecord;
      if (record !== null && saved?.standing === 'draft' && !changed) kept = record;
      else {
        const answer =
          record === null
            ? await steps.draft.mutateAsync({ caseId, kind, ...said })
            : await steps.revise.mutateAsync({ authorityId: record.id, ...said });
        if (answer.outcome === 'refused') return;
        kept = answer.authority;
      }
      let waiting = pending;
      for (const { file } of pending) {
        kept = await steps.attach.mutateAsync({ authorityId: kept.id, file });
        waiting = waiting.slice(1);
        change({ ...state, pending: waiting });
      }
      // What was typed is the draft's now; the next one begins anew.
      change({ text: record === null ? EMPTY_TEXT : state.text, pending: [], revision: null });
      if (submit && kept.approval?.state === 'draft') {
        const answer = await steps.submit.mutateAsync(kept.id);
        if (answer.outcome === 'refused') return;
        kept = answer.authority;
      }
      if (kept.approval === null || kept.approval.state === 'approved') onInForce(kept.id);
      if (submit) {
        if (wantedId !== null) dispatch({ type: 'way-taken' });
      }
    } catch {
      // Each step keeps its own error, shown below; what was done before it stays.
    } finally {
      setWorking(false);
    }
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void go(true);
  };
  const sends = way.needsApproval ? 'Submit for approval' : queryWaits ? 'Record and run the query' : 'Record';
  return (
    <form className="wm-section wm-stack" onSubmit={onSubmit} data-testid="way-form" data-kind={way.kind}>
      <h3>{titleOf(way, saved, renewable)}</h3>
      {saved !== null && (
        <p className="wm-small" data-testid="saved-draft">
          {saved.standing === 'refused'
            ? `It was refused: “${saved.record.approval?.note ?? ''}” What you change here becomes a new draft, with copies of its documents; the refused one stays in the register.`
            : changed
              ? 'Changed, not saved yet. The saved draft stands until then.'
              : 'Saved. Nothing runs under it yet; what it says can be changed until you submit it.'}
        </p>
      )}
      <WayFields
        way={way}
        text={text}
        purposes={purposes}
        nowMs={nowMs}
        first={way.fields[0]}
        onChange={(part) => setText({ ...text, ...part })}
        onSend={() => void go(true)}
      />
      {record !== null && record.documents.length > 0 && (
        <div className="wm-field">
          <span className="wm-label">Attached</span>
          <DocumentList
            authorityId={record.id}
            documents={record.documents}
            {...(saved?.standing === 'draft' && {
              onRemove: (documentId: string) => steps.detach.mutate({ authorityId: record.id, documentId }),
            })}
          />
        </div>
      )}
      {way.fields.includes('document') && (
        <AttachDocuments
          label={papers > 0 ? 'Another document' : way.documentRequired ? 'Signed document' : 'Document'}
          held={record?.documents.length ?? 0}
          pending={pending}
          busy={steps.attach.isPending}
          onChange={(next) => change({ ...state, pending: next })}
        />
      )}
      {error !== undefined && error !== null && <ProblemBox error={error} />}
      {refused?.outcome === 'refused' && (
        <DecisionReasons title="The rules say no." decision={refused.decision} logSeq={refused.logSeq} />
      )}
      <div className="wm-actions">
        <Button
          type="submit"
          intent="primary"
          text={sends}
          disabled={missing.length > 0}
          loading={working}
          endIcon={<Kbd text="Ctrl ↵" />}
          data-testid="way-submit"
        />
        {way.needsApproval && (
          <Button
            text={record === null || saved?.standing === 'refused' ? 'Save draft' : 'Save changes'}
            disabled={toSave.length > 0 || working || (saved?.standing === 'draft' && !changed && pending.length === 0)}
            onClick={() => void go(false)}
            data-testid="way-save"
          />
        )}
        {changed && (
          <Button
            variant="minimal"
            text="Undo changes"
            disabled={working}
            onClick={() => change({ ...state, revision: null })}
            data-testid="way-undo"
          />
        )}
      </div>
      {missing.length > 0 && <p className="wm-caption">Waits for {missing.join(', ')}.</p>}
      <p className="wm-caption">
        {way.needsApproval
          ? 'Somebody else approves it, with the document before them; you cannot approve your own. Every step is logged.'
          : 'It is written to the log, with your name and title, and holds for this case.'}{' '}
        Rule <span className="wm-mono">{way.ruleId}</span>.
      </p>
    </form>
  );
}

function titleOf(way: AuthorityWay, saved: AuthorityStanding | null, renewable: AuthorityRecord | null): string {
  if (saved !== null) {
    const { number } = saved.record;
    return `${saved.standing === 'refused' ? 'Ask again' : 'Draft'}: ${number === '' ? way.title : number}`;
  }
  return renewable === null ? way.title : `Renew ${renewable.number}`;
}
