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
import { draftOf, EMPTY_TEXT, missingOf, textOf, type WayText, withPlate } from './way-draft.ts';

interface WayFormProps {
  readonly way: AuthorityWay;
  /** What the person holds of this kind, the most useful first. */
  readonly held: readonly AuthorityStanding[];
  /** The plate it is wanted for, put into the form once; null: none was named. */
  readonly plate: string | null;
  readonly queryWaits: boolean;
  /** Called once it is in force. */
  readonly onInForce: (authorityId: string) => void;
}

export function WayForm({ way, held, plate, queryWaits, onInForce }: WayFormProps) {
  const { caseRecord, draft: ofFile, purposes } = useAuthority();
  const { dispatch } = useDesk();
  const nowMs = useNow(10_000);
  const steps = useRegisterSteps(caseRecord.id);
  const renewable = held.find((item) => item.may.includes('renew'))?.record ?? null;
  const kept = useKeptState<{ text: WayText; pending: readonly PendingDocument[] }>(
    `authority-way-${way.kind}`,
    () => ({
      // Purpose and narrative are the case's: what was typed for another way is offered here too.
      text:
        renewable === null
          ? { ...EMPTY_TEXT, purpose: ofFile.purpose, narrative: ofFile.narrative }
          : textOf(renewable),
      pending: [],
    }),
  );
  const { text, pending } = kept.state;
  const { change } = kept;
  useEffect(() => {
    if (plate === null) return;
    change({ text: { ...text, plates: withPlate(text.plates, plate) }, pending });
    dispatch({ type: 'way-plate-taken' });
  }, [plate, text, pending, change, dispatch]);
  // A draft that was saved is gone on with, here as in the register.
  const saved = held.find((item) => item.standing === 'draft')?.record ?? null;
  const [working, setWorking] = useState(false);
  const papers = pending.length + (saved?.documents.length ?? 0);
  const missing =
    saved === null ? missingOf(way, text, papers, nowMs) : papers > 0 || !way.documentRequired ? [] : ['the document'];
  const toSave = missing.filter((what) => what !== 'the document');
  const refused = [steps.draft.data, steps.submit.data].find((answer) => answer?.outcome === 'refused');
  const error = steps.draft.error ?? steps.attach.error ?? steps.submit.error ?? steps.withdraw.error;

  /** Saves, attaches what is chosen, and submits where asked; stops at the first refusal or error. */
  const go = async (submit: boolean): Promise<void> => {
    if (working || (submit ? missing : toSave).length > 0) return;
    setWorking(true);
    for (const step of [steps.draft, steps.attach, steps.submit]) step.reset();
    try {
      let record: AuthorityRecord | null = saved;
      if (record === null) {
        const answer = await steps.draft.mutateAsync(draftOf(caseRecord.id, way, text));
        if (answer.outcome === 'refused') return;
        record = answer.authority;
      }
      let waiting = pending;
      for (const { file } of pending) {
        record = await steps.attach.mutateAsync({ authorityId: record.id, file });
        waiting = waiting.slice(1);
        kept.change({ text, pending: waiting });
      }
      if (submit && record.approval?.state === 'draft') {
        const answer = await steps.submit.mutateAsync(record.id);
        if (answer.outcome === 'refused') return;
        record = answer.authority;
      }
      if (record.approval === null || record.approval.state === 'approved') onInForce(record.id);
      if (submit) kept.change({ text: EMPTY_TEXT, pending: [] });
    } catch {
      // Each step keeps its own error, shown below; what was done before it stays.
    } finally {
      setWorking(false);
    }
  };
  const startAgain = async (): Promise<void> => {
    if (saved === null) return;
    kept.change({ text: textOf(saved), pending: [] });
    await steps.withdraw.mutateAsync(saved.id).catch(() => null);
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void go(true);
  };
  const sends = way.needsApproval ? 'Submit for approval' : queryWaits ? 'Record and run the query' : 'Record';
  return (
    <form className="wm-section wm-stack" onSubmit={onSubmit} data-testid="way-form" data-kind={way.kind}>
      <h3>
        {saved === null ? (renewable === null ? way.title : `Renew ${renewable.number}`) : `Draft ${saved.number}`}
      </h3>
      {saved === null ? (
        <WayFields
          way={way}
          text={text}
          purposes={purposes}
          nowMs={nowMs}
          first={way.fields[0]}
          onChange={(change) => kept.change({ text: { ...text, ...change }, pending })}
          onSend={() => void go(true)}
        />
      ) : (
        <SavedDraft record={saved} working={working} onStartAgain={() => void startAgain()} />
      )}
      {way.fields.includes('document') && (
        <AttachDocuments
          label={way.documentRequired ? 'Signed document' : 'Document'}
          held={saved?.documents.length ?? 0}
          pending={pending}
          busy={steps.attach.isPending}
          onChange={(next) => kept.change({ text, pending: next })}
        />
      )}
      {error !== null && <ProblemBox error={error} />}
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
            text={saved === null ? 'Save draft' : 'Keep as draft'}
            disabled={toSave.length > 0 || working || (saved !== null && pending.length === 0)}
            onClick={() => void go(false)}
            data-testid="way-save"
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

interface SavedDraftProps {
  readonly record: AuthorityRecord;
  readonly working: boolean;
  onStartAgain(): void;
}

function SavedDraft({ record, working, onStartAgain }: SavedDraftProps) {
  return (
    <div className="wm-stack" data-testid="saved-draft">
      <p className="wm-small">
        Saved. Nothing runs under it yet. What it says can no longer be changed; to change it, start again with the same
        values: this draft is then withdrawn.
      </p>
      {record.narrative !== '' && <p className="wm-small wm-dim">“{record.narrative}”</p>}
      <DocumentList authorityId={record.id} documents={record.documents} />
      <div>
        <Button size="small" text="Start again with these values" disabled={working} onClick={onStartAgain} />
      </div>
    </div>
  );
}
