/**
 * Vehicles recorded as stolen that this case has to do with: who set the flag, who may look for them, and why not. And the
 * asking before one records a vehicle oneself. Renderer.
 */
import { Button } from '@blueprintjs/core';
import { Disable, KnownVehicle, SmallTick } from '@blueprintjs/icons';
import type { StolenFlag } from '../../../contract/lawful-answers.ts';
import type { Decision } from '../../../core/authority/decision.ts';
import { useDesk } from '../../desk/index.ts';
import { Empty, Loading, Plate, ProblemBox, Time } from '../../parts/index.ts';
import { FlagForm } from './FlagForm.tsx';
import { useStolenFlags } from './use-lawful.ts';

export function StolenPane({ caseId }: { caseId: string }) {
  const flags = useStolenFlags(caseId);
  return (
    <div className="wm-scroll" data-testid="stolen">
      <div className="wm-section">
        <p className="wm-small wm-register-prose">
          A stolen vehicle is looked for on its theft complaint, and never by whoever set the flag; whoever followed a
          vehicle does not record it as stolen. Both would make a stolen flag a way around a warrant.
        </p>
      </div>
      {flags.error !== null && (
        <div className="wm-section">
          <ProblemBox error={flags.error} onRetry={() => void flags.refetch()} />
        </div>
      )}
      {flags.data === undefined && flags.error === null && <Loading what="Reading the stolen records" />}
      {flags.data?.length === 0 && (
        <Empty
          icon={<KnownVehicle size={28} />}
          title="No plate of this case is recorded as stolen"
          testId="stolen-empty"
        >
          Records of plates named in its authorities, tracked or confirmed in it come here with the next sync.
        </Empty>
      )}
      {(flags.data ?? []).length > 0 && (
        <table className="wm-register-table">
          <thead>
            <tr>
              <th scope="col">Vehicle</th>
              <th scope="col">Complaint</th>
              <th scope="col">Flag set by</th>
              <th scope="col">You may look for it</th>
              <th scope="col">You may record it again</th>
            </tr>
          </thead>
          <tbody>
            {(flags.data ?? []).map((row) => (
              <FlagRow key={row.flag.id} row={row} />
            ))}
          </tbody>
        </table>
      )}
      <section className="wm-section wm-register-form">
        <h3>May I record a vehicle as stolen?</h3>
        <FlagForm caseId={caseId} />
      </section>
    </div>
  );
}

function FlagRow({ row }: { readonly row: StolenFlag }) {
  const { dispatch } = useDesk();
  const { flag, setByMe, followedMs, follow, flagAgain } = row;
  const mends = follow.reasons.some(({ code }) => code === 'no-authority') && !setByMe && flag.recoveredMs === null;
  return (
    <tr data-testid="stolen-row">
      <td>
        <Plate text={flag.plate} />
        <br />
        {flag.recoveredMs === null ? (
          <span className="wm-badge wm-badge-amber">Stolen</span>
        ) : (
          <span className="wm-dim">
            recovered <Time timeMs={flag.recoveredMs} form="date" />
          </span>
        )}
      </td>
      <td>
        <span className="wm-mono">{flag.complaint}</span>
        <br />
        <span className="wm-dim">
          {flag.complainant}, stolen <Time timeMs={flag.stolenMs} form="date" />
        </span>
      </td>
      <td>
        {setByMe ? <strong>You</strong> : `${flag.setBy.name}, ${flag.setBy.title}`}
        {setByMe && (
          <>
            <br />
            <span className="wm-amber">conflict of interest</span>
          </>
        )}
        {followedMs !== null && (
          <>
            <br />
            <span className="wm-amber">
              you followed it <Time timeMs={followedMs} form="date" />
            </span>
          </>
        )}
      </td>
      <td>
        <Said decision={follow} />
        {mends && (
          <Button
            size="small"
            text="Give the complaint"
            onClick={() =>
              dispatch({ type: 'get-authority', fn: 'recover-stolen', kind: 'stolen-report', plate: flag.plate })
            }
            data-testid="stolen-report"
          />
        )}
        {follow.outcome === 'allowed' && (
          <Button
            size="small"
            text="Track it"
            onClick={() => dispatch({ type: 'track', plate: flag.plate })}
            data-testid="stolen-track"
          />
        )}
      </td>
      <td>
        <Said decision={flagAgain} />
      </td>
    </tr>
  );
}

function Said({ decision }: { readonly decision: Decision }) {
  if (decision.outcome === 'allowed')
    return (
      <p className="wm-said">
        <SmallTick size={13} /> <span>Yes</span>
      </p>
    );
  return decision.reasons.map((reason) => (
    <p key={`${reason.code}-${reason.rule.id}`} className="wm-said" data-refused title={reason.remedy}>
      <Disable size={13} />
      <span>
        {reason.message}{' '}
        <span className="wm-caption wm-mono">
          {reason.rule.id} v{reason.rule.version}
        </span>
      </span>
    </p>
  ));
}
