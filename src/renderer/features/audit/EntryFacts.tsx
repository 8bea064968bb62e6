/** The entry as it was then: titles held, both clocks, authority, reason, and a refusal with its rules. Renderer. */
import type { AuditDrillDown } from '../../../contract/audit-answers.ts';
import { exactText, utcText } from '../../format/time.ts';
import { ACTION_WORDS, AUTHORITY_KIND_WORDS, OUTCOME_WORDS, ROLE_WORDS } from '../../format/words.ts';
import { useAuditDesk } from './AuditProvider.tsx';
import { EVERYTHING } from './audit-filter.ts';
import { OUTCOME_TITLES } from './audit-words.ts';
import { codeWords, otherValues, refusalReasons } from './entry-facts.ts';
import { ruleOf, useRules } from './use-rules.ts';

export function EntryFacts({ drill }: { drill: AuditDrillDown }) {
  const { narrow } = useAuditDesk();
  const { row, entry, result } = drill;
  const { actor, authority } = entry;
  const reasons = refusalReasons(drill);
  const rules = useRules(reasons.length > 0);
  const bad = row.outcome === 'refused' || row.outcome === 'failed';
  const values = [
    ...otherValues(entry.details),
    ...otherValues(result?.details ?? {}).map((item) => ({ ...item, name: `answer: ${item.name}` })),
  ];
  return (
    <div className="wm-section" data-testid="audit-entry">
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
        <dd className="wm-mono wm-small">{utcText(entry.timeMs)}</dd>
        <dt>Workstation</dt>
        <dd>
          {row.deviceName}, its entry {entry.deviceSeq}
        </dd>
        {entry.log.startsWith('case:') && (
          <>
            <dt>Log</dt>
            <dd>
              of one case{' '}
              <button
                type="button"
                className="wm-link"
                onClick={() => narrow({ ...EVERYTHING, tab: 'all', caseLog: entry.log })}
              >
                show all of it
              </button>
            </dd>
          </>
        )}
        <dt>What</dt>
        <dd>{ACTION_WORDS[entry.action]}</dd>
        <dt>Authority</dt>
        <dd>
          {authority === null
            ? 'none was given'
            : `${AUTHORITY_KIND_WORDS[authority.kind] ?? authority.kind} ${authority.number}, assignment ${authority.assignment}`}
        </dd>
        {authority !== null && (
          <>
            <dt>Reason</dt>
            <dd>
              {codeWords(authority.purpose)}. “{authority.narrative}”
            </dd>
          </>
        )}
        <dt>Decision</dt>
        <dd className={bad ? 'wm-red' : undefined}>
          {OUTCOME_TITLES[row.outcome]}
          {bad && row.ruleIds.length > 0 && `, ${row.ruleIds.join(', ')}`}
        </dd>
        {bad && row.why !== '' && (
          <>
            <dt>Why</dt>
            <dd>{row.why}</dd>
          </>
        )}
        {result !== null && (
          <>
            <dt>Answered</dt>
            <dd>
              {OUTCOME_WORDS[result.outcome]}, {exactText(result.timeMs)}
            </dd>
          </>
        )}
      </dl>
      {reasons.length > 0 && (
        <ol className="wm-audit-reasons" aria-label="Rules that refused it">
          {reasons.map((reason) => {
            const rule = ruleOf(rules, reason.rule);
            return (
              <li key={`${reason.rule} ${reason.code}`}>
                <strong>{reason.message === '' ? (rule?.title ?? codeWords(reason.code)) : reason.message}</strong>{' '}
                <span className="wm-mono wm-small wm-dim">{reason.rule}</span>
                {rule !== null && (
                  <details>
                    <summary>The rule in words</summary>
                    <p className="wm-dim">{rule.text}</p>
                  </details>
                )}
                {reason.remedy !== '' && <p>Would be lawful: {reason.remedy}</p>}
              </li>
            );
          })}
        </ol>
      )}
      {values.length > 0 && (
        <details className="wm-audit-more-facts">
          <summary>Values as they were</summary>
          <dl className="wm-facts">
            {values.map(({ name, value }) => (
              <div key={name} className="wm-contents">
                <dt>{name}</dt>
                <dd className="wm-mono wm-small">{value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </div>
  );
}
