/** A rule by its number, with its words and its source on request. Renderer. */
import { Book } from '@blueprintjs/icons';
import { useId, useState } from 'react';
import type { RuleRef } from '../../../core/authority/decision.ts';

export function RuleNote({ rule }: { readonly rule: RuleRef }) {
  const [shown, setShown] = useState(false);
  const id = useId();
  return (
    <div className="wm-rule-note">
      <p className="wm-row wm-small">
        <Book size={13} />
        <span className="wm-grow">
          <span className="wm-mono">
            {rule.id} v{rule.version}
          </span>{' '}
          {rule.title}
          {rule.unconfirmed && <span className="wm-dim"> · rests on a secondary source</span>}
        </span>
        <button
          type="button"
          className="wm-link wm-nowrap"
          aria-expanded={shown}
          aria-controls={id}
          onClick={() => setShown((before) => !before)}
          data-testid="read-rule"
        >
          {shown ? 'Hide the rule' : 'Read the rule'}
        </button>
      </p>
      <p id={id} className="wm-small" hidden={!shown}>
        {rule.text} <span className="wm-dim">Source: {rule.source}.</span>
      </p>
    </div>
  );
}
