/**
 * A refused query: what is missing, numbered, each with its rule and the control that mends it; what was in order; the
 * log entry it made. The query is kept, and runs the moment everything is there. Renderer.
 */
import './question.css';
import { Button } from '@blueprintjs/core';
import { Disable, InfoSign, SmallTick } from '@blueprintjs/icons';
import { useState } from 'react';
import type { Decision } from '../../../core/authority/decision.ts';
import type { AuthorityRecord } from '../../../core/model/domain.ts';
import { useDesk, useKeys } from '../../desk/index.ts';
import { countText } from '../../format/number.ts';
import { type AuthorityView, useAuthority } from '../authority/index.ts';
import { RefusalReason } from './RefusalReason.tsx';

interface RefusalProps {
  readonly decision: Decision;
  readonly logSeq: number;
  readonly query: string;
  readonly running: boolean;
  /** Declares the draft and runs the kept query with it. */
  readonly onDeclareAndRun: () => void;
  readonly onRunAgain: () => void;
  readonly onUseLimit: () => void;
  /** Goes to where the question is typed. */
  readonly onChangePlate: () => void;
  /** In front, so that one key renews what lapsed. */
  readonly renewKey?: boolean;
}

const NUMBERS = ['nothing is', 'one thing is', 'two things are', 'three things are', 'four things are'];
const OF_AUTHORITY = new Set(['authority', 'number', 'purpose', 'narrative']);

export function Refusal(props: RefusalProps) {
  const { decision, logSeq, query } = props;
  const { checks, declaring, current, standing } = useAuthority();
  const { dispatch } = useDesk();
  const ofAuthority = decision.reasons.filter((reason) => reason.field !== null && OF_AUTHORITY.has(reason.field));
  // An authority that came into force since is there for it: nothing has to be declared.
  const [refusedUnder] = useState(() => liveId(current, standing));
  const live = liveId(current, standing);
  const arrived = ofAuthority.length > 0 && live !== null && live !== refusedUnder;
  const mendable = ofAuthority.length > 0 && !arrived;
  // What no authority mends stands in the way of a run, whatever is declared.
  const others = decision.reasons.filter((reason) => reason.code === 'own-vehicle' || reason.code === 'rekeying');
  const count = decision.reasons.length;
  const lapsed = decision.reasons.some((reason) => reason.field === 'authority');
  const renewKey = props.renewKey === true && lapsed && mendable && checks.complete && current?.kind === 'file-number';
  useKeys({ renew: props.onDeclareAndRun }, renewKey);
  useKeys({ renew: props.onRunAgain }, props.renewKey === true && arrived);
  return (
    <div className="wm-scroll wm-refusal" data-testid="refusal" role="alert">
      <header className="wm-refusal-head">
        <span className="wm-refusal-sign">
          <Disable size={18} />
        </span>
        <div>
          <h1>Not run: {NUMBERS[count] ?? `${count} things are`} missing</h1>
          <p>
            Nothing was searched and nothing is shown. The refusal is in the log as entry{' '}
            <span data-testid="refusal-log-entry">{countText(logSeq)}</span>. Add what is missing and ask again.
          </p>
        </div>
      </header>
      <ol className="wm-stack">
        {decision.reasons.map((reason, at) => (
          <RefusalReason
            key={`${reason.code}-${reason.rule.id}`}
            {...props}
            number={at + 1}
            reason={reason}
            renewKey={renewKey}
          />
        ))}
      </ol>
      {decision.inOrder.length > 0 && (
        <p className="wm-in-order">
          <SmallTick />
          <span>Also checked and in order: {decision.inOrder.map((item) => lowerFirst(item.message)).join('; ')}.</span>
        </p>
      )}
      <div className="wm-refusal-run">
        <Button
          text={mendable ? 'Declare and run' : arrived ? 'Run it now' : 'Run again'}
          intent={(mendable && checks.complete) || arrived ? 'primary' : 'none'}
          disabled={mendable && !checks.complete}
          loading={declaring || props.running}
          onClick={mendable ? props.onDeclareAndRun : props.onRunAgain}
          data-testid="declare-and-run"
        />
        <span className="wm-dim">
          Your query <span className="wm-mono">{query}</span> is kept.{' '}
          {arrived && current !== null && `${current.number} is in force now.`}
          {mendable &&
            !checks.complete &&
            (count === 1 ? 'It runs the moment this is there.' : 'It runs the moment all of this is there.')}
          {!mendable && others.length > 0 && 'Asked again before this is mended, it is refused again.'}
        </span>
      </div>
      <section className="wm-refusal-log">
        <h3>What the log now says</h3>
        <dl className="wm-facts">
          <dt>Entry</dt>
          <dd>{countText(logSeq)}</dd>
          <dt>Asked</dt>
          <dd className="wm-mono">{query}</dd>
          <dt>Outcome</dt>
          <dd className="wm-red">
            Refused: {decision.reasons.map((reason) => `${reason.rule.id} v${reason.rule.version}`).join(', ')}
          </dd>
          <dt>Seen by</dt>
          <dd>you and the PNHQ auditor</dd>
        </dl>
      </section>
      <p className="wm-refusal-danger">
        <InfoSign size={14} />
        <span>Someone in danger now? Emergency use is for tracking only, for a short time, and reported.</span>
        <button
          type="button"
          className="wm-link wm-nowrap"
          onClick={() => dispatch({ type: 'get-authority', fn: 'track', kind: 'emergency' })}
          data-testid="emergency-way"
        >
          How it works
        </button>
      </p>
    </div>
  );
}

const lowerFirst = (text: string): string =>
  text.charAt(0).toLocaleLowerCase('en-NZ') + text.slice(1).replace(/\.$/, '');

function liveId(current: AuthorityRecord | null, standing: AuthorityView['standing']): string | null {
  return standing === 'live' || standing === 'soon' ? (current?.id ?? null) : null;
}
