/** One reason of a refusal: message, remedy, the control that mends it, and the rule in words on request. Renderer. */
import { Book } from '@blueprintjs/icons';
import { useId, useState } from 'react';
import { Remedy, type RemedyProps } from './Remedy.tsx';

export function RefusalReason(props: RemedyProps & { readonly number: number }) {
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
          in force since {dateOfRule(rule.inForceFrom)}
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

/** `1 Jul 2026` of an ISO date, which is a day and not a moment. */
function dateOfRule(iso: string): string {
  const [year, month, day] = iso.split('-').map(Number);
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];
  return `${day} ${months[(month ?? 1) - 1]} ${year}`;
}
