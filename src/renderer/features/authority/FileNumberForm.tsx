/** The form of the plainest way: file number, purpose, narrative; declared, it is in force at once. Renderer. */
import { Button } from '@blueprintjs/core';
import type { SubmitEvent } from 'react';
import { Kbd, ProblemBox } from '../../parts/index.ts';
import { NarrativeField, NumberField, PurposeField } from './AuthorityFields.tsx';
import { type AuthorityView, useAuthority } from './AuthorityProvider.tsx';
import { DecisionReasons } from './DecisionReasons.tsx';

interface FileNumberFormProps {
  readonly onDeclared: (authorityId: string) => void;
  readonly queryWaits: boolean;
}

export function FileNumberForm({ onDeclared, queryWaits }: FileNumberFormProps) {
  const authority = useAuthority();
  const submit = async (): Promise<void> => {
    if (!authority.checks.complete || authority.declaring) return;
    const declared = await authority.declare();
    if (declared !== null) onDeclared(declared.id);
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void submit();
  };
  const renews = authority.current !== null && authority.current.number === authority.draft.number.trim();
  return (
    <form className="wm-section wm-stack" onSubmit={onSubmit}>
      <h3>{renews ? `Renew ${authority.current?.number}` : 'Declare a file number'}</h3>
      <NumberField autoFocus onEnter={() => void submit()} />
      <PurposeField />
      <NarrativeField onEnter={() => void submit()} />
      {authority.declareError !== null && authority.declareError !== undefined && (
        <ProblemBox error={authority.declareError} />
      )}
      {authority.refusal !== null && (
        <DecisionReasons title="Not declared." testId="declaration-refused" {...authority.refusal} />
      )}
      <div className="wm-actions">
        <Button
          type="submit"
          intent="primary"
          data-testid="authority-declare"
          disabled={!authority.checks.complete}
          loading={authority.declaring}
          text={queryWaits ? 'Declare and run the query' : renews ? 'Renew for 8 hours' : 'Declare for 8 hours'}
          endIcon={<Kbd text="Ctrl ↵" />}
        />
        {!authority.checks.complete && <span className="wm-caption">{missingText(authority)}</span>}
      </div>
      <p className="wm-caption">
        Declaring is written to the log, with your name and title. It is yours alone and holds for this case.
      </p>
    </form>
  );
}

function missingText({ draft, checks }: AuthorityView): string {
  if (!checks.number.ok) return 'Waits for a file number in the right shape.';
  if (draft.purpose === '') return 'Waits for a purpose.';
  return 'Waits for a narrative in words.';
}
