/** One authority in full: what it says, its papers, what became of it, and what its owner may do with it now. Renderer. */
import { Button } from '@blueprintjs/core';
import { Cross } from '@blueprintjs/icons';
import type { ReactNode } from 'react';
import type { AuthorityStanding } from '../../../contract/authority-answers.ts';
import { AUTHORITY_KIND_WORDS } from '../../format/words.ts';
import { Time } from '../../parts/index.ts';
import {
  AuthorityFacts,
  clockOf,
  DocumentList,
  reportOf,
  STANDING_MEANING,
  StandingBadge,
  toneOfStanding,
} from '../authority/index.ts';
import { AuthorityActions } from './AuthorityActions.tsx';
import { historyOf } from './history.ts';
import { useInView } from './use-in-view.ts';

interface AuthorityDetailProps {
  readonly caseId: string;
  readonly standing: AuthorityStanding;
  readonly nowMs: number;
  onClose(): void;
}

export function AuthorityDetail({ caseId, standing, nowMs, onClose }: AuthorityDetailProps) {
  const { record } = standing;
  const place = useInView<HTMLElement>(true);
  const tone = toneOfStanding(standing, nowMs);
  const report = reportOf(standing, nowMs);
  return (
    <aside
      ref={place}
      className="wm-register-detail"
      aria-label={`Authority ${record.number}`}
      data-testid="authority-detail"
    >
      <header className="wm-section wm-row wm-register-head">
        <div className="wm-grow">
          <h2>
            {AUTHORITY_KIND_WORDS[record.kind]} <span className="wm-mono">{record.number}</span>
          </h2>
          <p className="wm-row">
            <StandingBadge standing={standing} nowMs={nowMs} />
            <span className={tone === 'plain' ? 'wm-small' : `wm-small wm-${tone}`}>{clockOf(standing, nowMs)}</span>
          </p>
        </div>
        <Button variant="minimal" size="small" icon={<Cross size={14} />} aria-label="Close" onClick={onClose} />
      </header>
      <div className="wm-scroll">
        <p className="wm-section wm-small">{STANDING_MEANING[standing.standing]}</p>
        {report !== null && report.tone !== 'plain' && (
          <p className="wm-section">
            <span className={`wm-badge wm-badge-${report.tone}`}>Report: {report.text}</span>
          </p>
        )}
        <AuthorityActions caseId={caseId} standing={standing} />
        <Section title="What it says">
          <AuthorityFacts record={record} />
        </Section>
        <Section title="Documents">
          <DocumentList authorityId={record.id} documents={record.documents} />
        </Section>
        <Section title="What became of it">
          <ol className="wm-history">
            {historyOf(standing, nowMs).map((event) => (
              <li key={`${event.timeMs}-${event.text}`} data-ahead={event.ahead}>
                <Time timeMs={event.timeMs} />
                <span>
                  {event.text}
                  {event.note !== '' && <span className="wm-dim"> “{event.note}”</span>}
                </span>
              </li>
            ))}
          </ol>
          <p className="wm-caption wm-gap-top">
            Each step, and each query that ran under it, is in the log of the case.
          </p>
        </Section>
      </div>
    </aside>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="wm-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}
