/**
 * Declares a vehicle as one's own or of one's household, or asks leave to query it all the same. Renderer. Used in the
 * register and in the refusal of such a query.
 */
import { Button, HTMLSelect, InputGroup, TextArea } from '@blueprintjs/core';
import { type SubmitEvent, useState } from 'react';
import type { DeclaredInterest } from '../../../contract/authority-answers.ts';
import { foldPlate } from '../../../core/plate/plate-text.ts';
import { useNow } from '../../desk/index.ts';
import { Field, ProblemBox } from '../../parts/index.ts';
import { checkNarrative, DecisionReasons } from '../authority/index.ts';
import { useDeclareInterest } from './use-interests.ts';

interface DeclareInterestProps {
  /** The plate of a query that was refused for it; it then has to be said why it must be asked all the same. */
  readonly refusedPlate?: string;
}

export function DeclareInterest({ refusedPlate }: DeclareInterestProps) {
  const nowMs = useNow(60_000);
  const declare = useDeclareInterest();
  const [typed, setTyped] = useState(refusedPlate ?? '');
  const [relation, setRelation] = useState<DeclaredInterest['relation']>('own');
  const [reason, setReason] = useState('');
  const plate = foldPlate(typed);
  const asksLeave = refusedPlate !== undefined;
  const check =
    reason.trim() === '' && !asksLeave ? { ok: true, text: 'none: it is not queried' } : checkNarrative(reason, nowMs);
  const complete = plate.ok && check.ok;
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (!plate.ok || !complete) return;
    declare.mutate(
      { plate: plate.plate, relation, reason: reason.trim() },
      {
        onSuccess: (answer) => {
          if (answer.outcome !== 'done' || asksLeave) return;
          setTyped('');
          setReason('');
        },
      },
    );
  };
  if (asksLeave && declare.data?.outcome === 'done')
    return (
      <p className="wm-note" role="status" data-testid="interest-asked">
        <span>
          Asked, log entry {declare.data.logSeq}. A senior decides on it; until then the query stays refused. You see
          what became of it under Authorities, My vehicles.
        </span>
      </p>
    );
  return (
    <form className="wm-stack wm-interest-form" onSubmit={submit} data-testid="interest-form">
      {!asksLeave && (
        <Field label="Plate" {...(typed !== '' && !plate.ok && { note: { tone: 'red', text: plate.message } })}>
          {({ id, noteId }) => (
            <InputGroup
              id={id}
              aria-describedby={noteId}
              className="wm-mono-input"
              value={typed}
              onValueChange={setTyped}
              maxLength={24}
              spellCheck={false}
              autoComplete="off"
              data-testid="interest-plate"
            />
          )}
        </Field>
      )}
      <Field label="Whose it is">
        {({ id }) => (
          <HTMLSelect
            id={id}
            fill
            value={relation}
            onChange={(event) => setRelation(event.currentTarget.value === 'own' ? 'own' : 'household')}
            data-testid="interest-relation"
          >
            <option value="own">Mine</option>
            <option value="household">Of my household</option>
          </HTMLSelect>
        )}
      </Field>
      <Field
        label="Why it must be queried all the same"
        hint={asksLeave ? 'a senior reads it' : 'leave empty where it must not'}
        note={{ tone: reason.trim() === '' ? 'plain' : check.ok ? 'ok' : 'red', text: check.text }}
      >
        {({ id, noteId }) => (
          <TextArea
            id={id}
            fill
            aria-describedby={noteId}
            value={reason}
            maxLength={2000}
            onChange={(event) => setReason(event.currentTarget.value)}
            data-testid="interest-reason"
          />
        )}
      </Field>
      {declare.error !== null && <ProblemBox error={declare.error} />}
      {declare.data?.outcome === 'refused' && (
        <DecisionReasons title="Not declared." decision={declare.data.decision} logSeq={declare.data.logSeq} />
      )}
      <div className="wm-actions">
        <Button
          type="submit"
          text={reason.trim() === '' && !asksLeave ? 'Declare' : 'Ask a senior for leave'}
          disabled={!complete}
          loading={declare.isPending}
          data-testid="interest-declare"
        />
        {!complete && (
          <span className="wm-caption">{plate.ok ? 'Waits for the reason in words.' : 'Waits for a plate.'}</span>
        )}
      </div>
    </form>
  );
}
