/** "Get an authority": the way that exists, what is held now, and the form that mends it. Renderer. */
import './authority.css';
import { Button } from '@blueprintjs/core';
import { Document } from '@blueprintjs/icons';
import type { SubmitEvent } from 'react';
import { spanText } from '../../format/time.ts';
import { Kbd, ProblemBox, Time } from '../../parts/index.ts';
import { NarrativeField, NumberField, PurposeField } from './AuthorityFields.tsx';
import { type AuthorityView, useAuthority } from './AuthorityProvider.tsx';

interface AuthorityPanelProps {
  /** Called with the new authority: a query that waits for it runs now. */
  readonly onDeclared: (authorityId: string) => void;
  readonly queryWaits: boolean;
}

export function AuthorityPanel({ onDeclared, queryWaits }: AuthorityPanelProps) {
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
    <div className="wm-scroll" data-testid="authority-panel">
      <div className="wm-section">
        <h2>Ways to make this lawful</h2>
        <p className="wm-dim">For “Find a vehicle”. Tracking needs more.</p>
      </div>
      <div className="wm-way" aria-current="true">
        <Document />
        <div>
          <strong>File number</strong>
          <p>Shape checked here, assignment by the server. Works offline as provisional.</p>
          <p className="wm-dim">{heldText(authority)}</p>
        </div>
      </div>
      <form className="wm-section wm-stack" onSubmit={onSubmit}>
        <h3>{renews ? `Renew ${authority.current?.number}` : 'Declare a file number'}</h3>
        <NumberField autoFocus onEnter={() => void submit()} />
        <PurposeField />
        <NarrativeField onEnter={() => void submit()} />
        {authority.declareError !== null && authority.declareError !== undefined && (
          <ProblemBox error={authority.declareError} />
        )}
        {authority.refusal !== null && <DeclarationRefused authority={authority} />}
        <div className="wm-actions">
          <Button
            type="submit"
            intent="primary"
            data-testid="authority-declare"
            disabled={!authority.checks.complete}
            loading={authority.declaring}
            text={queryWaits ? 'Declare and run the query' : renews ? 'Renew' : 'Declare'}
            endIcon={<Kbd text="Ctrl ↵" />}
          />
          {!authority.checks.complete && <span className="wm-caption">{missingText(authority)}</span>}
        </div>
        <p className="wm-caption">
          Declaring is written to the log, with your name and title. It is yours alone and holds for this case.
        </p>
      </form>
      <Held authority={authority} />
      {authority.error !== null && authority.error !== undefined && (
        <div className="wm-section">
          <ProblemBox error={authority.error} />
        </div>
      )}
    </div>
  );
}

function Held({ authority }: { authority: AuthorityView }) {
  const { current, standing } = authority;
  if (current === null) return null;
  const live = standing === 'live' || standing === 'soon';
  return (
    <section className="wm-section">
      <h3>What you hold for this case</h3>
      <dl className="wm-facts">
        <dt>File number</dt>
        <dd className="wm-mono">{current.number}</dd>
        <dt>Purpose</dt>
        <dd>{authority.purposeLabel(current.purpose)}</dd>
        <dt>Narrative</dt>
        <dd>{current.narrative}</dd>
        <dt>From</dt>
        <dd>
          <Time timeMs={current.fromMs} />
        </dd>
        <dt>Until</dt>
        <dd>
          <Time timeMs={current.toMs} />
        </dd>
        <dt>Assignment</dt>
        <dd>{ASSIGNMENT_WORDS[current.assignment]}</dd>
      </dl>
      {live && (
        <div className="wm-actions wm-gap-top">
          <Button text="Stop using it" onClick={() => void authority.withdraw()} />
          <span className="wm-caption">Queries are refused from then on. The log keeps what was asked.</span>
        </div>
      )}
    </section>
  );
}

const ASSIGNMENT_WORDS = {
  provisional: 'provisional until the server has answered',
  confirmed: 'confirmed by the server',
  rejected: 'rejected by the server: this file is not yours',
} as const;

function DeclarationRefused({ authority }: { authority: AuthorityView }) {
  return (
    <div className="wm-problem" role="alert" data-testid="declaration-refused">
      <span />
      <div>
        <strong>Not declared. Log entry {authority.refusal?.logSeq}.</strong>
        {authority.refusal?.decision.reasons.map((reason) => (
          <p key={reason.code}>
            {reason.message} {reason.remedy}{' '}
            <span className="wm-caption wm-mono">
              {reason.rule.id} v{reason.rule.version}
            </span>
          </p>
        ))}
      </div>
    </div>
  );
}

function heldText({ current, standing, leftMs }: AuthorityView): string {
  if (current === null) return 'You have none for this case.';
  if (standing === 'lapsed') return `You have: ${current.number}, lapsed.`;
  if (standing === 'withdrawn') return `You have: ${current.number}, withdrawn.`;
  return `You have: ${current.number}, ${spanText(leftMs)} left.`;
}

function missingText({ draft, checks }: AuthorityView): string {
  if (!checks.number.ok) return 'Waits for a file number in the right shape.';
  if (draft.purpose === '') return 'Waits for a purpose.';
  return 'Waits for a narrative in words.';
}
