/** One reason of a refusal: message, remedy, the control that mends it, and the rule in words on request. Renderer. */
import { Button } from '@blueprintjs/core';
import { Book } from '@blueprintjs/icons';
import { useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import type { Reason } from '../../../core/authority/decision.ts';
import { useClient } from '../../connection/index.ts';
import { useDesk } from '../../desk/index.ts';
import { NarrativeField, NumberField, PurposeField, useAuthority } from '../authority/index.ts';

interface RefusalReasonProps {
  readonly number: number;
  readonly reason: Reason;
  readonly onDeclareAndRun: () => void;
  readonly onUseLimit: () => void;
  readonly onChangePlate: () => void;
}

export function RefusalReason(props: RefusalReasonProps) {
  const { number, reason } = props;
  const [ruleShown, setRuleShown] = useState(false);
  const ruleId = useId();
  const { rule } = reason;
  return (
    <li className="wm-reason" data-testid="refusal-reason" data-code={reason.code}>
      <div className="wm-reason-body">
        <span className="wm-reason-number">{number}</span>
        <div className="wm-grow wm-stack">
          <div>
            <h2>{rule.title}</h2>
            <p>
              {reason.message} {reason.remedy}
            </p>
          </div>
          <Remedy {...props} />
        </div>
      </div>
      <footer className="wm-reason-rule">
        <Book size={13} />
        <span className="wm-mono">
          {rule.id} v{rule.version}
        </span>
        <span className="wm-ellipsis wm-dim">
          in force since {rule.inForceFrom}
          {rule.unconfirmed && ' · rests on a secondary source'}
        </span>
        <button
          type="button"
          className="wm-link wm-nowrap"
          aria-expanded={ruleShown}
          aria-controls={ruleId}
          onClick={() => setRuleShown((shown) => !shown)}
        >
          {ruleShown ? 'Hide the rule' : 'Read the rule'}
        </button>
      </footer>
      {ruleShown && (
        <p className="wm-reason-text" id={ruleId}>
          {rule.text} <span className="wm-dim">Source: {rule.source}.</span>
        </p>
      )}
    </li>
  );
}

function Remedy({ reason, onDeclareAndRun, onUseLimit, onChangePlate }: RefusalReasonProps) {
  const { dispatch } = useDesk();
  const { current, checks, declaring } = useAuthority();
  const client = useClient();
  const queries = useQueryClient();
  switch (reason.field) {
    case 'authority': {
      const panel = (): void => dispatch({ type: 'side', side: 'authority' });
      const renewable = current !== null && checks.complete;
      return (
        <div className="wm-actions">
          {renewable && (
            <Button
              text={`Renew ${current.number}`}
              loading={declaring}
              onClick={onDeclareAndRun}
              data-testid="renew-authority"
            />
          )}
          <Button
            text={renewable ? 'Other file number' : 'Give a file number'}
            onClick={panel}
            data-testid="give-file-number"
          />
        </div>
      );
    }
    case 'number':
      return <NumberField />;
    case 'purpose':
      return <PurposeField />;
    case 'narrative':
      return <NarrativeField />;
    case 'window':
      return (
        <div className="wm-actions">
          <Button text="Use the last 60 days" onClick={onUseLimit} />
        </div>
      );
    case 'query':
      return (
        <div className="wm-actions">
          <Button text="Change the plate" onClick={onChangePlate} />
        </div>
      );
    case 'lease':
      return (
        <div className="wm-actions">
          <Button
            text="Reach the server now"
            onClick={() => void client.sync.start().then((status) => queries.setQueryData(['sync'], status))}
          />
        </div>
      );
    // The rest is put right in the register of authorities; the words of the reason say what.
    default:
      return null;
  }
}
