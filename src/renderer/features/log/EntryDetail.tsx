/** One entry in full, as it was written: titles held then, values as they were, and its place in the chain. Renderer. */
import { Button } from '@blueprintjs/core';
import { Cross } from '@blueprintjs/icons';
import type { AuditEntry } from '../../../core/audit/entry.ts';
import { exactText, utcText } from '../../format/time.ts';
import { ACTION_WORDS, OUTCOME_WORDS, ROLE_WORDS } from '../../format/words.ts';
import { detailText } from './log-row.ts';

export function EntryDetail({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const { actor, authority } = entry;
  return (
    <section className="wm-pane" aria-label={`Entry ${entry.seq}`} data-testid="log-detail">
      <header className="wm-pane-head">
        <h2 className="wm-tab">Entry {entry.seq}</h2>
        <div className="wm-pane-head-end">
          <Button variant="minimal" size="small" icon={<Cross size={14} />} aria-label="Close" onClick={onClose} />
        </div>
      </header>
      <div className="wm-scroll">
        <div className="wm-section">
          <h3>The entry, as it was then</h3>
          <dl className="wm-facts">
            <dt>Who</dt>
            <dd>
              {actor === null
                ? 'nobody was signed in'
                : `${actor.name}, ${actor.title} (title then), ${ROLE_WORDS[actor.role]}`}
            </dd>
            <dt>When</dt>
            <dd>{exactText(entry.timeMs)}</dd>
            <dt>UTC</dt>
            <dd className="wm-mono">{utcText(entry.timeMs)}</dd>
            <dt>What</dt>
            <dd>
              {ACTION_WORDS[entry.action]},{' '}
              {
                { intent: 'asked before it ran', result: `what came of entry ${entry.of}`, event: 'done at once' }[
                  entry.phase
                ]
              }
            </dd>
            <dt>Outcome</dt>
            <dd className={entry.outcome === 'refused' ? 'wm-red' : undefined}>{OUTCOME_WORDS[entry.outcome]}</dd>
            <dt>Authority</dt>
            <dd>
              {authority === null
                ? 'none was given'
                : `${authority.number}, ${authority.purpose}, ${authority.assignment}`}
            </dd>
            {authority !== null && (
              <>
                <dt>Reason</dt>
                <dd>“{authority.narrative}”</dd>
              </>
            )}
          </dl>
        </div>
        <div className="wm-section">
          <h3>Values as they were</h3>
          <dl className="wm-facts">
            {Object.entries(entry.details).map(([name, value]) => (
              <div key={name} className="wm-contents">
                <dt>{name}</dt>
                <dd className="wm-mono wm-small">{detailText(value)}</dd>
              </div>
            ))}
          </dl>
        </div>
        <div className="wm-section">
          <h3>Its place in the chain</h3>
          <dl className="wm-facts">
            <dt>Hash</dt>
            <dd className="wm-mono wm-small">{entry.hash}</dd>
            <dt>Entry before</dt>
            <dd className="wm-mono wm-small">{entry.prev}</dd>
            <dt>Workstation</dt>
            <dd>
              <span className="wm-mono wm-small">{entry.deviceId}</span>, its entry {entry.deviceSeq}
            </dd>
          </dl>
        </div>
      </div>
    </section>
  );
}
