/** The control that mends one reason of a refusal, or the way to what does. Renderer. */
import { Button } from '@blueprintjs/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Reason } from '../../../core/authority/decision.ts';
import { foldPlate } from '../../../core/plate/plate-text.ts';
import { useClient } from '../../connection/index.ts';
import { useDesk } from '../../desk/index.ts';
import { Kbd } from '../../parts/index.ts';
import {
  isLive,
  NarrativeField,
  NumberField,
  PurposeField,
  useAuthority,
  useRegister,
  useWays,
} from '../authority/index.ts';
import { DeclareInterest } from '../register/index.ts';

export interface RemedyProps {
  readonly reason: Reason;
  /** What was asked, as typed. */
  readonly query: string;
  /** One key renews: shown in the button. */
  readonly renewKey: boolean;
  readonly onDeclareAndRun: () => void;
  readonly onUseLimit: () => void;
  readonly onChangePlate: () => void;
}

export function Remedy(props: RemedyProps) {
  const { reason, onUseLimit, onChangePlate } = props;
  if (reason.code === 'own-vehicle') return <OwnVehicle {...props} />;
  if (reason.code === 'rekeying') return <Rekeying query={props.query} />;
  switch (reason.field) {
    case 'authority':
      return <AuthorityRemedy {...props} />;
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
    case 'plates':
      return (
        <div className="wm-actions">
          <Button text="Change the plate" onClick={onChangePlate} />
        </div>
      );
    case 'lease':
      return <ReachServer />;
    case 'role':
    case null:
      return null;
    default:
      return <OpenRegister />;
  }
}

/** Renewing what lapsed, another number, or another way that allows this. */
function AuthorityRemedy({ onDeclareAndRun, renewKey }: RemedyProps) {
  const { dispatch } = useDesk();
  const { current, checks, declaring } = useAuthority();
  const ways = useWays('find');
  const renewable = current !== null && current.kind === 'file-number' && checks.complete;
  const others = (ways.data ?? []).filter((way) => way.kind !== 'file-number').slice(0, 2);
  return (
    <div className="wm-actions">
      {renewable && (
        <Button
          text={`Renew ${current.number}`}
          endIcon={renewKey ? <Kbd of="renew" /> : undefined}
          loading={declaring}
          onClick={onDeclareAndRun}
          data-testid="renew-authority"
        />
      )}
      <Button
        text={renewable ? 'Other file number' : 'Give a file number'}
        onClick={() => dispatch({ type: 'get-authority', fn: 'find', kind: 'file-number' })}
        data-testid="give-file-number"
      />
      {others.map((way) => (
        <Button
          key={way.kind}
          text={way.title}
          onClick={() => dispatch({ type: 'get-authority', fn: 'find', kind: way.kind })}
          data-testid={`give-${way.kind}`}
        />
      ))}
    </div>
  );
}

/** A vehicle of one's own: the one lawful way is to say so, and to let a senior decide. */
function OwnVehicle({ query, onChangePlate }: RemedyProps) {
  const [asks, setAsks] = useState(false);
  const plate = foldPlate(query);
  return (
    <div className="wm-stack">
      <div className="wm-actions">
        <Button
          text="Declare why it must be queried"
          aria-expanded={asks}
          disabled={!plate.ok}
          onClick={() => setAsks((before) => !before)}
          data-testid="declare-interest"
        />
        <Button text="Change the plate" onClick={onChangePlate} />
        {!plate.ok && (
          <span className="wm-caption">Leave is given for one whole plate: ask for it without wildcards.</span>
        )}
      </div>
      {asks && plate.ok && <DeclareInterest refusedPlate={plate.plate} />}
    </div>
  );
}

/** Asking again and again is tracking: that has its own authorities, and its own list. Either form holds the plate. */
function Rekeying({ query }: Pick<RemedyProps, 'query'>) {
  const { dispatch } = useDesk();
  const { caseRecord } = useAuthority();
  const register = useRegister(caseRecord.id);
  const ways = useWays('track');
  const kinds = new Set(ways.data?.map((way) => way.kind));
  const folded = foldPlate(query);
  const plate = folded.ok ? folded.plate : null;
  const held = register.data?.find((row) => isLive(row.standing) && kinds.has(row.record.kind)) ?? null;
  return (
    <div className="wm-actions">
      {held !== null && (
        <Button
          text={`Track it under ${held.record.number}`}
          onClick={() => dispatch({ type: 'track', plate })}
          data-testid="track-instead"
        />
      )}
      <Button
        text={held === null ? 'Get a tracking authority' : 'Another tracking authority'}
        onClick={() => dispatch({ type: 'get-authority', fn: 'track', kind: 'surveillance-device-warrant', plate })}
        data-testid="get-tracking-authority"
      />
    </div>
  );
}

/** What is wrong with the authority itself is mended where it stands. */
function OpenRegister() {
  const { dispatch } = useDesk();
  return (
    <div className="wm-actions">
      <Button
        text="Open the register"
        onClick={() => dispatch({ type: 'register-tab', tab: 'register' })}
        data-testid="open-register"
      />
      <Button
        text="Another authority"
        onClick={() => dispatch({ type: 'get-authority', fn: 'find', kind: 'file-number' })}
      />
    </div>
  );
}

function ReachServer() {
  const client = useClient();
  const queries = useQueryClient();
  return (
    <div className="wm-actions">
      <Button
        text="Reach the server now"
        onClick={() => void client.sync.start().then((status) => queries.setQueryData(['sync'], status))}
      />
    </div>
  );
}
