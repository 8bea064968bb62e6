/** Is the log whole? What was checked, when, how long, by whom it is witnessed, and each fault with what to do. Renderer. */
import { Button } from '@blueprintjs/core';
import { Endorsed, Error as ErrorIcon, Refresh, Search } from '@blueprintjs/icons';
import type { AuditState, AuditVerdict } from '../../../contract/audit-answers.ts';
import { countText, elapsedText, hashText } from '../../format/number.ts';
import { Kbd, ProblemBox, Progress, Time } from '../../parts/index.ts';
import { useSync } from '../sync/index.ts';
import { silenceText, verdictText, verdictTitle } from './audit-words.ts';
import { Faults } from './Faults.tsx';
import type { useVerifyLog } from './use-verify.ts';

interface VerifyBannerProps {
  readonly state: AuditState;
  readonly verifying: ReturnType<typeof useVerifyLog>;
}

export function VerifyBanner({ state, verifying }: VerifyBannerProps) {
  const { verdict } = state;
  const { progress, verify, stop } = verifying;
  const running = progress.phase === 'running';
  const look = running ? 'running' : verdict === null ? 'unknown' : verdict.ok ? 'whole' : 'broken';
  return (
    <>
      <header className="wm-verify" data-state={look} data-testid="audit-verdict">
        <span className="wm-verify-mark" aria-hidden>
          {look === 'whole' ? (
            <Endorsed size={18} />
          ) : look === 'broken' ? (
            <ErrorIcon size={18} />
          ) : (
            <Search size={18} />
          )}
        </span>
        <div className="wm-verify-said" role="status">
          {running ? (
            <Running checked={progress.checked} of={progress.of} />
          ) : verdict === null ? (
            <>
              <h1>{progress.phase === 'stopped' ? 'Verifying was stopped' : 'Not verified in this session'}</h1>
              <p className="wm-dim">Until it is, nothing below is proven. Verifying reads every entry held, here.</p>
            </>
          ) : (
            <>
              <h1>
                {verdictTitle(verdict)}{' '}
                <span className="wm-verify-when">
                  verified <Time timeMs={verdict.verifiedMs} form="clock" />
                </span>
              </h1>
              <p className="wm-dim">
                {verdictText(verdict)} Checked here in {elapsedText(verdict.tookMs)}.
              </p>
            </>
          )}
        </div>
        {verdict !== null && !running && <Anchors verdict={verdict} />}
        {running ? (
          <Button text="Stop" onClick={stop} data-testid="audit-verify-stop" />
        ) : (
          <Button
            intent={verdict === null ? 'primary' : 'none'}
            icon={<Refresh size={14} />}
            text={verdict === null ? 'Verify' : 'Verify again'}
            endIcon={<Kbd of="auditVerify" />}
            onClick={() => void verify()}
            data-testid="audit-verify"
          />
        )}
      </header>
      {progress.phase === 'failed' && (
        <div className="wm-section">
          <ProblemBox error={progress.error} onRetry={() => void verify()} />
        </div>
      )}
      {verdict !== null && verdict.problems.length > 0 && <Faults problems={verdict.problems} />}
      <Reach lastPulledMs={state.lastPulledMs} />
    </>
  );
}

function Running({ checked, of }: { checked: number; of: number }) {
  return (
    <>
      <h1>Verifying</h1>
      <Progress label="Entries checked" value={of === 0 ? null : checked / of} />
      <p className="wm-dim" aria-hidden>
        {of === 0 ? 'Starting' : `${countText(checked)} of ${countText(of)} entries`}
      </p>
    </>
  );
}

function Anchors({ verdict }: { verdict: AuditVerdict }) {
  const { checkpoint, witnesses } = verdict;
  const full = witnesses.filter((witness) => witness.chains === witness.of).length;
  return (
    <dl className="wm-verify-anchors">
      <dt>Checkpoint</dt>
      <dd>
        {checkpoint === null ? (
          'none signed yet'
        ) : (
          <>
            {countText(checkpoint.size)}{' '}
            <span className="wm-mono wm-dim" title={checkpoint.rootHash}>
              {hashText(checkpoint.rootHash)}
            </span>
          </>
        )}
      </dd>
      <dt>Witnesses</dt>
      <dd>
        {witnesses.length === 0 ? (
          'none'
        ) : (
          <span title={witnesses.map(({ name, chains, of }) => `${name}: ${chains} of ${of} logs`).join('\n')}>
            {witnesses.map(({ name }) => name).join(', ')}{' '}
            <span className="wm-dim">
              {full} of {witnesses.length} cosigned all
            </span>
          </span>
        )}
      </dd>
      <dt>Heard from</dt>
      <dd className={verdict.silentChains > 0 ? 'wm-amber' : undefined}>{silenceText(verdict)}</dd>
    </dl>
  );
}

/** Where the server cannot be reached, the log is as old as what was last fetched. */
function Reach({ lastPulledMs }: { lastPulledMs: number | null }) {
  const sync = useSync().data;
  if (sync === undefined || (sync.state !== 'offline' && sync.state !== 'failed')) return null;
  return (
    <p className="wm-note wm-audit-reach" data-tone="amber" role="status" data-testid="audit-offline">
      <span>
        {sync.state === 'offline' ? 'The server cannot be reached.' : 'The last sync failed.'} You read the log as it
        was fetched {lastPulledMs === null ? 'last' : <Time timeMs={lastPulledMs} />}: what was asked since then is not
        here. What is here is safe, and can be read and verified without the server.
      </span>
    </p>
  );
}
