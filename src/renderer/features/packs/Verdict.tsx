/** What verifying a pack found, line by line, and the way to the file. Renderer. Green means proven by mathematics. */
import { Button } from '@blueprintjs/core';
import { Archive, Download, Endorsed, Error as ErrorIcon, Refresh, SmallTick } from '@blueprintjs/icons';
import type { PackRecord, PackVerdictView } from '../../../contract/workstation.ts';
import { bytesText, countOf, elapsedText } from '../../format/number.ts';
import { ProblemBox, Time } from '../../parts/index.ts';
import { useDownload, useVerify } from './use-packs.ts';

const HEADLINE = {
  valid: 'Whole, signed, nothing left out',
  invalid: 'Not valid: do not rely on this pack',
  unreadable: 'This file cannot be read as a pack',
} as const;

/** What was left out on purpose is no fault, and no silence either. */
const headlineOf = (status: PackVerdictView['status'], { leftOut }: PackRecord): string =>
  status === 'valid' && leftOut.length > 0 ? 'Whole and signed; what is left out is named' : HEADLINE[status];

const TRUST = {
  anchored: 'The signer is anchored in the authority that this workstation trusts.',
  'not-checked': 'Who stands behind the signature was not checked here.',
  untrusted: 'The signature holds, but its signer is not one that this workstation trusts.',
} as const;

const PROFILES = {
  full: 'Prosecution, full',
  defence: 'Defence',
  partner: 'Partner agency',
  victim: 'Victim',
} as const;

export function Verdict({ pack, verdict: first }: { pack: PackRecord; verdict: PackVerdictView | null }) {
  const verify = useVerify();
  const download = useDownload();
  const again = verify.data;
  const verdict = again?.verdict ?? first;
  return (
    <section className="wm-section wm-stack" data-testid="verdict" data-status={verdict?.status}>
      {verdict !== null && (
        <header className="wm-verdict-head" data-status={verdict.status}>
          {verdict.status === 'valid' ? <Endorsed size={22} /> : <ErrorIcon size={22} />}
          <div>
            <h2>{headlineOf(verdict.status, pack)}</h2>
            <p className="wm-dim">
              {again === undefined ? 'Verified as it was made' : `Verified again, in ${elapsedText(again.tookMs)}`}.{' '}
              {TRUST[verdict.trust]}
            </p>
          </div>
        </header>
      )}
      <div className="wm-actions">
        <Button
          intent={first === null ? 'none' : 'primary'}
          icon={<Download size={14} />}
          text={`Save ${pack.fileName}`}
          loading={download.isPending}
          onClick={() => download.mutate({ packId: pack.id, form: 'pdf' })}
          data-testid="download-pack"
        />
        <Button
          icon={<Archive size={14} />}
          text="Save as a bag"
          loading={download.isPending}
          onClick={() => download.mutate({ packId: pack.id, form: 'bag' })}
          data-testid="download-bag"
        />
        <Button
          icon={<Refresh size={14} />}
          text={verdict === null ? 'Verify' : 'Verify again'}
          loading={verify.isPending}
          onClick={() => verify.mutate(pack.id)}
          data-testid="verify-again"
        />
      </div>
      {download.error !== null && <ProblemBox error={download.error} />}
      {verify.error !== null && <ProblemBox error={verify.error} />}
      {verdict !== null && (
        <ul className="wm-verdict-checks">
          {verdict.checks.map((check) => (
            <li key={check.id} data-ok={check.ok}>
              {check.ok ? <SmallTick /> : <ErrorIcon size={14} />}
              <div>
                <strong>{check.title}</strong> <span className="wm-dim">{check.detail}</span>
                {!check.ok && check.where !== '' && <span className="wm-mono wm-small"> at {check.where}</span>}
              </div>
            </li>
          ))}
          {verdict.problems.map((problem) => (
            <li key={`${problem.code}-${problem.where}`} data-ok={false}>
              <ErrorIcon size={14} />
              <div>
                <strong>{problem.message}</strong> <span className="wm-mono wm-small">{problem.where}</span>
              </div>
            </li>
          ))}
        </ul>
      )}
      <dl className="wm-facts">
        <dt>Pack</dt>
        <dd>
          {pack.number}, {countOf(pack.pages, 'page')}, {bytesText(pack.bytes)}
        </dd>
        <dt>Made</dt>
        <dd>
          <Time timeMs={pack.madeMs} /> by {pack.madeBy.name} <span className="wm-dim">log entry {pack.logSeq}</span>
        </dd>
        <dt>For</dt>
        <dd>
          {pack.recipients}. <span className="wm-dim">{pack.reason}</span>
        </dd>
        <dt>Profile</dt>
        <dd>
          {PROFILES[pack.profile]}, signed by {pack.signedWith === 'agency' ? 'the agency' : 'this workstation'}
        </dd>
        <dt>Exhibits</dt>
        <dd>
          {pack.exhibits === 0 ? 'as the pack says' : countOf(pack.exhibits, 'exhibit')}
          {pack.leftOut.length > 0 && <span className="wm-dim"> without {pack.leftOut.join(', ')}</span>}
        </dd>
        <dt>Manifest, SHA-256</dt>
        <dd className="wm-mono wm-digest">{pack.manifestSha256}</dd>
        <dt>File, SHA-256</dt>
        <dd className="wm-mono wm-digest">{pack.sha256}</dd>
        {pack.bagSha256 !== null && (
          <>
            <dt>Bag, SHA-256</dt>
            <dd className="wm-mono wm-digest">{pack.bagSha256}</dd>
          </>
        )}
      </dl>
    </section>
  );
}
