/** The entries of the case log that concern this read. Reading the log is logged, so it is read when asked for. Renderer. */
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../../connection/index.ts';
import { ACTION_WORDS, OUTCOME_WORDS } from '../../format/words.ts';
import { Loading, ProblemBox, Time } from '../../parts/index.ts';

const LIMIT = 500;

export function LogTab({ caseId, detectionId }: { caseId: string; detectionId: string }) {
  const client = useClient();
  const [asked, setAsked] = useState(false);
  const log = useQuery({
    queryKey: ['log', caseId, 'of', detectionId],
    queryFn: () => client.log.list({ caseId, before: null, limit: LIMIT }),
    enabled: asked,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!asked) {
    return (
      <div className="wm-section wm-actions">
        <Button text="Read the log of this read" onClick={() => setAsked(true)} />
        <span className="wm-caption">Your reading is logged too.</span>
      </div>
    );
  }
  if (log.error !== null) {
    return (
      <div className="wm-section">
        <ProblemBox error={log.error} onRetry={() => void log.refetch()} />
      </div>
    );
  }
  if (log.data === undefined) return <Loading what="Reading the log" />;
  const entries = log.data.entries.filter((entry) => entry.details.detectionId === detectionId);
  return (
    <div className="wm-section">
      <h3>
        {entries.length === 1 ? '1 entry' : `${entries.length} entries`}{' '}
        <span>of the last {log.data.entries.length} in this case</span>
      </h3>
      <dl className="wm-facts">
        {entries.map((entry) => (
          <div key={entry.seq} className="wm-contents">
            <dt>{entry.seq}</dt>
            <dd>
              {ACTION_WORDS[entry.action]}, {OUTCOME_WORDS[entry.outcome].toLowerCase()}{' '}
              <span className="wm-dim">
                <Time timeMs={entry.timeMs} /> {entry.actor?.name}
              </span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
