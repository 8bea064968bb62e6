/** The proof that this entry stands in its log: leaf, hashes up to the checkpoint, and who cosigned it. Renderer. */
import { Error as ErrorIcon, SmallTick } from '@blueprintjs/icons';
import type { AuditDrillDown } from '../../../contract/audit-answers.ts';
import { countOf, countText, hashText } from '../../format/number.ts';

export function ProofFacts({ drill }: { drill: AuditDrillDown }) {
  const { proof, row } = drill;
  return (
    <div className="wm-section" data-testid="audit-proof" data-holds={proof.holds}>
      <h3>Proof for this entry</h3>
      <dl className="wm-facts">
        <dt>Leaf</dt>
        <dd className="wm-mono wm-small" title={proof.leafHash}>
          {hashText(proof.leafHash)}
        </dd>
        <dt>Inclusion</dt>
        <dd>
          {proof.holds ? (
            <span className="wm-green">
              <SmallTick size={14} /> {countOf(proof.path.length, 'hash', 'hashes')} to checkpoint{' '}
              {countText(proof.treeSize)}
            </span>
          ) : (
            <span className="wm-red">
              <ErrorIcon size={12} /> does not lead to the signed checkpoint. Do not rely on this entry: compare it with
              the one its workstation holds.
            </span>
          )}
        </dd>
        <dt>Witnesses</dt>
        <dd>{proof.witnesses.length === 0 ? 'none has cosigned it yet' : `${proof.witnesses.join(', ')} cosigned`}</dd>
        <dt>Result rows</dt>
        <dd>{row.rows === null || row.rows === 0 ? 'none released' : countText(row.rows)}</dd>
      </dl>
      <details className="wm-audit-more-facts">
        <summary>Every hash of the proof</summary>
        <dl className="wm-facts">
          <dt>Leaf</dt>
          <dd className="wm-mono wm-small">{proof.leafHash}</dd>
          {proof.path.map((hash, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a hash of the path has no identity but its place.
            <div key={at} className="wm-contents">
              <dt>{at + 1}</dt>
              <dd className="wm-mono wm-small">{hash}</dd>
            </div>
          ))}
          <dt>Root</dt>
          <dd className="wm-mono wm-small">{proof.rootHash}</dd>
          <dt>Entry</dt>
          <dd className="wm-mono wm-small">{drill.entry.hash}</dd>
        </dl>
      </details>
    </div>
  );
}
